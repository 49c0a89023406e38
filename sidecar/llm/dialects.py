"""How OpenAI-compatible endpoints differ in what they want to be sent; a row each.

From their own documentation and issue trackers, November 2026. What they answer differs as well,
and is read by `Reply` without asking who wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from sidecar.endpoint import DialectName, Endpoint, Writer
from sidecar.llm.piece import Message
from sidecar.llm.prompted import PROTOCOL, told

# These reason, and refuse any temperature but their own.
_OPENAI_REASONERS = re.compile(r"^(o\d|gpt-5(?!.*chat))")
# JSON Schema that Gemini refuses as unknown; what it means is checked when the call comes.
_UNKNOWN_TO_GEMINI = frozenset(
    (
        *("$schema", "$id", "additionalProperties", "patternProperties", "propertyNames"),
        *("const", "exclusiveMinimum", "exclusiveMaximum", "uniqueItems"),
    )
)
# Gemini 3 wants back the signature of the thought behind a call. Its documentation gives this
# one for calls that come without, as those of another provider in the chain do.
_NO_THOUGHT = {"google": {"thought_signature": "skip_thought_signature_validator"}}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of endpoint.

    `at` are the addresses, host and path, that are known to be one. `limit` is the field of the
    longest answer, `hottest` the highest temperature, `call_extra` what goes with earlier calls.
    """

    at: re.Pattern[str] | None = None
    path: str = "/chat/completions"
    query: Mapping[str, str] = field(default_factory=dict)
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    limit: str = "max_tokens"
    hottest: float = 2.0
    takes_no_temperature: re.Pattern[str] | None = None
    unknown_in_schema: frozenset[str] = frozenset()
    call_extra: Mapping[str, Any] | None = None


DIALECTS: Mapping[DialectName, Dialect] = {
    "compatible": Dialect(),
    "openai": Dialect(
        at=re.compile(r"api\.openai\.com/|.*\.azure\.com/openai/v1$"),
        limit="max_completion_tokens",
        takes_no_temperature=_OPENAI_REASONERS,
    ),
    "azure": Dialect(
        at=re.compile(r".*\.(openai|cognitiveservices)\.azure\.com/"),
        path="/openai/deployments/{model}/chat/completions",
        query={"api-version": "2024-10-21"},
        key_header="api-key",
        key_prefix="",
        limit="max_completion_tokens",
        takes_no_temperature=_OPENAI_REASONERS,
    ),
    "anthropic": Dialect(at=re.compile(r"api\.anthropic\.com/"), hottest=1.0),
    "gemini": Dialect(
        at=re.compile(r"generativelanguage\.googleapis\.com/"),
        unknown_in_schema=_UNKNOWN_TO_GEMINI,
        call_extra=_NO_THOUGHT,
    ),
    "ollama": Dialect(),
    "llamacpp": Dialect(),
    "vllm": Dialect(),
}


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire; the headers hold the key."""

    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any]


def dialect_of(endpoint: Endpoint) -> Dialect:
    """The row that is set, or the first that its address is known for."""
    if endpoint.dialect != "auto":
        return DIALECTS[endpoint.dialect]
    address = urlsplit(endpoint.base_url)
    place = f"{address.hostname}{address.path or '/'}"
    known = (row for row in DIALECTS.values() if row.at and row.at.match(place))
    return next(known, DIALECTS["compatible"])


def request(
    endpoint: Endpoint,
    writer: Writer,
    messages: Sequence[Message],
    tools: Sequence[Mapping[str, Any]],
    protocol: str = PROTOCOL,
) -> Request:
    """The request in the endpoint's dialect; with `tools` in the prompt where it knows none.

    There the `protocol` says how to ask for one.

    Without tools, earlier calls are told in words: some endpoints refuse calls of tools that a
    request doesn't name.
    """
    row = dialect_of(endpoint)
    body: dict[str, Any] = {
        **writer.extra,
        "model": writer.model,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if endpoint.tools == "prompt" or not tools:
        body["messages"] = told(messages, tools, protocol)
    else:
        body["messages"] = [_with_extra(message, row) for message in messages]
        body["tools"] = [_understood(tool, row.unknown_in_schema) for tool in tools]
    body[row.limit] = endpoint.max_answer_tokens
    reasons = row.takes_no_temperature
    if writer.takes_temperature and not (reasons and reasons.match(writer.model)):
        body["temperature"] = min(writer.temperature or 0.0, row.hottest)
    address = urlsplit(endpoint.base_url)
    headers = {"accept": "text/event-stream", "accept-encoding": "identity"}
    key = endpoint.api_key.get_secret_value()
    if key:
        headers[row.key_header] = row.key_prefix + key
    return Request(
        url=address._replace(query="").geturl().rstrip("/")
        + row.path.format(model=quote(writer.model, safe="")),
        query={**row.query, **dict(parse_qsl(address.query))},
        headers=headers,
        body=body,
    )


def _with_extra(message: Message, row: Dialect) -> Message:
    """The message, its calls with what the dialect wants beside them."""
    calls = message.get("tool_calls")
    if not calls or row.call_extra is None:
        return message
    return {**message, "tool_calls": [{**call, "extra_content": row.call_extra} for call in calls]}


def _understood(schema: Any, unknown: frozenset[str]) -> Any:
    """The same without the words that the endpoint doesn't know."""
    if not unknown:
        return schema
    if isinstance(schema, Mapping):
        return {
            word: _understood(inner, unknown)
            for word, inner in schema.items()
            if word not in unknown
        }
    if isinstance(schema, list | tuple):
        return [_understood(inner, unknown) for inner in schema]
    return schema
