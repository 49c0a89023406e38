"""Where content comes from, for the owner."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import asdict

from sidecar.ingest.sources import Sources, SourceState
from sidecar.store.documents import WORDPRESS
from sidecar.store.sources import FOLDER
from sidecar.v1 import knowledge_pb2 as pb

_KINDS: Mapping[str, pb.SourceKind] = {
    WORDPRESS: pb.SOURCE_KIND_WORDPRESS,
    FOLDER: pb.SOURCE_KIND_FOLDER,
}


class SourceCalls:
    """The calls of the service Knowledge that are about sources; see there."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def list_sources(self) -> pb.ListSourcesResponse:
        """Every source."""
        return pb.ListSourcesResponse(sources=map(_source, await self._sources.listed()))

    async def put_source(self, request: pb.PutSourceRequest) -> pb.PutSourceResponse:
        """Adds a site."""
        source_id = await self._sources.put(request.address)
        states = await self._sources.listed()
        found = next(state for state in states if state.source.source_id == source_id)
        return pb.PutSourceResponse(source=_source(found))

    async def delete_source(self, request: pb.DeleteSourceRequest) -> pb.DeleteSourceResponse:
        """Forgets a site."""
        deleted_count = await self._sources.delete(request.source_id)
        return pb.DeleteSourceResponse(deleted_count=deleted_count)

    async def load_source(self, request: pb.LoadSourceRequest) -> AsyncGenerator[pb.SyncProgress]:
        """Reads a source; a caller that leaves does not stop it."""
        async with aclosing(self._sources.load(request.source_id)) as steps:
            async for step in steps:
                yield pb.SyncProgress(**asdict(step))


def _source(state: SourceState) -> pb.Source:
    source = state.source
    return pb.Source(
        source_id=source.source_id,
        kind=_KINDS.get(source.source_id, pb.SOURCE_KIND_SITE),
        address=source.address,
        document_count=state.document_count,
        loaded_unix_ms=source.loaded_unix_ms,
        running=state.is_running,
        error=source.error,
        excluded_count=source.excluded_count,
        excluded=[
            pb.ExcludedItem(address=item.address, reason=item.reason) for item in source.excluded
        ],
    )
