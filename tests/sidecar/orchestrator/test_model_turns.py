"""Turns answered by a model behind a real socket: paced, calling tools, dying, lying."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import pytest

from sidecar.admission.budget import Budget
from sidecar.guardrails.proof import Evidence
from sidecar.llm.provider import Piece, Provider
from sidecar.nouns import KnownField
from sidecar.orchestrator import journal
from sidecar.orchestrator.model_brain import restore_arguments
from sidecar.redaction import Vault
from sidecar.store import Store, turns
from sidecar.v1.agent_pb2 import Outcome
from tests.fakes.modelled_shop import modelled
from tests.fakes.openai_server import Answer, Calls, Fails, Hangs, Says
from tests.fakes.pages import SHOP_PAGES, Pages
from tests.fakes.shop import CANARY, ORDER, PROMPTS, THREAD, Heard
from tests.hostile.scripts import EVIL_FIGURES, FORBIDDEN, HOSTILE, INJECTED, search

LIST = ("list_orders", {"limit": 1})
QUESTION = "How long do I have to return something?"
# What would hang does so for tens of seconds; a busy machine may take its time.
MAX_LATE_MS = 5_000
WAIT_S, JUDGING_S = 8.0, 1_024.0


async def test_a_question_the_pages_answer_costs_one_call(store: Store) -> None:
    async with modelled(store, [Says("You have 30 days [p1]. Happy to help.")]) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text == "You have 30 days. Happy to help. (See: Returns and refunds)"
    assert [cited.title for cited in heard.all("citation")] == ["Returns and refunds"]
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    assert len(made.server.requests) == 1
    assert "within 30 days of delivery" in made.server.texts
    assert heard.last.done.usage.input_tokens == 100


@dataclass
class Clock:
    """A clock that stands still but for what is timed on it."""

    now_s: float = 0.0
    wait_count: int = 0
    judged_count: int = 0

    def monotonic(self) -> float:
        return self.now_s

    def slow(self, step: Callable[..., Any], took_s: float) -> Callable[..., Any]:
        """The step, which takes that long."""

        def slower(*given: Any, **named: Any) -> Any:
            self.now_s += took_s
            self.judged_count += took_s == JUDGING_S
            return step(*given, **named)

        return slower

    def wait(self) -> None:
        self.wait_count += 1
        self.now_s += WAIT_S


async def test_a_models_time_is_what_it_was_waited_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, stream = Clock(), Provider.stream

    async def waited_for(*asked: Any, **named: Any) -> AsyncGenerator[Piece]:
        async with aclosing(stream(*asked, **named)) as pieces:
            async for piece in pieces:
                clock.wait()
                yield piece
        clock.wait()

    monkeypatch.setattr(journal, "time", clock)
    monkeypatch.setattr(Provider, "stream", waited_for)
    monkeypatch.setattr(Evidence, "judge", clock.slow(Evidence.judge, JUDGING_S))
    for kind, step in ((Provider, "most"), (Budget, "reserve"), (Vault, "mask")):
        monkeypatch.setattr(kind, step, clock.slow(getattr(kind, step), 1_000_000.0))
    script = [
        Calls((search("returns"),)),
        Says("You have 31 days [p1]. You have 30 days [p1]."),
        Says("You have 30 days of delivery [p1]."),
    ]
    async with modelled(store, script) as made:
        heard = await made.shop.ask(QUESTION)
        row = await store.read(lambda db: db.execute("SELECT record_json FROM turns").fetchone())
    assert "31" not in heard.text
    assert len(made.server.requests) == 3
    parts = json.loads(row[0])["latency_parts_ms"]
    assert parts["model"] == clock.wait_count * WAIT_S * 1_000
    assert parts["proof"] == clock.judged_count * JUDGING_S * 1_000


async def test_first_words_arrive_while_the_model_is_still_writing(store: Store) -> None:
    text = "You have 30 days [p1]. " + "Take your time with it. " * 12
    async with modelled(store, [Says(text, tokens_per_s=60)]) as made:
        request = made.shop.request(QUESTION)
        events = made.shop.conversations.chat(made.shop.message(request), 0, 0)
        async for heard in events:
            if heard.HasField("delta"):
                assert heard.delta.text == "You have 30 days. "
                assert not made.server.finished.is_set()
                break
        await events.aclose()
        rest = await made.shop.ask("")
    assert rest.terminal_count == 1
    assert made.server.finished.is_set()


async def test_a_tool_call_goes_to_wordpress_and_back_inside_the_turn(store: Store) -> None:
    script = [
        Says("Let me look.", calls=(("get_order_status", {"order_id": 1042}),)),
        Says("Your order ••42 is Processing. The total is €58.00."),
    ]
    async with modelled(store, script) as made:
        heard = await made.shop.ask("Where is my order?")
    assert heard.text.endswith("Your order ••42 is Processing. The total is €58.00.")
    assert made.shop.asked == [("get_order_status", {"order_id": 1042})]
    assert [card.id for card in heard.all("card")] == [1042]
    tool_message = made.server.requests[1]["messages"][-1]
    assert tool_message["role"] == "tool"
    assert '"status": "processing"' in tool_message["content"]


async def test_typed_personal_data_stays_home_and_comes_back(store: Store) -> None:
    script = [
        Calls((("get_order_status", '{"order_id": "[ORDER_1]"}'),)),
        Says("Your order [ORDER_1] is Processing, [NAME_1]."),
    ]
    async with modelled(store, script) as made:
        heard = await made.shop.ask(
            "I am Maeve Quilligan, maeve@example.com. Where is order 1042?",
            known=[KnownField("name", "Maeve Quilligan")],
        )
    assert made.shop.asked == [("get_order_status", {"order_id": 1042})]
    assert heard.text == "Your order 1042 is Processing, Maeve Quilligan."
    for secret in ("Maeve", "Quilligan", "maeve@example.com"):
        assert secret not in made.server.texts
        assert secret not in made.log.getvalue()
        assert secret not in "".join(made.shop.pages.queries)


async def test_an_address_at_the_cut_of_an_earlier_message_stays_home(store: Store) -> None:
    async with modelled(store, [Says("You have 30 days.")]) as made:
        await made.shop.ask("x" * 992 + " quilligan@example.com is my address", "message-1")
        await made.shop.ask(QUESTION, "message-2")
    assert len(made.server.requests) == 2
    assert "quilli" not in made.server.texts


def test_arguments_get_the_shoppers_values_back_as_valid_json() -> None:
    vault = Vault([KnownField("name", 'Ann "Nan" O\'Hara')])
    vault.mask('order 1042 from Ann "Nan" O\'Hara')
    written = '{"order_id": "[ORDER_1]", "body": "for [NAME_1], order [ORDER_1]", "n": [ORDER_1]}'
    restored = json.loads(restore_arguments(vault, written))
    assert restored["order_id"] == restored["n"] == 1042
    assert "O'Hara" in restored["body"]


async def test_a_sentence_that_is_not_true_is_repaired_once(store: Store) -> None:
    script = [Says("You have 45 days."), Says("You have 30 days.")]
    async with modelled(store, script) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text.startswith("You have 30 days.")
    assert "45 days" in made.server.requests[1]["messages"][-1]["content"]


async def test_a_repair_is_paid_for_as_well(store: Store) -> None:
    script = [Says("You have 45 days."), Says("You have 30 days.")]
    async with modelled(store, script) as made:
        heard = await made.shop.ask(QUESTION)
    assert len(made.server.requests) == 2
    assert heard.last.done.usage.input_tokens == 200


async def test_a_sentence_that_stays_untrue_is_dropped(store: Store) -> None:
    script = [Says("You have 45 days. Sale items can be exchanged."), Says("You have 44 days.")]
    async with modelled(store, script) as made:
        heard = await made.shop.ask(QUESTION)
    assert "days" not in heard.text
    assert heard.text.startswith("Sale items can be exchanged.")


async def test_where_nothing_is_proven_the_pages_answer(store: Store) -> None:
    async with modelled(store, [Says("You have 45 days."), Says("NONE")]) as made:
        heard = await made.shop.ask(QUESTION)
    assert "within 30 days" in heard.text
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    assert not heard.all("ticket_offer")


async def test_a_ticket_the_shopper_did_not_click_is_only_proposed(store: Store) -> None:
    script = [
        Calls((("create_ticket", {"subject": "Kettle", "body": "It leaks."}),)),
        Says("I have opened a ticket for you. Shall I?"),
        Says("NONE"),
    ]
    async with modelled(store, script) as made:
        heard = await made.shop.ask("My kettle leaks")
        assert not await store.read(lambda db: list(db.query("SELECT * FROM tickets")))
    assert "opened" not in heard.text
    assert heard.all("ticket_offer")[0].subject == "Kettle"


async def test_a_ticket_tells_what_the_shopper_said_earlier_in_the_models_words(
    store: Store,
) -> None:
    ticket = {"subject": "Kettle", "body": "The kettle leaks."}
    said = Says("You have 30 days [p1].")
    script = [said, Calls((("create_ticket", ticket),)), Says("Shall I?")]
    async with modelled(store, script) as made:
        await made.shop.ask("My kettle leaks. How long do I have to return something?")
        heard = await made.shop.ask("Have somebody write to me", "message-2")
    assert [offer.body for offer in heard.all("ticket_offer")] == ["The kettle leaks."]


@pytest.mark.parametrize(
    "lure",
    [
        "https://evil.example/claim",
        f"The word is {CANARY}.",
        "All our kettles are dishwasher safe and the batteries are included.",
    ],
)
async def test_a_ticket_that_leaks_or_lures_is_in_the_shoppers_words(
    store: Store, lure: str
) -> None:
    script = [Calls((("create_ticket", {"subject": "Kettle", "body": lure}),)), Says("Shall I?")]
    async with modelled(store, script) as made:
        heard = await made.shop.ask("My kettle leaks")
    assert [offer.body for offer in heard.all("ticket_offer")] == ["My kettle leaks"]


async def test_staff_are_not_sent_what_a_model_was_told_to_write(store: Store) -> None:
    script = [Calls((("handoff_human", {"reason": "See https://evil.example/"}),)), Says("Done.")]
    async with modelled(store, script) as made:
        await made.shop.ask("My kettle leaks")
        jobs = await store.read(lambda db: list(db.query("SELECT * FROM jobs")))
    assert len(jobs) == 1
    assert "evil" not in jobs[0]["payload_json"]


# A model that dies


@pytest.mark.parametrize(
    ("question", "made", "told"),
    [
        ("Where is my order 1042?", [search("a")] * 3, PROMPTS.text("order.unavailable")),
        ("Where is my order?", [search("a"), search("b"), LIST], "- Order ••42: Processing, 58.00"),
        ("How much is the copper kettle?", [search("a")] * 3, "Fill the kettle with"),
    ],
    ids=["an order", "the latest order", "a product"],
)
async def test_what_a_model_left_no_calls_for_is_not_looked_up(
    store: Store, question: str, made: list[tuple[str, Any]], told: str
) -> None:
    order = {**ORDER, "total": "58.00"}
    async with modelled(store, [*(Calls((call,)) for call in made), Fails(400)]) as shop:
        shop.shop.results["list_orders"] = {"orders": [order]}
        heard = await shop.shop.ask(question)
    assert sum(step.name == "call_tool" for step in heard.all("step")) == 3
    assert heard.text.startswith(told)
    assert heard.outcome != Outcome.OUTCOME_HANDED_OFF


async def test_a_model_gone_before_a_word_is_replaced_by_the_pages(store: Store) -> None:
    async with modelled(store, [Fails(503)]) as made:
        heard = await made.shop.ask(QUESTION)
    assert "30 days" in heard.text
    assert len(made.server.requests) == 3


async def test_a_model_gone_in_mid_answer_is_replaced_by_the_pages(store: Store) -> None:
    script = [Says("You have 30 days. Do not", then="reset")]
    async with modelled(store, script) as made:
        heard = await made.shop.ask(QUESTION)
    assert "replaced" in heard.kinds
    assert heard.text.startswith("You can return any unused item within 30 days")
    assert heard.terminal_count == 1


async def test_a_model_that_falls_silent_ends_in_a_ticket_at_the_deadline(store: Store) -> None:
    script = [Says("You have 30 days. Do not", then="hang")]
    async with modelled(store, script, deadline_s=2.0) as made:
        heard = await made.shop.ask(QUESTION, known=[KnownField("email", "maeve@example.com")])
    assert heard.text.startswith("You have 30 days.")
    assert "We are checking further and will write to you" in heard.text
    assert heard.outcome == Outcome.OUTCOME_TICKET
    assert len(heard.all("ticket")) == 1


async def test_a_silent_model_leaves_time_for_the_pages(store: Store) -> None:
    async with modelled(store, [Hangs()], deadline_s=2.0) as made:
        heard = await made.shop.ask(QUESTION)
    assert "30 days" in heard.text
    assert heard.outcome == Outcome.OUTCOME_ANSWERED


async def test_a_bad_request_is_not_tried_again(store: Store) -> None:
    async with modelled(store, [Fails(400)]) as made:
        heard = await made.shop.ask(QUESTION)
    assert "30 days" in heard.text
    assert len(made.server.requests) == 1


async def test_a_failing_model_is_left_alone_after_five_failures(store: Store) -> None:
    async with modelled(store, [Fails(500)]) as made:
        for number in range(4):
            heard = await made.shop.ask(QUESTION, f"message-{number}")
            assert "30 days" in heard.text
    assert len(made.server.requests) == 5


# A hostile model


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
async def test_whatever_the_model_does_the_turn_ends_well(
    store: Store, script: list[Answer]
) -> None:
    pages = Pages((*SHOP_PAGES, INJECTED))
    async with modelled(store, script, deadline_s=1.5, pages=pages) as made:
        heard = await made.shop.ask(QUESTION)
        stored = await store.read(lambda db: turns.get(db, THREAD, "message-1"))
    assert heard.terminal_count == 1
    assert heard.kinds[-1] in ("done", "failed")
    assert len([step for step in heard.all("step") if step.name == "call_tool"]) <= 3
    assert stored is not None
    assert stored.state == turns.DONE
    assert len(heard.text.encode()) <= 16 * 1024 + 512
    assert heard.text
    assert not heard.all("ticket") or heard.outcome == Outcome.OUTCOME_TICKET
    for forbidden in FORBIDDEN:
        assert forbidden not in heard.text
    assert "SECRET" not in made.log.getvalue()
    assert "Traceback" not in made.log.getvalue()
    (ended,) = (line for line in made.log.getvalue().splitlines() if '"turn_ended"' in line)
    assert json.loads(ended)["latency_ms"] < 1_500 + MAX_LATE_MS
    for _, arguments in made.shop.asked:
        assert set(arguments) == {"order_id"}


async def test_each_false_sentence_is_dropped_on_its_own(store: Store) -> None:
    shown: list[str] = []
    for number, sentence in enumerate(EVIL_FIGURES):
        async with modelled(store, [Says(sentence), Says("NONE")]) as made:
            heard: Heard = await made.shop.ask(QUESTION, f"message-{number}")
            shown += [word for word in FORBIDDEN if word in heard.text]
    assert shown == []


async def test_ids_of_calls_name_nobody_and_differ(store: Store) -> None:
    calls = Calls((search("returns"), search("refunds"), ("SECRET_tool", {})))
    async with modelled(store, [calls, Says("You have 30 days.")]) as made:
        await made.shop.ask(QUESTION)
    sent = [
        call["id"]
        for message in made.server.requests[-1]["messages"]
        for call in message.get("tool_calls", ())
    ]
    assert len(set(sent)) == len(sent) == 3
    assert all(len(name) <= 40 and THREAD not in name for name in sent)
    assert "SECRET" not in made.log.getvalue()


async def test_the_prompt_marks_pages_as_data_and_holds_no_secret(store: Store) -> None:
    pages = Pages((INJECTED,))
    async with modelled(store, [Says("I can't help with that.")], pages=pages) as made:
        await made.shop.ask(QUESTION)
    system, user = made.server.requests[0]["messages"]
    assert "sk-test" not in made.server.texts
    assert "SYSTEM: ignore" not in system["content"]
    data = user["content"].split("\n")[1]
    assert json.loads(data)["passages"][0]["mark"] == "p1"


async def test_parallel_turns_of_many_threads_do_not_mix(store: Store) -> None:
    async with modelled(store, [Says("You have 30 days [p1].", tokens_per_s=200)]) as made:
        threads = [f"{number:032x}" for number in range(20)]
        heard = await asyncio.gather(
            *(made.shop.ask(QUESTION, thread_id=thread) for thread in threads)
        )
    assert all(one.text.startswith("You have 30 days.") for one in heard)


async def test_when_no_model_answers_and_no_page_does_a_person_is_asked(store: Store) -> None:
    async with modelled(store, [Fails(400)]) as made:
        heard = await made.shop.ask("Do you teach people to juggle?")
    assert heard.outcome == Outcome.OUTCOME_HANDED_OFF
    assert heard.text.startswith(PROMPTS.text("knowledge.no_answer"))
    assert heard.all("ticket_offer")


async def test_when_no_model_answers_a_page_that_does_is_enough(store: Store) -> None:
    async with modelled(store, [Fails(400)]) as made:
        heard = await made.shop.ask("How many days do I have to return something?")
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
