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
    assignee_id: int = 0
    assignee_name: str = ""
    due_unix_ms: int = 0
    late_unix_ms: int = 0
    target: str = ""
    target_id: str = ""
    target_url: str = ""
    target_status: int = 0
    reopened_unix_ms: int = 0


_COLUMNS = ", ".join(Ticket.__slots__)
_LATE = "status = ? AND due_unix_ms BETWEEN 1 AND ?"


def add(db: Database, ticket: Ticket) -> bool:
    """Records a ticket; False when its idempotency key is known already."""
    marks = ", ".join("?" * len(Ticket.__slots__))
    cursor = db.execute(
        f"INSERT INTO tickets ({_COLUMNS}) VALUES ({marks})"  # noqa: S608 (own names)
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


def at_target(db: Database, target: str, target_id: str) -> Ticket | None:
    """The ticket whose record at that service has that id."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM tickets WHERE target = ? AND target_id = ?",  # noqa: S608
        [target, target_id],
    ).fetchone()
    return None if row is None else Ticket(*row)


def put(db: Database, ticket: Ticket) -> None:
    """Replaces what staff can change of a ticket: its status, priority, times and assignee."""
    names = (
        "status", "priority", "assignee_id", "assignee_name", "due_unix_ms", "late_unix_ms",
        "reopened_unix_ms",
    )  # fmt: skip
    db.execute(
        f"UPDATE tickets SET {', '.join(f'{name} = ?' for name in names)}"  # noqa: S608
        " WHERE ticket_id = ?",
        [*(getattr(ticket, name) for name in names), ticket.ticket_id],
    )


def set_record(db: Database, ticket_id: str, target: str, record_id: str, url: str) -> None:
    """Notes where the record of a ticket lies; only if that is the ticket's target."""
    db.execute(
        "UPDATE tickets SET target_id = ?, target_url = ?, target_status = ?"
        " WHERE ticket_id = ? AND target = ?",
        [record_id, url, OPEN, ticket_id, target],
    )


def set_target_status(db: Database, ticket_id: str, target: str, status: int) -> None:
    """Notes how the record of a ticket stands; only if it lies at that target."""
    db.execute(
        "UPDATE tickets SET target_status = ? WHERE ticket_id = ? AND target = ?",
        [status, ticket_id, target],
    )


def newly_late(db: Database, now_unix_ms: int) -> list[Ticket]:
    """Open tickets whose time has passed, and that nobody was told of."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM tickets WHERE {_LATE} AND late_unix_ms = 0"  # noqa: S608
        " ORDER BY due_unix_ms, ticket_id",
        [OPEN, now_unix_ms],
    )
    return [Ticket(*row) for row in rows]


def page(
    db: Database,
    *,
    status: int,
    before: tuple[int, str] | None,
    limit: int,
    assignee_id: int = 0,
    late_at_unix_ms: int = 0,
) -> list[Ticket]:
    """Tickets, the newest first; `status` and `assignee_id` 0 mean all.

    `before` is the (opened_unix_ms, ticket_id) of the last one already seen; only those that are
    late at `late_at_unix_ms`, where it is set.
    """
    clauses: list[str] = []
    values: list[object] = []
    if status:
        clauses.append("status = ?")
        values.append(status)
    if assignee_id:
        clauses.append("assignee_id = ?")
        values.append(assignee_id)
    if late_at_unix_ms:
        clauses.append(_LATE)
        values.extend((OPEN, late_at_unix_ms))
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


def late_count(db: Database, now_unix_ms: int) -> int:
    """Open tickets whose time has passed."""
    row = db.execute(
        f"SELECT count(*) FROM tickets WHERE {_LATE}",  # noqa: S608 (own clause)
        [OPEN, now_unix_ms],
    ).fetchone()
    return int(row[0])


def ask_for_person(
    db: Database, thread_id: str, message_id: str, reason: str, now_unix_ms: int
) -> tuple[int, bool]:
    """Queues the thread, or leaves it where it waits.

    Gives its place, 1 is next, and whether it was not there before.
    """
    cursor = db.execute(
        "INSERT INTO handoffs (thread_id, message_id, reason, asked_unix_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (thread_id) DO NOTHING",
        [thread_id, message_id, reason, now_unix_ms],
    )
    row = db.execute(
        "SELECT count(*) FROM handoffs WHERE (asked_unix_ms, thread_id) <="
        " (SELECT asked_unix_ms, thread_id FROM handoffs WHERE thread_id = ?)",
        [thread_id],
    ).fetchone()
    return int(row[0]), bool(cursor.rowcount)


def _one(db: Database, column: str, value: str) -> Ticket | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM tickets WHERE {column} = ?",  # noqa: S608 (own column names)
        [value],
    ).fetchone()
    return None if row is None else Ticket(*row)
