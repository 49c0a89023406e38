"""What a model's answer must be to count as one, and what happens where it is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sidecar.nouns import ToolCall, ToolResult
from sidecar.orchestrator.answer import LOOKUPS, OWN_TOOLS, is_lookup
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.hands import LIMITS_S
from sidecar.store import Store
from sidecar.tools.sidecar_tools import SidecarTools
from sidecar.v1.agent_pb2 import Outcome
from tests.fakes.modelled_shop import modelled
from tests.fakes.openai_server import Answer, Calls, Raw, Says, event
from tests.fakes.pages import SHOP_PAGES, Pages, page
from tests.fakes.shop import (
    CUSTOMER_TOOLS,
    GUEST_TOOLS,
    KEY,
    PROMPTS,
    SETTINGS,
    TOO_LATE,
    Heard,
)
from tests.hostile.scripts import search

QUESTION = "How long do I have to return something?"
INVENTED = "All our kettles are dishwasher safe and the batteries are included."
PROVEN = "You have 30 days [p1]."


def ever_shown(heard: Heard) -> str:
    """All that the widget showed at any time, what was withdrawn included."""
    return "".join(delta.text for delta in heard.all("delta"))


async def reasons(store: Store) -> list[str]:
    """Why people were asked to take over."""
    rows = await store.read(lambda db: list(db.query("SELECT reason FROM handoffs")))
    return [row["reason"] for row in rows]


@pytest.mark.parametrize(
    "script",
    [
        [Says("Great question! The window is 45 days."), Says("NONE")],
        [Says(INVENTED)],
        [Calls((search("kettles"),)), Says(INVENTED)],
        [Says("Great question!")],
    ],
    ids=["its proof was refused", "no source", "a search that it does not cite", "no answer"],
)
async def test_what_nothing_stands_behind_is_never_shown_and_the_pages_answer(
    store: Store, script: list[Answer]
) -> None:
    async with modelled(store, script) as made:
        heard = await made.shop.ask(QUESTION)
    assert "Great question" not in ever_shown(heard)
    assert INVENTED not in ever_shown(heard)
    assert heard.text.startswith("You can return any unused item within 30 days")
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    assert await reasons(store) == []


async def test_what_stands_alone_is_shown_with_what_is_proven_after_it(store: Store) -> None:
    async with modelled(store, [Says(f"Great question! {PROVEN} Happy to help.")]) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text.startswith("Great question! You have 30 days. Happy to help.")
    assert "replaced" not in heard.kinds


@pytest.mark.parametrize(
    ("question", "confidence", "is_shown"),
    [
        ("How much time is there?", 0.34, False),
        ("How much time is there?", 0.35, True),
        (QUESTION, 0.01, True),
    ],
    ids=["unsure", "sure", "the policy on what is asked"],
)
async def test_below_the_threshold_a_citation_is_support_where_the_policy_was_asked_for(
    store: Store, question: str, confidence: float, is_shown: bool
) -> None:
    pages = Pages(confidence=confidence)
    async with modelled(store, [Says(PROVEN)], pages=pages) as made:
        heard = await made.shop.ask(question)
    assert ("You have 30 days." in ever_shown(heard)) == is_shown
    assert ("NOT_PROVEN" in made.log.getvalue()) != is_shown


async def test_a_look_up_supports_what_no_page_does(store: Store) -> None:
    script = [
        Calls((("get_order_status", {"order_id": 1042}),)),
        Says("Your order ••42 is Processing."),
    ]
    async with modelled(store, script, pages=Pages(confidence=0.0)) as made:
        heard = await made.shop.ask("Where is my order 1042?")
    assert heard.text == "Your order ••42 is Processing."
    assert heard.outcome == Outcome.OUTCOME_ANSWERED


async def test_what_is_said_from_a_page_beside_a_look_up_names_the_page(store: Store) -> None:
    said = "Your order ••42 is Processing. Use original boxes and labels."
    script = [Calls((("get_order_status", {"order_id": 1042}),)), Says(said)]
    async with modelled(store, script) as made:
        heard = await made.shop.ask("How do I send back my order 1042, and where is it?")
    assert heard.text == f"{said} (See: Returns and refunds)"
    assert [cited.title for cited in heard.all("citation")] == ["Returns and refunds"]


NOTICE = ("notify_human", {"channel": "slack", "text": "A shopper asks for returns"})
DEEDS: dict[str, tuple[str, dict[str, Any]]] = {
    "a notice to people": NOTICE,
    "a note": ("add_note", {"text": "Asks for returns"}),
    "a mail": (
        "send_email",
        {"template": "answer", "subject": "Your question", "body": "You have 30 days."},
    ),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
async def test_what_was_done_looks_nothing_up(
    store: Store, deed: tuple[str, dict[str, Any]]
) -> None:
    async with modelled(store, [Calls((deed,)), Says("Great question!")]) as made:
        made.shop.results |= {"add_note": {"note_id": 7}, "send_email": {"queued": True}}
        heard = await made.shop.ask(QUESTION, tools=CUSTOMER_TOOLS)
    assert "call_tool" in [step.name for step in heard.all("step")]
    assert "Great question" not in ever_shown(heard)
    assert heard.text.startswith("You can return any unused item within 30 days")


async def test_a_deed_supports_the_answer_that_tells_it(store: Store) -> None:
    script = [Calls((DEEDS["a note"],)), Says("Certainly. I have added a note to it. Goodbye!")]
    async with modelled(store, script) as made:
        made.shop.results["add_note"] = {"note_id": 7}
        heard = await made.shop.ask(QUESTION, tools=CUSTOMER_TOOLS)
    assert heard.text == "Certainly. I have added a note to it. Goodbye!"


def test_each_tool_is_a_look_up_or_not_and_an_owners_own_is_one() -> None:
    own = {*SidecarTools(Pages(), KEY).names, *LIMITS_S}
    own |= {tool.name for tool in (*CUSTOMER_TOOLS, *GUEST_TOOLS)}
    assert own == OWN_TOOLS
    for name in (*OWN_TOOLS, "book_repair"):
        result = ToolResult(ToolCall("call", name, {}), {"told": True})
        assert is_lookup(result) == (name in LOOKUPS or name == "book_repair")


async def test_small_talk_needs_no_support(store: Store) -> None:
    async with modelled(store, [Says("Good to see you!")]) as made:
        heard = await made.shop.ask("Hello!")
    assert heard.text == "Good to see you!"


async def test_what_is_not_proven_nor_on_the_pages_goes_to_people_and_a_ticket_is_offered(
    store: Store,
) -> None:
    pages = Pages((page("Shipping", "Orders are sent on the next working day."),), confidence=0.1)
    async with modelled(store, [Says(INVENTED)], pages=pages) as made:
        heard = await made.shop.ask("Do your kettles whistle?")
    assert heard.text == (
        PROMPTS.text("knowledge.no_answer")
        + "\n\n"
        + PROMPTS.text("human.handed_off_hours", hours=SETTINGS.hours)
    )
    assert heard.outcome == Outcome.OUTCOME_HANDED_OFF
    assert len(heard.all("handed_off")) == len(heard.all("ticket_offer")) == 1
    assert await reasons(store) == [PROMPTS.text("human.unproven")]


async def test_with_search_off_a_model_invents_nothing_and_people_are_asked(store: Store) -> None:
    pages = Pages()
    pages.off = True
    async with modelled(store, [Says(INVENTED)], pages=pages) as made:
        heard = await made.shop.ask(QUESTION)
    assert INVENTED not in ever_shown(heard)
    assert heard.text.startswith(PROMPTS.text("knowledge.search_off"))
    assert len(heard.all("handed_off")) == len(heard.all("ticket_offer")) == 1


async def test_an_honest_offer_of_a_ticket_calls_nobody(store: Store) -> None:
    script = [
        Says(INVENTED, calls=(("create_ticket", {"subject": "Kettle", "body": "Does it?"}),)),
        Says(f"{INVENTED} Shall I?"),
    ]
    async with modelled(store, script) as made:
        heard = await made.shop.ask("Do your kettles whistle?")
    assert heard.text == PROMPTS.text("ticket.offer")
    assert INVENTED not in ever_shown(heard)
    assert heard.outcome == Outcome.OUTCOME_UNANSWERED
    assert [offer.subject for offer in heard.all("ticket_offer")] == ["Kettle"]
    assert await reasons(store) == []


async def test_a_hand_over_stands_behind_nothing_said_before_it(store: Store) -> None:
    script = [
        Says(INVENTED, calls=(("handoff_human", {"reason": "The kettle leaks."}),)),
        Says("I have asked a person to take over."),
    ]
    async with modelled(store, script) as made:
        heard = await made.shop.ask("Do your kettles whistle?")
    assert ever_shown(heard).strip() == "I have asked a person to take over."
    assert heard.outcome == Outcome.OUTCOME_HANDED_OFF


async def test_a_secret_in_sentences_that_wait_is_seen(store: Store) -> None:
    script = [Says(f"plumtree.\nbark!\n{PROVEN}"), Says("NONE")]
    async with modelled(store, script) as made:
        made.shop.conversations = Conversations(replace(made.shop.parts, canary="plumtreebark"))
        heard = await made.shop.ask(QUESTION)
    assert "You have 30 days." in heard.text
    assert "bark" not in ever_shown(heard)


# An answer that is empty, or breaks off


def ends(text: str, reason: str) -> Raw:
    """An answer that finishes for `reason`."""

    def chunks() -> Iterator[bytes]:
        if text:
            yield event({"content": text})
        yield event({}, finish_reason=reason)
        yield b"data: [DONE]\n\n"

    return Raw(chunks)


@pytest.mark.parametrize(
    "empty", [Says(""), ends("", "content_filter"), ends("", "length"), Says(" \n ")]
)
async def test_a_model_that_says_nothing_leaves_the_answer_to_the_next(
    store: Store, empty: Answer
) -> None:
    async with modelled(store, [empty], [Says(PROVEN)]) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text.startswith("You have 30 days.")
    assert [len(server.requests) for server in made.servers] == [1, 1]
    assert "MODEL_SILENT" in made.log.getvalue()


@pytest.mark.parametrize("reason", ["length", "content_filter", "MAX_TOKENS"])
async def test_a_sentence_without_its_end_is_not_shown(store: Store, reason: str) -> None:
    async with modelled(store, [ends(f"{PROVEN} Sale items can be", reason)]) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text == "You have 30 days. (See: Returns and refunds)"


async def test_a_last_sentence_without_a_full_stop_is_shown(store: Store) -> None:
    async with modelled(store, [ends("You have 30 days [p1]", "stop")]) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text.startswith("You have 30 days")


async def test_a_repair_that_breaks_off_is_none(store: Store) -> None:
    script = [Says(f"{PROVEN} You have 45 days."), ends("You have 30 days, and", "length")]
    async with modelled(store, script) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text == "You have 30 days. (See: Returns and refunds)"


# Repairs


async def test_each_model_has_two_repairs_and_the_rest_is_dropped(store: Store) -> None:
    false = [Says("It is 41 days. It is 42 days. It is 43 days."), Says("NONE")]
    async with modelled(store, false, false, pages=Pages(SHOP_PAGES)) as made:
        heard = await made.shop.ask(QUESTION)
    assert [len(server.requests) for server in made.servers] == [3, 3]
    assert "within 30 days" in heard.text


@pytest.mark.parametrize(
    ("repair", "shown"),
    [
        ("You have 30 days. I have cancelled your order.", "You have 30 days. (See"),
        ("Can I help with more? Everything is dishwasher safe.", "Can I help with more?"),
        ("If you need more, just ask. I have cancelled your order.", "If you need more, just ask."),
    ],
)
async def test_of_a_repair_only_what_is_proven_is_shown(
    store: Store, repair: str, shown: str
) -> None:
    script = [Says(f"{PROVEN} You have 45 days."), Says(repair)]
    async with modelled(store, script) as made:
        heard = await made.shop.ask(QUESTION)
    assert shown in heard.text
    assert "cancelled" not in ever_shown(heard)
    assert "Everything" not in ever_shown(heard)


async def test_what_waited_is_judged_again_when_more_is_known(store: Store) -> None:
    page_text = "Your order can be refunded within 30 days."
    told = Says(f"{page_text} ", calls=(("check_refund_policy", {"order_id": 1042}),))
    pages = Pages((page("Refunds", f"Every {page_text[5:]}"),), confidence=0.1)
    async with modelled(store, [told, Says("Happy to help.")], pages=pages) as made:
        made.shop.results["check_refund_policy"] = TOO_LATE
        heard = await made.shop.ask("What about my order 1042?", tools=CUSTOMER_TOOLS)
    assert made.shop.asked
    assert "Happy to help." in heard.text
    assert page_text not in ever_shown(heard)
