"""People in a thread, over gRPC: the shopper on one side, staff on the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
import pytest_asyncio

from sidecar.v1 import agent_pb2, desk_pb2, operations_pb2
from sidecar.v1.agent_pb2 import Outcome
from tests.fakes.wordpress import WordPress, sample_site
from tests.sidecar.calling import reason_of

DESK = "/sidecar.v1.Desk/"
STRANGER = "a_" + "2" * 32
RETURNS = "How long do I have to return something?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WordPress]:
    """One sidecar for the module; tests use threads of their own."""
    async with sample_site(tmp_path_factory.mktemp("people")) as made:
        made.results = {"search_products": {"products": []}}
        yield made


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def refused(attempt: Any) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await attempt
    return refusal.value.code(), reason_of(refusal.value)


async def desk(site: WordPress, name: str, **fields: Any) -> Any:
    request = getattr(desk_pb2, f"{name}Request")(**fields)
    return await site.caller.call(DESK + name, request)


async def take(site: WordPress, thread_id: str, **fields: Any) -> None:
    values = {"person_id": 3, "person_name": "Maeve O'Brien"} | fields
    await desk(site, "TakeThread", thread_id=thread_id, **values)


async def reply(site: WordPress, thread_id: str, request_id: str, text: str = "Hello!") -> str:
    answer = await desk(
        site, "ReplyThread", thread_id=thread_id, person_id=3, request_id=request_id, text=text
    )
    return str(answer.message_id)


async def shown(site: WordPress, thread_id: str, **fields: Any) -> agent_pb2.GetThreadResponse:
    request = agent_pb2.GetThreadRequest(thread_id=thread_id, **fields)
    read: agent_pb2.GetThreadResponse = await site.call("GetThread", request)
    return read


async def reply_mails(site: WordPress) -> list[str]:
    """The ids of the mails to shoppers that are still to be sent."""
    listed = await site.caller.call(
        "/sidecar.v1.Operations/ListJobs",
        operations_pb2.ListJobsRequest(page_size=200, state=operations_pb2.JOB_STATE_WAITING),
    )
    return [job.job_id for job in listed.jobs if job.kind == "reply_mail"]


async def test_a_conversation_passes_from_the_agent_to_a_person_and_back(site: WordPress) -> None:
    thread_id = "1" * 32
    await site.ask("I want to talk to a human", thread_id=thread_id)
    seen = await shown(site, thread_id)
    assert seen.waits_for_person
    assert not seen.with_person
    (summary,) = (
        thread
        for thread in (await desk(site, "ListThreads", state=desk_pb2.THREAD_STATE_WAITING)).threads
        if thread.thread_id == thread_id
    )
    assert summary.waiting_unix_ms
    assert summary.reason
    assert not summary.is_escalated

    await take(site, thread_id)
    seen = await shown(site, thread_id)
    assert (seen.waits_for_person, seen.with_person, seen.person_name) == (False, True, "Maeve")
    message_id = await reply(site, thread_id, "reply-0001", "How can I help?")
    heard = await site.ask(RETURNS, "message-2", thread_id=thread_id)
    assert heard.outcome == Outcome.OUTCOME_WITH_PERSON
    assert heard.text == ""

    said = [
        (message.author, message.author_name) for message in (await shown(site, thread_id)).messages
    ]
    assert said == [
        (agent_pb2.AUTHOR_SHOPPER, ""),
        (agent_pb2.AUTHOR_AGENT, ""),
        (agent_pb2.AUTHOR_STAFF, "Maeve"),
        (agent_pb2.AUTHOR_SHOPPER, ""),
    ]
    read = await desk(site, "ReadThread", thread_id=thread_id)
    assert [(line.author, line.author_name) for line in read.lines] == [
        ("shopper", ""),
        ("agent", ""),
        ("staff", "Maeve O'Brien"),
        ("shopper", ""),
    ]
    assert (read.state, read.person_id, read.person_name) == (3, 3, "Maeve O'Brien")
    assert (await shown(site, thread_id)).messages[2].message_id == message_id

    await desk(site, "ReleaseThread", thread_id=thread_id)
    heard = await site.ask(RETURNS, "message-3", thread_id=thread_id)
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    assert not (await shown(site, thread_id)).with_person


async def test_a_message_to_a_person_is_taken_once_and_can_be_followed_again(
    site: WordPress,
) -> None:
    thread_id = "2" * 32
    await site.ask("Hello", "message-1", thread_id=thread_id)
    await take(site, thread_id)
    first = await site.ask(RETURNS, "message-2", thread_id=thread_id)
    again = await site.ask(RETURNS, "message-2", thread_id=thread_id)
    rest = await site.ask("", "message-2", thread_id=thread_id, after_seq=first.events[0].seq)
    assert first.kinds == ["started", "done"]
    assert again.events == first.events
    assert rest.events == first.events[1:]
    assert (await refused(site.ask("Else?", "message-2", thread_id=thread_id)))[0] is (
        grpc.StatusCode.ALREADY_EXISTS
    )


async def test_one_reply_is_one_message_however_often_it_is_sent(site: WordPress) -> None:
    thread_id = "3" * 32
    await site.ask("Hello", thread_id=thread_id)
    await take(site, thread_id)
    sent = await asyncio.gather(*(reply(site, thread_id, "reply-0003") for _ in range(20)))
    assert len(set(sent)) == 1
    staff = [
        message
        for message in (await shown(site, thread_id)).messages
        if message.author == agent_pb2.AUTHOR_STAFF
    ]
    assert [message.message_id for message in staff] == sent[:1]
    assert await refused(reply(site, thread_id, "reply-0003", "Something else")) == (
        grpc.StatusCode.ALREADY_EXISTS,
        "ID_REUSED",
    )
    await desk(site, "ReleaseThread", thread_id=thread_id)
    assert await reply(site, thread_id, "reply-0003") == sent[0]
    assert await refused(reply(site, thread_id, "reply-0004")) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "THREAD_NOT_TAKEN",
    )


async def test_a_reply_that_a_present_shopper_reads_is_not_mailed(site: WordPress) -> None:
    thread_id = "4" * 32
    await site.ask("Hello", thread_id=thread_id, return_address="sealed by WordPress")
    await take(site, thread_id)
    job_id = f"reply-{await reply(site, thread_id, 'reply-0005')}"
    await shown(site, thread_id)
    assert job_id in await reply_mails(site)
    await shown(site, thread_id, is_present=True)
    assert job_id not in await reply_mails(site)


async def test_a_stranger_reads_nothing_and_takes_no_mail_away(site: WordPress) -> None:
    thread_id = "5" * 32
    await site.ask("Hello", thread_id=thread_id, return_address="sealed by WordPress")
    await take(site, thread_id)
    job_id = f"reply-{await reply(site, thread_id, 'reply-0006')}"
    request = agent_pb2.GetThreadRequest(thread_id=thread_id, is_present=True)
    assert (await refused(site.call("GetThread", request, STRANGER)))[0] is (
        grpc.StatusCode.NOT_FOUND
    )
    assert job_id in await reply_mails(site)


async def test_staff_see_whether_the_shopper_is_there_and_can_be_reached(site: WordPress) -> None:
    thread_id = "6" * 32
    await site.ask("Hello", thread_id=thread_id)
    read = await desk(site, "ReadThread", thread_id=thread_id)
    assert read.is_shopper_present
    assert not read.is_reachable
    await site.ask("Hello", "message-2", thread_id=thread_id, return_address="sealed")
    await site.ask("Hello", "message-3", thread_id=thread_id)
    assert (await desk(site, "ReadThread", thread_id=thread_id)).is_reachable


async def test_an_address_that_is_too_long_is_refused(site: WordPress) -> None:
    fields = {"thread_id": "7" * 32, "return_address": "x" * 1_001}
    assert (await refused(site.ask("Hello", **fields)))[0] is grpc.StatusCode.INVALID_ARGUMENT
    fields["return_address"] = "x" * 1_000
    assert (await site.ask("Hello", **fields)).outcome == Outcome.OUTCOME_ANSWERED


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("TakeThread", {"person_id": 0, "person_name": "Maeve"}),
        ("TakeThread", {"person_id": 3, "person_name": ""}),
        ("TakeThread", {"person_id": 3, "person_name": "x" * 101}),
        ("TakeThread", {"person_id": 3, "person_name": "a\nb"}),
        ("ReplyThread", {"request_id": "short", "person_id": 3, "text": "Hello"}),
        ("ReplyThread", {"request_id": "reply-0007", "person_id": 3, "text": ""}),
        ("ReplyThread", {"request_id": "reply-0007", "person_id": 3, "text": " "}),
        ("ReplyThread", {"request_id": "reply-0007", "person_id": 3, "text": "x" * 4_001}),
        ("ReplyThread", {"request_id": "reply-0007", "person_id": 3, "text": "a\x00b"}),
    ],
)
async def test_a_malformed_call_is_refused(
    site: WordPress, name: str, fields: dict[str, Any]
) -> None:
    thread_id = "8" * 32
    await site.ask("Hello", thread_id=thread_id)
    if name == "ReplyThread":
        await take(site, thread_id)
    assert (await refused(desk(site, name, thread_id=thread_id, **fields)))[0] is (
        grpc.StatusCode.INVALID_ARGUMENT
    )


async def test_a_thread_that_is_not_there_is_not_found(site: WordPress) -> None:
    thread_id = "9" * 32
    attempts = (
        take(site, thread_id),
        reply(site, thread_id, "reply-0008"),
        desk(site, "ReleaseThread", thread_id=thread_id),
        desk(site, "ReadThread", thread_id=thread_id),
    )
    for attempt in attempts:
        assert (await refused(attempt))[0] is grpc.StatusCode.NOT_FOUND


async def test_only_one_person_has_a_thread(site: WordPress) -> None:
    thread_id = "a" * 32
    await site.ask("Hello", thread_id=thread_id)
    await take(site, thread_id)
    await take(site, thread_id)
    other = {"person_id": 4, "person_name": "Seán"}
    assert await refused(take(site, thread_id, **other)) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "THREAD_TAKEN",
    )
    await take(site, thread_id, **other, force=True)
    assert (await shown(site, thread_id)).person_name == "Seán"


async def test_a_transcript_has_as_many_messages_as_were_asked_for(site: WordPress) -> None:
    thread_id = "b" * 32
    await site.ask("Hello", thread_id=thread_id)
    await take(site, thread_id)
    for number in range(3):
        await site.ask("More", f"message-{number + 2}", thread_id=thread_id)
    await reply(site, thread_id, "reply-0009")
    texts = [message.text for message in (await shown(site, thread_id, limit=4)).messages]
    assert texts == ["More", "More", "More", "Hello!"]


async def test_of_many_who_take_a_thread_at_once_one_has_it(site: WordPress) -> None:
    thread_id = "c" * 32
    await site.ask("Hello", thread_id=thread_id)
    takes = (
        take(site, thread_id, person_id=number, person_name=f"Person {number}")
        for number in range(1, 11)
    )
    outcomes = await asyncio.gather(*takes, return_exceptions=True)
    refusals = [reason_of(each) for each in outcomes if isinstance(each, grpc.aio.AioRpcError)]
    assert refusals == ["THREAD_TAKEN"] * 9
    winner = outcomes.index(None) + 1
    assert (await desk(site, "ReadThread", thread_id=thread_id)).person_id == winner
