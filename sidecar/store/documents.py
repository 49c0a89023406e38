"""Published content, as rows: the source of truth that an index is built from.

A row exists exactly while its document is public. It belongs to one source: WordPress, the folder
or a docs site. What of it is indexed is the generation's own
business: `sidecar.ingest.sync` compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

WORDPRESS = "wordpress"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One piece of published content; the first fields are those of the wire's Document.

    `url` is empty for a file that has no public address. `is_markdown` says that `body_html` was
    cleaned when it was read and holds light Markdown.
    """

    doc_id: str
    kind: str
    url: str
    title: str
    body_html: str
    content_hash: str
    locale: str = ""
    updated_unix_ms: int = 0
    product_id: int = 0
    tags: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    source: str = WORDPRESS
    is_markdown: bool = False


_COLUMNS = (
    "doc_id, kind, url, title, body_html, content_hash, locale, updated_unix_ms, product_id,"
    " tags_json, channels_json, source, is_markdown"
)
SYNCED_SETTING = "synced_unix_ms"


def put(db: Database, documents: Iterable[StoredDocument], sync_id: str, now_unix_ms: int) -> None:
    """Stores documents as seen in this sync, replacing those with the same id."""
    db.conn.executemany(
        f"INSERT OR REPLACE INTO documents ({_COLUMNS}, sync_id, seen_unix_ms)"  # noqa: S608
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                document.doc_id,
                document.kind,
                document.url,
                document.title,
                document.body_html,
                document.content_hash,
                document.locale,
                document.updated_unix_ms,
                document.product_id,
                json.dumps(document.tags),
                json.dumps(document.channels),
                document.source,
                document.is_markdown,
                sync_id,
                now_unix_ms,
            )
            for document in documents
        ],
    )


def see(db: Database, doc_ids: Iterable[str], sync_id: str, now_unix_ms: int) -> None:
    """Marks documents as seen in this sync, unchanged."""
    db.conn.executemany(
        "UPDATE documents SET sync_id = ?, seen_unix_ms = ? WHERE doc_id = ?",
        [(sync_id, now_unix_ms, doc_id) for doc_id in doc_ids],
    )


def delete(db: Database, doc_ids: Iterable[str]) -> None:
    """Removes documents; unknown ids are no error."""
    db.conn.executemany("DELETE FROM documents WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])


def unseen(db: Database, sync_id: str) -> list[str]:
    """Ids of WordPress's documents that nothing has seen since this sync began.

    A page that was saved during a long sync belongs to the save's sync by then, and stays.
    """
    began = db.execute(
        "SELECT min(seen_unix_ms) FROM documents WHERE sync_id = ?", [sync_id]
    ).fetchone()[0]
    rows = db.execute(
        "SELECT doc_id FROM documents"
        " WHERE source = ? AND sync_id != ? AND (? IS NULL OR seen_unix_ms < ?)",
        [WORDPRESS, sync_id, began, began],
    )
    return [row[0] for row in rows]


def ids_of(db: Database, source: str) -> list[str]:
    """Ids of the documents of one source."""
    return [row[0] for row in db.execute("SELECT doc_id FROM documents WHERE source = ?", [source])]


def counts(db: Database) -> dict[str, int]:
    """How many documents each source has; none for a source without any."""
    return dict(db.execute("SELECT source, count(*) FROM documents GROUP BY source").fetchall())


def hashes(db: Database) -> dict[str, str]:
    """The content hash of every document."""
    return dict(db.execute("SELECT doc_id, content_hash FROM documents").fetchall())


def read(db: Database, doc_ids: Sequence[str]) -> list[StoredDocument]:
    """The documents with these ids that exist, at most 500 ids, in no order."""
    marks = ", ".join("?" * len(doc_ids))
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM documents WHERE doc_id IN ({marks})",  # noqa: S608
        list(doc_ids),
    )
    names = _COLUMNS.replace("_json", "").split(", ")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for values in found:
        values["tags"] = tuple(json.loads(values["tags"]))
        values["channels"] = tuple(json.loads(values["channels"]))
        values["is_markdown"] = bool(values["is_markdown"])
    return [StoredDocument(**values) for values in found]


def page(db: Database, after: str, limit: int) -> list[StoredDocument]:
    """Documents in order of id, those after the id `after`, without their bodies."""
    rows = db.execute(
        "SELECT doc_id, kind, url, title, content_hash, updated_unix_ms FROM documents"
        " WHERE doc_id > ? ORDER BY doc_id LIMIT ?",
        [after, limit],
    )
    return [
        StoredDocument(doc_id, kind, url, title, "", content_hash, updated_unix_ms=updated)
        for doc_id, kind, url, title, content_hash, updated in rows
    ]


def record_sync(db: Database, now_unix_ms: int) -> None:
    """Notes that a sync has succeeded."""
    db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [SYNCED_SETTING, str(now_unix_ms)])


def synced_unix_ms(db: Database) -> int:
    """When a sync last succeeded; 0 for never."""
    row = db.execute("SELECT value_json FROM settings WHERE name = ?", [SYNCED_SETTING]).fetchone()
    return 0 if row is None else int(row[0])
