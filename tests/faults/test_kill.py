"""kill -9 of a real sidecar in the middle of turns."""

from __future__ import annotations

from pathlib import Path

from tests.bench.toll import SEED
from tests.bench.turn_faults import kill
from tests.conftest import FULL

KILL_COUNT = 50 if FULL else 4


async def test_a_killed_sidecar_loses_and_doubles_nothing(tmp_path: Path) -> None:
    toll = await kill(tmp_path, KILL_COUNT, SEED)
    assert toll.kills.total() == KILL_COUNT
    assert toll.harm == []
