"""How the sidecar is, as far as its files say; works while it serves and while it does not."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from sidecar.config import Config
from sidecar.errors import DeskhandError
from sidecar.store import SUSPECT_SUFFIX, Database, Store, keys
from sidecar.store.jobs import waiting_count
from sidecar.store.key_file import load_key
from sidecar.v1.operations_pb2 import Check

DATABASE_FILE = "deskhand.db"
# Below this the owner is told; the database itself works until nothing is left.
LOW_DISK_BYTES = 64 * 1024 * 1024
HEALTH_TIMEOUT_S = 3.0


def health(config: Config) -> str:
    """`serving`, `stopping` or `down`, asked of the running sidecar as anyone may."""
    address = f"unix:{config.socket}" if config.socket is not None else config.listen
    with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=HEALTH_TIMEOUT_S
            )
        except grpc.RpcError:
            return "down"
    serves = answer.status == health_pb2.HealthCheckResponse.SERVING
    return "serving" if serves else "stopping"


def store_check(data_dir: Path) -> Check:
    """Whether the database is whole and has room to grow."""
    aside = sorted(path.name for path in data_dir.glob(f"{DATABASE_FILE}.damaged-*[0-9]"))
    free_bytes = shutil.disk_usage(data_dir).free
    if aside:
        text = (
            "The database was damaged and a fresh one begun. Restore a backup, or delete"
            f" {aside[-1]} in the data folder to clear this."
        )
    elif (data_dir / f"{DATABASE_FILE}{SUSPECT_SUFFIX}").exists():
        text = "The database is damaged. Restart the sidecar: it sets it aside and begins anew."
    elif free_bytes < LOW_DISK_BYTES:
        text = f"The disk is almost full: {free_bytes // 1024**2} MB are free."
    else:
        return Check(name="store", ok=True, text="Encrypted; every write is synced.")
    return Check(name="store", ok=False, text=text)


def inspect(config: Config) -> list[Check]:
    """The checks that need no running sidecar."""
    path = config.data_dir / DATABASE_FILE
    if not path.exists():
        return [Check(name="store", ok=False, text=f"There is no database in {config.data_dir}.")]
    try:
        store = Store.open(path, load_key(config.key_file))
    except DeskhandError as error:
        return [Check(name="store", ok=False, text=error.text)]
    try:
        pairing, contents = asyncio.run(store.read(_contents))
    finally:
        store.close()
    return [store_check(config.data_dir), pairing, contents]


def _contents(db: Database) -> tuple[Check, Check]:
    registered = keys.live(db)
    site = registered[0].site if registered else ""
    pairing = Check(
        name="pairing",
        ok=bool(registered),
        text=f"{site}, {len(registered)} key(s)" if registered else "No site is paired.",
    )
    counts = {
        name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 (own names)
        for name in ("threads", "tickets", "documents")
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    return pairing, Check(
        name="contents", ok=True, text=f"{told}, {waiting_count(db)} waiting jobs"
    )
