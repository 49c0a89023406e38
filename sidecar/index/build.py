"""Builds the next generation out of the last one and what has changed.

Two ways, one result. *Bulk*: all living passages go into one fresh base segment, with a fresh
lexical index and LanceDB tables; vectors of unchanged documents are carried over. *Delta*: the
files of the last generation are shared by hard link, a small segment is added, and the documents
that it replaces are listed as dead. Small segments are folded into one now and then, so that there
are never many.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sidecar.index import lance, lexical, segment
from sidecar.index import manifest as manifests
from sidecar.index.generation import BASIS_FILE, LANCE_FOLDER, LEXICAL_FOLDER, Generation
from sidecar.index.manifest import Manifest, SealedFile
from sidecar.index.segment import PassageRecord, Segment, Vectors, hash64

SMALL_SEGMENT_PASSAGES = 256
MAX_SMALL_SEGMENTS = 8
REFIT_GROWTH = 4  # the basis is fitted again when there are this many times the windows
# Tantivy replaces these by renaming; all its other files never change once written.
LEXICAL_MUTABLE = ("meta.json", ".managed.json")

Progress = Callable[[str, int, int], None]  # stage, done, total
Part = tuple[Segment, Collection[str], Vectors | None]  # as `segment.merge` takes it


@dataclass(frozen=True, slots=True)
class Passages:
    """New passages with the (w, d) unit vectors of their windows, side by side in order.

    `documents` gives the content hash of every document they were cut from.
    """

    records: list[PassageRecord]
    vectors: Vectors
    documents: dict[str, str]


def bulk(
    folder: Path,
    base: Generation | None,
    added: Passages,
    removed: Iterable[str],
    draft: Manifest,
    progress: Progress,
) -> Manifest:
    """Writes and seals a generation of one fresh segment into the new folder `folder`.

    `removed` are ids of documents that are gone; those in `added` replace their old passages.
    """
    folder.mkdir(parents=True)
    gone = {*removed, *added.documents}
    basis, fitted_count = _basis(base, added.vectors)
    np.save(folder / BASIS_FILE, basis)
    parts: list[Part] = []
    if base is not None:
        turn = None if basis is base.basis else base.basis.T @ basis
        parts = [(part, {*dead, *gone}, turn) for part, dead in _segments(base)]
    whole = _merged(folder, draft, parts, added, basis)
    progress("index", 0, len(whole.rows))
    words = folder / LEXICAL_FOLDER
    lexical.write(words, (), _entries(whole), bulk=True, language=draft.language)
    lance.write(folder / LANCE_FOLDER, whole)
    progress("index", len(whole.rows), len(whole.rows))
    return _sealed(folder, draft, {whole.name: ()}, fitted_count, {}, progress)


def delta(
    folder: Path,
    base: Generation,
    added: Passages,
    removed: Iterable[str],
    draft: Manifest,
    progress: Progress,
) -> Manifest:
    """Like `bulk`, at the cost of what has changed; shares the files of `base`."""
    folder.mkdir(parents=True)
    gone = {*removed, *added.documents}
    small = [part for part, _ in _segments(base)[1:] if len(part.rows) < SMALL_SEGMENT_PASSAGES]
    folded = small if len(small) >= MAX_SMALL_SEGMENTS else []
    parts: list[Part] = []
    segments = {}
    shared = [BASIS_FILE, *_under(base, LEXICAL_FOLDER), *_under(base, LANCE_FOLDER)]
    for part, dead in _segments(base):
        if part in folded:
            parts.append((part, {*dead, *gone}, None))
        else:
            segments[part.name] = tuple(sorted({*dead, *(gone & part.documents.keys())}))
            shared += _under(base, part.name)
    for name in shared:
        _share(base.folder / name, folder / name)
    fresh = _merged(folder, draft, parts, added, base.basis)
    segments[fresh.name] = ()
    progress("index", 0, len(added.records))
    entries = itertools.islice(_entries(fresh), len(fresh.rows) - len(added.records), None)
    words = folder / LEXICAL_FOLDER
    lexical.write(words, map(hash64, gone), entries, bulk=False, language=draft.language)
    progress("index", len(added.records), len(added.records))
    inherited = {name: base.manifest.files[name] for name in shared if not _is_mutable(name)}
    return _sealed(folder, draft, segments, base.manifest.fitted_count, inherited, progress)


def _merged(
    folder: Path, draft: Manifest, parts: list[Part], added: Passages, basis: Vectors
) -> Segment:
    """One segment of what lives in `parts`, then what is added."""
    fresh = folder / "segment-added"
    segment.write(fresh, added.records, added.vectors @ basis, added.documents)
    whole = folder / f"segment-{draft.generation}"
    segment.merge(whole, [*parts, (segment.load(fresh), (), None)])
    shutil.rmtree(fresh)
    return segment.load(whole)


def _basis(base: Generation | None, added: Vectors) -> tuple[Vectors, int]:
    """The basis to use and how many windows it was fitted on."""
    if base is None:
        return segment.principal_basis(added), len(added)
    held = sum(len(part.head) for part in base.segments)
    if held + len(added) < REFIT_GROWTH * max(1, base.manifest.fitted_count):
        return base.basis, base.manifest.fitted_count
    old = [np.concatenate([part.head, part.tail], axis=1) @ base.basis.T for part in base.segments]
    return segment.principal_basis(np.concatenate([*old, added])), held + len(added)


def _segments(base: Generation) -> list[tuple[Segment, tuple[str, ...]]]:
    """The segments, the base first, each with the ids of its dead documents."""
    return list(zip(base.segments, base.manifest.segments.values(), strict=True))


def _entries(part: Segment) -> Iterable[lexical.Entry]:
    for row in range(len(part.rows)):
        fields = part.fields(row)
        key, doc = int(part.rows["key"][row]), int(part.rows["doc"][row])
        yield lexical.Entry(key, doc, fields["title"], fields["section"], fields["text"])


def _under(base: Generation, folder: str) -> list[str]:
    return [name for name in base.manifest.files if name.startswith(f"{folder}/")]


def _is_mutable(name: str) -> bool:
    return name in {f"{LEXICAL_FOLDER}/{mutable}" for mutable in LEXICAL_MUTABLE}


def _share(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.name in LEXICAL_MUTABLE:
        shutil.copyfile(source, target)
    else:
        os.link(source, target)


def _sealed(
    folder: Path,
    draft: Manifest,
    segments: dict[str, tuple[str, ...]],
    fitted_count: int,
    inherited: dict[str, SealedFile],
    progress: Progress,
) -> Manifest:
    progress("seal", 0, 1)
    whole = replace(draft, segments=segments, fitted_count=fitted_count)
    manifest = manifests.seal(folder, whole, inherited)
    progress("seal", 1, 1)
    return manifest
