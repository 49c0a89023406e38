"""The queue of threads whose shopper waits for a person; `store.tickets` puts them in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Handoff:
    """A row of `handoffs`, with what is known of its thread.

    `last_text` is the shopper's last message; `is_reachable` says whether the shopper can be
    written to after they have left.
    """

    thread_id: str
    message_id: str
    reason: str
    asked_unix_ms: int
    last_text: str
    is_reachable: bool


def unescalated(db: Database) -> list[Handoff]:
    """Those that nobody came for and that were told of once, the oldest first."""
    rows = db.execute(
        "SELECT h.thread_id, h.message_id, h.reason, h.asked_unix_ms,"
        " coalesce((SELECT text FROM turns WHERE thread_id = h.thread_id"
        "  ORDER BY created_unix_ms DESC, rowid DESC LIMIT 1), ''), t.return_address != ''"
        " FROM handoffs h JOIN threads t USING (thread_id)"
        " WHERE h.escalated_unix_ms = 0 ORDER BY h.asked_unix_ms, h.thread_id"
    )
    found = []
    for thread_id, message_id, reason, asked_unix_ms, last_text, is_reachable in rows:
        known = Handoff(thread_id, message_id, reason, asked_unix_ms, last_text, bool(is_reachable))
        found.append(known)
    return found


def escalate(db: Database, thread_id: str, message_id: str, now_unix_ms: int) -> bool:
    """Notes that it was told again; False when it was, or when somebody came meanwhile."""
    cursor = db.execute(
        "UPDATE handoffs SET escalated_unix_ms = ?"
        " WHERE thread_id = ? AND message_id = ? AND escalated_unix_ms = 0",
        [now_unix_ms, thread_id, message_id],
    )
    return bool(cursor.rowcount)


def leave(db: Database, thread_id: str) -> None:
    """Takes a thread out of the queue; one that is not in it is left as it is."""
    db.execute("DELETE FROM handoffs WHERE thread_id = ?", [thread_id])
