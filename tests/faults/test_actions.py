"""kill -9 of a real sidecar around actions that wait and jobs that tools leave."""

from __future__ import annotations

from pathlib import Path

from tests.bench.action_faults import kill_actions
from tests.bench.faults import SEED
from tests.conftest import FULL

KILL_COUNT = 50 if FULL else 4


async def test_an_action_and_a_mail_are_recorded_once_whenever_it_is_killed(tmp_path: Path) -> None:
    ends = await kill_actions(tmp_path, KILL_COUNT, SEED)
    assert ends.kill_count == KILL_COUNT
    assert ends.harm == []
