"""Keeps the index at what the store holds: the commit of a sync, and the repair of damage."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sidecar import telemetry
from sidecar.embedder import Embedder
from sidecar.errors import DeskhandError, WrongState
from sidecar.index import build
from sidecar.index.generation import Generation
from sidecar.index.manifest import DamagedGeneration, Manifest
from sidecar.index.shelf import Shelf
from sidecar.ingest import worker
from sidecar.ingest.passages import prepare
from sidecar.store import Database, Store, documents
from sidecar.store.documents import StoredDocument

# A change of at most this many documents is indexed here, in a thread: no process to start, no
# 0.5 s to load the model, and 15 MB for the lexical writer.
DELTA_DOCUMENTS = 8
# Share of passages outside the base, or dead in it, at which a full sync builds a fresh base.
LOOSE_SHARE = 0.1
READ_DOCUMENTS = 200

_log = telemetry.log("sync")


@dataclass(frozen=True, slots=True)
class Step:
    """How far a commit is; the last one, `done`, names the generation and counts the pruned."""

    stage: str
    done_count: int = 0
    total_count: int = 0
    generation: str = ""
    pruned_count: int = 0


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

    async def load(self) -> None:
        """Takes from the store what documents there are and when the last sync was."""
        self._shelf.stored.update(await self._store.read(documents.hashes))
        self._shelf.synced_unix_ms = await self._store.read(documents.synced_unix_ms)
        if (generation := self._shelf.current) is not None:
            generation.hide(generation.documents.keys() - self._shelf.stored.keys())

    async def put(self, sync_id: str, batch: Sequence[StoredDocument]) -> tuple[int, int]:
        """Stores a batch; returns how many were stored and how many were there already."""
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
        """Removes documents; no search returns them any more. Returns how many there were."""
        held = [doc_id for doc_id in dict.fromkeys(doc_ids) if doc_id in self._shelf.stored]
        if held:
            await self._store.write(lambda db: documents.delete(db, held))
        for doc_id in held:
            self._shelf.stored.pop(doc_id, None)
        if self._shelf.current is not None:
            self._shelf.current.hide(held)
        return len(held)

    async def commit(self, sync_id: str, *, full: bool) -> AsyncIterator[Step]:
        """Indexes what has changed and switches to it; `full` first prunes what was not seen.

        When it fails the generation that answered goes on answering, and what was put stays
        pending. Errors: WrongState (SYNC_RUNNING, SYNC_UNKNOWN), DeskhandError (SYNC_FAILED).
        """
        if self._shelf.sync_is_running:
            raise WrongState("A sync is running; wait for its end.", reason="SYNC_RUNNING")
        self._shelf.sync_is_running = True
        try:
            pruned_count = await self._pruned(sync_id) if full else 0
            async for step in self._index(fold=full):
                yield step
            now = self._now_unix_ms()
            await self._store.write(lambda db: documents.record_sync(db, now))
            self._shelf.synced_unix_ms = now
            generation = self._shelf.current.name if self._shelf.current else ""
            yield Step("done", 1, 1, generation, pruned_count)
        finally:
            self._shelf.sync_is_running = False

    async def repair(self) -> None:
        """Builds what the index lacks of the store's documents, after damage or a crash."""
        if self._shelf.sync_is_running or not any(self._shelf.pending):
            return
        self._shelf.sync_is_running = True
        try:
            async for _ in self._index(fold=False):
                pass
        except DeskhandError as cause:
            _log.error("index_repair_failed", reason=cause.reason)
        finally:
            self._shelf.sync_is_running = False

    async def _pruned(self, sync_id: str) -> int:
        unseen = await self._store.read(lambda db: documents.unseen(db, sync_id))
        if unseen and len(unseen) == len(self._shelf.stored):
            raise WrongState("Nothing was put in this sync.", reason="SYNC_UNKNOWN")
        return await self.delete(unseen)

    async def _index(self, *, fold: bool) -> AsyncIterator[Step]:
        changed, removed = self._shelf.pending
        base = self._shelf.current
        loose = fold and base is not None and _loose_share(base) > LOOSE_SHARE
        if not changed and not removed and not loose:
            return
        name, draft = self._shelf.draft()
        is_small = base is not None and len(changed) + len(removed) <= DELTA_DOCUMENTS
        steps = (
            self._delta(base, name, draft, changed, removed)
            if base is not None and is_small and not loose
            else self._bulk(base, name, draft, changed, removed)
        )
        try:
            with base.reading() if base else nullcontext():
                async for step in steps:
                    yield step
            yield Step("switch", 0, 1)
            await asyncio.to_thread(self._shelf.switch, name, draft)
        except (OSError, DamagedGeneration) as cause:
            _log.error("sync_failed", cause=str(cause))
            raise DeskhandError("The index could not be built.", reason="SYNC_FAILED") from cause
        finally:
            self._shelf.discard(draft)

    async def _delta(
        self, base: Generation, name: str, draft: Path, changed: list[str], removed: list[str]
    ) -> AsyncIterator[Step]:
        batch = await self._store.read(lambda db: documents.read(db, changed))
        steps: list[Step] = []

        def progress(stage: str, done: int, total: int) -> None:
            steps.append(Step(stage, done, total))

        def work() -> None:
            passages = prepare(batch, len(batch), self._embedder, progress)
            build.delta(draft, base, passages, removed, self._manifest(name), progress)

        await asyncio.to_thread(work)
        for step in steps:
            yield step

    async def _bulk(
        self,
        base: Generation | None,
        name: str,
        draft: Path,
        changed: list[str],
        removed: list[str],
    ) -> AsyncIterator[Step]:
        job = worker.Job(
            generation=name,
            draft=str(draft),
            base=str(base.folder) if base else "",
            model_dir=str(self._model_dir),
            created_unix_ms=self._now_unix_ms(),
            document_count=len(changed),
            removed=tuple(removed),
        )
        command = (sys.executable, "-m", "sidecar.ingest.worker")
        child = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=STDOUT
        )
        feeding = asyncio.create_task(self._feed(child, job, changed))
        last_words = ""
        try:
            async for line in _lines(child):
                try:
                    yield Step(*json.loads(line))
                except (ValueError, TypeError):
                    last_words = line.decode(errors="replace").strip()
            await feeding
            if (status := await child.wait()) != 0:
                _log.error("worker_ended", status=status, cause=last_words[:500])
                raise DeskhandError("The indexing process ended early.", reason="SYNC_FAILED")
        finally:
            feeding.cancel()
            if child.returncode is None:
                child.kill()
                await child.wait()

    async def _feed(self, child: Process, job: worker.Job, changed: list[str]) -> None:
        """Writes the worker's input; a worker that died is noticed by its exit code."""
        if child.stdin is None:
            return
        with suppress(BrokenPipeError, ConnectionResetError):
            child.stdin.write(worker.encode(job))
            for start in range(0, len(changed), READ_DOCUMENTS):
                part = changed[start : start + READ_DOCUMENTS]
                for document in await self._store.read(partial(documents.read, doc_ids=part)):
                    child.stdin.write(worker.encode(document))
                await child.stdin.drain()
            child.stdin.close()
            await child.stdin.wait_closed()

    def _manifest(self, name: str) -> Manifest:
        return Manifest(name, self._now_unix_ms(), self._embedder.model.fingerprint, {}, 0, {})


def _loose_share(generation: Generation) -> float:
    """The share of passages that are outside the base or dead."""
    passage_count = max(1, len(generation.rows))
    base_count = int(generation.alive[: len(generation.segments[0].rows)].sum())
    return 1 - base_count / passage_count


async def _lines(child: Process) -> AsyncIterator[bytes]:
    if child.stdout is not None:
        async for line in child.stdout:
            yield line
