"""Makes the parts of the sidecar out of its settings, and ends them in the opposite order."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sidecar.admission.pairing import Pairing, write_code
from sidecar.admission.replay import UsedTokens
from sidecar.config import Config
from sidecar.errors import BadSetting, StoreDamaged
from sidecar.service.authentication import Gate
from sidecar.service.operations import Operations
from sidecar.store import Store, quarantine
from sidecar.store.key_file import derive, load_or_create_key
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import Metrics, Pseudonyms, log
from sidecar.v1.operations_pb2 import Check

DATABASE_FILE = "deskhand.db"
USED_TOKENS_FILE = "used-tokens.db"
LOCK_FILE = "lock"
# Below this the owner is told; the database itself works until nothing is left.
LOW_DISK_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parts:
    """What a server serves with."""

    gate: Gate
    operations: Operations


@asynccontextmanager
async def parts(config: Config) -> AsyncIterator[Parts]:
    """The parts, until the block ends. Raises BadSetting or StoreFull when one cannot be made."""
    async with AsyncExitStack() as made:
        made.callback(os.close, _lock(config.data_dir))
        key = load_or_create_key(config.key_file)
        store = _open_store(config.data_dir / DATABASE_FILE, key)
        made.callback(store.close)
        used_tokens = UsedTokens(config.data_dir / USED_TOKENS_FILE)
        made.callback(used_tokens.close)

        metrics = Metrics()
        pseudonyms = Pseudonyms(derive(key, "pseudonyms"))
        settings = await LiveSettings.load(store)
        pairing = await Pairing.load(store, config.data_dir)
        if not pairing.public_keys:
            print(f"Pairing code: {write_code(config.data_dir)}", file=sys.stderr, flush=True)

        async def store_check() -> Check:
            return _store_check(config.data_dir)

        yield Parts(
            gate=Gate(pairing, used_tokens, metrics, pseudonyms),
            operations=Operations(
                version=version("deskhand"),
                store=store,
                pairing=pairing,
                settings=settings,
                metrics=metrics,
                checks=(store_check,),
                brain=config.llm_model or "extractive",
                running_turn_count=lambda: 0,
            ),
        )


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


def _store_check(data_dir: Path) -> Check:
    aside = sorted(path.name for path in data_dir.glob(f"{DATABASE_FILE}.damaged-*[0-9]"))
    free_bytes = shutil.disk_usage(data_dir).free
    if aside:
        text = (
            f"The database was damaged and a fresh one begun. Restore a backup, or delete"
            f" {aside[-1]} in the data folder to clear this."
        )
    elif free_bytes < LOW_DISK_BYTES:
        text = f"The disk is almost full: {free_bytes // 1024**2} MB are free."
    else:
        return Check(name="store", ok=True, text="Encrypted; every write is synced.")
    return Check(name="store", ok=False, text=text)
