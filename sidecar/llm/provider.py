"""One OpenAI-compatible endpoint: streams answers, tries again, and knows when to give up.

Nothing a provider sends as an error is kept: its text goes to no log and to no shopper.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sidecar.endpoint import Endpoint, Writer
from sidecar.errors import ModelUnavailable
from sidecar.nouns import Usage
from sidecar.telemetry import log, span
from sidecar.upstream import RETRY_PAUSES_S, Breaker, BreakerOpen, Busy, retrying

if TYPE_CHECKING:
    from openai import AsyncOpenAI

CONNECT_S = 2.0
LONGEST_S = 30.0
MAX_PIECES = 20_000
MAX_TEXT_CHARS = 32_000
MAX_ARGUMENT_CHARS = 16_384
TRIES = 1 + len(RETRY_PAUSES_S)
# JSON in ASCII, as it is counted here, has more letters a token than any language has in UTF-8.
LEAST_CHARS_PER_TOKEN = 3
CHARS_PER_TOKEN = 4  # an estimate, for endpoints that do not report usage

__all__ = ["Call", "Endpoint", "Piece", "Provider", "Text", "Used"]

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A finished tool call, as the model wrote it."""

    name: str
    arguments_json: str


@dataclass(frozen=True, slots=True)
class Used:
    """What an attempt took; one that failed may be billed, so several can come."""

    usage: Usage
    model: str = ""


Piece = Text | Call | Used


class Provider:
    """Calls one endpoint. Raises ModelUnavailable for whatever goes wrong there."""

    def __init__(
        self,
        endpoint: Endpoint,
        breaker: Breaker | None = None,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self.name = endpoint.name
        self.model = endpoint.planner.model
        self.endpoint = endpoint
        self._sleep = sleep
        self._breaker = breaker or Breaker()
        self._client: AsyncOpenAI | None = None
        self._lock = threading.Lock()

    def warm(self) -> AsyncOpenAI:
        """Loads the client's library, 0.4 s (measured) that the start need not wait for."""
        with self._lock:
            if self._client is None:
                from openai import AsyncOpenAI, Timeout

                self._client = AsyncOpenAI(
                    base_url=self.endpoint.base_url,
                    api_key=self.endpoint.api_key.get_secret_value() or "none",
                    max_retries=0,
                    timeout=Timeout(30.0, connect=CONNECT_S),
                )
            return self._client

    @property
    def is_left_alone(self) -> bool:
        """Whether it has failed too often to be asked now."""
        return self._breaker.is_open

    def most(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]] = (),
        *,
        drafts: bool = False,
    ) -> Usage:
        """The most that a call can use: every try is billed, and its tokens are short ones."""
        writer = self.endpoint.writer(drafts=drafts)
        sent = TRIES * (len(json.dumps([*messages, *tools])) // LEAST_CHARS_PER_TOKEN)
        written = TRIES * self.endpoint.max_answer_tokens
        cost = sent * writer.input_price + written * writer.output_price
        return Usage(sent, written, round(cost))

    async def close(self) -> None:
        """Ends the connections."""
        if self._client is not None:
            await self._client.close()

    async def stream(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]] = (),
        temperature: float | None = None,
        *,
        drafts: bool = False,
        shorter: Sequence[Message] | None = None,  # noqa: ARG002
        limit_s: float = LONGEST_S,  # noqa: ARG002
        abandoned: Callable[[Usage], object] = id,  # noqa: ARG002
    ) -> AsyncGenerator[Piece]:
        """The answer as it is written, then its calls, then what it used.

        Opening it is tried three times; once a piece has come, a failure ends it.
        """
        chunks: Any = None
        writer = self.endpoint.writer(drafts=drafts)
        if temperature is not None:
            writer = replace(writer, temperature=temperature)
        try:
            with span("model", model=writer.model):
                async for attempt in retrying(self._sleep):
                    with attempt:
                        chunks, first = await self._try(messages, tools, writer)
                async with aclosing(_pieces(chunks, first, self.endpoint.stall_s)) as pieces:
                    async for piece in pieces:
                        yield _priced(piece, messages, writer)
        except Busy:
            if chunks is not None:  # opening reports its own failures
                self._breaker.failed()
            raise ModelUnavailable("The model did not answer.") from None
        except BreakerOpen:
            raise ModelUnavailable("The model is left alone.", reason="BREAKER_OPEN") from None
        finally:
            if chunks is not None:
                await chunks.close()

    async def _try(
        self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]], writer: Writer
    ) -> tuple[Any, Any]:
        """One attempt to open a stream, reported to the breaker."""
        self._breaker.enter()
        report = self._breaker.left
        try:
            opened = await self._open(messages, tools, writer)
            report = self._breaker.succeeded
            return opened
        except Busy:
            report = self._breaker.failed
            raise
        finally:
            report()

    async def _open(
        self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]], writer: Writer
    ) -> tuple[Any, Any]:
        """An open stream and its first chunk."""
        request: dict[str, Any] = {
            "model": writer.model,
            "messages": list(messages),
            "temperature": writer.temperature,
            "max_tokens": self.endpoint.max_answer_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if tools:
            request["tools"] = list(tools)
        try:
            async with asyncio.timeout(self.endpoint.first_piece_s):
                client = self._client
                if client is None:
                    client = await asyncio.to_thread(self.warm)
                chunks: Any = await client.chat.completions.create(**request)
                return chunks, await anext(chunks, None)
        except Exception as cause:
            raise _named(cause) from None


def _priced(piece: Piece, messages: Sequence[Message], writer: Writer) -> Piece:
    if not isinstance(piece, Used):
        return piece
    usage = piece.usage
    sent = usage.input_tokens or len(json.dumps(list(messages))) // CHARS_PER_TOKEN
    cost = sent * writer.input_price + usage.output_tokens * writer.output_price
    return Used(Usage(sent, usage.output_tokens, round(cost)), writer.model)


async def _pieces(chunks: Any, first: Any, stall_s: float) -> AsyncGenerator[Piece]:
    """What the chunks hold, bounded whatever they hold."""
    calls: dict[int, dict[str, str]] = {}
    written_chars, usage, count = 0, Usage(), 0
    chunk = first
    while chunk is not None and count < MAX_PIECES:
        count += 1
        try:
            text, parts, usage = _read(chunk, usage)
            for part in parts:
                _add(calls, part)
        except Exception as cause:
            raise _named(cause) from None
        text = text[: MAX_TEXT_CHARS - written_chars]
        written_chars += len(text)
        if text:
            yield Text(text)
        try:
            async with asyncio.timeout(stall_s):
                chunk = await anext(chunks, None)
        except Exception as cause:
            raise _named(cause) from None
    for call in calls.values():
        yield Call(call["name"], call["arguments"] or "{}")
    argument_chars = sum(len(call["arguments"]) for call in calls.values())
    output_tokens = usage.output_tokens or (written_chars + argument_chars) // CHARS_PER_TOKEN
    yield Used(Usage(usage.input_tokens, output_tokens))


def _read(chunk: Any, usage: Usage) -> tuple[str, Sequence[Any], Usage]:
    """A chunk's text, parts of calls, and usage if it tells; raises what malformed ones raise."""
    if getattr(chunk, "usage", None) is not None:
        usage = Usage(chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0)
    choices = getattr(chunk, "choices", None)
    delta = choices[0].delta if choices else None
    text = getattr(delta, "content", None)
    return text if isinstance(text, str) else "", getattr(delta, "tool_calls", None) or (), usage


def _add(calls: dict[int, dict[str, str]], part: Any) -> None:
    """Joins a part of a tool call; some endpoints leave out the index."""
    index = part.index if isinstance(getattr(part, "index", None), int) else len(calls)
    if index not in calls and len(calls) >= 8:
        return
    call = calls.setdefault(index, {"name": "", "arguments": ""})
    function = getattr(part, "function", None)
    call["name"] = (call["name"] + str(getattr(function, "name", "") or ""))[:64]
    arguments = call["arguments"] + str(getattr(function, "arguments", "") or "")
    call["arguments"] = arguments[: MAX_ARGUMENT_CHARS + 1]  # one more is refused as too long


def _named(cause: Exception) -> Exception:
    """What may pass is `Busy`; a request that was refused will be refused again.

    Broken streams come as errors of several libraries; only their kind is logged.
    """
    # Only the client's errors of an answer have one.
    status: int | None = getattr(cause, "status_code", None)
    if status is not None and status < 500 and status != 429:
        log("model").warning("model_refused", status=status)
        return ModelUnavailable("The model refused the request.", reason="MODEL_REFUSED")
    log("model").warning("model_failed", kind=type(cause).__name__)
    return Busy()
