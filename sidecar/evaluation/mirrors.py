"""Has a mirror made after each full sync and when asked for, one at a time."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from pathlib import Path

from sidecar import telemetry
from sidecar.errors import DeskhandError, IndexUnavailable
from sidecar.index.generation import Generation
from sidecar.index.shelf import Shelf
from sidecar.ingest.child import Emit, Step
from sidecar.ingest.sync import Commit
from sidecar.store import Store, mirrors
from sidecar.telemetry import Metrics
from sidecar.v1.knowledge_pb2 import GetMirrorResponse

LINE_BYTES = 8 * 1024 * 1024  # a mirror comes as one line

_log = telemetry.log("mirror")


class Mirrors:
    """The last mirror, and the making of the next; `now_unix_ms` is the clock."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        model_dir: Path,
        metrics: Metrics,
        now_unix_ms: Callable[[], int],
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._model_dir = model_dir
        self._metrics = metrics
        self._now_unix_ms = now_unix_ms
        self._making: Commit | None = None
        self._again = False

    async def resume(self) -> None:
        """Makes the mirror that the last run of the sidecar did not come to."""
        self._count(await self.last())
        if self._shelf.current is not None and await self._store.read(mirrors.is_wanted):
            self.renew()

    async def last(self) -> GetMirrorResponse:
        """The last one made; empty when there is none."""
        return GetMirrorResponse.FromString(await self._store.read(mirrors.last))

    def renew(self) -> None:
        """Begins a mirror; one that is being made is made again once it is there."""
        if self._is_running:
            self._again = True
        else:
            self._start()

    async def steps(self) -> AsyncGenerator[Step]:
        """Makes a mirror, or follows the one that is being made; goes on when nobody listens.

        Errors: IndexUnavailable (INDEX_EMPTY), DeskhandError (MIRROR_FAILED), StoreFull.
        """
        making = self._making if self._is_running and self._making else self._start()
        async with aclosing(making.steps()) as steps:
            async for step in steps:
                yield step

    async def idle(self) -> None:
        """Returns when none is being made."""
        if self._making is not None and self._making.running is not None:
            await asyncio.wait([self._making.running])

    async def close(self) -> None:
        """Ends what is running; the next start makes it again."""
        if self._making is not None and self._making.running is not None:
            self._making.running.cancel()
            await self.idle()

    @property
    def _is_running(self) -> bool:
        running = self._making.running if self._making is not None else None
        return running is not None and not running.done()

    def _start(self) -> Commit:
        making = self._making = Commit("mirror")
        making.running = asyncio.create_task(self._carry_out(making.emit))
        making.running.add_done_callback(lambda task: task.cancelled() or task.exception())
        return making

    async def _carry_out(self, emit: Emit) -> None:
        self._again = True
        while self._again:
            self._again = False
            generation = self._shelf.current
            if generation is None:
                raise IndexUnavailable("The index is empty.", reason="INDEX_EMPTY")
            now = self._now_unix_ms()
            await self._store.write(lambda db, now=now: mirrors.want(db, now))  # type: ignore[misc]
            try:
                mirror = await self._made(generation, emit)
            except Exception as failure:  # whatever it is, nobody else may be listening
                reason = getattr(failure, "reason", DeskhandError.reason)
                _log.error("mirror_failed", reason=reason, exc_info=failure)
                await self._store.write(mirrors.give_up)
                raise
        emit(Step("done", 1, 1, mirror.generation))

    async def _made(self, generation: Generation, emit: Emit) -> GetMirrorResponse:
        began = time.monotonic()
        hidden = sorted(generation.documents.keys() - self._shelf.stored.keys())
        with generation.reading():
            content = await _child(generation.folder, self._model_dir, hidden, emit)
        await self._store.write(lambda db: mirrors.put(db, content))
        mirror = GetMirrorResponse.FromString(content)
        self._count(mirror)
        _log.info(
            "mirror_made",
            question_count=mirror.question_count,
            recall_at_5=round(mirror.recall_at_5, 4),
            lost_count=len(mirror.lost),
            duplicate_count=len(mirror.duplicates),
            contradiction_count=len(mirror.contradictions),
            duration_ms=round((time.monotonic() - began) * 1_000),
        )
        return mirror

    def _count(self, mirror: GetMirrorResponse) -> None:
        made = bool(mirror.made_unix_ms)
        self._metrics.mirror_recall.set(mirror.recall_at_5 if made else -1)
        self._metrics.mirror_contradictions.set(len(mirror.contradictions))


async def _child(folder: Path, model_dir: Path, hidden: list[str], emit: Emit) -> bytes:
    """The mirror that the child makes, serialised. Raises DeskhandError (MIRROR_FAILED)."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sidecar.evaluation.worker"),
        *(str(folder), str(model_dir), str(os.getpid())),
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
        limit=LINE_BYTES,
    )
    mirror, last_words = b"", ""
    try:
        if child.stdin is not None and child.stdout is not None:
            with suppress(BrokenPipeError, ConnectionResetError):
                child.stdin.write(json.dumps(hidden).encode())
                await child.stdin.drain()
            child.stdin.close()
            async for line in child.stdout:
                try:
                    said = json.loads(line)
                except ValueError:
                    last_words = line.decode(errors="replace").strip() or last_words
                    continue
                if isinstance(said, list):
                    emit(Step(*said))
                else:
                    mirror = base64.b64decode(said)
        status = await child.wait()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if status or not mirror:
        text = "The mirror could not be made."
        raise DeskhandError(text, reason="MIRROR_FAILED") from RuntimeError(last_words[-500:])
    return mirror
