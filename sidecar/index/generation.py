"""A sealed generation, opened for search."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidecar.index import lance
from sidecar.index import manifest as manifests
from sidecar.index.lance import LanceWindows
from sidecar.index.lexical import LexicalIndex
from sidecar.index.segment import Segment, Vectors, hash64, living, load

BASIS_FILE = "basis.npy"
LEXICAL_FOLDER = "lexical"
LANCE_FOLDER = "lance"
# Windows whose tails are read after the scan of the heads: they hold 0.994 of the true best 10
# passages and 0.991 of the best 50 among 14,000 real ones (measured November 2026). One of so many
# at least: of 100,000 passages that are 2,000 real ones fifty times, 512 hold 0.79, these 0.94.
RESCORED_COUNT, RESCORED_SHARE = 512, 64
# What LanceDB is asked for, twice: of 100,000 passages' exact best 10 that many windows hold 0.98,
# half of them 0.89 and a quarter 0.76 (measured December 2026).
LANCE_COUNT = 320
MAX_COPIES = 4
# Where more copies take over half of the places, this many times as many are asked for.
COPIES = (8, 64, 512)
HIDDEN, LEAST = np.float32(-2.0), np.float32(-1.5)  # below any cosine, and between it and all

RowNumbers = NDArray[np.int64]
Scores = NDArray[np.float32]


class Generation:
    """Passages under row numbers 0 … p - 1, across all segments; safe from many threads.

    `rows` (p,) of `segment.ROW`; `alive` (p,) those that count; `eligible` (p,) those of them that
    may be candidates: at most `MAX_COPIES` that read the same, so that a page with a thousand
    copies drowns nothing; `documents` gives the content hash of each document that counts.
    """

    def __init__(
        self, folder: Path, manifest: manifests.Manifest, shared: Mapping[str, Segment]
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.segments = [shared.get(name) or load(folder / name) for name in manifest.segments]
        self.basis: Vectors = np.load(folder / BASIS_FILE)
        self.lexical = LexicalIndex(folder / LEXICAL_FOLDER, manifest.language)
        self.rows = np.concatenate([segment.rows for segment in self.segments])
        self.alive = self._living()
        self._flags = np.ascontiguousarray(self.rows["flags"])
        self.eligible = self._few_of_each()
        self._ineligible_windows = self._of_ineligible()
        self.documents = {
            doc_id: content_hash
            for segment, dead in zip(self.segments, manifest.segments.values(), strict=True)
            for doc_id, content_hash in segment.documents.items()
            if doc_id not in dead
        }
        self._first_row = np.cumsum([0, *(len(segment.rows) for segment in self.segments)])
        self._key_order = np.argsort(self.rows["key"], kind="stable")
        self._sorted_keys = self.rows["key"][self._key_order]
        self._lance = self._large_base()
        self._readers = 0
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, previous: Generation | None = None) -> Generation:
        """Verifies and opens. Raises DamagedGeneration.

        What is shared with `previous`, a generation that this process has verified, is neither
        verified nor loaded again.
        """
        manifest = manifests.read(folder)
        if previous is None:
            manifests.verify(folder, manifest)
            return cls(folder, manifest, {})
        manifests.verify(folder, manifest, previous.folder)
        return cls(folder, manifest, {segment.name: segment for segment in previous.segments})

    @classmethod
    def trust(cls, folder: Path) -> Generation:
        """Opens one that another process has verified and keeps in place."""
        return cls(folder, manifests.read(folder), {})

    @property
    def name(self) -> str:
        """Its id."""
        return self.manifest.generation

    @property
    def passage_count(self) -> int:
        """Passages that can be found."""
        return int(self.alive.sum())

    @property
    def uses_lance(self) -> bool:
        """Whether the base is large enough to be searched through LanceDB."""
        return self._lance is not None

    @contextmanager
    def reading(self) -> Iterator[Generation]:
        """Keeps the files in place while something reads them."""
        with self._lock:
            self._readers += 1
        try:
            yield self
        finally:
            with self._lock:
                self._readers -= 1

    @property
    def is_read(self) -> bool:
        """Whether anything reads it now."""
        return self._readers > 0

    def hide(self, doc_ids: Iterable[str]) -> None:
        """Takes documents out of all later searches; unknown ids are no error."""
        names = np.array([hash64(doc_id) for doc_id in doc_ids], np.uint64)
        self.leave_out(np.flatnonzero(np.isin(self.rows["doc"], names)))

    def leave_out(self, rows: RowNumbers) -> None:
        """Takes passages out of all later searches; a copy of this generation still has them."""
        if len(rows):
            self.alive = self.alive.copy()
            self.alive[rows] = False
            self.eligible = self._few_of_each()
            self._ineligible_windows = self._of_ineligible()

    def turn(self, vector: Vectors) -> Vectors:
        """A (d,) vector in the basis of this generation."""
        turned: Vectors = vector @ self.basis
        return turned

    def nearest(
        self, turned: Vectors, limit: int, also: Iterable[RowNumbers] = ()
    ) -> tuple[RowNumbers, Scores]:
        """The `limit` passages whose best window is nearest, and those of `also`.

        Rows in ascending order, and the cosine of the best window of each.
        """
        asked = np.zeros(len(self.rows), np.bool_)
        for rows in also:
            asked[rows] = True
        parts = [self._near(number, turned, asked) for number in range(len(self.segments))]
        rows, cosines = map(np.concatenate, zip(*parts, strict=True))
        chosen = asked[rows]
        chosen[np.argsort(-cosines, kind="stable")[:limit]] = True
        return rows[chosen], cosines[chosen]

    def coverage(self, rows: RowNumbers, terms: NDArray[np.uint32], weights: Scores) -> Scores:
        """(n,) the share of `weights`, one per term, of the terms each row holds; ascending rows.

        `terms` are names of stems as `lexical.stem_names` gives them.
        """
        shares = weights / max(float(weights.sum()), 1e-9)
        scores = [_held(segment, part, terms, shares) for segment, part in self._parts(rows)]
        return np.concatenate([np.empty(0, np.float32), *scores])

    def matching(self, terms: Mapping[str, float], limit: int) -> tuple[RowNumbers, Scores]:
        """The `limit` passages with the highest BM25: rows and scores, best first.

        `terms` gives the weight of each stem.
        """
        for asked in (limit, *(limit * more for more in COPIES)):
            keys, scores = self.lexical.search(terms, asked)
            rows = self._rows_of(keys)
            found = (rows >= 0) & self.eligible[rows]
            if len(keys) < asked or found.sum() * 2 >= limit:
                break
        return rows[found][:limit], scores[found][:limit]

    def rows_of_product(self, product_id: int) -> RowNumbers:
        """The rows of a product's own passages."""
        return np.flatnonzero((self.rows["product_id"] == product_id) & self.alive)

    def rows_with_flags(self, all_of: int, any_of: int) -> RowNumbers:
        """The rows that have every flag of `all_of` and at least one of `any_of`."""
        flags = self._flags
        return np.flatnonzero((flags & all_of == all_of) & (flags & any_of > 0) & self.eligible)

    def fields(self, row: int) -> dict[str, Any]:
        """What was stored of a passage."""
        segment, own = self._place(row)
        return segment.fields(own)

    def line(self, row: int) -> bytes:
        """The same, as JSON in UTF-8."""
        segment, own = self._place(row)
        return segment.line(own)

    def _place(self, row: int) -> tuple[Segment, int]:
        """The segment of a row, and its number there."""
        number = int(self._first_row.searchsorted(row, side="right")) - 1
        return self.segments[number], row - int(self._first_row[number])

    def _parts(self, rows: RowNumbers) -> Iterator[tuple[Segment, RowNumbers]]:
        """Ascending rows by segment, counted within it."""
        bounds = np.searchsorted(rows, self._first_row)
        for number, segment in enumerate(self.segments):
            part = rows[bounds[number] : bounds[number + 1]]
            if len(part):
                yield segment, part - self._first_row[number]

    def _living(self) -> NDArray[np.bool_]:
        pairs = zip(self.segments, self.manifest.segments.values(), strict=True)
        return np.concatenate([living(segment, dead) for segment, dead in pairs])

    def _few_of_each(self) -> NDArray[np.bool_]:
        """(p,) which living rows are among the first to read as they do."""
        places = np.flatnonzero(self.alive)
        contents = self.rows["content"][places]
        order = np.argsort(contents, kind="stable")
        counts = np.unique(contents, return_counts=True)[1]
        first = np.repeat(np.cumsum(counts) - counts, counts)
        eligible = np.zeros(len(self.rows), np.bool_)
        eligible[places[order[np.arange(len(order)) - first < MAX_COPIES]]] = True
        return eligible

    def _of_ineligible(self) -> list[RowNumbers]:
        """Numbers of the windows of rows that are not eligible, for each segment."""
        eligible = np.split(self.eligible, np.cumsum([len(s.rows) for s in self.segments])[:-1])
        pairs = zip(eligible, self.segments, strict=True)
        return [_windows(segment, np.flatnonzero(~mine)) for mine, segment in pairs]

    def _large_base(self) -> LanceWindows | None:
        folder = self.folder / LANCE_FOLDER
        if len(self.segments[0].rows) <= lance.ENGINE_PASSAGE_COUNT or not folder.exists():
            return None
        return LanceWindows(folder)

    def _near(
        self, number: int, turned: Vectors, asked: NDArray[np.bool_]
    ) -> tuple[RowNumbers, Scores]:
        """The rows of one segment with the windows that look nearest, and those `asked` for."""
        segment, first = self.segments[number], int(self._first_row[number])
        head, tail = np.split(turned, [segment.head.shape[1]])
        rows = np.flatnonzero(asked[first : first + len(segment.rows)])
        if number == 0 and self._lance is not None:
            rows = np.union1d(rows, self._nearest_of_base(self._lance, turned))
            windows = _windows(segment, rows)
            scores = segment.head[windows] @ head
        else:
            by_head = segment.head @ head
            ineligible = self._ineligible_windows[number]
            theirs = by_head[ineligible]
            by_head[ineligible] = HIDDEN
            wanted = _best(by_head)
            by_head[ineligible] = theirs
            wanted[_windows(segment, rows)] = True
            windows = np.flatnonzero(wanted)
            scores = by_head[windows]
        scores += segment.tail[windows] @ tail
        owners = np.searchsorted(segment.starts, windows, side="right") - 1
        runs = np.flatnonzero(np.diff(owners, prepend=-1))
        return owners[runs] + first, np.maximum.reduceat(scores, runs)

    def _nearest_of_base(self, engine: LanceWindows, turned: Vectors) -> RowNumbers:
        for more in (2, *COPIES):
            rows = self._rows_of(engine.nearest(turned, LANCE_COUNT * more))
            rows = rows[(rows >= 0) & self.eligible[rows]]
            if len(rows) * 2 >= LANCE_COUNT:
                break
        return rows

    def _rows_of(self, keys: NDArray[np.uint64]) -> RowNumbers:
        """The row of each key; -1 where there is none. A key that was replaced means the newest."""
        at = np.searchsorted(self._sorted_keys, keys, side="right") - 1
        known = (at >= 0) & (self._sorted_keys[at] == keys)
        return np.where(known, self._key_order[at], -1)


def _windows(segment: Segment, rows: RowNumbers) -> RowNumbers:
    """The numbers of the windows of some rows, in ascending order as these are."""
    return _runs(segment.starts[rows], segment.rows["window_count"][rows])[0]


def _best(scores: Scores) -> NDArray[np.bool_]:
    """(w,) which windows are among the best, none that is hidden."""
    count = min(max(RESCORED_COUNT, len(scores) // RESCORED_SHARE), len(scores))
    least = np.partition(scores, -count)[-count] if count else LEAST
    return scores >= max(least, LEAST)


def _held(segment: Segment, rows: RowNumbers, terms: NDArray[np.uint32], shares: Scores) -> Scores:
    places, offsets = _runs(segment.term_starts[rows], segment.rows["term_count"][rows])
    held = segment.terms[places]
    found, at = np.divmod(np.flatnonzero(held == terms[:, np.newaxis]), max(1, len(held)))
    owners = np.searchsorted(offsets, at, side="right") - 1
    return np.bincount(owners, shares[found], len(rows)).astype(np.float32)


def _runs(starts: RowNumbers, counts: NDArray[np.int32]) -> tuple[RowNumbers, RowNumbers]:
    """The places of several runs one after the other, and where each begins among them."""
    offsets = np.cumsum(counts, dtype=np.int64) - counts
    return np.repeat(starts - offsets, counts) + np.arange(counts.sum()), offsets
