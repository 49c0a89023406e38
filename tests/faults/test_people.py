"""kill -9 of a real sidecar around what people do in a thread."""

from __future__ import annotations

from pathlib import Path

from tests.bench.people_faults import kill_people
from tests.bench.toll import SEED
from tests.conftest import FULL

KILL_COUNT = 75 if FULL else 3


async def test_a_killed_sidecar_loses_and_doubles_nothing_that_people_did(tmp_path: Path) -> None:
    toll = await kill_people(tmp_path, KILL_COUNT, SEED)
    assert toll.kills.total() == KILL_COUNT
    assert toll.harm == []
