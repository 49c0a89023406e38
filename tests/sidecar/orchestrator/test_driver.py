"""What a turn leaves behind when it is stopped, or run again without what came with the call."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest

from sidecar.nouns import KnownField
from sidecar.orchestrator.brain import Ask, Brain, Context, Say, Utterance
from sidecar.orchestrator.parts import Parts
from sidecar.store import Store
from sidecar.upstream import FAILURES
from sidecar.v1.agent_pb2 import Outcome
from sidecar.v1.operations_pb2 import ShopSettings
from tests.fakes.pages import Pages
from tests.fakes.shop import ORDER, PROMPTS, SHOPPER, THREAD, Shop

QUESTION = "How long do I have to return something?"
MAEVE = KnownField("name", "Maeve Quilligan")


class ScriptedBrain:
    """Says what it is given, and waits where it is given an event."""

    name = "scripted"
    marks_sources = False

    def __init__(self, *script: Utterance | asyncio.Event) -> None:
        self.script = script
        self.reached = asyncio.Event()
        self.heard: list[Context] = []

    async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        self.heard.append(context)
        if context.results:
            return
        for part in self.script:
            if isinstance(part, asyncio.Event):
                self.reached.set()
                await part.wait()
            else:
                yield part

    async def repair(self, context: Context, sentence: str, reason: str) -> str:
        return ""


def scripted(store: Store, *script: Utterance | asyncio.Event) -> tuple[Shop, ScriptedBrain]:
    brain = ScriptedBrain(*script)

    def brains(_: Parts) -> tuple[Brain, ...]:
        return (brain,)

    return Shop(store, brains), brain


class HandingOver(ScriptedBrain):
    """Asks for a person, says so, and goes on for ever."""

    async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        if not context.results:
            yield Ask("handoff_human", json.dumps({"reason": "The kettle leaks."}))
            return
        yield Say("I have asked a person of the shop to take over. And then")
        self.reached.set()
        await asyncio.Event().wait()


async def test_what_was_done_before_a_stop_stays_done(store: Store) -> None:
    brain = HandingOver()
    shop = Shop(store, lambda _: (brain,))
    listener = asyncio.create_task(shop.ask("My kettle leaks"))
    await brain.reached.wait()
    shop.conversations.stop(THREAD, "message-1", SHOPPER)
    heard = await listener
    assert heard.outcome == Outcome.OUTCOME_STOPPED
    assert heard.text == "I have asked a person of the shop to take over."
    assert len(heard.all("handed_off")) == 1
    assert len(await store.read(lambda db: list(db.query("SELECT * FROM handoffs")))) == 1


LURE = Ask("handoff_human", json.dumps({"reason": "See https://evil.example/"}))


@pytest.mark.parametrize(
    ("text", "script", "reason"),
    [
        ("My kettle leaks", [Ask("no_such_tool", "{}")] * 3, "human.stuck"),
        ("My kettle leaks", [LURE], "human.assistant_asked"),
        ("I want to talk to a person", [], "human.shopper_asked"),
    ],
)
async def test_staff_read_in_the_shops_language_why_a_person_is_asked_for(
    store: Store, text: str, script: list[Utterance], reason: str
) -> None:
    shop = scripted(store, *script)[0] if script else Shop(store)
    await shop.settings.replace(ShopSettings(shop_name="Farn & Feld", locale="de-DE"))
    await shop.ask(text)
    rows = await store.read(lambda db: list(db.query("SELECT reason FROM handoffs")))
    assert [row["reason"] for row in rows] == [PROMPTS.text(reason, "de")]


async def test_a_stop_while_the_turn_is_being_stored_changes_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = shop.store.write

    async def stopped_meanwhile(step: Callable[..., Any]) -> Any:
        shop.conversations.stop(THREAD, "message-1", SHOPPER)
        return await write(step)

    request = shop.request("Hello")
    events = shop.conversations.chat(shop.message(request), 0, 0)
    assert (await anext(events)).HasField("started")
    monkeypatch.setattr(shop.store, "write", stopped_meanwhile)
    heard = [event async for event in events]
    assert heard[-1].done.outcome == Outcome.OUTCOME_ANSWERED


async def test_two_stops_are_one(store: Store) -> None:
    shop, brain = scripted(store, Say("Let me think. "), asyncio.Event())
    listener = asyncio.create_task(shop.ask(QUESTION))
    await brain.reached.wait()
    for _ in range(2):
        shop.conversations.stop(THREAD, "message-1", SHOPPER)
        await asyncio.sleep(0)
    assert (await listener).outcome == Outcome.OUTCOME_STOPPED


async def test_a_turn_cut_off_by_a_crash_asks_no_model(store: Store) -> None:
    shop, brain = scripted(store, asyncio.Event())
    listener = asyncio.create_task(shop.ask(f"I am Maeve Quilligan. {QUESTION}", known=[MAEVE]))
    await brain.reached.wait()
    await shop.conversations.drain(0)
    listener.cancel()

    restarted, provider = scripted(store, Say("You have 30 days."))
    await restarted.conversations.recover()
    assert "30 days" in (await restarted.ask("")).text
    assert provider.heard == []


async def test_sentences_of_two_rounds_stand_apart(store: Store) -> None:
    class Rounds(ScriptedBrain):
        async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
            if context.results:
                yield Say("You have 30 days.")
                return
            yield Say("Let me look.")
            yield Ask("search_kb", json.dumps({"query": "returns"}))

    shop = Shop(store, lambda _: (Rounds(),))
    assert (await shop.ask(QUESTION)).text.startswith("Let me look. You have 30 days.")


async def test_a_tool_that_keeps_failing_is_left_alone(store: Store) -> None:
    shop = Shop(store)
    shop.results = {"get_order_status": "UPSTREAM_5XX"}
    for number in range(7):
        heard = await shop.ask("Where is my order 1042?", f"message-{number}")
        assert heard.outcome == Outcome.OUTCOME_UNANSWERED
    assert len(shop.asked) == FAILURES


async def test_an_order_that_is_not_there_leaves_its_tool_in_use(store: Store) -> None:
    shop = Shop(store)
    shop.results = {"get_order_status": "NOT_FOUND"}
    for number in range(7):
        await shop.ask("Where is my order 1042?", f"message-{number}")
    assert len(shop.asked) == 7


async def test_a_repair_that_hangs_costs_the_sentence_and_not_the_answer(store: Store) -> None:
    class Hanging(ScriptedBrain):
        async def repair(self, context: Context, sentence: str, reason: str) -> str:
            await asyncio.Event().wait()
            return ""

    brain = Hanging(Say("You have 30 days. You have 90 days. "), Say("Happy to help."))
    shop = Shop(store, lambda _: (brain,), deadline_s=2.5)
    heard = await shop.ask(QUESTION)
    assert heard.text.startswith("You have 30 days. Happy to help.")
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    assert "replaced" not in heard.kinds


async def test_a_slow_look_up_does_not_make_a_model_silent(store: Store) -> None:
    class Asking(ScriptedBrain):
        async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
            if context.results:
                yield Say("Your order is processing.")
            else:
                yield Ask("get_order_status", json.dumps({"order_id": 1042}))

    late = asyncio.Event()
    shop = Shop(store, lambda _: (Asking(), Asking()))
    shop.results = {"get_order_status": ORDER}
    heard = asyncio.create_task(shop.hear(shop.request("Where is my order?"), answer_tools=False))
    events = shop.conversations.chat(shop.message(shop.request("Where is my order?")), 0, 0)
    async for event in events:
        if event.HasField("tool_request"):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await late.wait()
            shop.run_tool(event, THREAD, SHOPPER)
    assert (await heard).text.startswith("Your order is processing.")
    assert len(shop.asked) == 1


async def test_calls_beyond_the_cap_are_left_out(store: Store) -> None:
    class Greedy(ScriptedBrain):
        async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
            if context.results:
                yield Say("Your order is processing.")
            else:
                for _ in range(5):
                    yield Ask("get_order_status", json.dumps({"order_id": 1042}))

    shop = Shop(store, lambda _: (Greedy(),))
    shop.results = {"get_order_status": ORDER}
    heard = await shop.ask("Where is my order 1042?")
    assert heard.text.startswith("Your order is processing.")
    assert len(shop.asked) == 3


async def test_abuse_is_answered_without_a_model(store: Store) -> None:
    shop, brain = scripted(store, Say("No problem."))
    heard = await shop.ask("you idiots, fuck you")
    assert heard.text == PROMPTS.text("out_of_scope.abuse", "en")
    assert brain.heard == []


async def test_an_unsure_answer_comes_with_the_offer_of_a_person(store: Store) -> None:
    brain = ScriptedBrain(Say("You have 30 days."))
    shop = Shop(store, lambda _: (brain,), pages=Pages(confidence=0.4))
    heard = await shop.ask(QUESTION)
    assert heard.text.startswith("You have 30 days.")
    assert heard.text.endswith(PROMPTS.text("ticket.offer", "en"))
    assert len(heard.all("ticket_offer")) == 1
