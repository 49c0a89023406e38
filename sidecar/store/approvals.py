"""Actions that wait for somebody's word, as rows; the rules are in `sidecar.desk.approvals`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

WAITING, DONE, DECLINED, FAILED, EXPIRED = 1, 2, 3, 4, 5  # ApprovalState numbers of desk.proto


@dataclass(frozen=True, slots=True)
class Approval:
    """A row of `approvals`; one that waits past `expires_unix_ms` is given as expired."""

    approval_id: str
    thread_id: str
    tool: str
    sealed: str
    summary: str
    by_shopper: bool
    state: int
    asked_unix_ms: int
    expires_unix_ms: int
    decided_unix_ms: int
    decided_by: str
    outcome_text: str


_COLUMNS = (
    "approval_id, thread_id, tool, sealed, summary, by_shopper, state, asked_unix_ms,"
    " expires_unix_ms, decided_unix_ms, decided_by, outcome_text"
)
# As they stand at a moment: nobody has to come by for one to expire.
_NOW = (
    "(SELECT approval_id, thread_id, tool, sealed, summary, by_shopper,"  # noqa: S608 (own names)
    f" CASE WHEN state = {WAITING} AND expires_unix_ms <= ? THEN {EXPIRED}"
    " ELSE state END AS state,"
    " asked_unix_ms, expires_unix_ms, decided_unix_ms, decided_by, outcome_text, wish"
    " FROM approvals)"
)


def add(db: Database, approval: Approval, wish: str) -> bool:
    """Records an action that waits; False when its id is known already.

    `wish` is a hash of what it would do.
    """
    cursor = db.execute(
        f"INSERT INTO approvals ({_COLUMNS}, wish)"  # noqa: S608 (own column names)
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (approval_id) DO NOTHING",
        [*(getattr(approval, name) for name in Approval.__slots__), wish],
    )
    return bool(cursor.rowcount)


def get(db: Database, approval_id: str, now_unix_ms: int) -> Approval | None:
    """One action as it stands now."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM {_NOW} WHERE approval_id = ?",  # noqa: S608
        [now_unix_ms, approval_id],
    ).fetchone()
    return None if row is None else _approval(row)


def waiting_like(
    db: Database, thread_id: str, tool: str, summary: str, wish: str, now_unix_ms: int
) -> Approval | None:
    """The action of the thread that waits and would do the same; None when there is none."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM {_NOW} WHERE thread_id = ? AND tool = ? AND summary = ?"  # noqa: S608
        " AND wish = ? AND state = ?",
        [now_unix_ms, thread_id, tool, summary, wish, WAITING],
    ).fetchone()
    return None if row is None else _approval(row)


def page(
    db: Database, *, state: int, before: tuple[int, str] | None, limit: int, now_unix_ms: int
) -> list[Approval]:
    """Actions, the newest first; `state` 0 means all.

    `before` is the (asked_unix_ms, approval_id) of the last one already seen.
    """
    clauses: list[str] = []
    values: list[object] = []
    if state:
        clauses.append("state = ?")
        values.append(state)
    if before is not None:
        clauses.append("(asked_unix_ms, approval_id) < (?, ?)")
        values.extend(before)
    where = "WHERE " + " AND ".join(clauses) if clauses else ""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM {_NOW} {where}"  # noqa: S608 (own clauses)
        " ORDER BY asked_unix_ms DESC, approval_id DESC LIMIT ?",
        [now_unix_ms, *values, limit],
    )
    return [_approval(row) for row in rows]


def waiting_count(db: Database, now_unix_ms: int) -> int:
    """Actions that somebody still has to decide."""
    row = db.execute(
        "SELECT count(*) FROM approvals WHERE state = ? AND expires_unix_ms > ?",
        [WAITING, now_unix_ms],
    ).fetchone()
    return int(row[0])


def close(
    db: Database, approval_id: str, state: int, decided_by: str, text: str, now_unix_ms: int
) -> None:
    """Records how an action ended."""
    db.execute(
        "UPDATE approvals SET state = ?, decided_by = ?, outcome_text = ?, decided_unix_ms = ?"
        " WHERE approval_id = ?",
        [state, decided_by, text, now_unix_ms, approval_id],
    )


def overdue(db: Database, now_unix_ms: int) -> list[Approval]:
    """Actions that nobody decided in time and that are not closed yet."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM approvals WHERE state = ? AND expires_unix_ms <= ?"  # noqa: S608
        " ORDER BY asked_unix_ms, approval_id",
        [WAITING, now_unix_ms],
    )
    return [_approval(row) for row in rows]


def _approval(row: tuple[object, ...]) -> Approval:
    values = list(row)
    values[5] = bool(values[5])
    return Approval(*values)  # type: ignore[arg-type]
