"""Starting, attaching, resuming, stopping, recovering: a turn and those who listen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from sidecar.errors import Conflict, Draining, NotFound, RateLimited
from sidecar.nouns import KnownField, Retrieval
from sidecar.orchestrator import driver
from sidecar.orchestrator.brain import Brain, Close, Context, Say, Utterance
from sidecar.orchestrator.conversation import MAX_WAITING, Conversations
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.pending import Returned
from sidecar.store import Store, turns
from sidecar.v1.agent_pb2 import ChatEvent, Outcome
from tests.fakes.pages import Pages
from tests.fakes.shop import SHOPPER, THREAD, Heard, Shop

QUESTION = "How long do I have to return something?"


class SlowBrain:
    """Says one sentence, then waits to be let go on."""

    name = "slow"
    marks_sources = False

    def __init__(self) -> None:
        self.started = asyncio.Event()
        self.go_on = asyncio.Event()
        self.spoken: list[str] = []

    async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        self.spoken.append(context.text)
        yield Say("You have 30 days. ")
        yield Say("Here it is: ")
        self.started.set()
        await self.go_on.wait()
        yield Say("you can return it.")
        yield Close(Outcome.OUTCOME_ANSWERED, 0.8)

    async def repair(self, context: Context, sentence: str, reason: str) -> str:
        return ""


def slow_shop(store: Store, **options: Any) -> tuple[Shop, SlowBrain]:
    brain = SlowBrain()

    def brains(_: Parts) -> tuple[Brain, ...]:
        return (brain,)

    return Shop(store, brains, **options), brain


class BusyPages(Pages):
    """Notes how many search at once."""

    searching = most_searching = 0

    async def search(self, query: str, **options: Any) -> Retrieval:
        self.searching += 1
        self.most_searching = max(self.most_searching, self.searching)
        await asyncio.sleep(0)
        self.searching -= 1
        return await super().search(query, **options)


async def test_turns_prepare_one_after_the_other(store: Store) -> None:
    pages = BusyPages()
    shop = Shop(store, pages=pages)
    asks = (shop.ask(QUESTION, thread_id=f"{number:032x}") for number in range(5))
    heard = await asyncio.gather(*asks)
    assert [one.outcome for one in heard] == [Outcome.OUTCOME_ANSWERED] * 5
    assert pages.most_searching == 1


class HangingPages(Pages):
    """Lets the first who searches wait."""

    def __init__(self) -> None:
        super().__init__()
        self.hanging = asyncio.Event()
        self.go_on = asyncio.Event()

    async def search(self, query: str, **options: Any) -> Retrieval:
        if not self.hanging.is_set():
            self.hanging.set()
            await self.go_on.wait()
        return await super().search(query, **options)


async def test_a_turn_that_hangs_preparing_holds_up_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "PREPARE_WAIT_S", 0.01)
    pages = HangingPages()
    shop = Shop(store, pages=pages)
    hanging = asyncio.create_task(shop.ask(QUESTION))
    await pages.hanging.wait()
    heard = await shop.ask(QUESTION, thread_id="f" * 32)
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    assert not hanging.done()
    pages.go_on.set()
    assert (await hanging).outcome == Outcome.OUTCOME_ANSWERED


async def test_a_resent_message_gets_the_first_answer(shop: Shop) -> None:
    first = await shop.ask(QUESTION)
    second = await shop.ask(QUESTION)
    assert first.events == second.events
    assert len(shop.pages.queries) == 1


async def test_twenty_parallel_sends_are_one_turn(shop: Shop) -> None:
    heard = await asyncio.gather(*(shop.ask(QUESTION) for _ in range(20)))
    assert all(one.events == heard[0].events for one in heard)
    assert heard[0].terminal_count == 1
    assert len(shop.pages.queries) == 1
    found = await shop.store.read(lambda db: turns.latest(db, THREAD, 10))
    assert len(found) == 1


async def test_the_same_id_with_another_text_is_refused_while_running(store: Store) -> None:
    shop, brain = slow_shop(store)
    running = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    with pytest.raises(Conflict):
        await shop.ask("Something else")
    brain.go_on.set()
    await running


async def test_the_same_id_with_another_text_is_refused_afterwards(shop: Shop) -> None:
    await shop.ask(QUESTION)
    with pytest.raises(Conflict):
        await shop.ask("Something else")


async def test_another_subject_finds_nothing(shop: Shop) -> None:
    await shop.ask(QUESTION)
    for text in (QUESTION, "", "New text"):
        for message_id in ("message-1", "message-2"):
            with pytest.raises(NotFound):
                await shop.hear(shop.request(text, message_id), "a_" + "2" * 32)


async def test_another_subject_finds_nothing_while_the_turn_runs(store: Store) -> None:
    shop, brain = slow_shop(store)
    running = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    for text in (QUESTION, ""):
        with pytest.raises(NotFound):
            await shop.hear(shop.request(text), "a_" + "2" * 32)
    shop.conversations.stop(THREAD, "message-1", "a_" + "2" * 32)
    brain.go_on.set()
    assert (await running).outcome == Outcome.OUTCOME_ANSWERED


async def test_attaching_to_nothing_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await shop.ask("")


async def test_a_listener_resumes_a_running_turn_where_it_left(store: Store) -> None:
    shop, brain = slow_shop(store)
    first = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    attached = asyncio.create_task(shop.ask("", after_seq=2))
    brain.go_on.set()
    whole, rest = await first, await attached
    assert rest.events == whole.events[2:]


async def test_a_listener_resumes_an_ended_turn_from_the_store(shop: Shop) -> None:
    whole = await shop.ask(QUESTION)
    rest = await shop.ask("", after_seq=whole.events[1].seq)
    assert rest.events == whole.events[2:]


async def test_a_turn_goes_on_when_its_listener_leaves(store: Store) -> None:
    shop, brain = slow_shop(store)
    listener = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    listener.cancel()
    brain.go_on.set()
    assert (await shop.ask("")).outcome == Outcome.OUTCOME_ANSWERED


async def test_polling_hears_all_of_a_turn_in_parts(store: Store) -> None:
    shop, brain = slow_shop(store)
    first = await shop.ask(QUESTION, wait_ms=50)
    await brain.started.wait()
    assert first.terminal_count == 0
    brain.go_on.set()
    second = await shop.ask("", after_seq=first.last.seq, wait_ms=5_000)
    assert second.terminal_count == 1
    assert second.events[0].seq == first.last.seq + 1


async def test_a_second_message_waits_for_the_first(store: Store) -> None:
    shop, brain = slow_shop(store)
    first = asyncio.create_task(shop.ask(QUESTION, "message-1"))
    await brain.started.wait()
    second = asyncio.create_task(shop.ask("And for shoes?", "message-2"))
    polled = await shop.ask("And for shoes?", "message-2", wait_ms=20)
    assert polled.kinds == ["started"]
    assert brain.spoken == [QUESTION]
    brain.go_on.set()
    assert (await first).terminal_count == (await second).terminal_count == 1
    assert brain.spoken == [QUESTION, "And for shoes?"]


async def test_too_many_waiting_messages_are_refused(store: Store) -> None:
    shop, brain = slow_shop(store)
    tasks = [asyncio.create_task(shop.ask("Hello", "message-0"))]
    await brain.started.wait()
    for number in range(1, MAX_WAITING + 1):
        await shop.ask("Hello", f"message-{number}", wait_ms=5)
    with pytest.raises(RateLimited) as refusal:
        await shop.ask("Hello", "message-9")
    assert refusal.value.reason == "THREAD_BUSY"
    brain.go_on.set()
    await asyncio.gather(*tasks)


async def test_a_stopped_turn_keeps_what_was_shown(store: Store) -> None:
    shop, brain = slow_shop(store)
    listener = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    shop.conversations.stop(THREAD, "message-1", SHOPPER)
    heard = await listener
    assert heard.outcome == Outcome.OUTCOME_STOPPED
    assert heard.text == "You have 30 days."
    shop.conversations.stop(THREAD, "message-1", SHOPPER)


async def test_a_waiting_turn_can_be_stopped_too(store: Store) -> None:
    shop, brain = slow_shop(store)
    first = asyncio.create_task(shop.ask(QUESTION, "message-1"))
    await brain.started.wait()
    await shop.ask("And for shoes?", "message-2", wait_ms=5)
    shop.conversations.stop(THREAD, "message-2", SHOPPER)
    brain.go_on.set()
    await first
    heard = await shop.ask("", "message-2")
    assert heard.outcome == Outcome.OUTCOME_STOPPED
    assert brain.spoken == [QUESTION]


async def test_draining_lets_turns_end_and_takes_no_new_ones(store: Store) -> None:
    shop, brain = slow_shop(store)
    listener = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    drained = asyncio.create_task(shop.conversations.drain(5))
    await asyncio.sleep(0)
    with pytest.raises(Draining):
        await shop.ask("Hello", "message-2")
    brain.go_on.set()
    assert await drained == 0
    assert (await listener).outcome == Outcome.OUTCOME_ANSWERED


async def test_a_turn_cut_off_is_run_again_after_a_restart(store: Store) -> None:
    shop, brain = slow_shop(store)
    listener = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    assert await shop.conversations.drain(0) == 1
    listener.cancel()

    restarted = Shop(store)
    assert await restarted.conversations.recover() == 1
    heard = await restarted.ask("", after_seq=3)
    assert heard.kinds[0] == "replaced"
    assert heard.events[0].replaced.reason == "RESTARTED"
    assert heard.events[0].seq > 1_000_000
    assert heard.terminal_count == 1
    assert "30 days" in heard.text
    assert (await restarted.ask(QUESTION)).events == (await restarted.ask("")).events
    assert await Conversations(restarted.parts).recover() == 0


async def test_a_turn_that_is_always_cut_off_is_given_up(store: Store) -> None:
    shop, brain = slow_shop(store)
    listener = asyncio.create_task(shop.ask(QUESTION))
    await brain.started.wait()
    await shop.conversations.drain(0)
    listener.cancel()
    for _ in range(4):
        await store.write(turns.rerun_unfinished)
    restarted = Shop(store)
    await restarted.conversations.recover()
    heard = await restarted.ask("")
    assert heard.outcome == Outcome.OUTCOME_HANDED_OFF
    assert heard.terminal_count == 1


async def test_only_a_new_message_is_counted_against_the_limits(shop: Shop) -> None:
    counted = 0

    def admit() -> None:
        nonlocal counted
        counted += 1
        if counted > 1:
            raise RateLimited("Too many messages.")

    async def send(message_id: str) -> list[ChatEvent]:
        message = shop.message(shop.request(QUESTION, message_id))
        return [event async for event in shop.conversations.chat(message, 0, 0, admit)]

    first = await send("message-1")
    assert await send("message-1") == first
    with pytest.raises(RateLimited):
        await send("message-2")
    with pytest.raises(NotFound):
        await shop.ask("", "message-2")


async def test_an_ended_turn_leaves_its_record(shop: Shop) -> None:
    await shop.ask("Where is my order?")
    row = await shop.store.read(lambda db: db.execute("SELECT record_json FROM turns").fetchone())
    record = json.loads(row[0])
    assert record["outcome"] == "answered"
    assert record["tools"] == ["list_orders", "get_order_status"]
    assert record["latency_parts_ms"].keys() == {"retrieval", "tools", "proof"}
    assert record["prompt_version"] == shop.parts.prompts.version
    assert record["model_version"] == "extractive"
    assert record["index_version"] == "generation-1"
    assert SHOPPER not in row[0]
    assert THREAD not in row[0]


# Tool results


async def requested(shop: Shop) -> tuple[asyncio.Task[Heard], ChatEvent]:
    """A turn that waits for WordPress, and its request."""
    request = shop.request("Where is order #1042?")
    listener = asyncio.create_task(shop.hear(request, answer_tools=False))
    events = shop.conversations.chat(shop.message(request), 0, 0)
    async for event in events:
        if event.HasField("tool_request"):
            await events.aclose()
            return listener, event
    raise AssertionError("no tool was requested")


async def test_the_first_result_of_a_call_wins(shop: Shop) -> None:
    listener, event = await requested(shop)
    assert shop.run_tool(event, THREAD, SHOPPER)
    assert not shop.run_tool(event, THREAD, SHOPPER)
    heard = await listener
    assert "Processing" in heard.text
    assert not shop.run_tool(event, THREAD, SHOPPER)


async def test_a_foreign_or_unknown_result_is_not_used(shop: Shop) -> None:
    listener, event = await requested(shop)
    conversations, call_id = shop.conversations, event.tool_request.call_id
    forged = '{"order_id": 1, "status": "completed", "status_text": "Delivered", "number": "1"}'
    assert not conversations.return_result(
        THREAD, "message-1", "a_" + "2" * 32, call_id, Returned(forged)
    )
    assert not conversations.return_result(THREAD, "message-2", SHOPPER, call_id, Returned(forged))
    assert not conversations.return_result(
        "f" * 32, "message-1", SHOPPER, call_id, Returned(forged)
    )
    assert not conversations.return_result(THREAD, "message-1", SHOPPER, "0" * 32, Returned(forged))
    assert shop.run_tool(event, THREAD, SHOPPER)
    assert "Delivered" not in (await listener).text


@pytest.mark.parametrize(
    "result_json",
    ["{nope", "[]", '{"order_id": 1042}', '{"a": "' + "x" * 66_000 + '"}', '{"a": 1, "a": 2}'],
)
async def test_a_malformed_result_counts_as_the_tools_failure(shop: Shop, result_json: str) -> None:
    listener, event = await requested(shop)
    place = (THREAD, "message-1", SHOPPER, event.tool_request.call_id)
    assert shop.conversations.return_result(*place, Returned(result_json))
    heard = await listener
    assert "could not look up the order" in heard.text
    assert heard.outcome == Outcome.OUTCOME_UNANSWERED


async def test_a_pending_request_is_sent_to_whoever_attaches_next(shop: Shop) -> None:
    listener, event = await requested(shop)
    late = await shop.hear(shop.request("", after_seq=event.seq))
    assert late.events[0] == event
    assert late.outcome == Outcome.OUTCOME_ANSWERED
    assert (await listener).terminal_count == 1
    after = await shop.hear(shop.request("", after_seq=event.seq))
    assert "tool_request" not in after.kinds


async def test_a_call_keeps_its_id_when_the_turn_runs_again(store: Store, shop: Shop) -> None:
    listener, event = await requested(shop)
    await shop.conversations.drain(0)
    listener.cancel()
    restarted = Shop(store)
    restarted.results = shop.results
    await restarted.conversations.recover()
    heard = await restarted.hear(restarted.request(""))
    assert heard.all("tool_request")[0].call_id == event.tool_request.call_id


# Offers


async def test_a_typed_yes_after_an_offer_opens_one_ticket(shop: Shop) -> None:
    asked = await shop.ask("Do you repair spaceships?", "message-1")
    offered = asked.all("ticket_offer")[0]
    known = [KnownField("email", "maeve@example.com"), KnownField("name", "Maeve Quilligan")]
    yes = await shop.ask("Yes please", "message-2", known=known)
    assert yes.outcome == Outcome.OUTCOME_TICKET
    assert yes.all("ticket")[0].subject == offered.subject
    again = await shop.ask("yes", "message-3")
    assert again.outcome != Outcome.OUTCOME_TICKET
    rows = list(await shop.store.read(lambda db: list(db.query("SELECT * FROM tickets"))))
    assert len(rows) == 1
    assert rows[0]["contact_email"] == "maeve@example.com"
    jobs = await shop.store.read(lambda db: list(db.query("SELECT * FROM jobs")))
    assert [job["kind"] for job in jobs] == ["staff_mail"]


async def test_a_yes_without_an_offer_opens_nothing(shop: Shop) -> None:
    heard = await shop.ask("Yes please")
    assert heard.outcome != Outcome.OUTCOME_TICKET
    assert not await shop.store.read(lambda db: list(db.query("SELECT * FROM tickets")))
