"""Where content comes from besides WordPress: the folder and docs sites, and how they were read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from sqlite_utils import Database

from sidecar.store import documents

FOLDER = "folder"
KEPT_EXCLUSIONS = 100


@dataclass(frozen=True, slots=True)
class Excluded:
    """A page or file that was left out; `reason` tells the owner why and what to do."""

    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A folder or a site as it was last read; times are 0 for never.

    `error` says why the last reading failed; `excluded` holds the first 100 of `excluded_count`.
    """

    source_id: str
    address: str
    tried_unix_ms: int = 0
    loaded_unix_ms: int = 0
    error: str = ""
    excluded_count: int = 0
    excluded: tuple[Excluded, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What is remembered of a page or file.

    `stamp` is what its loader compares to see a change: an ETag, a size, a time. Either `doc_id`
    and `text_hash` are set, or `reason`: why it was left out.
    """

    address: str
    stamp: Mapping[str, str]
    doc_id: str = ""
    text_hash: str = ""
    reason: str = ""


def put(db: Database, source_id: str, address: str) -> None:
    """Adds a source; one that is there is kept as it is."""
    db.execute(
        "INSERT INTO sources (source_id, address) VALUES (?, ?)"
        " ON CONFLICT (source_id) DO UPDATE SET address = excluded.address",
        [source_id, address],
    )


def listed(db: Database) -> list[Source]:
    """The folder first, then sites in order of address."""
    rows = db.execute(
        "SELECT excluded_json, source_id, address, tried_unix_ms, loaded_unix_ms, error,"
        " excluded_count FROM sources ORDER BY source_id != ?, address",
        [FOLDER],
    )
    found = []
    for excluded, *row in rows:
        told = tuple(Excluded(*item) for item in json.loads(excluded))
        found.append(replace(Source(*row), excluded=told))
    return found


def remove(db: Database, source_id: str) -> list[str]:
    """Forgets a source, its items and its documents, whose ids it gives; an unknown one has none.

    Together, since nothing would ever prune the documents of a source that is gone.
    """
    held = documents.ids_of(db, source_id)
    documents.delete(db, held)
    db.execute("DELETE FROM sources WHERE source_id = ?", [source_id])
    return held


def record_try(db: Database, source_id: str, now_unix_ms: int) -> bool:
    """Notes that a reading begins; False when the source is gone."""
    cursor = db.execute(
        "UPDATE sources SET tried_unix_ms = ? WHERE source_id = ?", [now_unix_ms, source_id]
    )
    return bool(cursor.rowcount)


def record_failure(db: Database, source_id: str, error: str) -> None:
    """Notes why a reading failed; what the one before left out stays told."""
    db.execute("UPDATE sources SET error = ? WHERE source_id = ?", [error, source_id])


def record_load(
    db: Database, source_id: str, now_unix_ms: int, excluded: Sequence[Excluded]
) -> None:
    """Notes a reading that came to its end."""
    told = [(item.address, item.reason) for item in excluded[:KEPT_EXCLUSIONS]]
    db.execute(
        "UPDATE sources SET loaded_unix_ms = ?, error = '', excluded_count = ?, excluded_json = ?"
        " WHERE source_id = ?",
        [now_unix_ms, len(excluded), json.dumps(told), source_id],
    )


def items(db: Database, source_id: str) -> dict[str, Item]:
    """What is remembered of a source, by address."""
    rows = db.execute(
        "SELECT address, doc_id, stamp_json FROM source_items WHERE source_id = ?", [source_id]
    )
    return {
        address: Item(address, doc_id=doc_id, **json.loads(stamp))
        for address, doc_id, stamp in rows
    }


def replace_items(db: Database, source_id: str, items: Iterable[Item]) -> None:
    """Remembers these of a source and no others; nothing when the source is gone."""
    db.execute("DELETE FROM source_items WHERE source_id = ?", [source_id])
    rows = []
    for item in items:
        values = asdict(item)
        address, doc_id = values.pop("address"), values.pop("doc_id")
        rows.append((address, doc_id, json.dumps(values), source_id))
    db.conn.executemany(
        "INSERT INTO source_items SELECT source_id, ?, ?, ? FROM sources WHERE source_id = ?", rows
    )
