"""Answers that staff use again, and the meaning of those that they turned down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Macro:
    """A row; `declined` is 1 or 0, `vector` (d,) float32 as bytes what the title means."""

    macro_id: str
    title: str
    text: str
    declined: int
    model: str
    vector: bytes


def every(db: Database) -> list[Macro]:
    """All of them, in order of title."""
    rows = db.execute(
        "SELECT macro_id, title, text, declined, model, vector FROM macros"
        " ORDER BY lower(title), macro_id"
    )
    return [Macro(*row) for row in rows]


def put_all(db: Database, macros: Iterable[Macro]) -> None:
    """Stores macros, replacing those with the same ids."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO macros (macro_id, title, text, declined, model, vector)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [[getattr(macro, name) for name in Macro.__slots__] for macro in macros],
    )
