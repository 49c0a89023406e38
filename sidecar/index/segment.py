"""Immutable arrays of passages and their windows.

Vectors are stored turned by an orthogonal basis (their principal axes), which leaves every dot
product as it was but gathers most of it in the first coordinates. Those, the head, are scanned for
all windows; the tail is read for the best alone. What is scanned comes from memory, since the model
has just filled the cache: 24,000 windows take 0.31 ms with 64 coordinates, 0.80 with 96.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEAD_DIMENSIONS = 64

ROW = np.dtype(
    [
        ("key", "<u8"),  # names the passage in every part of a generation
        ("doc", "<u8"),
        ("url", "<u8"),
        ("content", "<u8"),  # the same for passages that read the same
        ("product_id", "<i8"),
        ("updated_unix_ms", "<i8"),
        ("text_start", "<i8"),
        ("text_bytes", "<i4"),
        ("window_count", "<i4"),
        ("term_count", "<i4"),
        ("flags", "<u4"),
        ("locale", "S8"),  # primary subtag, empty for the shop's own
    ]
)

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage as it is written.

    `fields` is what a search gives back, as JSON; `terms` names its distinct stems; passages with
    the same `content` read the same, so that one of them is enough for an answer.
    """

    key: int
    doc_id: str
    url: str
    content: int
    product_id: int
    updated_unix_ms: int
    flags: int
    locale: str
    fields: dict[str, Any]
    window_count: int
    terms: NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """An opened segment; arrays are mapped read-only.

    `rows` (p,) of `ROW`; `head` (w, h) and `tail` (w, d - h) float32 turned windows,
    those of a passage side by side and passages in the order of `rows`, the first of each at
    `starts` (p,); `terms` the stems of each passage, from `term_starts` (p,); `documents` gives
    the content hash of each document id.
    """

    name: str
    rows: NDArray[np.void]
    starts: NDArray[np.int64]
    head: Vectors
    tail: Vectors
    texts: NDArray[np.uint8]
    terms: NDArray[np.uint32]
    term_starts: NDArray[np.int64]
    documents: dict[str, str]

    def fields(self, row: int) -> dict[str, Any]:
        """What was stored of a passage."""
        found: dict[str, Any] = json.loads(self.line(row))
        return found

    def line(self, row: int) -> bytes:
        """The same, as JSON in UTF-8."""
        start = int(self.rows["text_start"][row])
        return self.texts[start : start + int(self.rows["text_bytes"][row])].tobytes()


def hash64(text: str) -> int:
    """A 64-bit name of a text; among a million, two alike are met once in 30 million builds."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def primary_subtag(locale: str) -> str:
    """The language of a tag: `de` of `de_AT`; at most 8 characters."""
    return locale.replace("_", "-").partition("-")[0].lower()[:8]


def principal_basis(vectors: Vectors) -> Vectors:
    """(d, d) float32, orthogonal: the directions of most variance first."""
    sample = vectors[:: max(1, len(vectors) // 20_000)].astype(np.float64)
    _, axes = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(axes[:, ::-1], dtype=np.float32)


def write(
    folder: Path,
    records: Sequence[PassageRecord],
    turned: Vectors,
    documents: dict[str, str],
) -> None:
    """Writes a segment; `turned` (w, d) holds the windows of `records` in their order."""
    folder.mkdir()
    rows = np.zeros(len(records), ROW)
    start = 0
    with (folder / "texts.jsonl").open("wb") as texts:
        for number, record in enumerate(records):
            line = json.dumps(record.fields, ensure_ascii=False).encode() + b"\n"
            texts.write(line)
            rows[number] = (
                record.key,
                hash64(record.doc_id),
                hash64(record.url),
                record.content,
                record.product_id,
                record.updated_unix_ms,
                start,
                len(line),
                record.window_count,
                len(record.terms),
                record.flags,
                record.locale.encode(),
            )
            start += len(line)
    terms = np.concatenate([np.empty(0, np.uint32), *(record.terms for record in records)])
    _write_arrays(folder, rows, turned, terms, documents)


def living(segment: Segment, dead: Collection[str]) -> NDArray[np.bool_]:
    """(p,) which rows are of other documents than those with the ids `dead`."""
    names = np.array([hash64(doc_id) for doc_id in dead], np.uint64)
    return ~np.isin(segment.rows["doc"], names)


def merge(folder: Path, parts: Iterable[tuple[Segment, Collection[str], Vectors | None]]) -> None:
    """Writes one segment of the live rows of several.

    Each part is a segment, the ids of its documents that no longer count, and the (d, d) matrix
    that takes its turned vectors to the new basis (None where they share one).
    """
    folder.mkdir()
    kept_rows, kept_vectors, kept_terms, start = [], [], [], 0
    documents: dict[str, str] = {}
    with (folder / "texts.jsonl").open("wb") as texts:
        for segment, dead, turn in parts:
            alive = living(segment, dead)
            rows = np.array(segment.rows[alive])
            windows = np.repeat(alive, segment.rows["window_count"])
            vectors = np.concatenate([segment.head[windows], segment.tail[windows]], axis=1)
            kept_vectors.append(vectors if turn is None else vectors @ turn)
            kept_terms.append(segment.terms[np.repeat(alive, segment.rows["term_count"])])
            for row in rows:
                begin, length = int(row["text_start"]), int(row["text_bytes"])
                texts.write(segment.texts[begin : begin + length].tobytes())
                row["text_start"] = start
                start += length
            kept_rows.append(rows)
            documents |= {
                doc_id: content_hash
                for doc_id, content_hash in segment.documents.items()
                if doc_id not in dead
            }
    _write_arrays(
        folder,
        np.concatenate(kept_rows),
        np.concatenate(kept_vectors),
        np.concatenate(kept_terms),
        documents,
    )


def load(folder: Path) -> Segment:
    """Opens a segment whose files have been verified."""
    rows = np.load(folder / "rows.npy")
    return Segment(
        name=folder.name,
        rows=rows,
        starts=_starts(rows["window_count"]),
        head=_mapped(folder / "head.npy"),
        tail=_mapped(folder / "tail.npy"),
        texts=_bytes(folder / "texts.jsonl"),
        terms=_mapped(folder / "terms.npy"),
        term_starts=_starts(rows["term_count"]),
        documents=json.loads((folder / "documents.json").read_text()),
    )


def _write_arrays(
    folder: Path,
    rows: NDArray[np.void],
    turned: Vectors,
    terms: NDArray[np.uint32],
    documents: dict[str, str],
) -> None:
    np.save(folder / "rows.npy", rows)
    np.save(folder / "head.npy", np.ascontiguousarray(turned[:, :HEAD_DIMENSIONS]))
    np.save(folder / "tail.npy", np.ascontiguousarray(turned[:, HEAD_DIMENSIONS:]))
    np.save(folder / "terms.npy", terms)
    (folder / "documents.json").write_text(json.dumps(documents))


def _starts(counts: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where each of several runs of these lengths begins."""
    starts: NDArray[np.int64] = np.cumsum(counts, dtype=np.int64) - counts
    return starts


def _mapped(path: Path) -> NDArray[Any]:
    array: NDArray[Any] = np.load(path, mmap_mode="r")
    # A plain view: every operation on a memmap object costs microseconds for its bookkeeping.
    return array.view(np.ndarray)


def _bytes(path: Path) -> NDArray[np.uint8]:
    if path.stat().st_size == 0:
        return np.empty(0, np.uint8)
    return np.memmap(path, np.uint8, mode="r").view(np.ndarray)
