"""The folder and the docs sites that the sidecar reads by itself, one at a time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sidecar import telemetry
from sidecar.errors import BadMessage, NotFound, WrongState
from sidecar.index.shelf import Shelf
from sidecar.ingest.child import Emit, Step
from sidecar.ingest.reach import AddressForbidden, Reach
from sidecar.ingest.reading import Reading, SourceFailed
from sidecar.ingest.sync import Commit, Sync
from sidecar.store import Database, Store, documents, sources
from sidecar.store.documents import WORDPRESS
from sidecar.store.sources import FOLDER, Source

MAX_SITES = 10
MAX_READING_S = 7_200.0
# A site is read again by itself after a day; the folder is looked through every hour.
SITE_PERIOD_MS = 24 * 3_600_000

_log = telemetry.log("sources")


class Loader(Protocol):
    """A folder or a site."""

    async def read(self, reading: Reading) -> None:
        """Tells `reading` of each page or file. Raises SourceFailed."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source and what is held of it now."""

    source: Source
    document_count: int
    is_running: bool


class Sources:
    """Reads sources into the store and has the index follow.

    `folder` is the folder to read, None for none, and `folder_url` the public address of its
    files, empty for none. `now_unix_ms` is the clock, `sleep` waits between requests.
    """

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        sync: Sync,
        now_unix_ms: Callable[[], int],
        folder: Path | None = None,
        folder_url: str = "",
        reach: Reach | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._sync = sync
        self._now_unix_ms = now_unix_ms
        self._folder = folder
        self._folder_url = folder_url
        self._reach = reach or Reach()
        self._sleep = sleep
        self._load: Commit | None = None

    async def open(self) -> None:
        """Adds the folder to the sources; forgets it with its documents when there is none."""
        if self._folder is not None:
            name = self._folder.name or str(self._folder)
            known = (await self._known()).get(FOLDER)
            if known is None or known.address != name:  # a full disk takes no write at a start
                await self._store.write(lambda db: sources.put(db, FOLDER, name))
        elif FOLDER in await self._known():
            await self._forget(FOLDER)

    async def listed(self) -> list[SourceState]:
        """Every source: WordPress, the folder, then sites in order of address."""
        known, counts = await self._store.read(
            lambda db: (sources.listed(db), documents.counts(db))
        )
        reading = self._reading
        wordpress = Source(WORDPRESS, "", loaded_unix_ms=self._shelf.synced_unix_ms)
        is_running = {source.source_id: source.source_id == reading for source in known}
        is_running[WORDPRESS] = self._shelf.sync_is_running and not reading
        return [
            SourceState(source, counts.get(source.source_id, 0), is_running[source.source_id])
            for source in (wordpress, *known)
        ]

    async def put(self, address: str) -> str:
        """Adds a site; gives its id. Reads nothing of it.

        Raises BadMessage: SOURCE_ADDRESS_FORBIDDEN, or a site too many.
        """
        from sidecar.ingest.web import Web, web_address  # see `_loader`

        try:
            plain = web_address(address)
            await Web(self._reach).check(plain)
        except AddressForbidden as forbidden:
            raise BadMessage(str(forbidden), reason="SOURCE_ADDRESS_FORBIDDEN") from None
        source_id = f"site-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"

        def step(db: Database) -> None:
            known = {source.source_id for source in sources.listed(db)}
            if source_id not in known and len(known - {FOLDER}) >= MAX_SITES:
                raise BadMessage(f"At most {MAX_SITES} sites can be read; remove one first.")
            sources.put(db, source_id, plain)

        await self._store.write(step)
        return source_id

    async def delete(self, source_id: str) -> int:
        """Forgets a site; gives how many documents came from it. Unknown ids are no error.

        Raises BadMessage for WordPress and the folder.
        """
        if source_id in (WORDPRESS, FOLDER):
            raise BadMessage("WordPress and the folder cannot be removed.")
        if source_id == self._reading:
            await self.close()
        return await asyncio.shield(self._forget(source_id))  # to its end, as `Sync.delete`

    async def load(self, source_id: str) -> AsyncGenerator[Step]:
        """Reads a source anew and indexes what has changed.

        Goes on to its end when the caller stops listening; the same source listens to it again.
        Errors: NotFound, WrongState (SYNC_RUNNING while anything else is read or indexed;
        SOURCE_FAILED when the source cannot be read: what was held of it stays), those of
        `Sync.commit`.
        """
        load = self._load
        if load is None or load.sync_id != source_id or not load.is_open:
            source = (await self._known()).get(source_id)
            if source is None:
                raise NotFound("There is no such source to be read.")
            if self._reading or self._shelf.sync_is_running:
                raise WrongState("A sync is running; wait for its end.", reason="SYNC_RUNNING")
            load = self._load = Commit(source_id)
            load.running = asyncio.create_task(self._carry_out(source, load.emit))
            # Else a failure that nobody listens to is logged once more, with a stack trace.
            load.running.add_done_callback(lambda task: task.cancelled() or task.exception())
        async with aclosing(load.steps()) as steps:
            async for step in steps:
                yield step

    async def refresh(self) -> None:
        """Reads what is due: sites once a day, the folder each time. What fails waits."""
        for source in (await self._known()).values():
            age_ms = self._now_unix_ms() - source.tried_unix_ms
            if source.source_id != FOLDER and age_ms < SITE_PERIOD_MS:
                continue
            await self._sync.idle()
            try:
                async for _ in self.load(source.source_id):
                    pass
            except Exception as cause:  # the other sources are read all the same
                _log.warning("source_put_off", source=source.source_id, cause=repr(cause))

    async def close(self) -> None:
        """Ends the reading that runs; what it had taken so far stays."""
        if self._load is not None and self._load.running is not None:
            self._load.running.cancel()
            await asyncio.wait([self._load.running])

    @property
    def _reading(self) -> str:
        """The source that is being read; empty for none."""
        load = self._load
        runs = load is not None and load.running is not None and not load.running.done()
        return load.sync_id if load is not None and runs else ""

    async def _known(self) -> dict[str, Source]:
        return {source.source_id: source for source in await self._store.read(sources.listed)}

    async def _forget(self, source_id: str) -> int:
        held = await self._store.write(lambda db: sources.remove(db, source_id))
        await self._sync.delete(held)
        self._sync.repair()
        return len(held)

    async def _carry_out(self, source: Source, emit: Emit) -> None:
        source_id = source.source_id
        try:
            await self._read(source, emit)
        except Exception as cause:  # whatever it is, the owner is told
            text = getattr(cause, "text", "Something went wrong; the sidecar's log says what.")
            _log.warning("source_failed", source=source_id, cause=repr(cause))
            await self._store.write(lambda db: sources.record_failure(db, source_id, text))
            raise

    async def _read(self, source: Source, emit: Emit) -> None:
        source_id, now = source.source_id, self._now_unix_ms()
        if not await self._store.write(lambda db: sources.record_try(db, source_id, now)):
            raise NotFound("The source was removed.")
        before, held = await self._store.read(
            lambda db: (sources.items(db, source_id), set(documents.ids_of(db, source_id)))
        )
        sync_id = f"{source_id}:{now}"
        reading = Reading(source_id, sync_id, self._sync, before, held, emit)
        try:
            async with asyncio.timeout(MAX_READING_S):
                await self._loader(source).read(reading)
        except (SourceFailed, TimeoutError) as failed:
            text = str(failed) or "Reading it took more than 2 hours."
            raise WrongState(text, reason="SOURCE_FAILED") from None
        finally:
            await reading.flush()
        gone = held - reading.seen
        await self._sync.delete(list(gone))

        def record(db: Database) -> None:
            sources.replace_items(db, source_id, reading.items.values())
            sources.record_load(db, source_id, now, reading.excluded)

        await self._store.write(record)
        _log.info(
            "source_loaded",
            source=source_id,
            document_count=len(reading.seen),
            deleted_count=len(gone),
            excluded_count=len(reading.excluded),
        )
        await self._index(source_id, sync_id, len(gone), emit)

    async def _index(self, source_id: str, sync_id: str, gone_count: int, emit: Emit) -> None:
        while self._shelf.sync_is_running:
            await self._sync.idle()
        if not any(self._shelf.pending):
            name = self._shelf.current.name if self._shelf.current else ""
            emit(Step("done", 1, 1, name, gone_count))
            return
        async with aclosing(self._sync.commit(sync_id, full=False, source=source_id)) as steps:
            async for step in steps:
                emit(replace(step, pruned_count=gone_count) if step.stage == "done" else step)

    def _loader(self, source: Source) -> Loader:
        """What reads a source. Its parsers and HTTP client are what a start need not load."""
        if source.source_id == FOLDER and self._folder is not None:
            from sidecar.ingest.folder import Folder

            return Folder(self._folder, self._folder_url)
        from sidecar.ingest.site import Site
        from sidecar.ingest.web import Web

        return Site(source.source_id, source.address, Web(self._reach), self._sleep)
