"""Passages of different pages that say the same.

Each passage is sketched by its 64 smallest hashes of three words in a row, which estimates the
share of such runs that two passages have in common (Broder 1997) without comparing all with all;
what looks alike is then compared in full.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from sidecar.evaluation.content import Content
from sidecar.guardrails.facts import read

SKETCH_SIZE = 64
RUN_WORDS = 3
MIN_WORDS = 12
# Passages that are looked at for one hash, and pages shown of one text: a boiler plate that
# thousands share must not hide the rest.
MAX_SHARING, MAX_SHOWN = 30, 5
MAX_COMPARED = 1_000  # in full, about 2 s
LOOKS_ALIKE = 12  # hashes in both sketches
ALIKE = 0.6
MAX_PAIRS = 50

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two passages; `similarity` is the share of runs of words in both, 1 for the same words."""

    one: Content
    other: Content
    similarity: float


class Sketches:
    """Collects passages while they are read."""

    def __init__(self) -> None:
        self._same: dict[int, list[Content]] = defaultdict(list)
        self._sharing: dict[int, list[int]] = defaultdict(list)
        self._firsts: list[Content] = []

    def note(self, content: Content) -> None:
        """Takes a passage; one of a few words says too little to be the same as another."""
        words = _WORD.findall(content.text.lower())
        if len(words) < MIN_WORDS:
            return
        alike = self._same[zlib.crc32(" ".join(words).encode())]
        alike.append(content)
        if len(alike) > 1:
            return
        for mark in sorted(_runs(words))[:SKETCH_SIZE]:
            if len(self._sharing[mark]) < MAX_SHARING:
                self._sharing[mark].append(len(self._firsts))
        self._firsts.append(content)

    def pairs(self) -> list[Likeness]:
        """At most `MAX_PAIRS` of different pages, the most alike first."""
        found = {
            tuple(sorted((pair.one.doc_id, pair.other.doc_id))): pair
            for pair in sorted((*self._alike(), *self._identical()), key=lambda p: p.similarity)
        }
        kept = sorted(found.values(), key=lambda pair: -pair.similarity)
        return kept[:MAX_PAIRS]

    def _identical(self) -> Iterator[Likeness]:
        for first, *others in self._same.values():
            shown = [each for each in others if _apart(first, each)][:MAX_SHOWN]
            yield from (Likeness(first, each, 1.0) for each in shown)

    def _alike(self) -> Iterator[Likeness]:
        shared = Counter(
            pair for sharing in self._sharing.values() for pair in combinations(sharing, 2)
        )
        for (one, other), count in shared.most_common(MAX_COMPARED):
            if count >= LOOKS_ALIKE:
                pair = _compared(self._firsts[one], self._firsts[other])
                if pair is not None:
                    yield pair


def _compared(one: Content, other: Content) -> Likeness | None:
    if not _apart(one, other):
        return None
    runs = [_runs(_WORD.findall(each.text.lower())) for each in (one, other)]
    similarity = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    # Two sizes of a product share their words and differ in their figures.
    if similarity < ALIKE or read(one.text).numbers != read(other.text).numbers:
        return None
    return Likeness(one, other, min(similarity, 0.99))


def _apart(one: Content, other: Content) -> bool:
    """Whether they are of different pages in one language."""
    return (
        one.doc_id != other.doc_id
        and one.locale == other.locale
        and (not one.url or one.url != other.url)
    )


def _runs(words: list[str]) -> set[int]:
    """Hashes of the runs of words; the same in every process."""
    return {
        zlib.crc32(" ".join(words[at : at + RUN_WORDS]).encode())
        for at in range(len(words) - RUN_WORDS + 1)
    }
