"""The rows of the audit log, and where it ends; what makes them a chain is in `desk.audit`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

HEAD = "audit_head"  # a name in `settings`
BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `audit`; the fields are those of the wire's AuditEntry."""

    seq: int
    at_unix_ms: int
    actor: str
    thread: str
    tool: str
    ids_json: str
    outcome: str
    duration_ms: int
    versions_json: str
    approval_id: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends; `mac` proves that nobody without the key has said so."""

    seq: int
    hash: str
    mac: str


_COLUMNS = ", ".join(Entry.__slots__)


def add(db: Database, entry: Entry) -> None:
    """Adds an entry. Raises the database's IntegrityError when its place is taken."""
    marks = ", ".join("?" * len(Entry.__slots__))
    db.execute(
        f"INSERT INTO audit ({_COLUMNS}) VALUES ({marks})",  # noqa: S608 (own names)
        [getattr(entry, name) for name in Entry.__slots__],
    )


def page(db: Database, after_seq: int, limit: int) -> list[Entry]:
    """Entries after one, the oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
        [after_seq, limit],
    )
    return [Entry(*row) for row in rows]


def first_of(db: Database, approval_id: str) -> Entry | None:
    """The entry that asked for an approval; None when there is none."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM audit WHERE approval_id = ? AND approval_id != ''"  # noqa: S608
        " ORDER BY seq LIMIT 1",
        [approval_id],
    ).fetchone()
    return None if row is None else Entry(*row)


def every(db: Database) -> Iterator[Entry]:
    """All entries, the oldest first, `BATCH` at a time."""
    after_seq = -(2**63)
    while found := page(db, after_seq, BATCH):
        yield from found
        after_seq = found[-1].seq


def count(db: Database) -> int:
    """Entries in the whole log."""
    return int(db.execute("SELECT count(*) FROM audit").fetchone()[0])


def head(db: Database) -> Head | None:
    """Where the log is said to end; None before its first entry."""
    row = db.execute("SELECT value_json FROM settings WHERE name = ?", [HEAD]).fetchone()
    return None if row is None else Head(**json.loads(row[0]))


def set_head(db: Database, head: Head) -> None:
    """Says where the log ends now."""
    value = {name: getattr(head, name) for name in Head.__slots__}
    db.execute(
        "INSERT INTO settings VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json",
        [HEAD, json.dumps(value)],
    )
