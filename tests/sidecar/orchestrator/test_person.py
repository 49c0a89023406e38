"""The agent and a person of the shop in one thread: it never speaks once a person has it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from sidecar.desk import people
from sidecar.desk.people import Person
from sidecar.orchestrator.brain import Ask, Context, Say, Utterance
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.version import Version, Versions
from sidecar.store import Store, drafts, threads
from sidecar.v1.agent_pb2 import ChatEvent, Outcome
from sidecar.v1.operations_pb2 import Flag, OpeningTime, ShopSettings
from tests.fakes.shop import PROMPTS, SHOPPER, THREAD, Heard, Shop

QUESTION = "How long do I have to return something?"
MAEVE = Person(3, "Maeve")
# A Wednesday, 10:00 UTC.
NOW = 1_780_480_800_000


class Recording:
    """A Brain that notes whatever it is asked, and waits after its first sentence."""

    name = "recording"
    marks_sources = False

    def __init__(self, *script: Utterance) -> None:
        self.script = script or (Say("Let me think about that. "), Say("Here it is: "))
        self.heard: list[Context] = []
        self.started = asyncio.Event()
        self.go_on = asyncio.Event()

    async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        self.heard.append(context)
        for part in self.script:
            yield part
        self.started.set()
        await self.go_on.wait()
        yield Say("you can return it.")

    async def repair(self, context: Context, sentence: str, reason: str) -> str:
        return ""


async def take(shop: Shop) -> None:
    async with shop.conversations.quiet(THREAD):
        await shop.store.write(
            lambda db: people.take(db, THREAD, MAEVE, force=False, now_unix_ms=NOW)
        )


async def accepted(shop: Shop, text: str, message_id: str) -> AsyncGenerator[ChatEvent]:
    """What comes of a message that is stored by now."""
    request = shop.request(text, message_id)
    events = shop.conversations.chat(shop.message(request), 0, 0)
    assert (await anext(events)).HasField("started")
    return events


async def taken(store: Store) -> tuple[Shop, Recording]:
    """A thread that was begun and that Maeve has."""
    brain = Recording()
    shop = Shop(store, lambda _: (brain,))
    await store.write(lambda db: threads.touch(db, THREAD, SHOPPER, "", NOW))
    await take(shop)
    return shop, brain


async def test_no_brain_no_search_and_no_tool_hears_what_is_a_persons(store: Store) -> None:
    shop, brain = await taken(store)
    heard = await shop.ask("Where is my order 1042?")
    assert heard.kinds == ["started", "done"]
    assert heard.outcome == Outcome.OUTCOME_WITH_PERSON
    assert (brain.heard, shop.pages.queries, shop.asked) == ([], [], [])
    (row,) = await store.read(lambda db: list(db.query("SELECT * FROM turns")))
    assert (row["state"], row["answer"]) == ("done", "")
    assert await store.read(lambda db: list(db.query("SELECT * FROM questions"))) == []


async def test_no_other_version_drafts_what_a_person_answers(store: Store) -> None:
    shop, _ = await taken(store)
    drafting = Recording()
    versions = (
        Version("standard", PROMPTS, (shop.extractive,)),
        Version("new", PROMPTS, (drafting, shop.extractive)),
    )
    shop.use(Versions(versions))
    shop.settings.current.flags.append(Flag(brain_version="new", share_percent=100, shadow=True))
    await shop.ask(QUESTION)
    await shop.conversations.drafted()
    assert drafting.heard == []
    assert await store.read(lambda db: drafts.of_thread(db, THREAD)) == {}


async def test_a_turn_that_runs_when_a_person_comes_ends_quietly(store: Store) -> None:
    brain = Recording(Say("You have 30 days. [p1] "), Say("Here it is: "))
    shop = Shop(store, lambda _: (brain,))
    listener = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    await take(shop)
    heard = await listener
    assert heard.outcome == Outcome.OUTCOME_WITH_PERSON
    assert heard.text == "You have 30 days."
    assert heard.terminal_count == 1
    again = await shop.ask(QUESTION)
    assert again.events == heard.events


async def test_messages_that_wait_for_their_turn_go_to_the_person(store: Store) -> None:
    brain = Recording()
    shop = Shop(store, lambda _: (brain,))
    first = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    second = await accepted(shop, "Where is my order?", "message-2")
    await take(shop)
    assert (await first).outcome == Outcome.OUTCOME_WITH_PERSON
    (last,) = [event async for event in second]
    assert last.done.outcome == Outcome.OUTCOME_WITH_PERSON
    assert len(brain.heard) == 1


async def test_nothing_is_shown_from_the_moment_on_at_which_a_person_has_it(store: Store) -> None:
    """Whatever the agent shows is in its log before the thread changes hands."""
    brain = Recording()
    shop = Shop(store, lambda _: (brain,))
    heard = Heard()

    async def listen() -> None:
        request = shop.request(QUESTION)
        async for event in shop.conversations.chat(shop.message(request), 0, 0):
            heard.events.append(event)

    listener = asyncio.create_task(listen())
    await brain.started.wait()
    async with shop.conversations.quiet(THREAD):
        await listener
        assert heard.terminal_count == 1
        later = await accepted(shop, "And shipping?", "message-2")
        await store.write(lambda db: people.take(db, THREAD, MAEVE, force=False, now_unix_ms=NOW))
    (last,) = [event async for event in later]
    assert last.done.outcome == Outcome.OUTCOME_WITH_PERSON
    assert len(brain.heard) == 1


async def test_a_person_who_was_asked_for_in_a_turn_that_made_way_is_there(store: Store) -> None:
    brain = Recording(Ask("handoff_human", '{"reason": "It leaks."}'))
    shop = Shop(store, lambda _: (brain,))
    listener = asyncio.create_task(shop.ask("My kettle leaks"))
    await brain.started.wait()
    await take(shop)
    await listener
    thread = await store.read(lambda db: threads.get(db, THREAD))
    assert thread is not None
    assert (thread.state, thread.person_id, thread.waiting_unix_ms) == (threads.TAKEN, 3, 0)


async def test_a_message_to_a_person_that_a_crash_cut_off_is_passed_on(store: Store) -> None:
    brain = Recording()
    shop = Shop(store, lambda _: (brain,))
    listener = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    await shop.conversations.drain(0)
    listener.cancel()
    await store.write(lambda db: people.take(db, THREAD, MAEVE, force=False, now_unix_ms=NOW))
    restarted = Shop(store)
    assert await restarted.conversations.recover() == 1
    heard = await restarted.ask("")
    assert heard.kinds == ["replaced", "done"]
    assert heard.outcome == Outcome.OUTCOME_WITH_PERSON
    assert restarted.pages.queries == []


async def test_the_last_address_is_kept_and_not_with_the_message(store: Store) -> None:
    shop = Shop(store)
    await shop.ask("Hello", return_address="first")
    await shop.ask("Hello", "message-2", return_address="second")
    await shop.ask("Hello", "message-3")
    await shop.ask("Hello", "message-1", return_address="a resend counts for nothing")
    thread = await store.read(lambda db: threads.get(db, THREAD))
    assert thread is not None
    assert thread.return_address == "second"
    rows = await store.read(lambda db: list(db.query("SELECT request FROM turns")))
    assert not any(b"first" in row["request"] or b"second" in row["request"] for row in rows)


def dated(store: Store, now_unix_ms: int) -> Shop:
    """A shop that is open on Wednesdays from 10:00 to 12:00, at that moment."""
    shop = Shop(store)
    shop.parts = replace(shop.parts, now_unix_ms=lambda: now_unix_ms)
    shop.conversations = Conversations(shop.parts)
    shop.settings.current.MergeFrom(
        ShopSettings(
            opening_times=[OpeningTime(weekday=3, from_minute=600, to_minute=720)],
            away_text="We are out on the moor.",
            time_zone="+01:00",
        )
    )
    return shop


async def test_a_shopper_who_asks_for_a_person_hears_when_people_are_back(store: Store) -> None:
    shop = dated(store, NOW + 2 * 3_600_000)
    heard = await shop.ask("I want to talk to a human")
    (handed_off,) = heard.all("handed_off")
    assert handed_off.is_away
    assert handed_off.away_text == "We are out on the moor."
    assert handed_off.opens_unix_ms == NOW + 7 * 24 * 3_600_000 - 3_600_000
    assert handed_off.hours == "Mon–Fri 9:00–17:00"
    assert "people are back: 2026-06-10, 10:00" in heard.text


async def test_while_people_are_in_nobody_is_away(store: Store) -> None:
    heard = await dated(store, NOW).ask("I want to talk to a human")
    (handed_off,) = heard.all("handed_off")
    assert (handed_off.is_away, handed_off.away_text, handed_off.opens_unix_ms) == (False, "", 0)
    assert "people are back" not in heard.text
    assert "9:00" in heard.text


@pytest.mark.parametrize("language", ["de-DE", "fr-FR", "es-ES", "it-IT", "nl-NL"])
async def test_the_time_is_told_in_the_shoppers_language(store: Store, language: str) -> None:
    shop = dated(store, NOW + 2 * 3_600_000)
    request = shop.request("I want to talk to a human")
    request.page.locale = language
    heard = await shop.hear(request)
    assert "2026-06-10, 10:00" in heard.text
    wanted = PROMPTS.text("human.handed_off_away", language, opens="2026-06-10, 10:00")
    assert heard.text == wanted
