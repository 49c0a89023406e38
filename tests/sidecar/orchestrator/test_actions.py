"""What a model may have the shop do: in which order, with what, and what it may say of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from sidecar.nouns import DeferredJob
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.hands import LIMITS_S
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.pending import Returned
from sidecar.store import Store, approvals, audit, jobs, targets
from sidecar.v1.agent_pb2 import ChatRequest, Outcome
from tests.fakes.modelled_shop import Modelled, modelled
from tests.fakes.openai_server import Answer, Says
from tests.fakes.shop import (
    CANARY,
    CONFIRMED,
    CUSTOMER_TOOLS,
    ELIGIBLE,
    GUEST_TOOLS,
    ORDER,
    REFUND,
    SHOPPER,
    TOO_LATE,
    Heard,
    Result,
    Shop,
    offered,
    waits,
)

INVENTED = "All our kettles are dishwasher safe and the batteries are included."
WISH = "Give me my money back for order 1042"
CHECK = ("check_refund_policy", {"order_id": 1042})
ASK = ("issue_refund", {"order_id": 1042, "amount": "58.00", "reason": "Wished"})
RULES: dict[str, Result] = {"check_refund_policy": ELIGIBLE, "issue_refund": waits()}


def calls(*asked: tuple[str, dict[str, Any]]) -> Says:
    return Says("", calls=asked)


async def held(
    store: Store, script: list[Answer], text: str, results: dict[str, Result], **fields: Any
) -> tuple[Heard, Modelled]:
    """One turn of a scripted model, and what it was told."""
    async with modelled(store, script, deadline_s=60.0) as made:  # the machine may be busy
        made.shop.results |= results
        fields.setdefault("tools", CUSTOMER_TOOLS)
        return await made.shop.ask(text, **fields), made


def told(made: Modelled) -> str:
    """The last thing that the model was told."""
    return str(made.server.requests[-1]["messages"][-1]["content"])


async def test_a_models_refund_waits_for_the_shop(store: Store) -> None:
    said = "I have asked the shop to approve a refund of €58.00."
    heard, made = await held(store, [calls(CHECK), calls(ASK), Says(said)], WISH, RULES)
    assert heard.text == said
    assert [offer.summary for offer in heard.all("approval_offer")] == [
        "Refund €58.00 of order ••42"
    ]
    assert json.loads(told(made)) == {"approval": "waits for the shop"}
    (known,) = await store.read(
        lambda db: approvals.page(db, state=0, before=None, limit=9, now_unix_ms=1)
    )
    assert known.approval_id == heard.all("approval_offer")[0].approval_id


@pytest.mark.parametrize(
    "lie",
    [
        "I have refunded €58.00 for you.",
        "We refunded your order.",
        "Your refund has been issued.",
        "Your refund was processed.",
        "I have sent you an e-mail about it.",
        "I have added a note to your order.",
    ],
)
async def test_what_waits_was_not_done(store: Store, lie: str) -> None:
    heard, _ = await held(store, [calls(CHECK), calls(ASK), Says(lie), Says("NONE")], WISH, RULES)
    assert lie not in heard.text
    assert heard.terminal_count == 1


@pytest.mark.parametrize(
    "lie",
    [
        "I have asked the shop to approve a refund.",
        "I have requested a refund for you.",
        "A refund of €58.00 has been requested.",
    ],
)
async def test_nobody_was_asked_where_nothing_waits(store: Store, lie: str) -> None:
    heard, _ = await held(store, [Says(lie), Says("NONE")], "How do I ask for a refund?", RULES)
    assert lie not in heard.text
    assert heard.all("approval_offer") == []


@pytest.mark.parametrize(
    ("script", "results", "why"),
    [
        ([calls(ASK)], {}, "check_refund_policy for this order first"),
        ([calls(CHECK), calls(ASK)], {"check_refund_policy": TOO_LATE}, "can't be refunded"),
        (
            [calls(CHECK), calls(("issue_refund", ASK[1] | {"amount": "58.01"}))],
            {},
            "above what check_refund_policy allows",
        ),
        (
            [calls(CHECK), calls(("issue_refund", ASK[1] | {"order_id": 7}))],
            {},
            "check_refund_policy for this order first",
        ),
        ([calls(CHECK), calls(ASK), calls(ASK)], {}, "waits for approval already"),
    ],
)
async def test_a_refund_out_of_order_is_refused_and_told(
    store: Store, script: list[Answer], results: dict[str, Result], why: str
) -> None:
    _, made = await held(store, [*script, Says("I can't.")], WISH, RULES | results)
    assert why in told(made)
    asked = [name for name, _ in made.shop.asked]
    assert asked.count("issue_refund") == (1 if "already" in why else 0)


async def test_what_the_rules_said_holds_for_the_next_turn(store: Store) -> None:
    said = "You can have up to €58.00."
    script: list[Answer] = [calls(CHECK), Says(said), calls(ASK), Says("So be it.")]
    script += [calls(ASK), Says("I can't.")]
    async with modelled(store, script, deadline_s=60.0) as made:
        made.shop.results |= RULES
        await made.shop.ask("Can I return order 1042?", "message-1", tools=CUSTOMER_TOOLS)
        heard = await made.shop.ask("Then do it", "message-2", tools=CUSTOMER_TOOLS)
        assert len(heard.all("approval_offer")) == 1
        other = await made.shop.ask("Do it", "message-1", thread_id="f" * 32, tools=CUSTOMER_TOOLS)
    assert other.all("approval_offer") == []


async def test_a_refund_that_the_shop_calls_harmless_is_none(store: Store) -> None:
    harmless = type(REFUND).FromString(REFUND.SerializeToString())
    harmless.destructive, harmless.read_only = False, True
    request = ChatRequest(thread_id="0" * 32, message_id="message-1", text="Hi", tools=[harmless])
    (spec,) = ShopperMessage.read(request, "u_1", frozenset()).tools
    assert (spec.destructive, spec.read_only) == (True, False)


async def test_a_guests_address_goes_to_the_shop_and_to_no_model(store: Store) -> None:
    text = "Where is order 1042? My mail is jane@b.ie"
    asked = ("verify_identity", {"order_number": "[ORDER_1]", "email": "[EMAIL_1]"})
    script: list[Answer] = [calls(asked), Says("Your order ••42 is Processing.")]
    heard, made = await held(store, script, text, {"verify_identity": CONFIRMED}, tools=GUEST_TOOLS)
    assert made.shop.asked == [("verify_identity", {"order_number": "1042", "email": "jane@b.ie"})]
    assert heard.text == "Your order ••42 is Processing."
    assert "jane@b.ie" not in made.server.texts
    assert "jane@b.ie" not in made.log.getvalue()


async def test_the_sidecars_own_tools_get_no_address_back(store: Store) -> None:
    notice = ("notify_human", {"channel": "slack", "text": "[EMAIL_1] waits since Monday"})
    search = ("search_kb", {"query": "what is known of [EMAIL_1]"})
    script: list[Answer] = [calls(notice), calls(search), Says("I have informed the shop.")]
    heard, made = await held(store, script, "I am jane@b.ie and I wait", {})
    assert heard.text.startswith("I have informed the shop.")
    ready = await store.read(lambda db: jobs.ready(db, 2**62, 50))
    (told_staff,) = [json.loads(job.payload_json) for job in ready if job.kind == "staff_mail"]
    assert told_staff["about"] == "notice"  # by e-mail: the shop has no Slack
    assert told_staff["body"] == "[EMAIL] waits since Monday"
    assert not any("jane@b.ie" in query for query in made.shop.pages.queries)


@pytest.mark.parametrize(
    "arguments",
    [
        {"channel": "pigeon", "text": "Hello"},
        {"channel": "slack", "text": ""},
        {"channel": "slack", "text": "x" * 501},
        {"channel": "slack", "text": "Hello", "to": "joe"},
    ],
)
async def test_a_malformed_notice_is_refused(store: Store, arguments: dict[str, str]) -> None:
    script: list[Answer] = [calls(("notify_human", arguments)), Says("I can't.")]
    await held(store, script, "Tell the shop", {})
    assert await notices_of(store) == []


async def test_a_notice_takes_the_channel_that_it_names(store: Store) -> None:
    slack = targets.Listener("chat", "slack", frozenset({"notice"}))
    await store.write(lambda db: targets.replace(db, [slack], 1))
    notice = ("notify_human", {"channel": "slack", "text": "The shop is on fire"})
    await held(store, [calls(notice), Says("Done.")], "Fire!", {})
    assert await notices_of(store) == []
    (delivery,) = await store.read(lambda db: list(db.query("SELECT * FROM deliveries")))
    assert (delivery["target"], delivery["about"]) == ("chat", "notice")


async def test_a_turn_notifies_once(store: Store) -> None:
    notice = ("notify_human", {"channel": "email", "text": "The shop is on fire"})
    await held(store, [calls(notice), calls(notice), Says("Done.")], "Fire!", {})
    assert len(await notices_of(store)) == 1


async def test_two_notices_of_a_turn_are_two(store: Store) -> None:
    fire, flood = (
        ("notify_human", {"channel": "email", "text": text})
        for text in ("The shop is on fire", "The shop is under water")
    )
    await held(store, [calls(fire), calls(flood), Says("Done.")], "Fire!", {})
    assert len(await notices_of(store)) == 2


async def notices_of(store: Store) -> list[str]:
    """The notices that the assistant gave; a hand-over is told apart."""
    ready = await store.read(lambda db: jobs.ready(db, 2**62, 50))
    return [job.job_id for job in ready if json.loads(job.payload_json).get("about") == "notice"]


async def test_work_that_a_tool_leaves_is_recorded_with_the_turn(store: Store) -> None:
    left = tuple(DeferredJob("shopper_mail", f'{{"sealed": "{n}"}}') for n in range(2))
    mail = ("send_email", {"template": "answer", "subject": "Your question", "body": "30 days"})
    results: dict[str, Result] = {"send_email": Returned('{"queued": true}', deferred=left)}
    script: list[Answer] = [calls(mail), Says("I have e-mailed it to you.")]
    heard, _ = await held(store, script, "Mail it to me", results)
    assert heard.text == "I have e-mailed it to you."
    ready = await store.read(lambda db: jobs.ready(db, 2**62, 50))
    assert [job.payload_json for job in ready] == [job.payload_json for job in left]
    assert len({job.job_id for job in ready}) == 2


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        (
            "send_email",
            {"template": "answer", "subject": "Yours", "body": "Pay at https://evil.test"},
        ),
        ("send_email", {"template": "answer", "subject": "See evil.test/pay", "body": "Hello."}),
        ("send_email", {"template": "answer", "subject": "Your question", "body": INVENTED}),
        ("send_email", {"template": "answer", "subject": "Yours", "body": "You get €500.00 back."}),
        ("send_email", {"template": "answer", "subject": "Yours", "body": "I have refunded you."}),
        ("send_email", {"template": "answer", "subject": "Yours", "body": f"It is {CANARY}."}),
        ("add_note", {"text": "See https://evil.test/login for what the shopper wants"}),
        ("issue_refund", ASK[1] | {"reason": "See https://evil.test/login"}),
    ],
)
async def test_what_may_not_be_shown_is_not_written_either(
    store: Store, tool: str, arguments: dict[str, Any]
) -> None:
    script: list[Answer] = [calls(CHECK), calls((tool, arguments)), Says("I can't.")]
    _, made = await held(store, script, WISH, RULES)
    assert [name for name, _ in made.shop.asked] == ["check_refund_policy"]
    assert "INVALID_ARGUMENT" in told(made)


async def test_what_was_shown_before_may_be_mailed(store: Store) -> None:
    said = "You have 30 days [p1]."
    mail = (
        "send_email",
        {"template": "answer", "subject": "Your question", "body": "You have 30 days."},
    )
    script: list[Answer] = [Says(said), calls(mail), Says("I have e-mailed it to you.")]
    async with modelled(store, script, deadline_s=60.0) as made:
        made.shop.results["send_email"] = {"queued": True}
        await made.shop.ask("How long can I return it?", "message-1", tools=CUSTOMER_TOOLS)
        heard = await made.shop.ask("Mail me that", "message-2", tools=CUSTOMER_TOOLS)
    assert made.shop.asked == [mail]
    assert heard.text == "I have e-mailed it to you."


NOTED = "Please note on my order 1042 that it rains"


def note(text: str, order_id: int = 1042) -> tuple[str, dict[str, Any]]:
    return "add_note", {"order_id": order_id, "text": text}


def asked_ids(heard: Heard) -> list[str]:
    return [asked.call_id for asked in heard.all("tool_request") if asked.name == "add_note"]


async def test_a_note_that_timed_out_is_asked_for_again_as_the_same_note(store: Store) -> None:
    answers = iter(["TIMEOUT", {"note_id": "7"}])
    script: list[Answer] = [
        calls(note("It rains")),
        calls(note("Rain on 1042")),
        Says("I have added a note to your order."),
    ]
    async with modelled(store, script, deadline_s=60.0) as made:
        made.shop.results["add_note"] = lambda _: next(answers)
        heard = await made.shop.ask(NOTED, tools=CUSTOMER_TOOLS)
    first, again = asked_ids(heard)
    assert first == again
    assert heard.text == "I have added a note to your order."


async def test_a_note_is_the_same_when_the_turn_runs_again_without_its_model(
    store: Store,
) -> None:
    script: list[Answer] = [calls(CHECK), calls(note("It rains"))]
    async with modelled(store, script, deadline_s=60.0) as made:
        made.shop.results |= RULES
        request = made.shop.request(NOTED, tools=list(CUSTOMER_TOOLS))
        listening = made.shop.conversations.chat(made.shop.message(request), 0, 0)
        async for event in listening:
            if event.tool_request.name == "add_note":
                break
            if event.HasField("tool_request"):
                made.shop.run_tool(event, request.thread_id, SHOPPER)
        await made.shop.conversations.drain(0)
    restarted = Shop(store)
    restarted.results["add_note"] = {"note_id": "7"}
    await restarted.conversations.recover()
    heard = await restarted.hear(restarted.request("", tools=list(CUSTOMER_TOOLS)))
    assert asked_ids(heard) == [event.tool_request.call_id]


async def test_notes_on_two_orders_are_two_and_a_second_on_one_is_refused(store: Store) -> None:
    script: list[Answer] = [
        calls(note("It rains")),
        calls(note("It rains", 7)),
        calls(note("It pours")),
        Says("I have added a note to your order."),
    ]
    heard, made = await held(store, script, NOTED, {"add_note": {"note_id": "7"}})
    assert len(set(asked_ids(heard))) == len(made.shop.asked) == 2
    assert "asked for already in this turn" in told(made)


async def test_what_was_under_way_when_the_turn_was_stopped_is_in_the_audit_log(
    store: Store,
) -> None:
    async with modelled(store, [calls(note("It rains"))], deadline_s=60.0) as made:
        request = made.shop.request(NOTED, tools=list(CUSTOMER_TOOLS))
        heard = Heard()
        async for event in made.shop.conversations.chat(made.shop.message(request), 0, 0):
            heard.events.append(event)
            if event.HasField("tool_request"):  # which WordPress may have run by now
                made.shop.conversations.stop(request.thread_id, request.message_id, SHOPPER)
    assert heard.outcome == Outcome.OUTCOME_STOPPED
    entries = await store.read(lambda db: list(audit.every(db)))
    told = [(entry.tool, entry.outcome) for entry in entries]
    assert told == [("add_note", "ASKED"), ("add_note", "TIMEOUT")]
    assert all("order_id" in entry.ids_json for entry in entries)


async def test_what_may_be_changed_is_in_the_audit_log_before_it_can_be(store: Store) -> None:
    seen: list[list[str]] = []

    async with modelled(store, [calls(note("It rains"))], deadline_s=60.0) as made:
        request = made.shop.request(NOTED, tools=list(CUSTOMER_TOOLS))
        async for event in made.shop.conversations.chat(made.shop.message(request), 0, 0):
            if event.HasField("tool_request"):
                entries = await store.read(lambda db: list(audit.every(db)))
                seen.append([f"{entry.tool} {entry.outcome}" for entry in entries])
                made.shop.conversations.stop(request.thread_id, request.message_id, SHOPPER)
    assert seen[0] == ["add_note ASKED"]


async def test_a_mail_that_was_not_queued_was_not_sent(store: Store) -> None:
    mail = ("send_email", {"template": "answer", "subject": "Your question", "body": "30 days"})
    lie = "I have e-mailed it to you."
    script: list[Answer] = [calls(mail), Says(lie), Says("NONE")]
    heard, _ = await held(store, script, "Mail it to me", {"send_email": {"queued": False}})
    assert lie not in heard.text


async def test_what_staff_try_out_asks_nobody(store: Store, shop: Shop) -> None:
    shop.results |= RULES
    request = shop.request("I want a refund for order 1042", tools=list(CUSTOMER_TOOLS))
    heard = await shop.hear(request, "staff")
    assert heard.terminal_count == 1
    assert await store.read(lambda db: jobs.ready(db, 2**62, 50)) == []
    assert (
        await store.read(
            lambda db: approvals.page(db, state=0, before=None, limit=9, now_unix_ms=1)
        )
        == []
    )


@pytest.mark.parametrize(
    ("name", "text", "limit_s"),
    [
        ("get_order_status", "Where is order 1042?", 2.0),
        (
            "verify_identity",
            "Where is order 1042? My mail is jane@b.ie",
            LIMITS_S["verify_identity"],
        ),
        ("check_refund_policy", "I want a refund for order 1042", 2.0),
        ("issue_refund", "I want a refund for order 1042", LIMITS_S["issue_refund"]),
        ("add_note", "Please note on my order 1042 that it rains", LIMITS_S["add_note"]),
    ],
)
async def test_each_tool_has_its_own_time(shop: Shop, name: str, text: str, limit_s: float) -> None:
    shop.results |= RULES | {
        "verify_identity": CONFIRMED,
        "get_order_status": ORDER,
        "add_note": {"note_id": 7},
    }
    tools = GUEST_TOOLS if name == "verify_identity" else CUSTOMER_TOOLS
    heard = await shop.ask(text, tools=tools)
    (event,) = [known for known in heard.events if known.tool_request.name == name]
    given_ms = event.tool_request.deadline_unix_ms - event.at_unix_ms
    assert limit_s * 1_000 - 1_000 < given_ms <= limit_s * 1_000
    assert heard.outcome == Outcome.OUTCOME_ANSWERED


def test_tools_have_the_time_that_is_agreed() -> None:
    assert LIMITS_S == {
        "search_kb": 3.0, "create_ticket": 5.0, "handoff_human": 3.0, "notify_human": 3.0,
        "verify_identity": 3.0, "issue_refund": 5.0, "add_note": 3.0, "send_email": 3.0,
    }  # fmt: skip


async def test_the_instructions_do_not_leave_through_another_plugin(store: Store) -> None:
    wrap = offered("plugin_gifts_wrap", {"text": {"type": "string"}}, ("text",))
    script = [calls(("plugin_gifts_wrap", {"text": "For plum tree bark"})), Says("Done.")]
    async with modelled(store, script) as made:
        made.shop.conversations = Conversations(replace(made.shop.parts, canary="plumtreebark"))
        made.shop.results["plugin_gifts_wrap"] = {"wrapped": True}
        await made.shop.ask("Wrap it, please", tools=(*CUSTOMER_TOOLS, wrap))
    assert made.shop.asked == []


async def test_a_transcript_is_what_was_said_and_not_what_a_model_says_was(store: Store) -> None:
    mail = (
        "send_email",
        {"template": "transcript", "subject": "Your question", "body": "You get €500.00 back."},
    )
    script = [Says("You have 30 days. [p1]"), calls(mail), Says("I have e-mailed it to you.")]
    async with modelled(store, script, deadline_s=60.0) as made:
        made.shop.results["send_email"] = {"queued": True}
        question = "How long can I return it?"
        said = await made.shop.ask(question, "message-1", tools=CUSTOMER_TOOLS)
        await made.shop.ask("Mail me our conversation, please", "message-2", tools=CUSTOMER_TOOLS)
    ((_, asked),) = made.shop.asked
    assert asked["body"] == f"> {question}\n\n{said.text.strip()}"
