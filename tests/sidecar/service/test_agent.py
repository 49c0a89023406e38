"""The shopper's calls over gRPC, against a whole sidecar with the sample shop's pages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
import pytest_asyncio

from sidecar.embedder import Embedder, Rows
from sidecar.v1 import agent_pb2 as pb
from sidecar.v1 import desk_pb2
from sidecar.v1.agent_pb2 import Outcome
from sidecar.v1.operations_pb2 import GetStatusRequest, PutSettingsRequest, ShopSettings
from tests.conftest import MODEL_DIR
from tests.fakes.shop import KETTLE, ORDER, SHOPPER, THREAD, Heard
from tests.fakes.wordpress import WordPress, sample_site
from tests.sidecar.calling import reason_of

STRANGER = "a_" + "2" * 32
STATUS = "/sidecar.v1.Operations/GetStatus"
TICKET = {"subject": "Kettle", "body": "It leaks."}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WordPress]:
    """One sidecar for the module; tests use threads of their own."""
    async with sample_site(tmp_path_factory.mktemp("agent")) as made:
        made.results = {
            "get_order_status": lambda asked: ORDER if asked["order_id"] == 1042 else "NOT_FOUND",
            "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
            "search_products": {"products": [KETTLE]},
        }
        yield made


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def refused(awaitable: Any) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await awaitable
    return refusal.value.code(), reason_of(refusal.value)


def call(request_id: str, thread_id: str, arguments: Any = TICKET) -> pb.ToolCallRequest:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return pb.ToolCallRequest(
        request_id=request_id, thread_id=thread_id, name="create_ticket", arguments_json=text
    )


async def tickets(site: WordPress) -> list[desk_pb2.TicketSummary]:
    listed = await site.caller.call(
        "/sidecar.v1.Desk/ListTickets", desk_pb2.ListTicketsRequest(page_size=200)
    )
    return list(listed.tickets)


async def test_a_question_is_answered_from_the_right_page(site: WordPress) -> None:
    heard = await site.ask("How many days do I have to return something?", thread_id="a" * 32)
    assert "30 days" in heard.text
    assert heard.all("citation")[0].title == "Returns & Refunds"
    assert "(See: Returns & Refunds" in heard.text
    assert heard.outcome == Outcome.OUTCOME_ANSWERED


async def test_an_order_is_looked_up_by_wordpress_in_the_turn(site: WordPress) -> None:
    heard = await site.ask("Where is my order?", thread_id="b" * 32)
    assert "••42 is: Processing" in heard.text
    assert [card.kind for card in heard.all("card")] == ["order"]


@pytest.mark.parametrize("limit", ["messages_per_subject_minute", "messages_per_site_minute"])
async def test_the_owners_limit_of_messages_holds_over_threads(site: WordPress, limit: str) -> None:
    put = "/sidecar.v1.Operations/PutSettings"
    heard = await site.ask("Hello!", thread_id=f"{limit[13]}0" * 16)
    assert heard.terminal_count == 1
    await site.caller.call(put, PutSettingsRequest(settings=ShopSettings(**{limit: 1})))
    try:
        second = site.ask("Hello!", thread_id=f"{limit[13]}1" * 16)
        assert (await refused(second))[0] is grpc.StatusCode.RESOURCE_EXHAUSTED
    finally:
        await site.caller.call(put, PutSettingsRequest(settings=ShopSettings()))


async def test_a_transcript_shows_what_was_said(site: WordPress) -> None:
    thread_id = "c" * 32
    heard = await site.ask("How much is the kettle?", "message-1", thread_id=thread_id)
    rate = pb.RateTurnRequest(thread_id=thread_id, message_id="message-1", rating=pb.RATING_UP)
    await site.call("RateTurn", rate)
    read = await site.call("GetThread", pb.GetThreadRequest(thread_id=thread_id))
    shopper, agent = read.messages
    assert (shopper.author, shopper.text) == (pb.AUTHOR_SHOPPER, "How much is the kettle?")
    assert (agent.author, agent.text) == (pb.AUTHOR_AGENT, heard.text)
    assert agent.rating == pb.RATING_UP
    assert [card.id for card in agent.cards] == [12]
    assert read.running_message_id == ""


async def test_a_new_thread_is_an_empty_transcript(site: WordPress) -> None:
    read = await site.call("GetThread", pb.GetThreadRequest(thread_id="d" * 32))
    assert not read.messages


async def test_a_strangers_thread_is_not_found_by_any_call(site: WordPress) -> None:
    thread_id = "e" * 32
    await site.ask("Where is my order?", thread_id=thread_id)
    place = {"thread_id": thread_id, "message_id": "message-1"}
    rating = pb.RateTurnRequest(**place, rating=pb.RATING_UP)  # type: ignore[arg-type]
    wanted = (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")
    assert await refused(site.ask("", thread_id=thread_id, subject=STRANGER)) == wanted
    assert await refused(site.ask("Hi there", "message-2", STRANGER, thread_id=thread_id)) == wanted
    for name, request in (
        ("GetThread", pb.GetThreadRequest(thread_id=thread_id)),
        ("RateTurn", rating),
        ("ToolCall", call("request-1", thread_id)),
    ):
        assert await refused(site.call(name, request, STRANGER)) == wanted
    stop = pb.StopTurnRequest(thread_id=thread_id, message_id="message-1")
    await site.call("StopTurn", stop, STRANGER)


async def test_a_token_for_another_thread_finds_nothing(site: WordPress) -> None:
    request = pb.GetThreadRequest(thread_id="e" * 32)
    code, _ = await refused(site.call("GetThread", request, thr="f" * 32))
    assert code is grpc.StatusCode.NOT_FOUND


async def test_bad_messages_are_refused_with_a_reason(site: WordPress) -> None:
    thread_id = "1" * 32
    bad = grpc.StatusCode.INVALID_ARGUMENT
    for text, reason in (
        ("x" * 65_536, "MESSAGE_TOO_LONG"),
        ("a\x00b", "MESSAGE_INVALID"),
        ("  ", "MESSAGE_INVALID"),
    ):
        assert await refused(site.ask(text, thread_id=thread_id)) == (bad, reason)
    assert (await refused(site.ask("Hi", "short", thread_id=thread_id)))[0] is bad
    assert (await refused(site.ask("", thread_id=thread_id)))[0] is grpc.StatusCode.NOT_FOUND


async def test_right_to_left_and_emoji_are_answered(site: WordPress) -> None:
    for number, text in enumerate(("أين طلبي؟ 😀", "שלום 👩‍👩‍👧‍👦", "🤷" * 1_000)):
        heard = await site.ask(text, f"message-{number}", thread_id="2" * 32)
        assert heard.terminal_count == 1


async def test_a_click_opens_one_ticket_however_often_it_arrives(site: WordPress) -> None:
    before = len(await tickets(site))
    request = call("request-20", "3" * 32)
    request.contact.CopyFrom(pb.Contact(name="Maeve Quilligan", email="maeve@example.com"))
    answers = await asyncio.gather(*(site.call("ToolCall", request) for _ in range(20)))
    assert len({answer.result_json for answer in answers}) == 1
    opened = await tickets(site)
    assert len(opened) == before + 1
    assert opened[0].contact_email == "maeve@example.com"
    other = call("request-20", "3" * 32, TICKET | {"body": "Another."})
    assert await refused(site.call("ToolCall", other)) == (
        grpc.StatusCode.ALREADY_EXISTS,
        "ID_REUSED",
    )


async def test_a_ticket_needs_its_scope(site: WordPress) -> None:
    request = call("request-21", "3" * 32)
    code, reason = await refused(site.call("ToolCall", request, scp="support.read_kb"))
    assert (code, reason) == (grpc.StatusCode.PERMISSION_DENIED, "SCOPE_MISSING")


@pytest.mark.parametrize(
    "arguments",
    ["{nope", {"subject": "x"}, TICKET | {"owner": 1}, TICKET | {"body": "x' OR '1'='1"}],
)
async def test_bad_arguments_are_the_callers_to_read(site: WordPress, arguments: Any) -> None:
    answer = await site.call("ToolCall", call("request-22", "3" * 32, arguments))
    assert answer.error.code == "INVALID_ARGUMENT"


async def test_an_unknown_tool_is_not_found(site: WordPress) -> None:
    request = pb.ToolCallRequest(
        request_id="request-23", thread_id="3" * 32, name="issue_refund", arguments_json="{}"
    )
    assert (await site.call("ToolCall", request)).error.code == "NOT_FOUND"


async def test_search_is_a_tool_outside_a_turn_too(site: WordPress) -> None:
    request = pb.ToolCallRequest(
        request_id="request-24",
        thread_id="3" * 32,
        name="search_kb",
        arguments_json='{"query": "warranty on tents"}',
    )
    found = json.loads((await site.call("ToolCall", request)).result_json)
    assert found["passages"][0]["title"] == "Warranty & Repairs"


async def test_a_contact_is_one_plain_address(site: WordPress) -> None:
    for email in ("a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"):
        request = call("request-25", "3" * 32)
        request.contact.email = email
        code, _ = await refused(site.call("ToolCall", request))
        assert code is grpc.StatusCode.INVALID_ARGUMENT


async def test_leaving_the_stream_does_not_stop_the_turn(site: WordPress) -> None:
    thread_id = "4" * 32
    request = site.request("How long is the warranty on tents?", "message-1", thread_id=thread_id)
    stream = site.chat(request)
    assert (await anext(aiter(stream))).HasField("started")
    stream.cancel()
    heard = await site.ask("", thread_id=thread_id)
    assert heard.outcome == Outcome.OUTCOME_ANSWERED


async def test_an_unanswered_question_becomes_a_ticket_that_staff_see(site: WordPress) -> None:
    thread_id = "5" * 32
    asked = await site.ask("Do you teach people to juggle?", "message-1", thread_id=thread_id)
    offer = asked.all("ticket_offer")[0]
    answer = await site.call(
        "ToolCall",
        call("request-30", thread_id, {"subject": offer.subject, "body": offer.body}),
    )
    ticket_id = json.loads(answer.result_json)["ticket_id"]
    assert ticket_id in [ticket.ticket_id for ticket in await tickets(site)]
    update = desk_pb2.UpdateTicketRequest(
        request_id="request-31", ticket_id=ticket_id, status=desk_pb2.TICKET_STATUS_SOLVED
    )
    for _ in range(2):
        changed = await site.caller.call("/sidecar.v1.Desk/UpdateTicket", update)
        assert changed.ticket.status == desk_pb2.TICKET_STATUS_SOLVED


async def test_staff_read_threads_page_by_page(site: WordPress) -> None:
    seen: list[str] = []
    token = ""
    while True:
        request = desk_pb2.ListThreadsRequest(page_size=3, page_token=token)
        listed = await site.caller.call("/sidecar.v1.Desk/ListThreads", request)
        seen += [thread.thread_id for thread in listed.threads]
        token = listed.next_page_token
        if not token:
            break
    assert len(seen) == len(set(seen)) > 3
    read = await site.caller.call(
        "/sidecar.v1.Desk/ReadThread", desk_pb2.ReadThreadRequest(thread_id=seen[-1])
    )
    assert read.lines[0].author == "shopper"
    missing = desk_pb2.ReadThreadRequest(thread_id=THREAD)
    code, _ = await refused(site.caller.call("/sidecar.v1.Desk/ReadThread", missing))
    assert code is grpc.StatusCode.NOT_FOUND
    forged = desk_pb2.ListThreadsRequest(page_token="forged")
    code, _ = await refused(site.caller.call("/sidecar.v1.Desk/ListThreads", forged))
    assert code is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_person_is_asked_for_and_the_thread_waits(site: WordPress) -> None:
    thread_id = "6" * 32
    heard = await site.ask("I want to talk to a human", thread_id=thread_id)
    assert heard.all("handed_off")[0].queue_position >= 1
    waiting = desk_pb2.ListThreadsRequest(state=desk_pb2.THREAD_STATE_WAITING)
    listed = await site.caller.call("/sidecar.v1.Desk/ListThreads", waiting)
    assert thread_id in [thread.thread_id for thread in listed.threads]


async def test_the_shopper_of_a_token_is_the_only_one(site: WordPress) -> None:
    heard = await site.ask("Where is my order?", thread_id="7" * 32, subject=SHOPPER)
    assert heard.terminal_count == 1
    code, _ = await refused(site.ask("", thread_id="7" * 32, subject="staff"))
    assert code is grpc.StatusCode.NOT_FOUND


async def test_a_trace_needs_its_scope(site: WordPress) -> None:
    request = site.request("Hi there", "message-1", thread_id="8" * 32, trace=True)
    scopes = "support.read_kb orders.read_own tickets.create desk.staff"
    stream = site.caller.stream(
        "/sidecar.v1.Agent/Chat", request, sub=SHOPPER, thr="8" * 32, scp=scopes
    )
    refusal = await refused(anext(aiter(stream)))
    assert refusal == (grpc.StatusCode.PERMISSION_DENIED, "SCOPE_MISSING")
    assert (await refused(site.ask("", thread_id="8" * 32)))[0] is grpc.StatusCode.NOT_FOUND


async def test_a_trace_is_shown_to_whoever_asks_for_it_and_to_nobody_else(site: WordPress) -> None:
    thread_id = "9" * 32
    order = "Where is my order 1042? Write to jo@example.com"
    traced, plain = Heard(), Heard()
    attach = site.request("", "message-1", thread_id=thread_id)
    async for event in site.chat(site.request(order, "message-1", thread_id=thread_id, trace=True)):
        traced.events.append(event)
        if event.HasField("tool_request"):  # the turn waits for its result
            follower = aiter(site.chat(attach))
            plain.events.append(await anext(follower))
            await site.run_tool(event, thread_id, SHOPPER)
    plain.events += [event async for event in follower]
    steps = traced.all("trace")
    assert {"state", "search", "passage", "brain", "tool", "proof"} <= {step.kind for step in steps}
    assert [json.loads(step.detail_json)["code"] for step in steps if step.kind == "tool"] == ["OK"]
    assert not [step for step in steps if "jo@example.com" in step.text + step.detail_json]
    others = [event for event in traced.events if not event.HasField("trace")]
    assert plain.events == others
    assert [event.at_unix_ms for event in traced.events] == sorted(
        event.at_unix_ms for event in traced.events
    )
    again = await site.ask("", thread_id=thread_id, trace=True)
    assert again.events == others
    read = await site.call("GetThread", pb.GetThreadRequest(thread_id=thread_id))
    assert [message.text for message in read.messages] == [order, plain.text]


async def test_what_staff_try_out_leaves_nothing(site: WordPress) -> None:
    async def listed() -> tuple[int, Any, Any]:
        desk = "/sidecar.v1.Desk/"
        threads = desk_pb2.ListThreadsRequest(page_size=200)
        return (
            (await site.caller.call(STATUS, GetStatusRequest())).waiting_job_count,
            await site.caller.call(desk + "ListThreads", threads),
            await site.caller.call(desk + "ListUnanswered", desk_pb2.ListUnansweredRequest()),
        )

    before = await listed()
    person = await site.ask("I want to talk to a human", thread_id="a1" * 16, subject="staff")
    assert person.outcome == Outcome.OUTCOME_HANDED_OFF
    assert person.all("handed_off")[0].queue_position >= 1
    vain = await site.ask("Do you teach bears to juggle?", thread_id="a2" * 16, subject="staff")
    assert vain.outcome == Outcome.OUTCOME_UNANSWERED
    assert await listed() == before
    thread = desk_pb2.ReadThreadRequest(thread_id="a1" * 16)
    code, _ = await refused(site.caller.call("/sidecar.v1.Desk/ReadThread", thread))
    assert code is grpc.StatusCode.NOT_FOUND


async def test_search_intent_and_excerpts_embed_a_question_once(
    site: WordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[tuple[int, ...]] = []
    embedded = Embedder._embedded

    def listening(self: Embedder, row: tuple[int, ...]) -> Rows:
        rows.append(row)
        return embedded(self, row)

    monkeypatch.setattr(Embedder, "_embedded", listening)
    asked = "Ann Quilligan here, ann@example.com: how many days do I have to return a lantern?"
    heard = await site.ask(asked, thread_id="5e" * 16)
    assert "30 days" in heard.text
    said = tuple(Embedder.open(MODEL_DIR).tokens("how many days do I have to return a lantern?"))
    about_it = [row for row in rows if row[-len(said) :] == said]
    assert len(about_it) == 1, rows
