"""Part of the group `hands`: other services in outages, and kill -9 around each step of a delivery.

A kill's round is one life of a sidecar: it finishes what the one before it left, begins what is
new, and dies at its step. What it was to tell is a ticket, or that one was solved.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sidecar.config import Config
from sidecar.desk.tickets import Change, Contact, Proposal, change, open_ticket
from sidecar.service.inspection import DATABASE_FILE
from sidecar.store import Database, Store, deliveries
from sidecar.store.key_file import load_key, load_or_create_key
from sidecar.store.tickets import SOLVED
from tests.bench import Figure
from tests.conftest import MODEL_DIR, STORE_KEY
from tests.fakes.far_end import (
    DROPPED,
    GARBAGE,
    LOST_ANSWER,
    OUT_OF_ORDER,
    FarEnd,
    Fault,
)
from tests.faults.doomed_sidecar import STEPS
from tests.sidecar.desk.carrying import FAR_ENDS, Post
from tests.sidecar.running import Sidecar

MODULE = "tests.faults.doomed_sidecar"
LIFE_S = 60.0
KILLS_PER_STEP = 25
OUTAGES = {
    "down": (DROPPED,) * 20,
    "429 with Retry-After": (Fault(429, {"Retry-After": "300"}),) * 3,
    "500": (OUT_OF_ORDER,) * 10,
    "answer lost after success": (LOST_ANSWER,) * 3,
    "garbage": (GARBAGE,) * 2,
}
OUTAGE_TICKETS = 5


@dataclass
class Damage:
    """What trouble cost; all but the counts should be empty."""

    kills: Counter[str] = field(default_factory=Counter)
    told_count: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    not_shown: list[str] = field(default_factory=list)
    survived: list[str] = field(default_factory=list)

    @property
    def kill_count(self) -> int:
        """Kills at all steps."""
        return self.kills.total()

    @property
    def harm(self) -> list[str]:
        """Every broken promise, worded."""
        return self.lost + self.doubled + self.out_of_order + self.not_shown + self.survived


def figures() -> Iterator[Figure]:
    """Counts by service: outages of each kind, and at least 25 kills a step over all services."""
    for kind in FAR_ENDS:
        with tempfile.TemporaryDirectory() as folder:
            damage = asyncio.run(outages(Path(folder), kind))
        yield Figure(f"{kind}: told through outages", damage.told_count, "")
        yield from _harm(f"{kind}, outages", damage)
        yield Figure(f"{kind}, outages: backlog not shown", len(damage.not_shown), "", at_most=0)
    kinds, kills = list(FAR_ENDS), Counter[str]()
    for place, kind in enumerate(kinds):
        rounds = [step for step in STEPS for _ in range(share(KILLS_PER_STEP, len(kinds), place))]
        with tempfile.TemporaryDirectory() as folder:
            damage = asyncio.run(kill(Path(folder), kind, rounds))
        kills += damage.kills
        yield Figure(f"{kind}: kills", damage.kill_count, "", at_least=len(rounds))
        yield from _harm(f"{kind}, kills", damage)
    fewest = min(kills[step] for step in STEPS)
    told = f"deliveries: kills at each of {len(STEPS)} steps"
    yield Figure(told, fewest, "", at_least=KILLS_PER_STEP)


def _harm(name: str, damage: Damage) -> Iterator[Figure]:
    yield Figure(f"{name}: lost", len(damage.lost), "", at_most=0)
    yield Figure(f"{name}: told twice", len(damage.doubled), "", at_most=0)
    yield Figure(f"{name}: out of order", len(damage.out_of_order), "", at_most=0)


def share(count: int, parts: int, place: int) -> int:
    """What falls to one of so many parts when all together have `count`."""
    return count // parts + (place < count % parts)


async def outages(folder: Path, kind: str, count: int = OUTAGE_TICKETS) -> Damage:
    """Opens `count` tickets in each kind of outage; they arrive once it is over."""
    damage = Damage()
    store = Store.open(folder / DATABASE_FILE, STORE_KEY)
    try:
        with FAR_ENDS[kind]() as far:
            post = Post(store, far.table())  # type: ignore[attr-defined]
            post.pace = 60.0
            far.clock = lambda: post.now_s
            await post.begin()
            wanted = []
            for name, faults in OUTAGES.items():
                far.creation_faults = [] if _takes(kind, name) else list(faults)
                names = [f"{name} {number}" for number in range(count)]
                wanted += await post.open(*names)
                _, told = await post.courier.health()
                if f"{count} wait" not in told:
                    damage.not_shown.append(f"{kind}, {name}: {told}")
                await post.run()
            damage.lost += [one.error for one in await post.all() if one.state != deliveries.DONE]
            _compare(damage, kind, [ticket.ticket_id for ticket in wanted], _told(far))
    finally:
        store.close()
    return damage


def _takes(kind: str, outage: str) -> bool:
    """Whatever a webhook's receiver says with 200, it has taken it."""
    return kind == "webhook" and outage == "garbage"


async def kill(folder: Path, kind: str, rounds: Sequence[str]) -> Damage:
    """A sidecar dies at each of `rounds`, which are steps; then one lives and ends the work."""
    damage = Damage()
    config = Config(
        data_dir=folder / "data",
        key_file=folder / "keys" / "store.key",
        model_dir=MODEL_DIR,
        socket=folder / "d.sock",
    )
    log = folder / "sidecar.log"
    with FAR_ENDS[kind]() as far:
        more = {"hears": ["ticket", "ticket_status"]} if kind in ("webhook", "slack") else {}
        targets = json.dumps([far.table(**more)])  # type: ignore[attr-defined]
        await _make(config, far.table(**more))  # type: ignore[attr-defined]
        wanted: list[str] = []
        solved: list[str] = []
        for number, step in enumerate(rounds):
            name = f"{kind}, round {number}, {step}"
            if number % 3 == 2 and wanted and wanted[-1] not in solved:
                solved.append(wanted[-1])
                await _write(config, lambda db: _solve(db, wanted[-1]))
            else:
                wanted.append(await _write(config, lambda db, n=number: _open(db, n)))
            with _life(config, log, step, targets) as sidecar:
                code = await asyncio.to_thread(sidecar.process.wait, LIFE_S)
            damage.kills[step] += code == -signal.SIGKILL
            if code != -signal.SIGKILL:
                damage.survived.append(f"{name}: ended with {code}")
        with _life(config, log, "", targets) as sidecar:
            await _until(lambda: '"serving"' in sidecar.text)
            await _until_idle(config)
            sidecar.end(signal.SIGTERM)
        _compare(damage, kind, wanted, _told(far))
        await _compare_ends(damage, config, far, kind, solved, len(wanted) + len(solved))
    return damage


def _told(far: FarEnd) -> list[str]:
    return list(far.told)  # type: ignore[attr-defined]


def _compare(damage: Damage, kind: str, wanted: Sequence[str], told: Sequence[str]) -> None:
    damage.told_count += len(told)
    damage.lost += [f"{kind}: {ticket_id} lost" for ticket_id in wanted if ticket_id not in told]
    damage.doubled += [
        f"{kind}: {ticket_id} told {told.count(ticket_id)} times"
        for ticket_id in wanted
        if told.count(ticket_id) > 1
    ]
    if not damage.lost and not damage.doubled and list(told) != list(wanted):
        damage.out_of_order.append(f"{kind}: {told}")


async def _compare_ends(
    damage: Damage, config: Config, far: Any, kind: str, solved: Sequence[str], count: int
) -> None:
    """What was solved here is solved there, and each effect is there once."""
    if kind == "slack":
        texts = [message["text"] for message in far.messages]
        damage.doubled += [f"slack: {text}" for text in set(texts) if texts.count(text) > 1]
        if len(texts) < count:
            damage.lost.append(f"slack: {len(texts)} messages of {count}")
    else:
        damage.lost += [f"{kind}: {one} not solved" for one in solved if not far.is_solved(one)]
    found = await _read(config, lambda db: deliveries.page(db, state="", before=None, limit=999))
    damage.lost += [
        f"{kind}: {one.about} is {one.state}" for one in found if one.state != deliveries.DONE
    ]
    if len(found) != count:
        damage.lost.append(f"{kind}: {len(found)} deliveries of {count}")


@contextmanager
def _life(config: Config, log: Path, step: str, targets: str) -> Iterator[Sidecar]:
    os.environ["DOOMED_AT"] = step
    sidecar = Sidecar(config, log, MODULE, TICKET_TARGETS=targets)
    try:
        yield sidecar
    finally:
        del os.environ["DOOMED_AT"]
        if sidecar.process.poll() is None:
            sidecar.process.kill()
            sidecar.process.wait()


async def _until(holds: Any) -> None:
    """Waits for what another process does. Raises RuntimeError when it does not come."""
    ends_at = time.monotonic() + LIFE_S
    while not holds():
        if time.monotonic() > ends_at:
            raise RuntimeError("what was waited for did not come")
        await asyncio.sleep(0.02)


async def _until_idle(config: Config) -> None:
    """Waits until nothing is to be told any more."""
    ends_at = time.monotonic() + LIFE_S
    while True:
        waiting = await _read(
            config, lambda db: deliveries.page(db, state="waiting", before=None, limit=9)
        )
        if not waiting:
            return
        if time.monotonic() > ends_at:
            raise RuntimeError(f"{len(waiting)} still wait: {waiting[0].error}")
        await asyncio.sleep(0.1)


def _open(db: Database, number: int) -> str:
    ticket = open_ticket(
        db,
        id_key=STORE_KEY,
        idempotency_key=f"round-{number}",
        thread_id="t" * 32,
        proposal=Proposal(f"Kettle {number}", "It leaks."),
        contact=Contact(),
        now_unix_ms=time.time_ns() // 1_000_000,
    )
    return ticket.ticket_id


def _solve(db: Database, ticket_id: str) -> None:
    change(db, ticket_id, Change(SOLVED), time.time_ns() // 1_000_000)


async def _make(config: Config, table: Any) -> None:
    """A database that knows who is told."""
    store = Store.open(config.data_dir / DATABASE_FILE, load_or_create_key(config.key_file))
    try:
        await Post(store, table).begin()
    finally:
        store.close()


async def _write(config: Config, step: Any) -> Any:
    """A transaction while no sidecar runs."""
    store = Store.open(config.data_dir / DATABASE_FILE, load_key(config.key_file))
    try:
        return await store.write(step)
    finally:
        store.close()


async def _read(config: Config, step: Any) -> Any:
    store = Store.open(config.data_dir / DATABASE_FILE, load_key(config.key_file))
    try:
        return await store.read(step)
    finally:
        store.close()
