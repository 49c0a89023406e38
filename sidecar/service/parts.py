"""Makes the parts of the sidecar out of its settings, and ends them in the opposite order."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sidecar.admission.pairing import Pairing, write_code
from sidecar.admission.replay import UsedTokens
from sidecar.config import Config
from sidecar.desk.courier import Courier
from sidecar.errors import BadSetting, StoreDamaged
from sidecar.service.answering import Answering, answering
from sidecar.service.auditing import audit_log
from sidecar.service.authentication import Gate
from sidecar.service.housekeeping import keep_fresh, keep_house, keep_time, keep_watch
from sidecar.service.inspection import DATABASE_FILE, store_check
from sidecar.service.knowledge import KnowledgeCalls, knowledge_parts
from sidecar.service.operations import Operations
from sidecar.service.outbox import OutboxCalls
from sidecar.store import Store, quarantine
from sidecar.store.key_file import derive, load_key, load_or_create_key
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import Metrics, Pseudonyms, log

USED_TOKENS_FILE = "used-tokens.db"
LOCK_FILE = "lock"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a server serves with."""

    gate: Gate
    operations: Operations
    knowledge: KnowledgeCalls
    answering: Answering


@asynccontextmanager
async def parts(config: Config) -> AsyncIterator[Parts]:
    """The parts, until the block ends. Raises BadSetting or StoreFull when one cannot be made."""
    async with AsyncExitStack() as made:
        made.callback(os.close, _lock(config.data_dir))
        database = config.data_dir / DATABASE_FILE
        key = (load_key if database.exists() else load_or_create_key)(config.key_file)
        store = _open_store(database, key)
        made.callback(store.close)
        used_tokens = UsedTokens(config.data_dir / USED_TOKENS_FILE)
        made.callback(used_tokens.close)
        settings = await LiveSettings.load(store)
        pairing = await Pairing.load(store, config.data_dir)
        if not pairing.public_keys:
            print(f"Pairing code: {write_code(config.data_dir)}", file=sys.stderr, flush=True)

        metrics = Metrics()
        pseudonyms = Pseudonyms(derive(key, "pseudonyms"))
        index = await made.enter_async_context(
            knowledge_parts(
                store,
                config.data_dir,
                config.model_dir,
                config.stale_after_h,
                lambda: settings.current.hosts,
                config.knowledge_dir,
                config.knowledge_url,
                metrics,
            )
        )
        metrics.index_age_seconds.set_function(
            lambda: _age_s(index.knowledge.status().synced_unix_ms)
        )
        answers = await made.enter_async_context(
            answering(
                config,
                store=store,
                settings=settings,
                knowledge=index.knowledge,
                embedder=index.embedder,
                metrics=metrics,
                pseudonyms=pseudonyms,
                id_key=derive(key, "ticket ids"),
                audit_log=audit_log(key),
            )
        )
        housekeeping = asyncio.create_task(
            keep_house(
                store,
                settings,
                config.retention_days,
                answers.desk.meanings.settle,
                answers.prompts,
            )
        )
        made.push_async_callback(_end, housekeeping)
        made.push_async_callback(_end, asyncio.create_task(keep_fresh(index.sources)))
        watch = keep_watch(store, settings, derive(key, "ticket ids"))
        made.push_async_callback(_end, asyncio.create_task(watch))
        made.push_async_callback(_end, asyncio.create_task(keep_time(store)))
        courier = Courier(store, config.ticket_targets, metrics)
        await courier.prepare()
        made.push_async_callback(_end, asyncio.create_task(courier.run()))
        operations = Operations(
            version=version("deskhand"),
            store=store,
            pairing=pairing,
            settings=settings,
            metrics=metrics,
            checks=(
                lambda: store_check(config.data_dir),
                index.index_check,
                index.embedder_check,
                answers.model_check,
                *((answers.budget_check,) if answers.providers else ()),
            ),
            outbox=OutboxCalls(store, courier if config.ticket_targets else None, metrics),
            brain=answers.brain,
            brain_versions=answers.versions.names,
            budget=answers.budget,
            running_turn_count=lambda: answers.conversations.running_count,
            audit_log=audit_log(key),
        )
        gate = Gate(pairing, used_tokens, metrics, pseudonyms)
        yield Parts(gate, operations, index.calls, answers)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _age_s(synced_unix_ms: int) -> float:
    return time.time() - synced_unix_ms / 1000 if synced_unix_ms else -1.0


def _lock(data_dir: Path) -> int:
    """Holds the data folder for this process; the system lets go when the process ends."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as cause:
        raise BadSetting(f"data_dir {data_dir} cannot be used: {cause.strerror}.") from cause
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise BadSetting(f"data_dir {data_dir} is in use by another sidecar.") from None
    return descriptor


def _open_store(path: Path, key: bytes) -> Store:
    """The store; a damaged one is set aside for a rescue and a fresh one begun."""
    try:
        return Store.open(path, key)
    except StoreDamaged as damage:
        if damage.reason == "WRONG_KEY":
            raise BadSetting(f"key_file is not the key that {path} was written with.") from damage
        if damage.reason == "STORE_NEWER":
            raise BadSetting(f"data_dir is a newer Deskhand's: {damage.text}") from damage
    log("store").error("quarantined", aside=quarantine(path).name)
    return Store.open(path, key)
