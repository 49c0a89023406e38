"""Documents to passages with vectors: cleaned, cut, embedded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from sidecar.embedder import Embedder
from sidecar.index.build import Passages, Progress
from sidecar.index.lexical import ENGLISH, stem_names, stems
from sidecar.index.segment import PassageRecord, hash64, primary_subtag
from sidecar.index.topic import passage_flags
from sidecar.ingest.chunk import Chunk, Chunker
from sidecar.ingest.markdown import markdown
from sidecar.ingest.spill import Spill
from sidecar.store.documents import StoredDocument

# Windows embedded at a time: enough to keep the threads busy, few enough to show progress.
BATCH_WINDOWS = 64
CHANNEL = "widget"


def prepare(
    documents: Iterable[StoredDocument],
    total: int,
    embedder: Embedder,
    progress: Progress,
    spill: Spill | None = None,
    language: str = ENGLISH,
) -> Passages:
    """The passages of `documents`, of which there are `total`; progress counts documents.

    What `spill` holds already is not embedded again. Documents are cut while those before them
    are embedded. Words are stemmed in `language`.
    """
    made = spill or Spill(embedder)
    whole = Passages([], made.vectors(), {})
    places: list[int] = []
    embedding: Future[list[int]] | None = None
    done_count = 0
    with ThreadPoolExecutor(1, "embed") as ahead:
        progress("embed", 0, total)
        for windows in _batches(documents, Chunker(embedder.tokens), whole, language):
            if embedding is not None:
                places += embedding.result()
                progress("embed", done_count, total)
            embedding = ahead.submit(made.places, windows)
            done_count = len(whole.documents)
        if embedding is not None:
            places += embedding.result()
        progress("embed", done_count, total)
    return Passages(whole.records, made.vectors()[places], whole.documents)


def _batches(
    documents: Iterable[StoredDocument], chunker: Chunker, whole: Passages, language: str
) -> Iterator[list[list[int]]]:
    """Windows to embed, in batches; the records and documents they are of are added to `whole`."""
    windows: list[list[int]] = []
    for document in documents:
        for chunk in _chunks(chunker, document):
            whole.records.append(_record(chunk, language))
            windows += chunk.windows
            if len(windows) >= BATCH_WINDOWS:
                yield windows
                windows = []
        whole.documents[document.doc_id] = document.content_hash
    yield windows


def _chunks(chunker: Chunker, document: StoredDocument) -> Iterable[Chunk]:
    """The passages of a document that the channel served here may quote."""
    if document.channels and CHANNEL not in document.channels:
        return ()
    text = document.body_html if document.is_markdown else markdown(document.body_html)
    return chunker.chunks(document, text)


def _record(chunk: Chunk, language: str) -> PassageRecord:
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
        terms=stem_names(stems(f"{document.title}\n{chunk.section}\n{chunk.text}", language)),
    )
