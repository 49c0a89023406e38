"""Who has a thread, what they write into it, and what is mailed of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sidecar.desk import jobs as work
from sidecar.desk import people, tickets
from sidecar.desk.people import MAIL_DELAY_MS, TRANSITIONS, Move, Person
from sidecar.desk.presence import PRESENT_MS, SWEEP_COUNT, Presence
from sidecar.errors import DeskhandError, NotFound, WrongState
from sidecar.store import Database, Store, threads
from sidecar.store.threads import OPEN, TAKEN, WAITING

NOW = 1_780_000_000_000
THREAD = "t" * 32
MAEVE, SEAN = Person(3, "Maeve O'Brien"), Person(4, "Seán")


async def begun(store: Store, return_address: str = "") -> None:
    def write(db: Database) -> None:
        threads.touch(db, THREAD, "u_1", "", NOW)
        threads.set_return_address(db, THREAD, return_address)

    await store.write(write)


async def asked(store: Store) -> int:
    return await store.write(
        lambda db: tickets.ask_for_person(
            db, thread_id=THREAD, message_id="message-1", reason="angry", now_unix_ms=NOW
        )
    )


async def taken(store: Store, person: Person = MAEVE, *, force: bool = False) -> None:
    await store.write(lambda db: people.take(db, THREAD, person, force=force, now_unix_ms=NOW))


async def replied(store: Store, person: Person = MAEVE, request_id: str = "request-1") -> str:
    return await store.write(
        lambda db: people.reply(db, THREAD, person.person_id, "We are on it.", request_id, NOW)
    )


async def state(store: Store) -> int:
    return await store.read(lambda db: threads.state_of(db, THREAD))


async def jobs(store: Store, kind: str) -> list[dict[str, Any]]:
    rows = await store.read(lambda db: list(db.query("SELECT * FROM jobs ORDER BY rowid")))
    return [row for row in rows if row["kind"] == kind]


async def refusal(attempt: Any) -> str:
    with pytest.raises(DeskhandError) as refused:
        await attempt
    return refused.value.reason


@pytest.mark.parametrize("state", [OPEN, WAITING, TAKEN])
@pytest.mark.parametrize("move", list(Move))
def test_a_thread_goes_where_the_table_says_and_nowhere_else(state: int, move: Move) -> None:
    if (state, move) in TRANSITIONS:
        assert people.moved(state, move) == TRANSITIONS[state, move]
    else:
        with pytest.raises(WrongState):
            people.moved(state, move)


async def test_a_thread_is_asked_for_taken_and_given_back(store: Store) -> None:
    await begun(store)
    assert await asked(store) == 1
    assert await state(store) == WAITING
    await taken(store)
    thread = await store.read(lambda db: threads.get(db, THREAD))
    assert thread is not None
    assert (thread.state, thread.person_id, thread.person_name) == (TAKEN, 3, "Maeve O'Brien")
    assert (thread.waiting_unix_ms, thread.reason) == (0, "")
    await store.write(lambda db: people.release(db, THREAD))
    thread = await store.read(lambda db: threads.get(db, THREAD))
    assert thread is not None
    assert (thread.state, thread.person_id, thread.person_name) == (OPEN, 0, "")


async def test_whoever_takes_a_thread_is_told_of_once(store: Store) -> None:
    await begun(store)
    await asked(store)
    await taken(store)
    await taken(store)
    handoff, takeover = (json.loads(job["payload_json"]) for job in await jobs(store, "staff_mail"))
    assert handoff["about"] == "handoff"
    assert takeover == {
        "about": "takeover", "thread_id": THREAD, "person_name": "Maeve O'Brien",
        "subject": "angry", "body": "",
    }  # fmt: skip


async def test_a_notice_of_a_thread_that_nobody_asked_for_has_a_subject_too(store: Store) -> None:
    await begun(store)
    await taken(store)
    (notice,) = (json.loads(job["payload_json"]) for job in await jobs(store, "staff_mail"))
    assert notice["subject"] == "Maeve O'Brien"


async def test_a_thread_of_another_is_taken_by_force_alone(store: Store) -> None:
    await begun(store)
    await taken(store)
    assert await refusal(taken(store, SEAN)) == "THREAD_TAKEN"
    await taken(store, SEAN, force=True)
    assert await refusal(replied(store, MAEVE)) == "THREAD_NOT_TAKEN"
    assert await replied(store, SEAN)


async def test_nobody_writes_in_a_thread_that_they_do_not_have(store: Store) -> None:
    await begun(store)
    assert await refusal(replied(store)) == "THREAD_NOT_TAKEN"
    await store.write(lambda db: threads.set_state(db, THREAD, OPEN, 0, ""))
    assert await refusal(replied(store, Person(0, ""))) == "THREAD_NOT_TAKEN"


async def test_a_thread_that_is_not_there_is_not_found(store: Store) -> None:
    for attempt in (taken(store), replied(store)):
        assert await refusal(attempt) == "NOT_FOUND"
    with pytest.raises(NotFound):
        await store.write(lambda db: people.release(db, THREAD))


async def test_giving_back_what_nobody_has_changes_nothing(store: Store) -> None:
    await begun(store)
    await store.write(lambda db: people.release(db, THREAD))
    assert await state(store) == OPEN
    await asked(store)
    await store.write(lambda db: people.release(db, THREAD))
    assert await state(store) == WAITING


async def test_who_has_a_person_already_gets_no_place_in_the_queue(store: Store) -> None:
    await begun(store)
    await taken(store)
    assert await asked(store) == 0
    assert await state(store) == TAKEN
    assert await store.read(lambda db: list(db.query("SELECT * FROM handoffs"))) == []


async def test_a_reply_is_mailed_a_minute_later_where_there_is_an_address(store: Store) -> None:
    await begun(store, "sealed")
    await taken(store)
    message_id = await replied(store)
    (job,) = await jobs(store, "reply_mail")
    assert job["job_id"] == f"reply-{message_id}"
    assert job["available_unix_ms"] == NOW + MAIL_DELAY_MS
    assert json.loads(job["payload_json"]) == {
        "return_address": "sealed", "thread_id": THREAD, "author_name": "Maeve",
        "text": "We are on it.",
    }  # fmt: skip
    leased = await store.write(lambda db: work.lease(db, NOW + MAIL_DELAY_MS - 1, 10, 1_000))
    assert "reply_mail" not in [known.kind for known in leased]


async def test_a_reply_to_nowhere_is_not_mailed(store: Store) -> None:
    await begun(store)
    await taken(store)
    await replied(store)
    assert await jobs(store, "reply_mail") == []


async def test_what_was_read_is_not_mailed(store: Store) -> None:
    await begun(store, "sealed")
    await taken(store)
    first, second = await replied(store), await replied(store, request_id="request-2")
    assert await store.read(lambda db: people.unmailed(db, [first, second, "x"])) == [first, second]
    await store.write(lambda db: people.note_read(db, [first], NOW))
    assert await store.read(lambda db: people.unmailed(db, [first, second])) == [second]
    gone, kept = await jobs(store, "reply_mail")
    assert (gone["state"], gone["payload_json"]) == ("done", "{}")
    assert kept["state"] == "waiting"


async def test_a_mail_that_is_being_sent_is_left_to_who_sends_it(store: Store) -> None:
    await begun(store, "sealed")
    await taken(store)
    message_id = await replied(store)
    due = NOW + MAIL_DELAY_MS
    await store.write(lambda db: work.lease(db, due, 10, 60_000))
    await store.write(lambda db: people.note_read(db, [message_id], due))
    assert (await jobs(store, "reply_mail"))[0]["state"] == "waiting"
    await store.write(lambda db: work.complete(db, f"reply-{message_id}", "", due))
    assert (await jobs(store, "reply_mail"))[0]["state"] == "done"


@pytest.mark.parametrize(
    ("name", "first"), [("Maeve O'Brien", "Maeve"), ("Seán", "Seán"), ("", "")]
)
def test_shoppers_see_the_first_name(name: str, first: str) -> None:
    assert people.first_name(name) == first


def test_a_shopper_is_present_for_some_seconds_after_a_look() -> None:
    now = NOW
    presence = Presence(lambda: now)
    assert not presence.has(THREAD)
    presence.note(THREAD)
    now += PRESENT_MS - 1
    assert presence.has(THREAD)
    now += 1
    assert not presence.has(THREAD)


def test_looks_of_long_ago_are_forgotten() -> None:
    now = NOW
    presence = Presence(lambda: now)
    for number in range(SWEEP_COUNT):
        presence.note(str(number))
    now += PRESENT_MS
    presence.note(THREAD)
    assert list(presence._looked) == [THREAD]
