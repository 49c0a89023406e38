# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""Content in, passages out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sidecar.embedder import Embedder, stated_fingerprint
from sidecar.errors import BadMessage
from sidecar.evaluation.mirrors import Mirrors
from sidecar.index.shelf import Shelf
from sidecar.ingest.document import refusal, stored
from sidecar.ingest.sources import Sources
from sidecar.ingest.sync import Sync
from sidecar.knowledge.query import MAX_PASSAGES, MAX_QUERY_CHARS, IndexStatus, Knowledge
from sidecar.service import clock
from sidecar.service.mirror import MirrorCalls
from sidecar.service.sources import SourceCalls
from sidecar.store import Store, documents
from sidecar.telemetry import Metrics
from sidecar.v1 import knowledge_pb2 as pb
from sidecar.v1.knowledge_pb2_grpc import KnowledgeServicer
from sidecar.v1.operations_pb2 import Check

INDEX_FOLDER = "index"
MAX_BATCH_DOCUMENTS = 200
MAX_DELETED_DOCUMENTS = 1_000
MAX_PAGE_SIZE, PAGE_SIZE = 500, 100
TOP_K = 3
KEPT_TEXTS = 256  # questions whose vectors are kept: search, intent and excerpt ask for the same
REFUSED_ID_CHARS = 128  # of an id that may be anything

_SYNC_ID = re.compile(r"[A-Za-z0-9_:.-]{8,64}")
_STATE_TEXTS: dict[int, str] = {
    pb.INDEX_STATE_EMPTY: "Nothing is indexed yet; run Index now in WordPress.",
    pb.INDEX_STATE_STALE: "The last sync is too long ago; run Index now in WordPress.",
    pb.INDEX_STATE_REBUILDING: "The index was damaged and is being rebuilt.",
}


class KnowledgeCalls(KnowledgeServicer):
    """Thin: it checks what came in and shapes what goes out. `hosts` are the shop's."""

    def __init__(
        self,
        knowledge: Knowledge,
        sync: Sync,
        store: Store,
        hosts: Callable[[], Sequence[str]],
        sources: SourceCalls,
        mirror: MirrorCalls,
    ) -> None:
        self._knowledge = knowledge
        self._sync = sync
        self._store = store
        self._hosts = hosts
        self._sources = sources
        self._mirror = mirror

    async def PutDocuments(
        self, request: pb.PutDocumentsRequest, context: Any
    ) -> pb.PutDocumentsResponse:
        """Takes what is well-formed, asks for the bodies it lacks, says what it refuses."""
        _check_sync_id(request.sync_id)
        if len(request.documents) > MAX_BATCH_DOCUMENTS:
            raise BadMessage(f"A batch holds at most {MAX_BATCH_DOCUMENTS} documents.")
        response = pb.PutDocumentsResponse()
        hosts = {host.lower() for host in self._hosts()}
        taken = []
        for document in request.documents:
            if reason := refusal(document, hosts):
                doc_id = document.doc_id[:REFUSED_ID_CHARS]
                response.refused.add(doc_id=doc_id, reason=reason)
            elif document.body_html or self._sync.is_held(document.doc_id, document.content_hash):
                taken.append(stored(document))
            else:
                response.wanted_doc_ids.append(document.doc_id)
        counts = await self._sync.put(request.sync_id, taken)
        response.stored_count, response.unchanged_count = counts
        return response

    async def DeleteDocuments(
        self, request: pb.DeleteDocumentsRequest, context: Any
    ) -> pb.DeleteDocumentsResponse:
        """Takes documents out of the store and of every later search."""
        if len(request.doc_ids) > MAX_DELETED_DOCUMENTS:
            raise BadMessage(f"At most {MAX_DELETED_DOCUMENTS} documents a call.")
        return pb.DeleteDocumentsResponse(deleted_count=await self._sync.delete(request.doc_ids))

    async def CommitSync(
        self, request: pb.CommitSyncRequest, context: Any
    ) -> AsyncGenerator[pb.SyncProgress]:
        """Ends a sync; a caller that leaves does not stop it."""
        _check_sync_id(request.sync_id)
        async with aclosing(self._sync.commit(request.sync_id, full=request.full)) as steps:
            async for step in steps:
                yield pb.SyncProgress(**asdict(step))

    async def Search(self, request: pb.SearchRequest, context: Any) -> pb.SearchResponse:
        """Finds passages."""
        if not request.query.strip() or len(request.query) > MAX_QUERY_CHARS:
            raise BadMessage(f"query must have 1 to {MAX_QUERY_CHARS} characters.")
        if not 0 <= request.top_k <= MAX_PASSAGES:
            raise BadMessage(f"top_k must be 1 to {MAX_PASSAGES}, or 0 for {TOP_K}.")
        found = await self._knowledge.search(
            request.query,
            top_k=request.top_k or TOP_K,
            product_id=request.product_id,
            locale=request.locale,
            explain=request.explain,
        )
        passages = []
        for passage in found.passages:
            values = asdict(passage)
            del values["product_id"]
            if passage.explanation is None:
                del values["explanation"]
            passages.append(pb.Passage(**values))
        return pb.SearchResponse(
            passages=passages, confidence=found.confidence, generation=found.generation
        )

    async def GetIndexStatus(
        self, request: pb.GetIndexStatusRequest, context: Any
    ) -> pb.GetIndexStatusResponse:
        """Describes the index."""
        values = asdict(self._knowledge.status())
        values["sync_running"] = values.pop("sync_is_running")
        return pb.GetIndexStatusResponse(**values)

    async def ListDocuments(
        self, request: pb.ListDocumentsRequest, context: Any
    ) -> pb.ListDocumentsResponse:
        """Lists the store's documents; the page token is the last id."""
        if not 0 <= request.page_size <= MAX_PAGE_SIZE:
            raise BadMessage(f"page_size must be 1 to {MAX_PAGE_SIZE}, or 0 for {PAGE_SIZE}.")
        size = request.page_size or PAGE_SIZE
        found = await self._store.read(lambda db: documents.page(db, request.page_token, size + 1))
        summaries = [
            pb.DocumentSummary(
                doc_id=document.doc_id,
                kind=document.kind,
                title=document.title,
                url=document.url,
                content_hash=document.content_hash,
                updated_unix_ms=document.updated_unix_ms,
            )
            for document in found[:size]
        ]
        more = summaries[-1].doc_id if len(found) > size else ""
        return pb.ListDocumentsResponse(documents=summaries, next_page_token=more)

    async def ListSources(
        self, request: pb.ListSourcesRequest, context: Any
    ) -> pb.ListSourcesResponse:
        """See `SourceCalls`, as for the three that follow."""
        return await self._sources.list_sources()

    async def PutSource(self, request: pb.PutSourceRequest, context: Any) -> pb.PutSourceResponse:
        return await self._sources.put_source(request)

    async def DeleteSource(
        self, request: pb.DeleteSourceRequest, context: Any
    ) -> pb.DeleteSourceResponse:
        return await self._sources.delete_source(request)

    async def LoadSource(
        self, request: pb.LoadSourceRequest, context: Any
    ) -> AsyncGenerator[pb.SyncProgress]:
        async with aclosing(self._sources.load_source(request)) as steps:
            async for step in steps:
                yield step

    async def GetMirror(self, request: pb.GetMirrorRequest, context: Any) -> pb.GetMirrorResponse:
        """See `MirrorCalls`, as for the one that follows."""
        return await self._mirror.get_mirror()

    async def MakeMirror(
        self, request: pb.MakeMirrorRequest, context: Any
    ) -> AsyncGenerator[pb.SyncProgress]:
        async with aclosing(self._mirror.make_mirror()) as steps:
            async for step in steps:
                yield step


@dataclass(frozen=True, slots=True)
class KnowledgeParts:
    """What is made of the index folder and the model."""

    knowledge: Knowledge
    embedder: Embedder
    sync: Sync
    sources: Sources
    calls: KnowledgeCalls

    def index_check(self) -> Check:
        """Whether the index answers."""
        status, failure = self.knowledge.status(), self.sync.failure
        is_ready = status.state == pb.INDEX_STATE_READY
        text = f"{failure} {_status_text(status)}".strip()
        return Check(name="index", ok=is_ready and not failure, text=text)

    def embedder_check(self) -> Check:
        """Which model makes the vectors; without one the sidecar does not start."""
        return Check(name="embedder", ok=True, text=self.knowledge.status().model)


@asynccontextmanager
async def knowledge_parts(
    store: Store,
    data_dir: Path,
    model_dir: Path,
    stale_after_h: float,
    hosts: Callable[[], Sequence[str]],
    folder: Path | None,
    folder_url: str,
    metrics: Metrics,
) -> AsyncIterator[KnowledgeParts]:
    """Opens the index, begins to repair what it lacks, and ends both when the block does.

    Raises BadSetting when model_dir holds no model.
    """

    # Hashing the files of one while the other is loaded saves a tenth of a start.
    fingerprint = stated_fingerprint(model_dir)
    embedder, shelf = await asyncio.gather(
        asyncio.to_thread(Embedder.open, model_dir, kept_count=KEPT_TEXTS),
        asyncio.to_thread(Shelf.open, data_dir / INDEX_FOLDER, fingerprint),
    )
    sync = Sync(store, shelf, embedder, model_dir, clock.now_unix_ms)
    await sync.load()
    sync.repair()
    sources = Sources(store, shelf, sync, clock.now_unix_ms, folder, folder_url)
    await sources.open()
    mirrors = Mirrors(store, shelf, model_dir, metrics, clock.now_unix_ms)
    sync.on_whole = mirrors.renew
    await mirrors.resume()
    knowledge = Knowledge(shelf, embedder, stale_after_h * 3_600_000, clock.now_unix_ms)
    try:
        calls = KnowledgeCalls(
            knowledge, sync, store, hosts, SourceCalls(sources), MirrorCalls(mirrors)
        )
        yield KnowledgeParts(knowledge, embedder, sync, sources, calls)
    finally:
        await mirrors.close()
        await sources.close()
        await sync.close()
        knowledge.close()


def _check_sync_id(sync_id: str) -> None:
    if not _SYNC_ID.fullmatch(sync_id):
        raise BadMessage("sync_id must have 8 to 64 characters of A-Z a-z 0-9 _ : . -")


def _status_text(status: IndexStatus) -> str:
    if text := _STATE_TEXTS.get(status.state):
        return text
    return (
        f"{status.document_count} documents in {status.passage_count} passages,"
        f" {status.pending_count} waiting to be indexed."
    )
