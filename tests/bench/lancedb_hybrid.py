"""LanceDB's own hybrid search, to compare with: full text, vectors, reciprocal rank fusion."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any

import lancedb
import numpy as np
from lancedb.index import FTS
from lancedb.rerankers import RRFReranker
from numpy.typing import NDArray

from sidecar.index.generation import Generation


class LanceHybrid:
    """A table of texts with one vector each; stemming and stop words on, its best setting."""

    def __init__(self, urls: Sequence[str], texts: Sequence[str], vectors: NDArray[Any]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="bench-lance-")
        rows = [
            {"url": url, "text": text, "vector": vector}
            for url, text, vector in zip(urls, texts, vectors, strict=True)
        ]
        self._table: Any = lancedb.connect(self._folder.name).create_table("passages", rows)
        self._table.create_index("text", config=FTS(stem=True, remove_stop_words=True))
        self._reranker = RRFReranker()

    def search(self, text: str, vector: NDArray[Any], limit: int) -> list[str]:
        """Addresses, best first, each once."""
        hits = (
            self._table.search(query_type="hybrid", vector_column_name="vector")
            .vector(vector)
            .text(text)
            .distance_type("cosine")
            .rerank(self._reranker)
            .limit(limit)
            .to_list()
        )
        return list(dict.fromkeys(hit["url"] for hit in hits))


def lance_of(generation: Generation) -> LanceHybrid:
    """The passages of an index."""
    return LanceHybrid(*passages_of(generation))


def passages_of(generation: Generation) -> tuple[list[str], list[str], NDArray[np.float32]]:
    """Addresses, texts and one vector each, that of the first window."""
    (segment,) = generation.segments
    fields = [segment.fields(row) for row in range(len(segment.rows))]
    turned = np.concatenate([segment.head[segment.starts], segment.tail[segment.starts]], axis=1)
    texts = [f"{item['title']}\n{item['text']}" for item in fields]
    return [item["url"] for item in fields], texts, turned @ generation.basis.T
