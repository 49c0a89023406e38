"""Conversations: who owns them and who has them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

OPEN, WAITING = 1, 2  # ThreadState numbers of desk.proto
# Who asks in the shop's own name, to see how it answers. Nothing of such a trial is kept.
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Thread:
    """A row of the list staff see; `last_text` is the shopper's last message."""

    thread_id: str
    subject: str
    state: int
    active_unix_ms: int
    last_text: str
    message_count: int


def owner(db: Database, thread_id: str) -> str | None:
    """The subject the thread is bound to; None when there is no such thread."""
    row = db.execute("SELECT subject FROM threads WHERE thread_id = ?", [thread_id]).fetchone()
    return None if row is None else str(row[0])


def touch(db: Database, thread_id: str, subject: str, locale: str, now_unix_ms: int) -> None:
    """Creates the thread for `subject`, or notes that it is active."""
    db.execute(
        "INSERT INTO threads (thread_id, subject, created_unix_ms, active_unix_ms, locale)"
        " VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (thread_id) DO UPDATE SET active_unix_ms = excluded.active_unix_ms",
        [thread_id, subject, now_unix_ms, now_unix_ms, locale],
    )


def set_state(db: Database, thread_id: str, state: int) -> None:
    """Notes who has the thread: `OPEN` the agent, `WAITING` a person was asked for."""
    db.execute("UPDATE threads SET state = ? WHERE thread_id = ?", [state, thread_id])


def forget(db: Database, thread_id: str) -> None:
    """Deletes the thread with all its turns."""
    db.execute("DELETE FROM threads WHERE thread_id = ?", [thread_id])


def get(db: Database, thread_id: str) -> Thread | None:
    """One thread; None when there is none."""
    found = _select(db, "WHERE t.thread_id = ?", [thread_id], 1)
    return found[0] if found else None


def page(db: Database, *, state: int, before: tuple[int, str] | None, limit: int) -> list[Thread]:
    """Threads, the most recently active first; `state` 0 means all.

    `before` is the (active_unix_ms, thread_id) of the last one already seen.
    """
    clauses: list[str] = []
    values: list[object] = []
    if state:
        clauses.append("t.state = ?")
        values.append(state)
    if before is not None:
        clauses.append("(t.active_unix_ms, t.thread_id) < (?, ?)")
        values.extend(before)
    where = "WHERE " + " AND ".join(clauses) if clauses else ""
    return _select(db, where, values, limit)


def _select(db: Database, where: str, values: Sequence[object], limit: int) -> list[Thread]:
    rows = db.execute(
        "SELECT t.thread_id, t.subject, t.state, t.active_unix_ms,"  # noqa: S608 (own clauses)
        " coalesce((SELECT text FROM turns WHERE thread_id = t.thread_id"
        "  ORDER BY created_unix_ms DESC, rowid DESC LIMIT 1), ''),"
        " (SELECT count(*) FROM turns WHERE thread_id = t.thread_id)"
        f" FROM threads t {where} ORDER BY t.active_unix_ms DESC, t.thread_id DESC LIMIT ?",
        [*values, limit],
    )
    return [Thread(*row) for row in rows]
