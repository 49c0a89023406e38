"""Documents to passages with vectors: cleaned, cut, embedded."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sidecar.embedder import Embedder, Rows
from sidecar.index.build import Passages, Progress
from sidecar.index.lexical import stem_names, stems
from sidecar.index.segment import PassageRecord, hash64, primary_subtag
from sidecar.index.topic import passage_flags
from sidecar.ingest.chunk import Chunk, Chunker
from sidecar.ingest.markdown import markdown
from sidecar.store.documents import StoredDocument

# Windows embedded at a time: enough to keep the threads busy, few enough to show progress.
BATCH_WINDOWS = 64
CHANNEL = "widget"


def prepare(
    documents: Iterable[StoredDocument], total: int, embedder: Embedder, progress: Progress
) -> Passages:
    """The passages of `documents`, of which there are `total`; progress counts documents."""
    chunker = Chunker(embedder.tokens)
    records: list[PassageRecord] = []
    vectors: list[Rows] = [np.empty((0, embedder.model.dimensions), np.float32)]
    hashes: dict[str, str] = {}
    windows: list[list[int]] = []
    progress("embed", 0, total)
    for document in documents:
        hashes[document.doc_id] = document.content_hash
        for chunk in _chunks(chunker, document):
            records.append(_record(chunk))
            windows += chunk.windows
        if len(windows) >= BATCH_WINDOWS:
            vectors.append(embedder.embed_tokens(windows))
            windows = []
            progress("embed", len(hashes), total)
    vectors.append(embedder.embed_tokens(windows))
    progress("embed", len(hashes), total)
    return Passages(records, np.concatenate(vectors), hashes)


def _chunks(chunker: Chunker, document: StoredDocument) -> Iterable[Chunk]:
    """The passages of a document that the channel served here may quote."""
    if document.channels and CHANNEL not in document.channels:
        return ()
    text = document.body_html if document.is_markdown else markdown(document.body_html)
    return chunker.chunks(document, text)


def _record(chunk: Chunk) -> PassageRecord:
    document = chunk.document
    flags = passage_flags(document.kind, document.title, chunk.section, chunk.text)
    locale = primary_subtag(document.locale)
    return PassageRecord(
        key=hash64(f"{document.doc_id}#{chunk.number}#{document.content_hash}"),
        doc_id=document.doc_id,
        url=document.url or document.doc_id,  # what makes one passage an address
        content=hash64(f"{locale} {flags}\n{document.title}\n{chunk.text}"),
        product_id=document.product_id,
        updated_unix_ms=document.updated_unix_ms,
        flags=flags,
        locale=locale,
        fields={
            "passage_id": f"{document.doc_id}#{chunk.number}",
            "doc_id": document.doc_id,
            "kind": document.kind,
            "title": document.title,
            "url": document.url,
            "section": chunk.section,
            "text": chunk.text,
            "tags": document.tags,
        },
        window_count=len(chunk.windows),
        terms=stem_names(stems(f"{document.title}\n{chunk.section}\n{chunk.text}")),
    )
