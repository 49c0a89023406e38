"""One OpenAI-compatible endpoint: streams answers, tries again, and knows when to give up.

Nothing a provider sends as an error is kept: its text goes to no log and to no shopper.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sidecar.endpoint import Endpoint, Writer
from sidecar.errors import ModelUnavailable
from sidecar.llm.attempt import Attempt, OutOfTime, Throttled
from sidecar.llm.dialects import request
from sidecar.llm.piece import Broken, Call, Message, Piece, Text
from sidecar.llm.prompted import PROTOCOL
from sidecar.llm.reply import sent_tokens
from sidecar.nouns import Usage
from sidecar.telemetry import log, span
from sidecar.upstream import RETRY_PAUSES_S, Breaker, BreakerOpen, Busy, retrying

if TYPE_CHECKING:
    from openai import AsyncOpenAI

LONGEST_S = 30.0
# Who asks for a longer one is not waited for: there is another provider, or the shop's pages.
LONGEST_PAUSE_S = 1.0
TRIES = 1 + len(RETRY_PAUSES_S)

__all__ = ["Broken", "Call", "Endpoint", "Message", "Piece", "Provider", "Text"]

Told = Callable[[Usage, str, float, str], object]
"""Hears of an attempt: what it used of which model, its milliseconds, and why it failed, or ""."""


class Provider:
    """Calls one endpoint. Raises ModelUnavailable for whatever goes wrong there.

    `refused_status` is the 4xx that the last call got; 0 when it got none.
    """

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
        self.refused_status = 0
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
    def unpriced(self) -> tuple[str, ...]:
        """The models here without a price, named as in track records."""
        writers = self.endpoint.writers
        return tuple(f"{self.name}/{known.model}" for known in writers if not known.is_priced)

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
        protocol: str = PROTOCOL,
    ) -> Usage:
        """The most that a call can use: the tokens of one try, and the cost of all.

        Each try may be billed; only one that goes well is long.
        """
        writer = self.endpoint.writer(drafts=drafts)
        sent = sent_tokens(request(self.endpoint, writer, messages, tools, protocol).body)
        most = _priced(Usage(sent, self.endpoint.max_answer_tokens), writer)
        return replace(most, cost_micros=TRIES * most.cost_micros)

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
        protocol: str = PROTOCOL,
        limit_s: float = LONGEST_S,
        told: Told = lambda *_: None,
    ) -> AsyncGenerator[Piece]:
        """The answer as it is written, then its calls.

        Opening it is tried three times, with the `shorter` messages after the first; once a piece
        has come, a failure ends it. All tries together have the endpoint's `first_piece_s` to the
        first piece, and all of it takes `limit_s` at most. `told` hears of each attempt once, when
        it ends or is left.
        """
        writer = self.endpoint.writer(drafts=drafts)
        now = asyncio.get_running_loop().time
        began = now()
        ends_at = began + limit_s
        if self._client is None:
            await asyncio.to_thread(self.warm)
            began = now()
        first_by = began + self.endpoint.first_piece_s

        def attempt(number: int) -> Attempt:
            sent = messages if number == 1 or shorter is None else shorter
            asked = request(self.endpoint, writer, sent, tools, protocol)
            return Attempt(asked, is_prompted=self.endpoint.tools == "prompt")

        async def leave(tried: Attempt) -> None:
            told(_priced(tried.usage, writer), writer.model, tried.took_ms, tried.failure)
            await tried.close()

        failure: ModelUnavailable | None = None
        with span("model", model=writer.model):
            try:
                entered, answer, text = await self._open(attempt, leave, first_by, ends_at)
                try:
                    more: str | None = text
                    while more is not None:
                        if more:
                            yield Text(more)
                        more = await answer.more(self.endpoint.stall_s, ends_at)
                    held_back, calls = answer.rest()
                    if held_back:
                        yield Text(held_back)
                    for call in calls:
                        yield call
                    if answer.is_cut:
                        yield Broken()
                except Busy:
                    self._breaker.failed(entered)
                    raise
                finally:
                    await leave(answer)
            except Exception as cause:
                failure = _unavailable(cause)
        if failure is not None:
            raise failure

    async def _open(
        self,
        attempt: Callable[[int], Attempt],
        leave: Callable[[Attempt], Awaitable[None]],
        first_by: float,
        ends_at: float,
    ) -> tuple[int, Attempt, str]:
        """The breaker's pass, an attempt that has begun, and its first text.

        Raises Busy, BreakerOpen, OutOfTime, ModelUnavailable; the breaker has been told.
        """
        client, now = self.warm(), asyncio.get_running_loop().time
        tries = retrying(
            self._sleep,
            left_s=lambda: min(first_by, ends_at) - now(),
            longest_pause_s=LONGEST_PAUSE_S,
        )
        async for trying in tries:
            with trying:
                tried = attempt(trying.retry_state.attempt_number)
                entered = self._breaker.enter()
                try:
                    text = await tried.begin(client, first_by, ends_at)
                except BaseException as cause:
                    self.refused_status = tried.refused_status
                    is_failure = isinstance(cause, Busy) and not isinstance(cause, Throttled)
                    (self._breaker.failed if is_failure else self._breaker.left)(entered)
                    await leave(tried)
                    raise
                self._breaker.succeeded(entered)
                self.refused_status = 0
                return entered, tried, text
        raise AssertionError("the last try raises")  # pragma: no cover


def _unavailable(cause: Exception) -> ModelUnavailable:
    match cause:
        case ModelUnavailable():
            return cause
        case BreakerOpen():
            return ModelUnavailable("The model is left alone.", reason="BREAKER_OPEN")
        case Busy() | OutOfTime():
            return ModelUnavailable("The model did not answer.")
    # A fault of ours; the chain goes on all the same.
    log("model").error("model_broke", kind=type(cause).__name__)
    return ModelUnavailable("The model's answer could not be read.", reason="MODEL_BROKE")


def _priced(usage: Usage, writer: Writer) -> Usage:
    return replace(usage, cost_micros=writer.cost_micros(usage.input_tokens, usage.output_tokens))
