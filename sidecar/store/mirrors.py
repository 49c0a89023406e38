"""The last mirror that was made, and whether one is still to be."""

from __future__ import annotations

from sqlite_utils import Database


def want(db: Database, now_unix_ms: int) -> None:
    """Notes that a mirror is to be made, so that a crash does not lose it."""
    db.execute("INSERT OR IGNORE INTO mirrors (wanted_unix_ms) VALUES (?)", [now_unix_ms])


def is_wanted(db: Database) -> bool:
    """Whether one was to be made and is not there yet."""
    row = db.execute("SELECT count(*) FROM mirrors WHERE content = x''").fetchone()
    return bool(row[0])


def put(db: Database, content: bytes) -> None:
    """Stores the mirror for all who wanted one, in the place of the one before."""
    latest = "(SELECT max(wanted_unix_ms) FROM mirrors)"
    db.execute(f"UPDATE mirrors SET content = ? WHERE wanted_unix_ms = {latest}", [content])  # noqa: S608
    db.execute(f"DELETE FROM mirrors WHERE wanted_unix_ms < {latest}")  # noqa: S608


def give_up(db: Database) -> None:
    """Forgets that one is wanted."""
    db.execute("DELETE FROM mirrors WHERE content = x''")


def last(db: Database) -> bytes:
    """The mirror as it was stored; empty when there is none."""
    row = db.execute("SELECT max(content) FROM mirrors").fetchone()
    return bytes(row[0] or b"")
