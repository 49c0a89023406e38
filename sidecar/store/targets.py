"""Which other services are told of what, as rows; who they are is in the settings alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Listener:
    """A target without its secrets: its name, its kind, and what it is told of."""

    name: str
    kind: str
    hears: frozenset[str]


def replace(db: Database, listeners: Sequence[Listener], now_unix_ms: int) -> None:
    """Makes these the ones that are told from now on, in their order.

    One that was there goes on from what is known of it; of a new one, what changes from now on.
    """
    db.execute(
        f"DELETE FROM targets WHERE name NOT IN ({', '.join('?' * len(listeners))})",  # noqa: S608
        [listener.name for listener in listeners],
    )
    for place, listener in enumerate(listeners):
        hears = ",".join(sorted(listener.hears))
        db.execute(
            "INSERT INTO targets VALUES (?, ?, ?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET kind = excluded.kind, hears = excluded.hears, place = excluded.place",
            [listener.name, listener.kind, hears, place, now_unix_ms],
        )


def all_of(db: Database) -> list[Listener]:
    """Every target, in the owner's order."""
    rows = db.execute("SELECT name, kind, hears FROM targets ORDER BY place")
    return [Listener(name, kind, frozenset(hears.split(","))) for name, kind, hears in rows]


def since(db: Database, name: str) -> int:
    """Changes at the target before this moment are known; 0 for an unknown target."""
    row = db.execute("SELECT since_unix_ms FROM targets WHERE name = ?", [name]).fetchone()
    return 0 if row is None else int(row[0])


def set_since(db: Database, name: str, since_unix_ms: int) -> None:
    """Notes up to when changes there are known."""
    db.execute("UPDATE targets SET since_unix_ms = ? WHERE name = ?", [since_unix_ms, name])
