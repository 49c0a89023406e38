"""An endpoint that is late, dies or is left: what is tried, in what time, and what it costs."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from sidecar.endpoint import Endpoint, Writer
from sidecar.errors import ModelUnavailable
from sidecar.llm.provider import Call, Piece, Provider, Text
from sidecar.nouns import Usage
from sidecar.telemetry import configure_logs
from sidecar.upstream import FAILURES, Breaker
from tests.fakes.openai_server import (
    Answer,
    Choice,
    Fails,
    Hangs,
    HangsUp,
    OpenAIServer,
    Raw,
    Says,
    event,
)

MESSAGES = ({"role": "system", "content": "You help."}, {"role": "user", "content": "Hello? " * 60})
SHORTER = ({"role": "user", "content": "Hello?"},)
PLANNER = Writer("small-1", 2, 10)
DRAFTER = Writer("large-1", 20, 100)
BOMB = gzip.compress(b"\0" * 40_000_000)
LAST = event({}, finish_reason="stop") + b"data: [DONE]\n\n"


async def no_pause(_: float) -> None:
    """Between two tries."""


@asynccontextmanager
async def asking(
    *answers: Answer | Choice, **settings: Any
) -> AsyncIterator[tuple[Provider, OpenAIServer]]:
    server = OpenAIServer(answers)
    with server as base_url:
        endpoint = Endpoint(base_url, "sk-canary-1", **{"planner": PLANNER, **settings})
        provider = Provider(endpoint, sleep=no_pause)
        yield provider, server
        await provider.close()


@dataclass
class Told:
    """What was told of each attempt."""

    usages: list[Usage] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __call__(self, usage: Usage, model: str, took_ms: float, failure: str) -> None:
        assert took_ms > 0
        self.usages.append(usage)
        self.models.append(model)
        self.failures.append(failure)


async def heard(provider: Provider, **asked: Any) -> tuple[list[Piece], ModelUnavailable | None]:
    """All pieces, and what ended them."""
    pieces: list[Piece] = []
    try:
        async for piece in provider.stream(MESSAGES, **asked):
            pieces.append(piece)  # noqa: PERF401 (kept when it raises)
    except ModelUnavailable as cause:
        return pieces, cause
    return pieces, None


def said(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, Text))


def raw(*chunks: bytes, reset: bool = False) -> Raw:
    return Raw(lambda: iter(chunks), reset=reset)


async def test_a_second_try_has_less_to_read() -> None:
    async with asking(Fails(503), Says("Yes.")) as (provider, server):
        pieces, _ = await heard(provider, shorter=SHORTER)
    assert pieces[0] == Text("Yes.")
    assert server.requests[0]["messages"] == list(MESSAGES)
    assert server.requests[1]["messages"] == list(SHORTER)


async def test_a_draft_has_its_own_model_temperature_and_price() -> None:
    async with asking(Says("Yes."), drafter=DRAFTER) as (provider, server):
        told = Told()
        await heard(provider, told=told)
        await heard(provider, drafts=True, told=told)
    assert [(body["model"], body["temperature"]) for body in server.requests] == [
        ("small-1", 0.2),
        ("large-1", 0.5),
    ]
    assert told.models == ["small-1", "large-1"]
    assert told.usages == [Usage(100, 20, 400), Usage(100, 20, 4_000)]
    assert told.failures == ["", ""]


async def test_without_a_larger_model_the_planner_drafts() -> None:
    async with asking(Says("Yes.")) as (provider, server):
        await heard(provider, drafts=True)
    assert (server.requests[0]["model"], server.requests[0]["temperature"]) == ("small-1", 0.5)


async def test_a_planners_own_temperature_holds_for_its_drafts() -> None:
    planner = Writer("small-1", temperature=0.9)
    async with asking(Says("Yes."), planner=planner) as (provider, server):
        await heard(provider, drafts=True)
    assert server.requests[0]["temperature"] == 0.9


# Time


@pytest.mark.parametrize("hangs", [Hangs(), Hangs(headers=True)])
async def test_all_tries_have_one_limit_to_the_first_word(hangs: Hangs) -> None:
    told = Told()
    async with asking(hangs, Says("Yes."), first_piece_s=0.3) as (provider, server):
        pieces, failed = await heard(provider, told=told)
    assert (pieces, len(server.requests)) == ([], 1)
    assert failed is not None
    assert told.failures == ["TimeoutError"]


async def test_a_pause_longer_than_what_is_left_to_the_first_word_is_not_begun() -> None:
    refused = Fails(429, headers=(("Retry-After", "1"),))
    for limits in ({"limit_s": 0.9}, {}):
        async with asking(refused, first_piece_s=0.9 if not limits else 60) as (provider, server):
            _, failed = await heard(provider, **limits)
        assert failed is not None
        assert len(server.requests) == 1


@pytest.mark.parametrize(("asked_s", "count"), [("0.3", 3), ("2", 1)])
async def test_who_asks_for_a_long_pause_is_left_to_the_next_provider(
    asked_s: str, count: int
) -> None:
    refused = Fails(429, headers=(("Retry-After", asked_s),))
    async with asking(refused, first_piece_s=60) as (provider, server):
        _, failed = await heard(provider)
    assert failed is not None
    assert len(server.requests) == count


@pytest.mark.parametrize("status", [401, 404, 429])
async def test_the_last_refusal_is_remembered_until_a_call_goes_well(status: int) -> None:
    async with asking(*[Fails(status)] * 3, Says("Yes.")) as (provider, server):
        await heard(provider)
        assert provider.refused_status == status
        while len(server.requests) < 4:
            await heard(provider)
        assert provider.refused_status == 0


@pytest.mark.parametrize(
    "sign_of_life",
    [
        event({"role": "assistant", "content": ""}),
        event({"reasoning_content": "Hm."}),
        event({}),
        b": keep-alive\n\n",
    ],
    ids=["role", "reasoning", "nothing", "comment"],
)
async def test_a_sign_of_life_is_no_first_word(sign_of_life: bytes) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.01)
            yield sign_of_life

    async with asking(Raw(chunks), Says("Yes."), first_piece_s=0.3) as (provider, server):
        pieces, failed = await heard(provider)
    assert failed is not None
    assert pieces == []
    assert len(server.requests) == 1


async def test_a_silent_endpoint_is_left_alone_though_the_callers_time_is_up_too() -> None:
    async with asking(Hangs(), first_piece_s=0.1) as (provider, server):
        provider.warm()
        for _ in range(FAILURES):
            assert not provider.is_left_alone
            await heard(provider, limit_s=0.1)
        assert provider.is_left_alone
    assert len(server.requests) == FAILURES


async def test_a_callers_time_ends_it_and_says_nothing_about_the_endpoint() -> None:
    breaker = Breaker()
    server = OpenAIServer([Hangs()])
    with server as base_url:
        provider = Provider(Endpoint(base_url, "", PLANNER), breaker, no_pause)
        provider.warm()
        for _ in range(FAILURES):
            _, failed = await heard(provider, limit_s=0.6)
            assert failed is not None
        assert not provider.is_left_alone
        await provider.close()
    assert len(server.requests) == FAILURES


@pytest.mark.parametrize("status", [401, 429])
async def test_no_number_of_4xx_opens_the_breaker(status: int) -> None:
    async with asking(Fails(status)) as (provider, _):
        for _ in range(FAILURES):
            await heard(provider)
        assert not provider.is_left_alone


async def test_five_failures_open_it_and_nothing_more_is_sent() -> None:
    async with asking(Fails(500)) as (provider, server):
        await heard(provider)
        _, failed = await heard(provider)
        assert failed is not None
        assert failed.reason == "BREAKER_OPEN"
        assert provider.is_left_alone
    assert len(server.requests) == FAILURES


async def test_a_death_in_mid_answer_counts_and_is_not_tried_again() -> None:
    async with asking(raw(event({"content": "You have 30"}))) as (provider, server):
        pieces, failed = await heard(provider)
        assert pieces == [Text("You have 30")]
        assert failed is not None
        for _ in range(FAILURES - 1):
            await heard(provider)
        assert provider.is_left_alone
    assert len(server.requests) == FAILURES


async def test_a_silence_in_mid_answer_ends_it() -> None:
    async with asking(Says("You have", then="hang"), stall_s=0.4) as (provider, _):
        pieces, failed = await heard(provider)
    assert said(pieces) == "You have"
    assert failed is not None


async def test_an_answer_that_nobody_finished_is_none() -> None:
    async with asking(raw(event({"content": "You have 3"}))) as (provider, _):
        pieces, failed = await heard(provider)
    assert pieces[0] == Text("You have 3")
    assert failed is not None


async def test_nothing_has_to_follow_a_finished_answer() -> None:
    answer = [event({"content": "Yes."}) + event({}, finish_reason="length")]

    def chunks() -> Iterator[bytes]:
        yield from answer
        closing.wait(20)

    server = OpenAIServer([Raw(chunks)])
    with server as base_url:
        closing = server._closing
        provider = Provider(Endpoint(base_url, "", PLANNER, stall_s=30), sleep=no_pause)
        pieces, failed = await heard(provider)
        await provider.close()
    assert failed is None
    assert pieces[0] == Text("Yes.")


# What it costs


@pytest.mark.parametrize("resets", [False, True], ids=["FIN", "RST"])
async def test_tries_that_were_worked_on_are_told_with_an_estimate(resets: bool) -> None:
    told, hangs_up = Told(), HangsUp(resets)
    async with asking(hangs_up, raw(reset=resets), Says("Yes.")) as (provider, _):
        await heard(provider, told=told)
    first, second, last = told.usages
    assert first == second
    assert len(MESSAGES[1]["content"]) // 4 < first.input_tokens < len(json.dumps(MESSAGES))
    assert first.output_tokens == 0
    assert first.cost_micros == first.input_tokens * 2
    assert last.input_tokens == 100
    assert all(told.failures[:2])
    assert told.failures[2] == ""


@pytest.mark.parametrize("answer", [Fails(500), Fails(429), Fails(400)])
async def test_a_refusal_costs_nothing(answer: Fails) -> None:
    told = Told()
    async with asking(answer) as (provider, server):
        _, failed = await heard(provider, told=told)
    assert failed is not None
    assert told.usages == [Usage()] * len(server.requests)
    assert told.failures == [f"HTTP {answer.status}"] * len(server.requests)


@pytest.mark.parametrize("host", ["127.0.0.1:9", "no-such-host.invalid"])
async def test_an_endpoint_that_is_not_there_costs_nothing(host: str) -> None:
    told = Told()
    provider = Provider(Endpoint(f"http://{host}/v1", "", PLANNER), sleep=no_pause)
    _, failed = await heard(provider, told=told)
    await provider.close()
    assert failed is not None
    assert told.usages
    assert set(told.usages) == {Usage()}


async def test_half_an_answer_is_paid_for() -> None:
    told = Told()
    async with asking(raw(event({"content": "word " * 40}))) as (provider, _):
        await heard(provider, told=told)
    [usage] = told.usages
    assert usage.output_tokens == 66
    assert usage.input_tokens > 0


@pytest.mark.parametrize(
    "claim",
    [
        {"prompt_tokens": 9_999_999, "completion_tokens": 5},
        {"prompt_tokens": 100, "completion_tokens": 9_999_999},
        {"prompt_tokens": 100, "total_tokens": 10**30},
    ],
)
async def test_what_cannot_have_been_used_is_not_believed(claim: dict[str, int]) -> None:
    told, written = Told(), io.StringIO()
    configure_logs("info", written)
    said = event({"content": "Yes."}) + event({}, finish_reason="stop")
    bill = b"data: " + json.dumps({"choices": [], "usage": claim}).encode() + b"\n\n"
    async with asking(raw(said, bill)) as (provider, _):
        await heard(provider, told=told)
        most = provider.most(MESSAGES)
    assert 0 < told.usages[0].cost_micros <= most.cost_micros
    assert "model_usage_cut" in written.getvalue()
    assert "9999999" not in written.getvalue()


async def test_an_answer_that_was_left_is_told_once() -> None:
    told = Told()
    script = [HangsUp(), Says("word " * 40, then="hang")]
    async with (
        asking(*script, drafter=DRAFTER) as (provider, _),
        aclosing(provider.stream(MESSAGES, drafts=True, told=told)) as pieces,
    ):
        assert isinstance(await anext(pieces), Text)
        assert len(told.usages) == 1
    assert told.models == ["large-1", "large-1"]
    assert told.usages[1].output_tokens >= 1
    assert told.usages[0].input_tokens == told.usages[1].input_tokens > 100


async def test_a_cancelled_wait_is_told_and_hangs_up() -> None:
    told = Told()
    async with asking(Hangs()) as (provider, server):
        task = asyncio.create_task(heard(provider, told=told))
        while not server.requests:  # noqa: ASYNC110 (another thread's)
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [usage.output_tokens for usage in told.usages] == [0]
    assert told.usages[0].cost_micros > 0


async def test_the_most_costs_more_than_three_failed_tries() -> None:
    told = Told()
    async with asking(HangsUp()) as (provider, _):
        await heard(provider, told=told)
        most = provider.most(MESSAGES)
    assert len(told.usages) == 3
    assert 0 < sum(usage.cost_micros for usage in told.usages) < most.cost_micros
    assert most.input_tokens == told.usages[0].input_tokens


async def test_greek_takes_no_more_of_a_threads_tokens_than_its_bytes_do() -> None:
    greek = ({"role": "user", "content": "Πόσο καιρό έχω για επιστροφή; " * 1_000},)
    provider = Provider(Endpoint("http://x/v1", "", PLANNER))
    most = provider.most(greek)
    assert most.input_tokens < len(greek[0]["content"].encode()) / 3 + 100
    assert most.output_tokens == 900
    assert most.cost_micros == 3 * (2 * most.input_tokens + 10 * 900)


@pytest.mark.parametrize(
    ("planner", "drafter", "unpriced"),
    [
        (Writer("a"), None, ("main/a",)),
        (Writer("a", input_price=0), None, ()),
        (Writer("a", output_price=1), Writer("b"), ()),
        (Writer("a"), Writer("b", output_price=1), ("main/a",)),
        (Writer("a"), Writer("b"), ("main/a", "main/b")),
    ],
)
def test_each_model_without_a_price_is_named(
    planner: Writer, drafter: Writer | None, unpriced: tuple[str, ...]
) -> None:
    assert Provider(Endpoint("http://x/v1", "", planner, drafter=drafter)).unpriced == unpriced


def test_a_larger_model_without_prices_costs_what_the_smaller_does() -> None:
    cheap = Provider(Endpoint("http://x/v1", "", PLANNER, drafter=Writer("small-2")))
    assert cheap.most(MESSAGES, drafts=True) == cheap.most(MESSAGES)
    dear = Writer("small-2", input_price=40, output_price=200)
    dear_provider = Provider(Endpoint("http://x/v1", "", PLANNER, drafter=dear))
    assert dear_provider.most(MESSAGES, drafts=True).cost_micros > cheap.most(MESSAGES).cost_micros


# What it must not do

HOSTILE: dict[str, Callable[[], Iterator[bytes]]] = {
    "a token of 10 MB": lambda: iter(
        [b'data: {"choices":[{"delta":{"content":"', *[b"x" * 100_000] * 100, b'"}}]}\n\n']
    ),
    "a million empty chunks": lambda: (event({}) * 100 for _ in range(10_000)),
    "half a character": lambda: iter([b'data: {"choices":[{"delta":{"content":"\xc3"}}]}\n\n']),
    "words without end": lambda: (event({"content": "word " * 20}) for _ in range(100_000)),
    "calls without end": lambda: (
        event({"tool_calls": [{"index": n, "function": {"name": "x", "arguments": "y" * 500}}]})
        for n in range(100_000)
    ),
    "arguments without end": lambda: (
        event({"tool_calls": [{"index": 0, "function": {"arguments": "y" * 500}}]})
        for _ in range(100_000)
    ),
    "deep nesting": lambda: iter([b"data: " + b"[" * 200_000 + b"\n\n"]),
    "a list": lambda: iter([b"data: []\n\n"]),
    "an error": lambda: iter([b'data: {"error": {"message": "SECRET"}}\n\n']),
    "a made-up bill": lambda: iter(
        [event({"content": "Yes."}), event(None, usage={"prompt_tokens": 10**30}), LAST]
    ),
    "a bomb": lambda: iter([BOMB]),
}


@pytest.mark.parametrize("chunks", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_stream_is_bounded_in_time_memory_and_price(
    chunks: Callable[[], Iterator[bytes]],
) -> None:
    log = io.StringIO()
    configure_logs("info", log)
    async with asking(Raw(chunks)) as (provider, _):
        provider.warm()
        tracemalloc.start()
        try:
            told = Told()
            pieces, failed = await heard(provider, limit_s=0.8, told=told)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 8_000_000
    assert len(said(pieces)) <= 32_000
    assert sum(len(call.arguments_json) for call in pieces if isinstance(call, Call)) <= 8 * 16_385
    assert sum(usage.cost_micros for usage in told.usages) < 10_000_000
    assert failed is None or failed.reason == "MODEL_UNAVAILABLE"
    assert "SECRET" not in log.getvalue() + str(failed)


async def test_the_body_of_a_refusal_is_not_read() -> None:
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(2_000):
            sent += 1
            yield b"SECRET" * 20_000

    async with asking(Raw(body, status=400)) as (provider, _):
        pieces, failed = await heard(provider)
    assert failed is not None
    assert failed.reason == "MODEL_REFUSED"
    assert pieces == []
    assert sent < 500


# Tools in the prompt


async def test_an_endpoint_without_tools_is_told_of_them_and_asks_in_its_words() -> None:
    tool = {"type": "function", "function": {"name": "search_kb", "parameters": {}}}
    script = [Says('```json\n{"tool": "search_kb", "arguments": {"query": "returns"}}\n```')]
    async with asking(*script, tools="prompt") as (provider, server):
        pieces = [piece async for piece in provider.stream(MESSAGES, [tool])]
    assert pieces == [Call("search_kb", '{"query": "returns"}')]
    assert "tools" not in server.requests[0]
    assert '"name": "search_kb"' in server.requests[0]["messages"][0]["content"]


async def test_its_plain_answer_comes_while_it_is_written() -> None:
    script = Says("You have 30 days.", then="hang")
    async with asking(script, tools="prompt", stall_s=0.4) as (provider, _):
        pieces, _ = await heard(provider)
    assert said(pieces) == "You have 30 days."
