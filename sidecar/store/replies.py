"""What is written into a thread beside its turns: by staff, or by the agent later on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

AGENT, STAFF = "agent", "staff"


@dataclass(frozen=True, slots=True)
class Reply:
    """A row of `replies`; `author` is `AGENT` or `STAFF`, only the latter have a name."""

    message_id: str
    thread_id: str
    author: str
    author_name: str
    text: str
    at_unix_ms: int


def add(
    db: Database,
    *,
    message_id: str,
    thread_id: str,
    author: str,
    author_name: str,
    text: str,
    now_unix_ms: int,
) -> bool:
    """Adds a message; False when its id is known already."""
    cursor = db.execute(
        "INSERT INTO replies (message_id, thread_id, author, author_name, text, at_unix_ms)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (message_id) DO NOTHING",
        [message_id, thread_id, author, author_name, text, now_unix_ms],
    )
    return bool(cursor.rowcount)


def of_thread(db: Database, thread_id: str, limit: int) -> list[Reply]:
    """The last `limit` of a thread, oldest first."""
    rows = db.execute(
        "SELECT message_id, thread_id, author, author_name, text, at_unix_ms FROM replies"
        " WHERE thread_id = ? ORDER BY at_unix_ms DESC, rowid DESC LIMIT ?",
        [thread_id, limit],
    ).fetchall()
    return [Reply(*row) for row in reversed(rows)]
