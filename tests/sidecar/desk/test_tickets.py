"""Tickets and the queue of threads: opened once, told of once."""

from __future__ import annotations

import re

import pytest

from sidecar.desk import tickets as work
from sidecar.desk.tickets import Contact, Proposal
from sidecar.errors import NotFound
from sidecar.store import Database, Store, threads, tickets
from sidecar.store.tickets import Ticket

NOW = 1_780_000_000_000
KEY = bytes(range(32))


def opened(db: Database, idempotency_key: str, id_key: bytes = KEY) -> Ticket:
    return work.open_ticket(
        db,
        id_key=id_key,
        idempotency_key=idempotency_key,
        thread_id="t" * 32,
        proposal=Proposal("Kettle", "It leaks."),
        contact=Contact("Maeve", "maeve@example.com"),
        now_unix_ms=NOW,
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


async def test_a_ticket_changes_its_status(store: Store) -> None:
    ticket = await store.write(lambda db: opened(db, "turn-1"))
    changed = await store.write(lambda db: work.change_status(db, ticket.ticket_id, tickets.SOLVED))
    assert changed.status == tickets.SOLVED
    assert await store.read(tickets.open_count) == 0
    with pytest.raises(NotFound):
        await store.write(lambda db: work.change_status(db, "T-NOPE22", tickets.SOLVED))
