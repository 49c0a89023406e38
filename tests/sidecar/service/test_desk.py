"""The staff's calls on questions and macros over gRPC, with turns that really ended so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
import pytest_asyncio

from sidecar.v1 import agent_pb2, desk_pb2
from sidecar.v1.agent_pb2 import Outcome
from tests.fakes.wordpress import WordPress, sample_site

DESK = "/sidecar.v1.Desk/"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WordPress]:
    """One sidecar for the module; tests use threads of their own."""
    async with sample_site(tmp_path_factory.mktemp("desk")) as made:
        made.results = {"search_products": {"products": []}}
        yield made


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def groups(site: WordPress) -> dict[str, desk_pb2.UnansweredGroup]:
    listed = await site.caller.call(DESK + "ListUnanswered", desk_pb2.ListUnansweredRequest())
    return {group.question: group for group in listed.groups}


async def macros(site: WordPress) -> list[desk_pb2.Macro]:
    listed = await site.caller.call(DESK + "ListMacros", desk_pb2.ListMacrosRequest())
    return list(listed.macros)


async def put(site: WordPress, request_id: str, **values: Any) -> desk_pb2.Macro:
    request = desk_pb2.PutMacroRequest(request_id=request_id, macro=desk_pb2.Macro(**values))
    kept: desk_pb2.Macro = (await site.caller.call(DESK + "PutMacro", request)).macro
    return kept


async def test_an_unanswered_question_is_listed_until_it_is_closed(site: WordPress) -> None:
    question = "Is there a zeppelin museum nearby?"
    for number, text in enumerate((question, "Is a zeppelin museum near you?", "Hello!")):
        await site.ask(text, thread_id=f"{number:032x}")
    (group,) = (each for each in (await groups(site)).values() if "zeppelin" in each.question)
    assert group.asked_count == 2
    closing = desk_pb2.CloseUnansweredRequest(group_id=group.group_id)
    closed = await site.caller.call(DESK + "CloseUnanswered", closing)
    assert closed.closed_count == 2
    assert await groups(site) == {}


async def test_an_answer_rated_up_is_suggested_and_kept(site: WordPress) -> None:
    thread_id = "a" * 32
    heard = await site.ask("How long do I have to return something?", thread_id=thread_id)
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    rating = agent_pb2.RateTurnRequest(
        thread_id=thread_id, message_id=heard.last.message_id, rating=agent_pb2.RATING_UP
    )
    await site.call("RateTurn", rating)
    (suggestion,) = await macros(site)
    assert suggestion.suggested
    assert "30 days" in suggestion.text
    values = {"macro_id": suggestion.macro_id, "title": "Return window", "text": suggestion.text}
    await put(site, "put-macro-1", **values)
    (kept,) = await macros(site)
    assert (kept.macro_id, kept.title, kept.suggested) == (
        suggestion.macro_id,
        "Return window",
        False,
    )
    deleting = desk_pb2.DeleteMacroRequest(macro_id=kept.macro_id)
    await site.caller.call(DESK + "DeleteMacro", deleting)
    assert await macros(site) == []


async def test_a_macro_is_kept_once_per_request(site: WordPress) -> None:
    first = await put(site, "put-macro-2", title="Greeting", text="Good day!")
    again = await put(site, "put-macro-2", title="Greeting", text="Good day!")
    assert first == again
    assert [macro.title for macro in await macros(site)] == ["Greeting"]
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await put(site, "put-macro-2", title="Greeting", text="Good evening!")
    assert refused.value.code() is grpc.StatusCode.ALREADY_EXISTS


@pytest.mark.parametrize(
    "values",
    [
        {"title": "", "text": "a"},
        {"title": "a" * 201, "text": "a"},
        {"title": "a\nb", "text": "a"},
        {"title": "a", "text": " "},
        {"title": "a", "text": "a" * 4_001},
        {"title": "a", "text": "a", "macro_id": "no spaces"},
    ],
)
async def test_a_malformed_macro_is_refused(site: WordPress, values: dict[str, str]) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await put(site, "put-macro-3", **values)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_list_has_at_most_200_groups(site: WordPress) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        request = desk_pb2.ListUnansweredRequest(max_count=201)
        await site.caller.call(DESK + "ListUnanswered", request)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
