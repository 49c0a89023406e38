"""Each dialect on recorded shapes: what it is sent, what is read of its answers and refusals.

The recordings are server-sent events as each endpoint writes them, shortened.
"""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sidecar.endpoint import DialectName, Endpoint, Writer
from sidecar.errors import ModelUnavailable
from sidecar.llm.dialects import DIALECTS, dialect_of, request
from sidecar.llm.prompted import told
from sidecar.llm.provider import Call, Piece, Provider, Text
from sidecar.nouns import Usage
from sidecar.telemetry import configure_logs
from tests.fakes.openai_server import Answer, Fails, OpenAIServer, Raw, Received

RECORDINGS = Path(__file__).parent / "recordings"
NAMES = tuple(DIALECTS)
TOOL = {
    "type": "function",
    "function": {
        "name": "get_order_status",
        "description": "State of an order.",
        "parameters": {
            "type": "object",
            "properties": {"order_id": {"type": "integer", "exclusiveMinimum": 0}},
            "required": ["order_id"],
            "additionalProperties": False,
        },
    },
}
MESSAGES = (
    {"role": "system", "content": "You help."},
    {"role": "user", "content": "Where is my order?"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "get_order_status", "arguments": '{"order_id": 7}'},
            }
        ],
    },
    {"role": "tool", "tool_call_id": "c1", "content": '{"status": "processing"}'},
)
# A million tokens in for 2, out for 10.
PLANNER = {"model": "small-1", "input_price": 2, "output_price": 10}


@dataclass
class Asked:
    """An endpoint that answers what it was given, and the provider that asks it."""

    provider: Provider
    server: OpenAIServer
    log: io.StringIO
    pauses: list[float]

    async def pieces(self, **asked: Any) -> list[Piece]:
        return [piece async for piece in self.provider.stream(MESSAGES, [TOOL], **asked)]

    @property
    def received(self) -> Received:
        return self.server.received[-1]


@asynccontextmanager
async def asked(name: DialectName, *answers: Answer, **settings: Any) -> AsyncIterator[Asked]:
    log, pauses = io.StringIO(), []
    configure_logs("info", log)

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    server = OpenAIServer(answers)
    with server as base_url:
        address = base_url.removesuffix("/v1") if name == "azure" else base_url
        planner = settings.pop("planner", PLANNER)
        endpoint = Endpoint(address, "sk-canary-1", planner, dialect=name, **settings)
        provider = Provider(endpoint, sleep=sleep)
        yield Asked(provider, server, log, pauses)
        await provider.close()


def recording(name: str, kind: str) -> Raw:
    text = (RECORDINGS / f"{name}.{kind}.sse").read_bytes()
    return Raw(lambda: iter([text]))


def in_bytes(name: str, kind: str) -> Raw:
    """The same, a byte at a time."""
    text = (RECORDINGS / f"{name}.{kind}.sse").read_bytes()
    return Raw(lambda: (text[place : place + 1] for place in range(len(text))))


@pytest.mark.parametrize("name", NAMES)
async def test_a_recorded_answer_is_read_whole_and_calls_are_told_apart(name: DialectName) -> None:
    kinds = [cut(name, kind) for cut in (recording, in_bytes) for kind in ("text", "calls")]
    async with asked(name, *kinds) as made:
        for _ in range(2):
            usages: list[Usage] = []
            texts = await made.pieces(told=lambda usage, *_, to=usages: to.append(usage))
            assert "".join(piece.text for piece in texts if isinstance(piece, Text)) == (
                "You have 30 days – really."
            )
            calls = await made.pieces(told=lambda usage, *_, to=usages: to.append(usage))
            read = [
                (call.name, json.loads(call.arguments_json))
                for call in calls
                if isinstance(call, Call)
            ]
            assert read == [
                ("get_order_status", {"order_id": 1042}),
                ("search_kb", {"query": "returns"}),
            ]
            assert usages == [Usage(412, 9, 412 * 2 + 9 * 10)] * 2


@pytest.mark.parametrize("name", NAMES)
async def test_a_request_has_the_dialects_address_key_and_limits(name: DialectName) -> None:
    async with asked(name, recording(name, "text"), max_answer_tokens=321) as made:
        await made.pieces()
    body, received = made.server.requests[0], made.received
    if name == "azure":
        assert received.path == "/openai/deployments/small-1/chat/completions"
        assert received.query == {"api-version": "2024-10-21"}
        assert received.headers["api-key"] == "sk-canary-1"
        assert "authorization" not in received.headers
    else:
        assert received.path == "/v1/chat/completions"
        assert received.query == {}
        assert received.headers["authorization"] == "Bearer sk-canary-1"
        assert "api-key" not in received.headers
    assert received.headers["accept-encoding"] == "identity"
    limit = "max_completion_tokens" if name in ("openai", "azure") else "max_tokens"
    assert body[limit] == 321
    assert len([field for field in body if field.startswith("max_")]) == 1
    assert body["model"] == "small-1"
    assert body["temperature"] == 0.2
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert body["messages"][:2] == list(MESSAGES[:2])
    assert body["messages"][3] == MESSAGES[3]
    assert body["tools"][0]["function"]["name"] == "get_order_status"
    assert "sk-canary-1" not in json.dumps(body)


async def test_gemini_is_spared_words_it_refuses_and_gets_a_signature_for_calls() -> None:
    async with asked("gemini", recording("gemini", "text")) as made:
        await made.pieces()
    body = made.server.requests[0]
    assert body["tools"][0]["function"]["parameters"] == {
        "type": "object",
        "properties": {"order_id": {"type": "integer"}},
        "required": ["order_id"],
    }
    assert "thought_signature" in body["messages"][2]["tool_calls"][0]["extra_content"]["google"]


@pytest.mark.parametrize("name", NAMES)
async def test_calls_of_tools_that_are_not_offered_any_more_are_told_in_words(
    name: DialectName,
) -> None:
    async with asked(name, recording(name, "text")) as made:
        assert [piece async for piece in made.provider.stream(MESSAGES)]
    body = made.server.requests[0]
    assert "tools" not in body
    assert body["messages"] == told(MESSAGES, ())
    assert "tool_calls" not in json.dumps(body) and "tool_call_id" not in json.dumps(body)
    assert '{"status": "processing"}' in body["messages"][-1]["content"]


async def test_others_get_schemas_and_calls_as_they_are() -> None:
    async with asked("vllm", recording("vllm", "text")) as made:
        await made.pieces()
    assert made.server.requests[0]["tools"] == [TOOL]
    assert made.server.requests[0]["messages"] == list(MESSAGES)


@pytest.mark.parametrize(
    ("name", "writer", "sent"),
    [
        ("openai", Writer("gpt-4.1-mini"), 0.2),
        ("openai", Writer("gpt-5-chat-latest"), 0.2),
        ("openai", Writer("gpt-5-mini"), None),
        ("openai", Writer("o4-mini"), None),
        ("azure", Writer("o3", temperature=1.0), None),
        ("compatible", Writer("o3"), 0.2),
        ("compatible", Writer("any", takes_temperature=False), None),
        ("compatible", Writer("any", temperature=0.0), 0.0),
        ("anthropic", Writer("any", temperature=1.5), 1.0),
    ],
)
def test_a_temperature_is_sent_where_one_is_taken(
    name: DialectName, writer: Writer, sent: float | None
) -> None:
    endpoint = Endpoint("http://x/v1", "", writer, dialect=name)
    body = request(endpoint, endpoint.writer(drafts=False), MESSAGES, ()).body
    assert body.get("temperature") == sent


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://api.openai.com/v1", "openai"),
        ("https://shop.openai.azure.com", "azure"),
        ("https://shop.openai.azure.com/openai/v1", "openai"),
        ("https://shop.cognitiveservices.azure.com/", "azure"),
        ("https://api.anthropic.com/v1/", "anthropic"),
        ("https://generativelanguage.googleapis.com/v1beta/openai/", "gemini"),
        ("http://127.0.0.1:11434/v1", "compatible"),
        ("https://api.openai.com.evil.example/v1", "compatible"),
    ],
)
def test_an_address_tells_its_dialect(address: str, name: DialectName) -> None:
    assert dialect_of(Endpoint(address, "", "m")) is DIALECTS[name]


def test_a_query_of_the_address_goes_with_each_call_and_wins() -> None:
    endpoint = Endpoint("https://a.openai.azure.com/?api-version=2025-04-01-preview", "", "my gpt")
    asked_for = request(endpoint, endpoint.planner, (), ())
    assert asked_for.query == {"api-version": "2025-04-01-preview"}
    assert asked_for.url == (
        "https://a.openai.azure.com/openai/deployments/my%20gpt/chat/completions"
    )


def test_extra_fields_go_along_and_replace_none_of_ours() -> None:
    writer = Writer("m", extra={"reasoning_effort": "minimal", "stream": False, "max_tokens": 9})
    endpoint = Endpoint("http://x/v1", "", writer)
    body = request(endpoint, endpoint.writer(drafts=False), MESSAGES, ()).body
    assert body["reasoning_effort"] == "minimal"
    assert body["stream"] is True
    assert body["max_tokens"] == 900


def test_a_request_does_not_show_its_key() -> None:
    endpoint = Endpoint("http://x/v1", "sk-canary-1", "m")
    assert "canary" not in repr(request(endpoint, endpoint.planner, (), ()))
    assert "canary" not in repr(endpoint)
    with pytest.raises(ValueError, match="printable") as wrong:
        Endpoint("http://x/v1", "sk-canary-1\n2", "m")
    assert "canary" not in str(wrong.value)


async def test_without_a_key_no_key_is_sent() -> None:
    server = OpenAIServer([recording("ollama", "text")])
    with server as base_url:
        provider = Provider(Endpoint(base_url, "", "m"))
        assert [piece async for piece in provider.stream(MESSAGES)]
        await provider.close()
    assert "authorization" not in server.received[0].headers


# Refusals. The body of none is read; it may hold anything.

ERRORS: dict[str, str] = {
    "openai": '{"error": {"message": "SECRET", "type": "t", "param": null, "code": "c"}}',
    "azure": '{"error": {"code": "429", "message": "SECRET", "innererror": {}}}',
    "anthropic": '{"type": "error", "error": {"type": "overloaded_error", "message": "SECRET"}}',
    "gemini": '[{"error": {"code": 400, "message": "SECRET", "status": "INVALID_ARGUMENT"}}]',
    "ollama": '{"error": {"message": "SECRET", "type": "api_error", "param": null, "code": null}}',
    "llamacpp": '{"error": {"code": 500, "message": "SECRET", "type": "server_error"}}',
    "vllm": '{"object": "error", "message": "SECRET", "type": "BadRequestError", "code": 400}',
    "compatible": "<html><body>SECRET</body></html>",
}


@pytest.mark.parametrize("name", NAMES)
async def test_a_refusal_is_tried_again_or_not_by_its_status_and_told_to_nobody(
    name: DialectName,
) -> None:
    for status in (400, 401, 404, 429, 500, 529):
        async with asked(name, Fails(status, ERRORS[name])) as made:
            with pytest.raises(ModelUnavailable) as refused:
                await made.pieces()
        may_pass = status in (429, 500, 529)
        assert len(made.server.requests) == (3 if may_pass else 1)
        assert refused.value.reason == ("MODEL_UNAVAILABLE" if may_pass else "MODEL_REFUSED")
        told = made.log.getvalue() + str(refused.value) + repr(refused.value.__context__)
        assert "SECRET" not in told
        assert "canary" not in told


@pytest.mark.parametrize(
    ("header", "pauses"),
    [
        (("Retry-After", "0.8"), [0.8, 0.8]),
        (("retry-after-ms", "900"), [0.9, 0.9]),
        (("retry-after-ms", "1100"), None),
        (("Retry-After", "Fri, 20 Nov 1998 12:00:00 GMT"), []),
        (("Retry-After", "soon"), []),
        (("Retry-After", "600"), None),
        (("Retry-After", "inf"), []),
        (("Retry-After", "Fri, 20 Nov 1998 12:00:00 +999999999999999"), []),
    ],
)
async def test_a_short_pause_that_was_asked_for_is_kept(
    header: tuple[str, str], pauses: list[float] | None
) -> None:
    async with asked("openai", Fails(429, headers=(header,)), first_piece_s=60) as made:
        with pytest.raises(ModelUnavailable):
            await made.pieces(limit_s=10)
    if pauses is None:
        assert made.pauses == []
        assert len(made.server.requests) == 1
    elif pauses:
        assert made.pauses == pauses
    else:
        assert 0.15 <= made.pauses[0] <= 0.25
        assert 0.3 <= made.pauses[1] <= 0.5


async def test_a_redirect_is_not_followed() -> None:
    async with asked("openai", Fails(307, headers=(("location", "/v1/elsewhere"),))) as made:
        with pytest.raises(ModelUnavailable) as refused:
            await made.pieces()
    assert refused.value.reason == "MODEL_REFUSED"
    assert len(made.server.requests) == 1
