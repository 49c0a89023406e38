"""Hand-offs that nobody comes for."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from sidecar.desk import people, tickets
from sidecar.desk.escalation import ESCALATE_AFTER_MINUTES, escalate, overdue
from sidecar.desk.opening import MINUTE_MS
from sidecar.desk.people import Person
from sidecar.service.housekeeping import WATCH_S, keep_watch
from sidecar.store import Database, Store, threads, turns
from sidecar.store.settings import LiveSettings
from sidecar.v1.operations_pb2 import OpeningTime, ShopSettings
from tests.conftest import STORE_KEY

# A Wednesday, 10:00 UTC.
NOW = 1_780_480_800_000
KEY = bytes(range(32))
THREAD = "t" * 32
HALF_AN_HOUR = ESCALATE_AFTER_MINUTES * MINUTE_MS


async def asked(store: Store, return_address: str = "", at: int = NOW) -> None:
    def write(db: Database) -> None:
        threads.touch(db, THREAD, "u_1", "", at)
        threads.set_return_address(db, THREAD, return_address)
        turns.begin(
            db, thread_id=THREAD, message_id="message-1", text="My kettle leaks", text_hash="",
            request=b"", now_unix_ms=at,
        )  # fmt: skip
        tickets.ask_for_person(
            db, thread_id=THREAD, message_id="message-1", reason="The kettle leaks",
            now_unix_ms=at,
        )  # fmt: skip

    await store.write(write)


async def watched(store: Store, *moments: int, settings: ShopSettings | None = None) -> None:
    """Runs the watch once at each of the moments."""
    clock = iter(moments)
    pauses: list[float] = []

    async def sleep(pause_s: float) -> None:
        pauses.append(pause_s)
        if len(pauses) == len(moments):
            raise asyncio.CancelledError

    live = LiveSettings(store, settings or ShopSettings())
    with pytest.raises(asyncio.CancelledError):
        await keep_watch(store, live, KEY, sleep, lambda: next(clock) / 1_000)
    assert set(pauses) == {WATCH_S}


async def told(store: Store) -> list[dict[str, Any]]:
    """What staff were told after the first time."""
    rows = await store.read(lambda db: list(db.query("SELECT * FROM jobs ORDER BY rowid")))
    return [json.loads(row["payload_json"]) for row in rows][1:]


async def opened(store: Store) -> list[dict[str, Any]]:
    return await store.read(lambda db: list(db.query("SELECT * FROM tickets")))


async def test_whom_nobody_came_for_is_told_of_again_once(store: Store) -> None:
    await asked(store)
    await watched(store, NOW + HALF_AN_HOUR - 1)
    assert await told(store) == []
    await watched(store, NOW + HALF_AN_HOUR, NOW + 2 * HALF_AN_HOUR)
    assert await told(store) == [
        {
            "about": "handoff", "thread_id": THREAD, "subject": "The kettle leaks", "body": "",
            "is_escalated": "1",
        }
    ]  # fmt: skip
    thread = await store.read(lambda db: threads.get(db, THREAD))
    assert thread is not None
    assert thread.is_escalated
    assert thread.state == threads.WAITING
    assert await opened(store) == []


async def test_a_shopper_who_can_be_written_to_gets_a_ticket(store: Store) -> None:
    await asked(store, "sealed")
    await watched(store, NOW + HALF_AN_HOUR, NOW + 2 * HALF_AN_HOUR)
    (ticket,) = await opened(store)
    assert (ticket["subject"], ticket["body"], ticket["priority"], ticket["thread_id"]) == (
        "The kettle leaks",
        "My kettle leaks",
        "high",
        THREAD,
    )
    assert [notice["about"] for notice in await told(store)] == ["handoff", "ticket"]


async def test_only_opening_time_counts(store: Store) -> None:
    times = [OpeningTime(weekday=day, from_minute=540, to_minute=615) for day in (3, 4)]
    settings = ShopSettings(opening_times=times, escalate_after_minutes=20)
    await asked(store)
    day = 24 * 60 * MINUTE_MS
    # 15 minutes of Wednesday are left, 5 of Thursday are needed.
    due = NOW + day - 55 * MINUTE_MS
    await watched(store, NOW + 20 * MINUTE_MS, due - 1, settings=settings)
    assert await told(store) == []
    await watched(store, due, settings=settings)
    assert len(await told(store)) == 1


async def test_nobody_is_told_of_a_thread_that_was_taken(store: Store) -> None:
    await asked(store)
    await store.write(
        lambda db: people.take(db, THREAD, Person(3, "Maeve"), force=False, now_unix_ms=NOW)
    )
    await watched(store, NOW + 10 * HALF_AN_HOUR)
    assert [notice["about"] for notice in await told(store)] == ["takeover"]


async def test_who_comes_between_the_look_and_the_word_is_not_told_of(store: Store) -> None:
    await asked(store)
    (late,) = await store.read(lambda db: overdue(db, ShopSettings(), NOW + HALF_AN_HOUR))
    await store.write(
        lambda db: people.take(db, THREAD, Person(3, "Maeve"), force=False, now_unix_ms=NOW)
    )
    assert not await store.write(lambda db: escalate(db, late, id_key=KEY, now_unix_ms=NOW))
    assert len(await told(store)) == 1


async def test_a_restart_tells_nothing_twice(store: Store, tmp_path: Path) -> None:
    await asked(store, "sealed")
    await watched(store, NOW + HALF_AN_HOUR)
    path = store.path
    store.close()
    again = Store.open(path, STORE_KEY)
    try:
        await watched(again, NOW + 2 * HALF_AN_HOUR)
        assert len(await opened(again)) == 1
        assert len(await told(again)) == 2
    finally:
        again.close()


async def test_a_second_call_for_a_person_is_told_again_as_well(store: Store) -> None:
    await asked(store)
    await watched(store, NOW + HALF_AN_HOUR)

    def again(db: Database) -> None:
        people.take(db, THREAD, Person(3, "Maeve"), force=False, now_unix_ms=NOW)
        people.release(db, THREAD)
        tickets.ask_for_person(
            db, thread_id=THREAD, message_id="message-2", reason="Still", now_unix_ms=NOW + 1
        )

    await store.write(again)
    await watched(store, NOW + 3 * HALF_AN_HOUR)
    assert [notice.get("is_escalated", "") for notice in await told(store)] == ["1", "", "", "1"]


async def test_what_fails_is_tried_again_in_a_minute(store: Store) -> None:
    await asked(store)
    await store.write(lambda db: db.execute("ALTER TABLE jobs RENAME TO lost"))
    await watched(store, NOW + HALF_AN_HOUR)
    await store.write(lambda db: db.execute("ALTER TABLE lost RENAME TO jobs"))
    await watched(store, NOW + HALF_AN_HOUR)
    assert len(await told(store)) == 1


async def test_two_who_look_at_once_tell_once(store: Store) -> None:
    await asked(store)
    (late,) = await store.read(lambda db: overdue(db, ShopSettings(), NOW + HALF_AN_HOUR))
    found = [
        await store.write(lambda db: escalate(db, late, id_key=KEY, now_unix_ms=NOW))
        for _ in range(2)
    ]
    assert found == [True, False]
    assert await store.read(lambda db: overdue(db, ShopSettings(), NOW + HALF_AN_HOUR)) == []
