"""What other services are to be told, as rows; the rules are in `sidecar.desk.outbox`.

Rows of a target stand in the order in which they were written. Of one that is over, the payload,
which may be personal, is gone, and `due_unix_ms` is when it ended.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

WAITING, DONE, DEAD = "waiting", "done", "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of `deliveries`; `attempt_count` counts the attempts that were begun."""

    delivery_id: str
    target: str
    about: str
    ticket_id: str
    payload_json: str
    state: str
    attempt_count: int
    added_unix_ms: int
    due_unix_ms: int
    error: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for a target, since when, and why the oldest did not get there."""

    target: str
    waiting_count: int
    dead_count: int
    oldest_unix_ms: int
    error: str


_COLUMNS = ", ".join(Delivery.__slots__)


def add(
    db: Database,
    *,
    delivery_id: str,
    target: str,
    about: str,
    ticket_id: str,
    payload_json: str,
    now_unix_ms: int,
) -> None:
    """Writes a delivery; one with a known id is left as it is."""
    db.execute(
        f"INSERT INTO deliveries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, '')"  # noqa: S608
        " ON CONFLICT (delivery_id) DO NOTHING",
        [delivery_id, target, about, ticket_id, payload_json, WAITING, now_unix_ms, now_unix_ms],
    )


def get(db: Database, delivery_id: str) -> Delivery | None:
    """One delivery; None when there is none."""
    return _first(db, "WHERE delivery_id = ?", [delivery_id])


def head(db: Database, target: str) -> Delivery | None:
    """The oldest that waits for a target, due or not: nothing overtakes it."""
    return _first(
        db,
        "WHERE target = ? AND state = ? ORDER BY added_unix_ms, rowid LIMIT 1",
        [target, WAITING],
    )


def begin(db: Database, delivery_id: str, until_unix_ms: int) -> None:
    """Counts an attempt, which nobody repeats before `until_unix_ms`."""
    db.execute(
        "UPDATE deliveries SET attempt_count = attempt_count + 1, due_unix_ms = ?"
        " WHERE delivery_id = ?",
        [until_unix_ms, delivery_id],
    )


def postpone(db: Database, delivery_id: str, due_unix_ms: int, error: str) -> None:
    """Puts it off, and says why."""
    db.execute(
        "UPDATE deliveries SET due_unix_ms = ?, error = ? WHERE delivery_id = ?",
        [due_unix_ms, error, delivery_id],
    )


def end(db: Database, delivery_id: str, state: str, error: str, now_unix_ms: int) -> None:
    """Closes it as `DONE`, without what it said, or as `DEAD`, with it: it may be tried again."""
    db.execute(
        "UPDATE deliveries SET state = ?, error = ?, due_unix_ms = ?,"
        " payload_json = CASE ? WHEN 'done' THEN '{}' ELSE payload_json END WHERE delivery_id = ?",
        [state, error, now_unix_ms, state, delivery_id],
    )


def revive(db: Database, delivery_id: str, now_unix_ms: int) -> None:
    """Has it tried now, in its old place among those of its target."""
    db.execute(
        "UPDATE deliveries SET state = ?, due_unix_ms = ? WHERE delivery_id = ?",
        [WAITING, now_unix_ms, delivery_id],
    )


def hasten(db: Database, latest_unix_ms: int) -> None:
    """Has none wait for longer than that."""
    db.execute(
        "UPDATE deliveries SET due_unix_ms = ? WHERE state = ? AND due_unix_ms > ?",
        [latest_unix_ms, WAITING, latest_unix_ms],
    )


def stranded(db: Database) -> list[Delivery]:
    """Those that wait for a target that is no longer there."""
    return _select(db, "WHERE state = ? AND target NOT IN (SELECT name FROM targets)", [WAITING])


def next_due_unix_ms(db: Database, target: str) -> int | None:
    """When the target is told next; None when nothing waits for it."""
    first = head(db, target)
    return None if first is None else first.due_unix_ms


def is_waiting(db: Database, target: str, about: str, ticket_id: str) -> bool:
    """Whether the target is still to be told that about that ticket."""
    row = db.execute(
        "SELECT 1 FROM deliveries WHERE ticket_id = ? AND target = ? AND about = ? AND state = ?",
        [ticket_id, target, about, WAITING],
    ).fetchone()
    return row is not None


def status_count(db: Database, ticket_id: str) -> int:
    """How often it was written down that a ticket stands otherwise, each target by itself."""
    row = db.execute(
        "SELECT count(*) FROM deliveries WHERE ticket_id = ? AND about = 'ticket_status'",
        [ticket_id],
    ).fetchone()
    return int(row[0])


def error_of(db: Database, target: str, ticket_id: str) -> str:
    """Why the ticket is not recorded there; empty when it is, or was not tried."""
    row = db.execute(
        "SELECT error FROM deliveries WHERE ticket_id = ? AND target = ? AND about = 'ticket'"
        " AND state != ?",
        [ticket_id, target, DONE],
    ).fetchone()
    return "" if row is None else str(row[0])


def page(db: Database, *, state: str, before: tuple[int, str] | None, limit: int) -> list[Delivery]:
    """Deliveries, the newest first; an empty `state` means all.

    `before` is the (added_unix_ms, delivery_id) of the last one already seen.
    """
    clauses: list[str] = []
    values: list[object] = []
    if state:
        clauses.append("state = ?")
        values.append(state)
    if before is not None:
        clauses.append("(added_unix_ms, delivery_id) < (?, ?)")
        values.extend(before)
    where = "WHERE " + " AND ".join(clauses) if clauses else ""
    return _select(
        db, f"{where} ORDER BY added_unix_ms DESC, delivery_id DESC LIMIT ?", [*values, limit]
    )


def backlogs(db: Database, dead_since_unix_ms: int) -> list[Backlog]:
    """What waits for each target, and what it refused for good since then."""
    rows = db.execute(
        "SELECT target, sum(state = 'waiting'),"
        " sum(state = 'dead' AND due_unix_ms >= ?),"
        " coalesce(min(CASE state WHEN 'waiting' THEN added_unix_ms END), 0)"
        " FROM deliveries WHERE state != 'done' GROUP BY target ORDER BY target",
        [dead_since_unix_ms],
    ).fetchall()
    found = []
    for target, waiting_count, dead_count, oldest_unix_ms in rows:
        first = head(db, target)
        error = first.error if first is not None else ""
        found.append(Backlog(target, waiting_count, dead_count, oldest_unix_ms, error))
    return found


def dead_count(db: Database) -> int:
    """Deliveries that were refused for good."""
    row = db.execute("SELECT count(*) FROM deliveries WHERE state = ?", [DEAD]).fetchone()
    return int(row[0])


def _first(db: Database, where: str, values: list[object]) -> Delivery | None:
    found = _select(db, where, values)
    return found[0] if found else None


def _select(db: Database, where: str, values: list[object]) -> list[Delivery]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM deliveries {where}", values)  # noqa: S608
    return [Delivery(*row) for row in rows]
