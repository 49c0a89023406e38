"""Tickets and the queue of threads: opened once, told of once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from sidecar.desk import tickets as work
from sidecar.desk.following import follow
from sidecar.desk.news import State
from sidecar.desk.tickets import Change, Contact, Proposal
from sidecar.errors import NotFound, WrongState
from sidecar.store import Database, Store, handoffs, settings, threads, tickets
from sidecar.store.tickets import OPEN, PENDING, SOLVED, Ticket
from sidecar.v1.operations_pb2 import OpeningTime, ReplyTime, ShopSettings

NOW = 1_780_000_000_000
KEY = bytes(range(32))


def opened(db: Database, idempotency_key: str, id_key: bytes = KEY, now: int = NOW) -> Ticket:
    return work.open_ticket(
        db,
        id_key=id_key,
        idempotency_key=idempotency_key,
        thread_id="t" * 32,
        proposal=Proposal("Kettle", "It leaks."),
        contact=Contact("Maeve", "maeve@example.com"),
        now_unix_ms=now,
    )


async def test_one_key_is_one_ticket_and_one_mail(store: Store) -> None:
    first = await store.write(lambda db: opened(db, "turn-1"))
    second = await store.write(lambda db: opened(db, "turn-1"))
    assert first == second
    assert re.fullmatch(r"T-[A-Z2-7]{6}", first.ticket_id)
    jobs = await store.read(lambda db: list(db.query("SELECT * FROM jobs")))
    assert len(jobs) == 1
    assert first.ticket_id in jobs[0]["payload_json"]


async def test_an_id_is_the_same_on_every_run_and_needs_the_key(store: Store) -> None:
    class Undone(Exception):
        pass

    async def tried(id_key: bytes) -> str:
        ids: list[str] = []

        def step(db: Database) -> None:
            ids.append(opened(db, "turn-1", id_key).ticket_id)
            raise Undone

        with pytest.raises(Undone):
            await store.write(step)
        return ids[0]

    assert await tried(KEY) == await tried(KEY)
    assert await tried(KEY) != await tried(bytes(32))


async def test_clashing_ids_grow_longer(store: Store) -> None:
    first = await store.write(lambda db: opened(db, "turn-1"))

    def take_the_next_id(db: Database) -> Ticket:
        second = opened(db, "turn-2")
        db.execute("DELETE FROM tickets WHERE ticket_id = ?", [second.ticket_id])
        db.execute(
            "UPDATE tickets SET ticket_id = ? WHERE ticket_id = ?",
            [second.ticket_id, first.ticket_id],
        )
        return opened(db, "turn-2")

    longer = await store.write(take_the_next_id)
    assert re.fullmatch(r"T-[A-Z2-7]{7}", longer.ticket_id)


async def test_the_queue_keeps_ones_place(store: Store) -> None:
    def ask(db: Database, thread_id: str, now: int) -> int:
        threads.touch(db, thread_id, "u_1", "", now)
        return work.ask_for_person(
            db, thread_id=thread_id, message_id="m", reason="angry", now_unix_ms=now
        )

    assert await store.write(lambda db: ask(db, "a" * 32, NOW)) == 1
    assert await store.write(lambda db: ask(db, "b" * 32, NOW + 1)) == 2
    assert await store.write(lambda db: ask(db, "a" * 32, NOW + 2)) == 1
    thread = await store.read(lambda db: threads.get(db, "a" * 32))
    assert thread is not None
    assert thread.state == threads.WAITING


async def test_staff_are_told_once_of_a_thread_that_waits(store: Store) -> None:
    def ask(db: Database, message_id: str, now: int) -> int:
        threads.touch(db, "a" * 32, "u_1", "", now)
        return work.ask_for_person(
            db, thread_id="a" * 32, message_id=message_id, reason="angry", now_unix_ms=now
        )

    async def told_count() -> int:
        ready = await store.read(lambda db: list(db.query("SELECT * FROM jobs")))
        return len(ready)

    for number in range(3):
        await store.write(lambda db, n=number: ask(db, f"m{n}", NOW + n))
    assert await told_count() == 1
    await store.write(lambda db: handoffs.leave(db, "a" * 32))
    await store.write(lambda db: ask(db, "m3", NOW + 3))
    assert await told_count() == 2


async def changed(store: Store, ticket: Ticket, now: int = NOW, **wanted: Any) -> Ticket:
    return await store.write(lambda db: work.change(db, ticket.ticket_id, Change(**wanted), now))


@pytest.mark.parametrize(
    ("path", "is_allowed"),
    [
        ((PENDING,), True),
        ((SOLVED,), True),
        ((PENDING, OPEN), True),
        ((PENDING, SOLVED), True),
        ((SOLVED, OPEN), True),
        ((SOLVED, PENDING), False),
        ((SOLVED, SOLVED), True),
    ],
)
async def test_a_ticket_goes_where_it_can_from_where_it_stands(
    store: Store, path: tuple[int, ...], is_allowed: bool
) -> None:
    ticket = await store.write(lambda db: opened(db, "turn-1"))
    *before, last = path
    for status in before:
        await changed(store, ticket, status=status)
    if is_allowed:
        assert (await changed(store, ticket, status=last)).status == last
        return
    with pytest.raises(WrongState) as refused:
        await changed(store, ticket, status=last)
    assert refused.value.reason == "TICKET_SOLVED"
    stored = await store.read(lambda db: tickets.get(db, ticket.ticket_id))
    assert stored is not None
    assert stored.status == before[-1]


async def test_what_is_not_asked_for_stays(store: Store) -> None:
    ticket = await store.write(lambda db: opened(db, "turn-1"))
    assert await changed(store, ticket) == ticket
    given = await changed(store, ticket, assignee=(7, "Nora"))
    assert given == replace(ticket, assignee_id=7, assignee_name="Nora")
    assert await changed(store, ticket, priority="high") == replace(given, priority="high")
    assert (await changed(store, ticket, assignee=(0, "Nora"))).assignee_name == ""
    with pytest.raises(NotFound):
        await changed(store, replace(ticket, ticket_id="T-NOPE22"), status=SOLVED)


async def reply_times(store: Store, **minutes: int) -> None:
    shop = ShopSettings(
        reply_times=[ReplyTime(priority=name, minutes=value) for name, value in minutes.items()],
        opening_times=[
            OpeningTime(weekday=day, from_minute=540, to_minute=1_020) for day in range(1, 6)
        ],
    )
    await store.write(lambda db: settings.put(db, shop))


FRIDAY_16 = 1_779_465_600_000  # 2026-05-22 16:00 UTC
HOUR_MS = 3_600_000


async def test_a_ticket_is_due_after_minutes_of_opening_time(store: Store) -> None:
    await reply_times(store, normal=120, high=30)
    ticket = await store.write(lambda db: opened(db, "turn-1", now=FRIDAY_16))
    monday_10 = FRIDAY_16 + 66 * HOUR_MS
    assert ticket.due_unix_ms == monday_10
    urgent = await changed(store, ticket, priority="high")
    assert urgent.due_unix_ms == FRIDAY_16 + HOUR_MS // 2
    assert (await changed(store, ticket, priority="low")).due_unix_ms == 0


@pytest.mark.parametrize("is_ours", [True, False])
async def test_a_ticket_that_is_opened_again_has_its_time_anew(store: Store, is_ours: bool) -> None:
    await reply_times(store, normal=120, high=30)
    ticket = await store.write(lambda db: opened(db, "turn-1", now=FRIDAY_16))
    monday_10 = FRIDAY_16 + 66 * HOUR_MS
    assert await store.write(lambda db: work.tell_late(db, monday_10)) == 1
    await changed(store, ticket, monday_10, status=SOLVED)
    if is_ours:
        await changed(store, ticket, monday_10, status=OPEN)
    else:
        states = [State("#1", SOLVED), State("#1", OPEN)]
        await store.write(lambda db: db.execute("UPDATE tickets SET target = 'x'"))
        await store.write(lambda db: tickets.set_record(db, ticket.ticket_id, "x", "#1", ""))
        for state in states:
            await store.write(lambda db, state=state: follow(db, "x", [state], monday_10))
    again = await store.read(lambda db: tickets.get(db, ticket.ticket_id))
    assert again is not None
    assert (again.status, again.due_unix_ms) == (OPEN, monday_10 + 2 * HOUR_MS)
    assert await store.read(lambda db: tickets.late_count(db, monday_10)) == 0
    urgent = await changed(store, ticket, monday_10 + HOUR_MS, priority="high")
    assert urgent.due_unix_ms == monday_10 + HOUR_MS // 2
    assert await store.write(lambda db: work.tell_late(db, urgent.due_unix_ms)) == 1
    mails = await store.read(
        lambda db: list(db.query("SELECT * FROM jobs WHERE job_id LIKE 'late-%'"))
    )
    assert len(mails) == 2


async def test_a_late_ticket_with_a_later_time_can_be_late_again(store: Store) -> None:
    await reply_times(store, normal=30, low=120)
    ticket = await store.write(lambda db: opened(db, "turn-1", now=FRIDAY_16))
    first = FRIDAY_16 + HOUR_MS // 2
    assert await store.write(lambda db: work.tell_late(db, first)) == 1
    later = await changed(store, ticket, first, priority="low")
    assert later.due_unix_ms > first
    assert await store.read(lambda db: tickets.late_count(db, first)) == 0
    told = [
        await store.write(lambda db, at=at: work.tell_late(db, at))
        for at in (later.due_unix_ms - 1, later.due_unix_ms, later.due_unix_ms + 1)
    ]
    assert told == [0, 1, 0]


async def test_a_late_ticket_is_told_of_once(store: Store) -> None:
    await reply_times(store, normal=30)
    for name in ("late", "solved", "pending"):
        ticket = await store.write(lambda db, name=name: opened(db, name, now=FRIDAY_16))
        if name != "late":
            await changed(store, ticket, status=SOLVED if name == "solved" else PENDING)
    due = FRIDAY_16 + HOUR_MS // 2
    told = [
        await store.write(lambda db, at=at: work.tell_late(db, at))
        for at in (due - 1, due, due + 1, due + 10**9)
    ]
    assert told == [0, 1, 0, 0]
    mails = await store.read(
        lambda db: list(db.query("SELECT * FROM jobs WHERE job_id LIKE 'late-%'"))
    )
    assert len(mails) == 1
    assert await store.read(lambda db: tickets.late_count(db, due)) == 1
