"""Other services are told exactly once, whatever breaks where."""

from __future__ import annotations

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


@pytest.mark.parametrize("kind", KINDS)
async def test_a_killed_sidecar_tells_each_thing_exactly_once(tmp_path: Path, kind: str) -> None:
    place = KINDS.index(kind)
    if FULL:
        rounds = [s for s in STEPS for _ in range(share(KILLS_PER_STEP, len(KINDS), place))]
    else:  # two steps each; all services together have every one
        rounds = [STEPS[(2 * place + more) % len(STEPS)] for more in range(2)]
    damage = await kill(tmp_path, kind, rounds)
    assert damage.kill_count == len(rounds)
    assert damage.harm == []


@pytest.mark.parametrize("kind", KINDS)
async def test_outages_lose_and_double_nothing(tmp_path: Path, kind: str) -> None:
    count = OUTAGE_TICKETS if FULL else 2
    damage = await outages(tmp_path, kind, count)
    assert damage.told_count == count * len(OUTAGES)
    assert damage.harm == []
