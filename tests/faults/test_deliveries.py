"""Other services are told exactly once, whatever breaks where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.bench.hands_deliveries import (
    KILLS_PER_STEP,
    OUTAGE_TICKETS,
    OUTAGES,
    kill,
    outages,
    share,
)
from tests.conftest import FULL
from tests.faults.doomed_sidecar import STEPS
from tests.sidecar.desk.carrying import FAR_ENDS

KINDS = list(FAR_ENDS)


# One that records tickets and one that only hears of them; together they have every step. That
# every service is looked at after a crash is shown in `tests/sidecar/desk/test_courier.py`.
SHARE = {"github": STEPS[::2], "webhook": STEPS[1::2]}


@pytest.mark.parametrize("kind", KINDS if FULL else SHARE)
async def test_a_killed_sidecar_tells_each_thing_exactly_once(tmp_path: Path, kind: str) -> None:
    rounds: Sequence[str] = SHARE.get(kind, ())
    if FULL:
        count = share(KILLS_PER_STEP, len(KINDS), KINDS.index(kind))
        rounds = [step for step in STEPS for _ in range(count)]
    damage = await kill(tmp_path, kind, rounds)
    assert damage.kill_count == len(rounds)
    assert damage.harm == []


@pytest.mark.parametrize("kind", KINDS)
async def test_outages_lose_and_double_nothing(tmp_path: Path, kind: str) -> None:
    count = OUTAGE_TICKETS if FULL else 2
    damage = await outages(tmp_path, kind, count)
    assert damage.told_count == count * len(OUTAGES)
    assert damage.harm == []
