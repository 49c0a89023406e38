"""Keeps the index at what the store holds: the commit of a sync, and the repair of damage."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from sidecar import telemetry
from sidecar.embedder import Embedder
from sidecar.errors import StoreFull, WrongState
from sidecar.index import build
from sidecar.index.generation import Generation
from sidecar.index.lexical import ENGLISH
from sidecar.index.manifest import DamagedGeneration, Manifest
from sidecar.index.segment import primary_subtag
from sidecar.index.shelf import Shelf
from sidecar.ingest import child
from sidecar.ingest.blueprint import Blueprint
from sidecar.ingest.child import Emit, Step
from sidecar.store import Database, Store, documents, settings
from sidecar.store.documents import WORDPRESS, StoredDocument

# A change of at most this many documents is indexed here, in a thread: no process to start, no
# 0.5 s to load the model, and 15 MB for the lexical writer.
DELTA_DOCUMENTS = 8
# Share of passages outside the base, or dead in it, at which a full sync builds a fresh base.
LOOSE_SHARE = 0.1
READ_DOCUMENTS = 50  # of up to 2 million characters each
RETRY_S = 600.0  # after which a build that failed is tried again
MAX_PASSES = 3

_log = telemetry.log("sync")


class Commit:
    """A commit under way, or one whose failure nobody has been told of; any number listen."""

    def __init__(self, sync_id: str) -> None:
        self.sync_id = sync_id
        self.is_told = False
        self.running: asyncio.Task[None] | None = None
        self._last: Step | None = None
        self._listeners: set[asyncio.Queue[Step | None]] = set()

    def emit(self, step: Step) -> None:
        """Tells the listeners how far it is."""
        self._last = step
        for listener in self._listeners:
            listener.put_nowait(step)

    async def steps(self) -> AsyncGenerator[Step]:
        """The step it is at and those that follow, to its end.

        Raises what made it fail; WrongState when it was ended from outside, since a CancelledError
        would end the listener, too.
        """
        if self.running is None:
            return
        steps: asyncio.Queue[Step | None] = asyncio.Queue()
        if self._last is not None:
            steps.put_nowait(self._last)
        self._listeners.add(steps)
        self.running.add_done_callback(lambda _: steps.put_nowait(None))
        try:
            while (step := await steps.get()) is not None:
                yield step
            self.is_told = True
            if self.running.cancelled():
                raise WrongState("It was ended before it was done.")
            await self.running
        finally:
            self._listeners.discard(steps)

    @property
    def is_open(self) -> bool:
        """Whether there is more to hear: it runs, or it failed and nobody was told."""
        if self.running is None or not self.running.done():
            return True
        failed = not self.running.cancelled() and self.running.exception() is not None
        return failed and not self.is_told


class Sync:
    """Brings documents in and commits them; one commit at a time.

    `now_unix_ms` is the clock.
    """

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        embedder: Embedder,
        model_dir: Path,
        now_unix_ms: Callable[[], int],
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._embedder = embedder
        self._model_dir = model_dir
        self._now_unix_ms = now_unix_ms
        self._running: asyncio.Task[None] | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._commit: Commit | None = None
        self.on_whole: Callable[[], None] = lambda: None  # after a full sync or a source's

    @property
    def failure(self) -> str:
        """Why the last build failed, for the owner; empty when it did not."""
        return self._shelf.failure

    async def load(self) -> None:
        """Takes from the store what documents there are and when the last sync was."""
        loop = asyncio.get_running_loop()
        self._shelf.on_damage = lambda: loop.call_soon_threadsafe(self.repair)
        self._shelf.stored.update(await self._store.read(documents.hashes))
        self._shelf.synced_unix_ms = await self._store.read(documents.synced_unix_ms)
        if (generation := self._shelf.current) is not None:
            generation.hide(generation.documents.keys() - self._shelf.stored.keys())

    async def put(self, sync_id: str, batch: Sequence[StoredDocument]) -> tuple[int, int]:
        """Stores a batch; returns how many were stored and how many were there already.

        Goes on to its end when the caller leaves, so that the shelf and the store agree.
        """
        return await asyncio.shield(self._put(sync_id, batch))

    async def _put(self, sync_id: str, batch: Sequence[StoredDocument]) -> tuple[int, int]:
        held, now = self._shelf.stored, self._now_unix_ms()
        known = [item.doc_id for item in batch if held.get(item.doc_id) == item.content_hash]
        fresh = [item for item in batch if held.get(item.doc_id) != item.content_hash]

        def step(db: Database) -> None:
            documents.put(db, fresh, sync_id, now)
            documents.see(db, known, sync_id, now)

        await self._store.write(step)
        held.update({item.doc_id: item.content_hash for item in fresh})
        return len(fresh), len(known)

    def is_held(self, doc_id: str, content_hash: str) -> bool:
        """Whether the store has this very content."""
        return self._shelf.stored.get(doc_id) == content_hash

    async def delete(self, doc_ids: Sequence[str]) -> int:
        """Removes documents; no search returns them any more. Returns how many there were.

        Goes on to its end when the caller leaves, as `put` does.
        """
        return await asyncio.shield(self._delete(doc_ids))

    async def _delete(self, doc_ids: Sequence[str]) -> int:
        held = [doc_id for doc_id in dict.fromkeys(doc_ids) if doc_id in self._shelf.stored]
        if held:
            await self._store.write(lambda db: documents.delete(db, held))
        for doc_id in held:
            self._shelf.stored.pop(doc_id, None)
        if self._shelf.current is not None:
            self._shelf.current.hide(held)
        return len(held)

    async def commit(
        self, sync_id: str, *, full: bool, source: str = WORDPRESS
    ) -> AsyncGenerator[Step]:
        """Indexes what has changed and switches to it; `full` first prunes what was not seen.

        Only WordPress's documents are pruned, and only its syncs keep the index from being stale:
        the loader of another `source` deletes what is gone there.

        Goes on to its end when the caller stops listening; the same `sync_id` listens to it
        again. When it fails, the generation that answered goes on answering and what was put
        stays pending; who asks next is told if nobody was. Errors: WrongState (SYNC_RUNNING,
        SYNC_UNKNOWN), DeskhandError (SYNC_FAILED), StoreFull.
        """
        commit = self._commit
        if commit is None or commit.sync_id != sync_id or not commit.is_open:
            if self._shelf.sync_is_running:
                raise WrongState("A sync is running; wait for its end.", reason="SYNC_RUNNING")
            commit = self._commit = Commit(sync_id)
            commit.running = self._start(self._carry_out(sync_id, full, source, commit.emit))
        async with aclosing(commit.steps()) as steps:
            async for step in steps:
                yield step

    def repair(self) -> None:
        """Begins to build what the index lacks of the store's documents, if anything."""
        if not self._shelf.sync_is_running and any(self._shelf.pending):
            self._start(self._index(lambda _: None, fold=False))

    async def idle(self) -> None:
        """Returns when what runs has ended; how it ended is not told."""
        if self._running is not None:
            await asyncio.wait([self._running])

    async def close(self) -> None:
        """Ends what is running; what it had built so far is lost, what answers is not."""
        self._shelf.on_damage = lambda: None
        if self._retry is not None:
            self._retry.cancel()
        if self._running is not None:
            self._running.cancel()
            await self.idle()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        def ended(task: asyncio.Task[None]) -> None:
            self._shelf.sync_is_running = False
            if task.cancelled():
                return
            cause = task.exception()
            self._shelf.failure = ""
            if cause is not None:
                _log.error("sync_failed", cause=repr(cause))
            if cause is not None and not isinstance(cause, WrongState):
                self._shelf.failure = getattr(cause, "text", child.NOT_BUILT)
                self._retry = asyncio.get_running_loop().call_later(RETRY_S, self.repair)

        self._shelf.sync_is_running = True
        self._running = asyncio.create_task(work)
        self._running.add_done_callback(ended)
        return self._running

    async def _carry_out(self, sync_id: str, full: bool, source: str, emit: Emit) -> None:
        is_wordpress = source == WORDPRESS
        pruned_count = await self._prune(sync_id) if full and is_wordpress else 0
        if full:
            await asyncio.to_thread(self._shelf.check)
        await self._index(emit, fold=full)
        if is_wordpress:
            now = self._now_unix_ms()
            await self._store.write(lambda db: documents.record_sync(db, now))
            self._shelf.synced_unix_ms = now
        if full or not is_wordpress:
            self.on_whole()
        generation = self._shelf.current.name if self._shelf.current else ""
        emit(Step("done", 1, 1, generation, pruned_count))

    async def _prune(self, sync_id: str) -> int:
        unseen = await self._store.read(lambda db: documents.unseen(db, sync_id))
        held = await self._store.read(documents.counts)
        if unseen and len(unseen) == held[WORDPRESS]:
            raise WrongState("Nothing was put in this sync.", reason="SYNC_UNKNOWN")
        return await self.delete(unseen)

    async def _index(self, emit: Emit, *, fold: bool) -> None:
        """Builds and switches; again when documents came in meanwhile, a few times at most."""
        for _ in range(MAX_PASSES):
            changed, removed = self._shelf.pending
            base = self._shelf.current
            language = await self._language()
            if base is not None and base.manifest.language != language:
                changed, removed, base = list(self._shelf.stored), [], None
            is_loose = fold and base is not None and _loose_share(base) > LOOSE_SHARE
            if not changed and not removed and not is_loose:
                self._shelf.spill.unlink(missing_ok=True)
                return
            is_small = len(changed) + len(removed) <= DELTA_DOCUMENTS and not is_loose
            name, draft = self._shelf.draft()
            try:
                with base.reading() if base else nullcontext():
                    if base is not None and is_small:
                        await self._delta(base, name, draft, changed, removed, emit)
                    else:
                        await self._bulk(base, name, draft, changed, removed, language, emit)
                emit(Step("switch", 0, 1))
                await asyncio.to_thread(self._shelf.switch, name, draft)
            except StoreFull:
                self._shelf.spill.unlink(missing_ok=True)
                raise
            except (OSError, ValueError, DamagedGeneration) as cause:
                raise child.failure(repr(cause)) from cause
            finally:
                self._shelf.discard(draft)

    async def _delta(
        self,
        base: Generation,
        name: str,
        draft: Path,
        changed: list[str],
        removed: list[str],
        emit: Emit,
    ) -> None:
        batch = await self._store.read(lambda db: documents.read(db, changed))
        loop = asyncio.get_running_loop()

        def progress(stage: str, done: int, total: int) -> None:
            loop.call_soon_threadsafe(emit, Step(stage, done, total))

        def work() -> None:
            # Parsers and splitter: 9 MB that a start need not load.
            from sidecar.ingest.passages import prepare

            passages = prepare(batch, len(batch), self._embedder, progress)
            model = self._embedder.model.fingerprint
            language = base.manifest.language
            manifest = Manifest(name, self._now_unix_ms(), model, {}, 0, {}, language=language)
            build.delta(draft, base, passages, removed, manifest, progress)

        await asyncio.to_thread(work)

    async def _bulk(
        self,
        base: Generation | None,
        name: str,
        draft: Path,
        changed: list[str],
        removed: list[str],
        language: str,
        emit: Emit,
    ) -> None:
        blueprint = Blueprint(
            generation=name,
            draft=str(draft),
            base=str(base.folder) if base else "",
            spill=str(self._shelf.spill),
            model_dir=str(self._model_dir),
            created_unix_ms=self._now_unix_ms(),
            document_count=len(changed),
            language=language,
            removed=tuple(removed),
        )
        await child.build(blueprint, self._batches(changed), emit)

    async def _language(self) -> str:
        """The shop's, whose stemmer an index is made with."""
        shop = await self._store.read(settings.get)
        return primary_subtag(shop.locale) or ENGLISH

    async def _batches(self, doc_ids: list[str]) -> AsyncGenerator[list[StoredDocument]]:
        for start in range(0, len(doc_ids), READ_DOCUMENTS):
            part = doc_ids[start : start + READ_DOCUMENTS]
            yield await self._store.read(partial(documents.read, doc_ids=part))


def _loose_share(generation: Generation) -> float:
    """The share of passages that are outside the base or dead."""
    passage_count = max(1, len(generation.rows))
    base_count = int(generation.alive[: len(generation.segments[0].rows)].sum())
    return 1 - base_count / passage_count
