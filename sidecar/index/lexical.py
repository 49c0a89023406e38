"""BM25 over the passages. The one door to Tantivy.

Queries are built term by term from the analyser's own tokens: Tantivy's query language throws on
what shoppers type (`what's up?`, `shipping to: UK`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

ANALYZER = "english_stem"
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
    """An opened Tantivy index; safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, str(folder), reuse=True)
        self._index.register_tokenizer(ANALYZER, _ANALYZER)
        self._searcher = self._index.searcher()

    @property
    def passage_count(self) -> int:
        """Passages in it."""
        return int(self._searcher.num_docs)

    def rarity(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """(n,) the inverse document frequency of each stem, as BM25 counts it."""
        counts = np.array([self._searcher.doc_freq("body", term) for term in terms], np.float32)
        return np.log1p((self.passage_count - counts + 0.5) / (counts + 0.5))

    def search(
        self, terms: Sequence[str], limit: int
    ) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """Keys and BM25 scores of the best `limit` passages, best first; empty without terms."""
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, field, term, "freq"), boost
                ),
            )
            for term in terms
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


def stems(text: str) -> list[str]:
    """The distinct stems of a text without stop words, in order."""
    return list(dict.fromkeys(_ANALYZER.analyze(text)))


def stem_names(found: Iterable[str]) -> NDArray[np.uint32]:
    """A 32-bit name of each stem."""
    return np.array([zlib.crc32(stem.encode()) for stem in found], np.uint32)


def write(folder: Path, removed: Iterable[int], added: Iterable[Entry], *, bulk: bool) -> None:
    """Changes the index in `folder`, or makes one; returns when nothing runs any more.

    `removed` are documents by their 64-bit name; all their passages go, before any is added.
    """
    folder.mkdir(exist_ok=True)
    schema = _schema()
    index = tantivy.Index(schema, str(folder), reuse=True)
    index.register_tokenizer(ANALYZER, _ANALYZER)
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


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", fast=True)
    builder.add_unsigned_field("doc", indexed=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


_ANALYZER = _analyzer()
