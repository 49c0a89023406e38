from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from sidecar.desk import approvals
from sidecar.nouns import SealedAction, ToolCall
from sidecar.service.housekeeping import keep_fresh, keep_house, keep_time
from sidecar.store import Database, Store, threads, tickets
from sidecar.store.approvals import EXPIRED, WAITING
from sidecar.store.retention import DAY_MS
from sidecar.store.settings import LiveSettings
from sidecar.store.tickets import OPEN, Ticket
from sidecar.v1.operations_pb2 import ShopSettings
from tests.fakes.shop import PROMPTS

NOW_S = 1_800_000_000


def count(db: Database) -> int:
    return int(db.execute("SELECT count(*) FROM threads").fetchone()[0])


async def nothing_new() -> int:
    return 0


async def rounds(
    store: Store,
    settings: LiveSettings,
    number: int,
    settle: Callable[[], Awaitable[int]] = nothing_new,
) -> list[float]:
    """Runs the housekeeping for so many rounds; the pauses it asked for."""
    pauses: list[float] = []

    async def sleep(pause_s: float) -> None:
        pauses.append(pause_s)
        if len(pauses) == number:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep_house(store, settings, 30, settle, PROMPTS, sleep, lambda: NOW_S)
    return pauses


async def test_conversations_go_when_the_owners_period_is_over(store: Store) -> None:
    await store.write(
        lambda db: db.execute(
            "INSERT INTO threads (thread_id, subject, created_unix_ms, active_unix_ms)"
            " VALUES ('t', 'u_1', 0, ?)",
            [NOW_S * 1000 - 8 * DAY_MS],
        )
    )
    settings = await LiveSettings.load(store)
    await rounds(store, settings, 1)
    assert await store.read(count) == 1
    await settings.replace(ShopSettings(retention_days=7))
    await rounds(store, settings, 1)
    assert await store.read(count) == 0


async def test_a_store_that_takes_no_writes_is_tried_again_in_an_hour(store: Store) -> None:
    settings = await LiveSettings.load(store)
    await store.write(lambda db: db.execute("PRAGMA query_only = ON").fetchall())
    assert await rounds(store, settings, 2) == [3_600.0, 3_600.0]


async def test_whatever_fails_is_tried_again_in_an_hour(store: Store) -> None:
    settings = await LiveSettings.load(store)
    await store.write(lambda db: db.execute("DROP TABLE jobs"))
    assert await rounds(store, settings, 2) == [3_600.0, 3_600.0]


async def test_new_questions_are_grouped_every_hour(store: Store) -> None:
    settled = 0

    async def settle() -> int:
        nonlocal settled
        settled += 1
        return 0

    await rounds(store, await LiveSettings.load(store), 3, settle)
    assert settled == 3


async def test_sources_that_are_due_are_read_every_hour_whatever_fails() -> None:
    pauses: list[float] = []

    class Failing:
        async def refresh(self) -> None:
            raise OSError("the disk is gone")

    async def sleep(pause_s: float) -> None:
        pauses.append(pause_s)
        if len(pauses) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep_fresh(Failing(), sleep)  # type: ignore[arg-type]
    assert pauses == [3_600.0, 3_600.0]


async def test_actions_that_nobody_decided_in_time_are_closed(store: Store) -> None:
    def write(db: Database) -> None:
        threads.touch(db, "t", "u_1", "", NOW_S * 1000)
        for number, expires_unix_ms in enumerate((NOW_S * 1000, NOW_S * 1000 + 1)):
            action = SealedAction("sealed", f"Refund {number}", False, expires_unix_ms)
            call = ToolCall(f"call-{number}", "issue_refund", {})
            approvals.ask(db, call=call, action=action, thread_id="t", now_unix_ms=1)

    await store.write(write)
    await rounds(store, await LiveSettings.load(store), 1)
    states = await store.read(
        lambda db: [row[0] for row in db.execute("SELECT state FROM approvals ORDER BY summary")]
    )
    assert states == [EXPIRED, WAITING]


async def test_late_tickets_are_told_of_within_the_minute_and_once(store: Store) -> None:
    ticket = Ticket("T-LATE22", "k", "", "Kettle", "", OPEN, "normal", "", "", 1)
    due = replace(ticket, due_unix_ms=(NOW_S + 60) * 1_000)
    await store.write(lambda db: tickets.add(db, due))
    pauses: list[float] = []
    told: list[int] = []

    async def sleep(pause_s: float) -> None:
        pauses.append(pause_s)
        rows = await store.read(lambda db: db.execute("SELECT count(*) FROM jobs").fetchone())
        told.append(rows[0])
        if len(pauses) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep_time(store, sleep, lambda: NOW_S + sum(pauses))
    assert (pauses, told) == ([60.0] * 3, [0, 1, 1])
