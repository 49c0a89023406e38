"""Work recorded for a person, and the threads whose shopper waits for one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

OPEN, PENDING, SOLVED = 1, 2, 3  # TicketStatus numbers of desk.proto


@dataclass(frozen=True, slots=True)
class Ticket:
    """A row of `tickets`."""

    ticket_id: str
    idempotency_key: str
    thread_id: str
    subject: str
    body: str
    status: int
    priority: str
    contact_name: str
    contact_email: str
    opened_unix_ms: int


_COLUMNS = (
    "ticket_id, idempotency_key, thread_id, subject, body, status, priority,"
    " contact_name, contact_email, opened_unix_ms"
)


def add(db: Database, ticket: Ticket) -> bool:
    """Records a ticket; False when its idempotency key is known already."""
    cursor = db.execute(
        f"INSERT INTO tickets ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        " ON CONFLICT (idempotency_key) DO NOTHING",
        [getattr(ticket, name) for name in Ticket.__slots__],
    )
    return bool(cursor.rowcount)


def get(db: Database, ticket_id: str) -> Ticket | None:
    """One ticket by the id people see."""
    return _one(db, "ticket_id", ticket_id)


def by_key(db: Database, idempotency_key: str) -> Ticket | None:
    """One ticket by its idempotency key."""
    return _one(db, "idempotency_key", idempotency_key)


def set_status(db: Database, ticket_id: str, status: int) -> None:
    """Changes where a ticket stands."""
    db.execute("UPDATE tickets SET status = ? WHERE ticket_id = ?", [status, ticket_id])


def page(db: Database, *, status: int, before: tuple[int, str] | None, limit: int) -> list[Ticket]:
    """Tickets, the newest first; `status` 0 means all.

    `before` is the (opened_unix_ms, ticket_id) of the last one already seen.
    """
    clauses: list[str] = []
    values: list[object] = []
    if status:
        clauses.append("status = ?")
        values.append(status)
    if before is not None:
        clauses.append("(opened_unix_ms, ticket_id) < (?, ?)")
        values.extend(before)
    where = "WHERE " + " AND ".join(clauses) if clauses else ""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM tickets {where}"  # noqa: S608 (own clauses)
        " ORDER BY opened_unix_ms DESC, ticket_id DESC LIMIT ?",
        [*values, limit],
    )
    return [Ticket(*row) for row in rows]


def open_count(db: Database) -> int:
    """Tickets that wait for a person."""
    row = db.execute("SELECT count(*) FROM tickets WHERE status = ?", [OPEN]).fetchone()
    return int(row[0])


def ask_for_person(
    db: Database, thread_id: str, message_id: str, reason: str, now_unix_ms: int
) -> int:
    """Queues the thread, or leaves it where it waits; gives its place, 1 is next."""
    db.execute(
        "INSERT INTO handoffs (thread_id, message_id, reason, asked_unix_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (thread_id) DO NOTHING",
        [thread_id, message_id, reason, now_unix_ms],
    )
    row = db.execute(
        "SELECT count(*) FROM handoffs WHERE (asked_unix_ms, thread_id) <="
        " (SELECT asked_unix_ms, thread_id FROM handoffs WHERE thread_id = ?)",
        [thread_id],
    ).fetchone()
    return int(row[0])


def _one(db: Database, column: str, value: str) -> Ticket | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM tickets WHERE {column} = ?",  # noqa: S608 (own column names)
        [value],
    ).fetchone()
    return None if row is None else Ticket(*row)
