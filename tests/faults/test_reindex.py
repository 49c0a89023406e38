"""kill -9 in the middle of real reindexes, and real sidecars that find their index damaged."""

from __future__ import annotations

from pathlib import Path

from tests.bench.index_faults import (
    DAMAGE_COUNT,
    KILL_COUNT,
    damage_indexes,
    kill_reindexes,
)
from tests.bench.toll import SEED
from tests.conftest import FULL


async def test_a_killed_reindex_costs_no_answer_and_comes_to_its_end(tmp_path: Path) -> None:
    count = KILL_COUNT if FULL else 6
    ruin = await kill_reindexes(tmp_path, count, SEED)
    assert ruin.kill_count == count
    assert ruin.child_count
    assert ruin.sidecar_count
    assert ruin.harm == []


async def test_a_damaged_index_is_noticed_and_made_anew_while_the_sidecar_serves(
    tmp_path: Path,
) -> None:
    count = DAMAGE_COUNT if FULL else 3
    ruin = await damage_indexes(tmp_path, count)
    assert ruin.damaged_count == count
    assert ruin.harm == []
