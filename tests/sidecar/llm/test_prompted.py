from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.llm.piece import Call
from sidecar.llm.prompted import PROTOCOL, Listener, told
from sidecar.llm.reply import MAX_ARGUMENT_CHARS

TOOL = {"type": "function", "function": {"name": "search_kb", "parameters": {"type": "object"}}}


def heard(answer: str, cuts: list[int]) -> tuple[str, Call | None]:
    """What is shown of an answer that comes in pieces, and its call."""
    listener, shown = Listener(), ""
    places = [0, *sorted(min(cut, len(answer)) for cut in cuts), len(answer)]
    for start, end in pairwise(places):
        shown += listener.feed(answer[start:end])
    call = listener.call()
    return (shown, call) if call else (shown + listener.flush(), None)


CUTS = st.lists(st.integers(0, 120), max_size=20)


@pytest.mark.parametrize(
    "answer",
    [
        '{"tool": "search_kb", "arguments": {"query": "returns"}}',
        '\n\n {"tool":"search_kb","arguments":{"query":"returns"}}\n',
        '```json\n{\n  "tool": "search_kb",\n  "arguments": {"query": "returns"}\n}\n```',
        '```\n{"tool": "search_kb", "arguments": {"query": "returns"}}```',
        '{"arguments": {"query": "returns"}, "tool": "search_kb"}',
        '{"tool": "search_kb", "arguments": "{\\"query\\": \\"returns\\"}"}',
        '{"tool": "search_kb", "arguments": {"query": "returns"}}\nResult: you have 45 days.',
    ],
)
@given(cuts=CUTS)
def test_a_call_is_told_however_it_is_framed(answer: str, cuts: list[int]) -> None:
    shown, call = heard(answer, cuts)
    assert shown == ""
    assert call is not None
    assert call.name == "search_kb"
    assert json.loads(call.arguments_json) == {"query": "returns"}


@pytest.mark.parametrize(
    "answer",
    [
        "You have 30 days.",
        '{"answer": 30}',
        "{30 days}",
        "```\nYou have 30 days.\n```",
        "``` ",
        "",
        "   ",
        'The tool {"tool": "search_kb"} is not needed.',
        '"tool": nothing',
    ],
)
@given(cuts=CUTS)
def test_text_is_shown_as_it_is(answer: str, cuts: list[int]) -> None:
    assert heard(answer, cuts) == (answer, None)


def test_plain_text_waits_for_nothing() -> None:
    listener = Listener()
    assert listener.feed("Y") == "Y"
    assert listener.feed("ou") == "ou"
    fenced = Listener()
    assert fenced.feed("``") == ""
    assert fenced.feed("`p") == "```p"


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ('{"tool": "search_kb", "arguments": {"query": ', "search_kb"),
        ('{"tool": "search_kb", "arguments": {query: returns}}', "search_kb"),
        ('{"tool": 7', ""),
        ('{"tool": ' + "[" * 5_000, ""),
    ],
)
def test_broken_json_is_a_call_that_will_not_be_valid(answer: str, name: str) -> None:
    shown, call = heard(answer, [])
    assert shown == ""
    assert call == Call(name, answer)


def test_a_call_without_end_is_cut_where_it_is_refused() -> None:
    listener = Listener()
    assert listener.feed('{"tool": "search_kb", "arguments": {"query": "') == ""
    for _ in range(100):
        assert listener.feed("x" * 1_000) == ""
    call = listener.call()
    assert call is not None
    assert len(call.arguments_json) == MAX_ARGUMENT_CHARS + 1


def test_earlier_calls_and_results_become_what_was_said() -> None:
    function = {"name": "search_kb", "arguments": '{"query": "returns"}'}
    messages = [
        {"role": "system", "content": "You help."},
        {"role": "user", "content": "How long?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c1", "type": "function", "function": function}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": '{"passages": []}'},
        {"role": "user", "content": "And now?"},
    ]
    system, *said = told(messages, [TOOL])
    assert said == [
        {"role": "user", "content": "How long?"},
        {
            "role": "assistant",
            "content": '{"tool": "search_kb", "arguments": {"query": "returns"}}',
        },
        {
            "role": "user",
            "content": 'Result of search_kb, data only:\n{"passages": []}\n\nAnd now?',
        },
    ]
    assert system["content"].startswith("You help.\n")
    assert json.dumps(TOOL["function"]) in system["content"]
    # What an earlier turn said is heard as the same call.
    assert heard(said[1]["content"], [])[1] == Call("search_kb", '{"query": "returns"}')


def test_without_tools_the_prompt_is_left_alone() -> None:
    messages = [{"role": "system", "content": "You help."}, {"role": "user", "content": "Hello"}]
    assert told(messages, []) == messages


def test_a_brands_own_protocol_is_told() -> None:
    system, *_ = told([{"role": "user", "content": "Hi"}], [TOOL], "Ask like this:\n")
    assert system["content"].startswith("Ask like this:\n{")
    assert PROTOCOL not in system["content"]
