"""kill -9 of a real sidecar at the steps of tickets, actions, decisions, mails and notes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.bench.action_faults import EVERY, WISHES, kill_actions
from tests.conftest import FULL

# One of each wish; together in the transaction, before and after it, and while WordPress works.
SHARE = [
    ("ticket by a yes", "commit after"),
    ("ticket by the form", "once after"),
    ("refund", "commit before"),
    ("decision", "decide after"),
    ("mail", "settle after"),
    ("job", "complete before"),
    ("note", "settle before"),
]


async def test_what_is_wished_for_happens_once_whenever_it_is_killed(tmp_path: Path) -> None:
    rounds = EVERY if FULL else SHARE
    assert {name for name, _ in rounds} == WISHES.keys()
    toll = await kill_actions(tmp_path, rounds)
    assert toll.kills == Counter(map(", ".join, rounds))
    assert toll.harm == []
