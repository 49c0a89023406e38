"""BM25 over the passages. The one door to Tantivy.

Queries are built term by term from the analyser's own tokens: Tantivy's query language throws on
what shoppers type (`what's up?`, `shipping to: UK`). An index is made in one language, the shop's:
its stemmer and stop words are the schema's, and what is asked goes through the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

ENGLISH = "en"
# Primary subtag of a language → Tantivy's name of its stemmer, and of its stop words if it has any.
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
WITHOUT_STOP_WORDS = frozenset(("arabic", "greek", "romanian", "tamil", "turkish"))
# A word that the index lacks is read as the nearest that it has: one letter apart from
# MIN_LETTERS on, two from LONG_LETTERS on, with the same first letter.
MIN_LETTERS, LONG_LETTERS = 4, 8
# Boosts of the fields. `body` holds title, section and text together, so that a short text under
# a telling title is not outdone by length; the title alone counts half again. nDCG@10 on a manual
# and an FAQ (train halves): 0.684 and 0.886, against 0.651 and 0.882 for separate fields.
FIELDS = {"body": 1.0, "title": 0.5}
BULK_HEAP_BYTES = 96_000_000
DELTA_HEAP_BYTES = 15_000_000
LOCK_FILES = (".tantivy-writer.lock", ".tantivy-meta.lock")


@dataclass(frozen=True, slots=True)
class Entry:
    """What of a passage is searched by its words."""

    key: int
    doc: int
    title: str
    section: str
    text: str


class LexicalIndex:
    """An opened Tantivy index, made in `language`; safe to use from many threads."""

    def __init__(self, folder: Path, language: str = ENGLISH) -> None:
        self.language = language
        self._schema = _schema(language)
        self._index = _opened(self._schema, folder, language)
        self._searcher = self._index.searcher()

    @property
    def passage_count(self) -> int:
        """Passages in it."""
        return int(self._searcher.num_docs)

    def rarity(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """(n,) the inverse document frequency of each stem, as BM25 counts it."""
        counts = np.array([self._searcher.doc_freq("body", term) for term in terms], np.float32)
        return np.log1p((self.passage_count - counts + 0.5) / (counts + 0.5))

    @property
    def greatest_rarity(self) -> float:
        """The rarity of a stem that no passage holds."""
        return float(np.log1p(np.float32(self.passage_count + 0.5) / np.float32(0.5)))

    def spelled(self, term: str) -> str:
        """The stem of the index that `term` is meant to be: itself where the index has it.

        Else the nearest, of several the most frequent; itself again where none is near.
        """
        letters = len(term)
        if letters < MIN_LETTERS or not term.isalpha() or self._searcher.doc_freq("body", term):
            return term
        most = 1 + (letters >= LONG_LETTERS)
        own = set(term)
        near = [
            (distance, -count, known)
            for known, count in self._searcher.terms_with_prefix("body", term[0])
            if abs(len(known) - letters) <= most
            and len(own.symmetric_difference(known)) <= 2 * most
            if (distance := _distance(term, known)) <= most
        ]
        return min(near, default=(0, 0, term))[2]

    def search(
        self, terms: Mapping[str, float], limit: int
    ) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """Keys and BM25 scores of the best `limit` passages, best first; empty without terms.

        `terms` gives the weight of each stem.
        """
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, field, term, "freq"), boost * weight
                ),
            )
            for term, weight in terms.items()
            for field, boost in FIELDS.items()
        ]
        hits = (
            self._searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
            if clauses
            else []
        )
        keys = self._searcher.fast_field_values("key", [address for _, address in hits])
        scores = [score for score, _ in hits]
        return np.array(keys, np.uint64), np.array(scores, np.float32)


def stems(text: str, language: str = ENGLISH) -> list[str]:
    """The distinct stems of a text without stop words, in order."""
    return list(dict.fromkeys(_analyzer(language).analyze(text)))


def stem_names(found: Iterable[str]) -> NDArray[np.uint32]:
    """A 32-bit name of each stem."""
    return np.array([zlib.crc32(stem.encode()) for stem in found], np.uint32)


def write(
    folder: Path,
    removed: Iterable[int],
    added: Iterable[Entry],
    *,
    bulk: bool,
    language: str = ENGLISH,
) -> None:
    """Changes the index in `folder`, or makes one; returns when nothing runs any more.

    `removed` are documents by their 64-bit name; all their passages go, before any is added.
    """
    folder.mkdir(exist_ok=True)
    schema = _schema(language)
    index = _opened(schema, folder, language)
    writer = index.writer(BULK_HEAP_BYTES if bulk else DELTA_HEAP_BYTES, num_threads=1)
    for doc in removed:
        # Deleting by term passes over unsigned fields without a word (tantivy 0.27).
        writer.delete_documents_by_query(tantivy.Query.term_query(schema, "doc", doc))
    for entry in added:
        document = tantivy.Document()
        document.add_unsigned("key", entry.key)
        document.add_unsigned("doc", entry.doc)
        document.add_text("title", entry.title)
        document.add_text("body", f"{entry.title}\n{entry.section}\n{entry.text}")
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    for name in LOCK_FILES:
        (folder / name).unlink(missing_ok=True)


def _schema(language: str) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", fast=True)
    builder.add_unsigned_field("doc", indexed=True)
    for field in FIELDS:
        name = _analyzer_name(language)
        builder.add_text_field(field, tokenizer_name=name, index_option="freq")
    return builder.build()


def _opened(schema: tantivy.Schema, folder: Path, language: str) -> tantivy.Index:
    index = tantivy.Index(schema, str(folder), reuse=True)
    index.register_tokenizer(_analyzer_name(language), _analyzer(language))
    return index


def _analyzer_name(language: str) -> str:
    return f"{STEMMERS.get(language, 'no')}_stem"


@cache
def _analyzer(language: str) -> tantivy.TextAnalyzer:
    """Words without stop words, stemmed; only in lower case for a language that has no stemmer."""
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    if (name := STEMMERS.get(language)) is None:
        return builder.build()
    if name not in WITHOUT_STOP_WORDS:
        builder = builder.filter(tantivy.Filter.stopword(name))
    return builder.filter(tantivy.Filter.stemmer(name)).build()


def _distance(one: str, other: str) -> int:
    """Letters to add, leave out, change or swap with their neighbour (Damerau, 1964)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != wanted))
            swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and wanted == one[row - 2]
            )
            current.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, current
    return last[-1]
