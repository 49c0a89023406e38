from __future__ import annotations

from typing import Any

import pytest

from sidecar.llm.piece import Call
from sidecar.llm.reply import (
    ADDED_TOKENS,
    MAX_ARGUMENT_CHARS,
    MAX_CALLS,
    MAX_TEXT_CHARS,
    MAX_TIMES_LIMIT,
    BrokenReply,
    Reply,
)
from sidecar.nouns import Usage

REQUEST = {"messages": ["x" * 388]}  # 406 bytes as JSON


def chunk(delta: object, **more: Any) -> dict[str, Any]:
    return {"choices": [{"delta": delta, **more}]}


def part(index: int | None, call_id: str | None, name: str | None, arguments: Any) -> Any:
    known = {"index": index, "id": call_id} if index is not None else {"id": call_id}
    return {**known, "function": {"name": name, "arguments": arguments}}


def calls(*parts: Any) -> list[Call]:
    reply = Reply()
    for one in parts:
        assert reply.take(chunk({"tool_calls": [one]}))[1]
    return reply.calls


A, B = Call("a", '{"n":1}'), Call("b", '{"n":2}')


@pytest.mark.parametrize(
    "parts",
    [
        [part(0, "1", "a", '{"n"'), part(0, None, None, ":1}"), part(1, "2", "b", '{"n":2}')],
        [part(0, "1", "a", '{"n":1}'), part(0, "2", "b", '{"n":2}')],
        [part(None, "1", "a", '{"n":1}'), part(None, "2", "b", '{"n":2}')],
        [part(None, "1", "a", '{"n"'), part(None, "", None, ":1}"),
         part(None, "2", "b", '{"n":2}')],
        [part(None, "", "a", '{"n":1}'), part(None, "", "b", '{"n":2}')],
        [part(0, "", "a", '{"n":1}'), part(0, "", "b", '{"n":2}')],
        [part(0, "1", "a", '{"n"'), part(0, "1", "a", ":1}"), part(1, "2", "b", '{"n":2}')],
        [part(0, "1", "a", ""), part(1, "2", "b", ""), part(0, None, None, '{"n":1}'),
         part(1, None, None, '{"n":2}')],
    ],
    ids=[
        "as OpenAI",
        "one index",
        "no index",
        "no index, in parts",
        "no index, no ids",
        "one index, no ids",
        "the name in each part",
        "in turns",
    ],
)  # fmt: skip
def test_two_calls_stay_two(parts: list[Any]) -> None:
    assert calls(*parts) == [A, B]


def test_arguments_may_be_an_object_or_missing() -> None:
    assert calls(part(0, "1", "a", {"n": "€"})) == [Call("a", '{"n": "€"}')]
    assert calls(part(0, "1", "a", None)) == [Call("a", "{}")]


def test_arguments_are_cut_where_they_are_refused() -> None:
    (call,) = calls(*(part(0, "1", "a", "x" * 1_000) for _ in range(50)))
    assert len(call.arguments_json) == MAX_ARGUMENT_CHARS + 1


def test_text_is_cut_where_nobody_reads_on() -> None:
    reply = Reply()
    texts = [reply.take(chunk({"content": "x" * 1_000}))[0] for _ in range(50)]
    assert len("".join(texts)) == MAX_TEXT_CHARS
    assert reply.is_full


def test_an_error_in_mid_stream_breaks_the_answer() -> None:
    with pytest.raises(BrokenReply):
        Reply().take({"error": {"message": "SECRET"}, "choices": []})


def test_more_calls_than_a_turn_has_are_dropped() -> None:
    assert len(calls(*(part(n, str(n), "a", "{}") for n in range(50)))) == MAX_CALLS


@pytest.mark.parametrize(
    ("told", "usage"),
    [
        ({"usage": {"prompt_tokens": 7, "completion_tokens": 3}}, Usage(7, 3)),
        ({"x_any": {"usage": {"prompt_tokens": 7, "completion_tokens": 3}}}, Usage(7, 3)),
        (
            {"usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 60}},
            Usage(7, 53),
        ),
        ({"usage": None, "x_any": {"id": "req"}}, Usage(135, 2)),
        ({"usage": {"prompt_tokens": -7, "completion_tokens": "3"}}, Usage(135, 2)),
        ({}, Usage(135, 2)),
    ],
)
def test_usage_is_what_was_told_or_an_estimate(told: dict[str, Any], usage: Usage) -> None:
    reply = Reply()
    reply.take(chunk({"content": "8 bytes."}))
    reply.take({"choices": [], **told})
    assert reply.usage(REQUEST) == usage


def test_the_most_are_the_bytes_of_the_request_and_twice_its_limit() -> None:
    reply = Reply()
    assert reply.most(REQUEST) == Usage(406 + ADDED_TOKENS, 0)
    limited = reply.most({**REQUEST, "max_tokens": 900})
    assert limited.output_tokens == MAX_TIMES_LIMIT * 900
    assert reply.most({"max_completion_tokens": 900}).output_tokens == MAX_TIMES_LIMIT * 900
    reply.take(chunk({"content": "x" * 5_000}))
    assert reply.most({"max_tokens": 900}).output_tokens == 5_000


def test_half_a_character_is_left_out() -> None:
    reply = Reply()
    assert reply.take(chunk({"content": "a\ud83db€"})) == ("ab€", True)
    assert calls(part(0, "1", "a", '{"n": "\ud83d"}')) == [Call("a", '{"n": ""}')]


def test_thought_is_billed_and_not_shown() -> None:
    reply = Reply()
    assert reply.take(chunk({"reasoning_content": "x" * 40})) == ("", False)
    assert reply.take(chunk({"reasoning": "x" * 40, "content": ""})) == ("", False)
    assert reply.usage(REQUEST).output_tokens == 26


@pytest.mark.parametrize(
    "reason", ["stop", "length", "tool_calls", "content_filter", "STOP", "eos_token"]
)
def test_any_reason_finishes_an_answer_but_an_error(reason: str) -> None:
    reply = Reply()
    reply.take(chunk({"content": "Yes"}, finish_reason=None))
    assert not reply.is_whole
    assert reply.take(chunk({"content": "."}, finish_reason=reason)) == (".", True)
    assert reply.is_whole
    with pytest.raises(BrokenReply):
        reply.take(chunk({}, finish_reason="error"))


@pytest.mark.parametrize(
    "shape",
    [
        [],
        {"choices": 7},
        {"choices": [7]},
        chunk(7),
        chunk({"content": 7}),
        chunk({"tool_calls": 7}),
    ],
)
def test_another_shape_raises(shape: Any) -> None:
    with pytest.raises((AttributeError, TypeError)):
        Reply().take(shape)
