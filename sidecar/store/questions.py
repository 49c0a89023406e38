"""What shoppers asked of the shop's pages, without personal data: the row of a turn that did.

A row goes with its turn, so that it is kept as long as the transcript and no longer. Whether it
counts as unanswered or as resolved is read from the turn, whose last rating counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from sidecar.v1.agent_pb2 import Outcome, Rating

# An answer that the shopper found wrong is no answer; asking for a person may be for want of one.
UNANSWERED = (
    f"(t.outcome IN ({Outcome.OUTCOME_UNANSWERED}, {Outcome.OUTCOME_HANDED_OFF})"
    f" OR t.rating = {Rating.RATING_DOWN})"
)
RESOLVED = f"(t.outcome = {Outcome.OUTCOME_ANSWERED} AND t.rating = {Rating.RATING_UP})"


@dataclass(frozen=True, slots=True)
class Question:
    """A row, and when its turn began; `vector` (d,) float32 as bytes, empty without a group."""

    thread_id: str
    message_id: str
    text: str
    answer: str
    asked_unix_ms: int = 0
    group_id: str = ""
    vector: bytes = b""


_SELECT = (
    "SELECT q.thread_id, q.message_id, q.text, q.answer, t.created_unix_ms, q.group_id, q.vector"
    " FROM questions q JOIN turns t USING (thread_id, message_id) WHERE q.closed = 0 AND"
)
_LATEST = "ORDER BY t.created_unix_ms DESC, q.rowid DESC LIMIT ?"


def add(db: Database, question: Question) -> None:
    """Notes what a turn asked; once per turn."""
    db.execute(
        "INSERT INTO questions (thread_id, message_id, text, answer) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [question.thread_id, question.message_id, question.text, question.answer],
    )


def grouped(db: Database, which: str, model: str, limit: int) -> list[Question]:
    """The latest `limit` of `which` (`UNANSWERED`, `RESOLVED`) that have a group, oldest first."""
    rows = db.execute(
        f"{_SELECT} {which} AND q.model = ? {_LATEST}",
        [model, limit],
    ).fetchall()
    return [Question(*row) for row in reversed(rows)]


def ungrouped(db: Database, model: str, limit: int) -> list[Question]:
    """The latest `limit` of either kind that have no group by this model, oldest first."""
    rows = db.execute(
        f"{_SELECT} ({UNANSWERED} OR {RESOLVED}) AND q.model != ? {_LATEST}",
        [model, limit],
    ).fetchall()
    return [Question(*row) for row in reversed(rows)]


def set_groups(db: Database, questions: Iterable[Question], model: str) -> None:
    """Notes groups and vectors; one whose turn has gone meanwhile is passed over."""
    db.conn.executemany(
        "UPDATE questions SET group_id = ?, vector = ?, model = ?"
        " WHERE thread_id = ? AND message_id = ?",
        [
            (known.group_id, known.vector, model, known.thread_id, known.message_id)
            for known in questions
        ],
    )


def close(db: Database, questions: Iterable[Question]) -> None:
    """Takes questions off every list, for good."""
    db.conn.executemany(
        "UPDATE questions SET closed = 1 WHERE thread_id = ? AND message_id = ?",
        [(known.thread_id, known.message_id) for known in questions],
    )


def close_unanswered(db: Database, group_id: str) -> int:
    """Takes a group's unanswered questions off the list; gives how many there were."""
    cursor = db.execute(
        "UPDATE questions SET closed = 1 WHERE rowid IN (SELECT q.rowid FROM questions q"  # noqa: S608
        f" JOIN turns t USING (thread_id, message_id) WHERE q.closed = 0 AND {UNANSWERED}"
        " AND q.group_id = ? AND q.group_id != '')",
        [group_id],
    )
    return int(cursor.rowcount)
