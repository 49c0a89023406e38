"""Conversations: who owns them and who has them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

OPEN, WAITING, TAKEN = 1, 2, 3  # ThreadState numbers of desk.proto
# Who asks in the shop's own name, to see how it answers. Nothing of such a trial is kept.
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Thread:
    """A row of the list staff see; `last_text` is the shopper's last message.

    `person_id` has it, 0 for nobody; `waiting_unix_ms` is since when a person is asked for.
    """

    thread_id: str
    subject: str
    state: int
    active_unix_ms: int
    person_id: int
    person_name: str
    return_address: str
    waiting_unix_ms: int
    reason: str
    is_escalated: bool
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


def state_of(db: Database, thread_id: str) -> int:
    """Who has the thread; `OPEN` also where there is none yet."""
    row = db.execute("SELECT state FROM threads WHERE thread_id = ?", [thread_id]).fetchone()
    return OPEN if row is None else int(row[0])


def locale_of(db: Database, thread_id: str) -> str:
    """The locale of the page on which the thread began; empty where it is not known."""
    row = db.execute("SELECT locale FROM threads WHERE thread_id = ?", [thread_id]).fetchone()
    return "" if row is None else str(row[0])


def set_state(
    db: Database, thread_id: str, state: int, person_id: int = 0, person_name: str = ""
) -> None:
    """Notes who has the thread: `OPEN` the agent, `TAKEN` that person, `WAITING` nobody yet."""
    db.execute(
        "UPDATE threads SET state = ?, person_id = ?, person_name = ? WHERE thread_id = ?",
        [state, person_id, person_name, thread_id],
    )


def set_return_address(db: Database, thread_id: str, return_address: str) -> None:
    """Keeps how WordPress can write to the shopper once they have left."""
    db.execute(
        "UPDATE threads SET return_address = ? WHERE thread_id = ?", [return_address, thread_id]
    )


def wake(db: Database, thread_id: str, now_unix_ms: int) -> None:
    """Notes that the thread is active."""
    db.execute(
        "UPDATE threads SET active_unix_ms = max(active_unix_ms, ?) WHERE thread_id = ?",
        [now_unix_ms, thread_id],
    )


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
        " t.person_id, t.person_name, t.return_address, coalesce(h.asked_unix_ms, 0),"
        " coalesce(h.reason, ''), coalesce(h.escalated_unix_ms, 0) > 0,"
        " coalesce((SELECT text FROM turns WHERE thread_id = t.thread_id"
        "  ORDER BY created_unix_ms DESC, rowid DESC LIMIT 1), ''),"
        " (SELECT count(*) FROM turns WHERE thread_id = t.thread_id)"
        f" FROM threads t LEFT JOIN handoffs h USING (thread_id) {where}"
        " ORDER BY t.active_unix_ms DESC, t.thread_id DESC LIMIT ?",
        [*values, limit],
    )
    return [_thread(row) for row in rows]


def _thread(row: tuple[object, ...]) -> Thread:
    values = list(row)
    values[9] = bool(values[9])
    return Thread(*values)  # type: ignore[arg-type]
