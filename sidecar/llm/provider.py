"""One OpenAI-compatible endpoint: streams answers, tries again, and knows when to give up.

Nothing a provider sends as an error is kept: its text goes to no log and to no shopper.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from sidecar.endpoint import Endpoint, Writer
from sidecar.errors import ModelUnavailable
from sidecar.llm.attempt import Attempt, OutOfTime, Throttled
from sidecar.llm.dialects import request
from sidecar.llm.piece import Call, Message, Piece, Text, Used
from sidecar.nouns import Usage
from sidecar.telemetry import span
from sidecar.upstream import RETRY_PAUSES_S, Breaker, BreakerOpen, Busy, retrying

if TYPE_CHECKING:
    from openai import AsyncOpenAI

LONGEST_S = 30.0
TRIES = 1 + len(RETRY_PAUSES_S)
# JSON in ASCII, as it is counted here, has more letters a token than any language has in UTF-8.
LEAST_CHARS_PER_TOKEN = 3

__all__ = ["Call", "Endpoint", "Message", "Piece", "Provider", "Text", "Used"]


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
                from sidecar.llm.client import open_client

                self._client = open_client(self.endpoint)
            return self._client

    @property
    def is_priced(self) -> bool:
        """Whether what it writes has a price."""
        return any(self.endpoint.writer(drafts=drafts).output_price for drafts in (False, True))

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
        body = json.dumps(request(self.endpoint, writer, messages, tools).body)
        sent = TRIES * (len(body) // LEAST_CHARS_PER_TOKEN)
        return _priced(Usage(sent, TRIES * self.endpoint.max_answer_tokens), writer)

    async def close(self) -> None:
        """Ends the connections."""
        if self._client is not None:
            await self._client.close()

    async def stream(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]] = (),
        *,
        drafts: bool = False,
        shorter: Sequence[Message] | None = None,
        limit_s: float = LONGEST_S,
        abandoned: Callable[[Usage], object] | None = None,
        failed: Callable[[str, float], object] = lambda *_: None,
    ) -> AsyncGenerator[Piece]:
        """The answer as it is written, then its calls; and what each attempt used.

        Opening it is tried three times, with the `shorter` messages after the first; once a piece
        has come, a failure ends it. All of it takes `limit_s` at most. What attempts used that
        were not told because the stream was closed early goes to `abandoned`; `failed` is as in
        `Attempt`.
        """
        writer = self.endpoint.writer(drafts=drafts)
        now = asyncio.get_running_loop().time
        ends_at = now() + limit_s
        untold: list[Attempt] = []

        def attempt() -> Attempt:
            sent = messages if not untold or shorter is None else shorter
            asked = request(self.endpoint, writer, sent, tools)
            is_prompted = self.endpoint.tools == "prompt"
            untold.append(Attempt(asked, is_prompted=is_prompted, failed=failed))
            return untold[-1]

        def left_s() -> float:
            return ends_at - now()

        failure: ModelUnavailable | None = None
        try:
            with span("model", model=writer.model):
                try:
                    entered, answer, text = await self._open(attempt, left_s)
                    try:
                        more: str | None = text
                        while more is not None:
                            if more:
                                yield Text(more)
                            more = await answer.more(self.endpoint.stall_s, left_s())
                    except Busy:
                        self._breaker.failed(entered)
                        raise
                    held_back, calls = answer.rest()
                    if held_back:
                        yield Text(held_back)
                    for call in calls:
                        yield call
                except Exception as cause:
                    failure = _unavailable(cause)
                while untold:
                    await untold[0].close()
                    usage = _priced(untold.pop(0).usage, writer)
                    if usage != Usage():
                        yield Used(usage, writer.model)
            if failure is not None:
                raise failure
        finally:
            if untold and abandoned is not None:
                abandoned(_priced(reduce(add, (left.usage for left in untold)), writer))
            for left in untold:
                await left.close()

    async def _open(
        self, attempt: Callable[[], Attempt], left_s: Callable[[], float]
    ) -> tuple[int, Attempt, str]:
        """The breaker's pass, an attempt that has begun, and its first text.

        Raises Busy, BreakerOpen, OutOfTime, ModelUnavailable; the breaker has been told.
        """
        async for trying in retrying(self._sleep, left_s=left_s):
            with trying:
                entered = self._breaker.enter()
                report = self._breaker.left
                try:
                    tried = attempt()
                    client = self._client
                    if client is None:
                        client = await asyncio.to_thread(self.warm)
                    text = await tried.begin(client, self.endpoint.first_piece_s, left_s())
                    report = self._breaker.succeeded
                    return entered, tried, text
                except Throttled:
                    raise
                except Busy:
                    report = self._breaker.failed
                    raise
                finally:
                    report(entered)
        raise AssertionError("the last try raises")  # pragma: no cover


def _unavailable(cause: Exception) -> ModelUnavailable:
    match cause:
        case ModelUnavailable():
            return cause
        case BreakerOpen():
            return ModelUnavailable("The model is left alone.", reason="BREAKER_OPEN")
        case Busy() | OutOfTime():
            return ModelUnavailable("The model did not answer.")
    raise cause


def _priced(usage: Usage, writer: Writer) -> Usage:
    cost = usage.input_tokens * writer.input_price + usage.output_tokens * writer.output_price
    return Usage(usage.input_tokens, usage.output_tokens, round(cost))
