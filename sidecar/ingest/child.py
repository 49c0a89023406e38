"""The indexing child, as the sidecar sees it: started, fed, listened to, and ended with it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass

from sidecar import telemetry
from sidecar.errors import DeskhandError, StoreFull
from sidecar.ingest.blueprint import Blueprint, encode
from sidecar.store.documents import StoredDocument

NOT_BUILT = "The index could not be built."
FULL_DISK = "The disk has no room for a new index; the one before goes on answering."
# How Python, numpy, Tantivy and LanceDB say that nothing more can be written.
_FULL = re.compile(
    r"No space left|File too large|quota exceeded|os error (28|27|122)|requested and \d+ written",
    re.IGNORECASE,
)

_log = telemetry.log("sync")


@dataclass(frozen=True, slots=True)
class Step:
    """How far a commit is; the last one, `done`, names the generation and counts the pruned."""

    stage: str
    done_count: int = 0
    total_count: int = 0
    generation: str = ""
    pruned_count: int = 0


Emit = Callable[[Step], None]
Batches = AsyncIterator[list[StoredDocument]]


async def build(blueprint: Blueprint, batches: Batches, emit: Emit) -> None:
    """Has the child build and seal what the blueprint and its documents describe.

    Errors: StoreFull, DeskhandError (SYNC_FAILED), those of `batches`. The child is gone when this
    returns or raises.
    """
    command = (sys.executable, "-m", "sidecar.ingest.worker", str(os.getpid()))
    child = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=STDOUT)
    feeding = asyncio.create_task(_feed(child, blueprint, batches))
    try:
        last_words = await _relay(child, emit)
        await feeding
        if (status := await child.wait()) != 0:
            _log.error("worker_ended", status=status, cause=last_words[-500:])
            raise failure(last_words)
    finally:
        feeding.cancel()
        if child.returncode is None:
            child.kill()
            await child.wait()


def failure(cause: str) -> DeskhandError:
    """The error for a build that ended with these words."""
    if _FULL.search(cause):
        return StoreFull(FULL_DISK)
    return DeskhandError(NOT_BUILT, reason="SYNC_FAILED")


async def _feed(child: Process, blueprint: Blueprint, batches: Batches) -> None:
    """Writes the worker's input; a worker that died is noticed by its exit code."""
    if child.stdin is None:
        return
    try:
        with suppress(BrokenPipeError, ConnectionResetError):
            child.stdin.write(encode(blueprint))
            async for batch in batches:
                for document in batch:
                    child.stdin.write(encode(document))
                    await child.stdin.drain()
            child.stdin.close()
            await child.stdin.wait_closed()
    except Exception:  # or the worker would wait for the rest, and all for the worker
        with suppress(ProcessLookupError):
            child.kill()
        raise


async def _relay(child: Process, emit: Emit) -> str:
    """Hands on the worker's progress until it ends; gives the last line that was none."""
    last_words = ""
    if child.stdout is not None:
        async for line in child.stdout:
            try:
                emit(Step(*json.loads(line)))
            except (ValueError, TypeError):
                last_words = line.decode(errors="replace").strip() or last_words
    return last_words
