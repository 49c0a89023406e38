"""One request to an endpoint, and the stream that answers it.

The `openai` client sends the request and tells refusals apart; the stream is read here. Its typed
chunks cost 140 µs of processor time each, too much for 100 streams of 40 tokens a second (measured
November 2026), and its lines have no bound.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from sidecar.errors import ModelUnavailable
from sidecar.llm.dialects import Request
from sidecar.llm.piece import Call
from sidecar.llm.prompted import Listener
from sidecar.llm.reply import BrokenReply, Reply
from sidecar.llm.sse import EventLines
from sidecar.nouns import Usage
from sidecar.telemetry import log
from sidecar.upstream import Busy

if TYPE_CHECKING:
    from openai import AsyncOpenAI

# For the counts of tokens, which follow the end of an answer; and for the end of its body.
GRACE_S = 0.5
DRAIN_S = 0.05


class Throttled(Busy):
    """The endpoint is well, and wants fewer requests."""


class OutOfTime(Exception):
    """The caller's time is up; the endpoint may be well."""


class Attempt:
    """A request, and as much of its answer as has come.

    `failure` is why it failed: a status, or a kind of error; `refused_status` the status where it
    was a 4xx. Times are those of the loop's clock.
    """

    def __init__(self, request: Request, *, is_prompted: bool) -> None:
        self.failure = ""
        self.refused_status = 0
        self._began = time.monotonic()
        self._request = request
        self._reply = Reply()
        self._listener = Listener() if is_prompted else None
        self._lines = EventLines()
        self._response: Any = None
        self._bytes: AsyncIterator[bytes] | None = None
        self._is_billed = False
        self._is_ended = False

    async def begin(self, client: AsyncOpenAI, first_by: float, ends_at: float) -> str:
        """Sends the request; gives the first text, or "" for a call in the making.

        Raises Busy, also when neither comes until `first_by`; OutOfTime when the caller's
        `ends_at` came before that; ModelUnavailable when the request was refused.
        """
        limit = asyncio.timeout_at(min(first_by, ends_at))
        try:
            async with limit:
                await self._send(client)
                return await self._read() or ""
        except Exception as cause:
            was_cut_short = limit.expired() and ends_at < first_by
            raise self._named(cause, was_cut_short=was_cut_short) from None

    async def more(self, limit_s: float, ends_at: float) -> str | None:
        """More text, or "" for a call that grew; None when the answer is whole.

        Raises Busy, also after a silence of `limit_s`, and OutOfTime.
        """
        if self._is_ended or self._reply.is_full:
            return None
        if self._reply.is_whole:
            limit_s = min(limit_s, GRACE_S)
        more_by = asyncio.get_running_loop().time() + limit_s
        limit = asyncio.timeout_at(min(more_by, ends_at))
        try:
            async with limit:
                return await self._read()
        except Exception as cause:
            if self._reply.is_whole:
                return None
            was_cut_short = limit.expired() and ends_at < more_by
            raise self._named(cause, was_cut_short=was_cut_short) from None

    def rest(self) -> tuple[str, list[Call]]:
        """What is left to tell of a whole answer: text that was held back, and the calls."""
        if self._listener is None:
            return "", self._reply.calls
        call = self._listener.call()
        return ("", [call]) if call else (self._listener.flush(), [])

    @property
    def is_cut(self) -> bool:
        """Whether the answer ended before its end."""
        return self._reply.is_cut

    @property
    def usage(self) -> Usage:
        """The tokens that will be billed, without their price: no more than can have been used."""
        if not self._is_billed:
            return Usage()
        body = self._request.body
        told, most = self._reply.usage(body), self._reply.most(body)
        usage = Usage(
            min(told.input_tokens, most.input_tokens), min(told.output_tokens, most.output_tokens)
        )
        if usage != told:
            log("model").warning(
                "model_usage_cut",
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
            )
        return usage

    @property
    def took_ms(self) -> float:
        """Milliseconds since it began."""
        return (time.monotonic() - self._began) * 1_000

    async def close(self) -> None:
        """Hangs up, or keeps the connection of a whole answer for the next."""
        if self._response is None:
            return
        with suppress(Exception):
            if self._is_ended and self._bytes is not None:
                async with asyncio.timeout(DRAIN_S):
                    await anext(self._bytes, None)
        with suppress(Exception):
            await self._response.close()

    async def _send(self, client: AsyncOpenAI) -> None:
        from aiohttp import ClientConnectorError, ConnectionTimeoutError
        from openai import APIConnectionError, APIStatusError, AsyncStream, Omit

        asked = self._request
        self._is_billed = True
        try:
            self._response = await client.post(
                asked.url,
                cast_to=object,
                body=asked.body,
                options={
                    "headers": {"Authorization": Omit(), **asked.headers},
                    "params": asked.query,
                },
                stream=True,
                stream_cls=AsyncStream[object],
            )
        except APIStatusError:
            self._is_billed = False
            raise
        except APIConnectionError as cause:
            # One that was reached may have begun to work. The client calls some that were reached
            # and hung up a `ConnectTimeout`; only what is below that tells.
            causes = list(_causes(cause))
            unreached = ClientConnectorError | ConnectionTimeoutError
            self._is_billed = not any(isinstance(known, unreached) for known in causes)
            raise causes[-1] from None
        self._bytes = aiter(self._response.response.aiter_raw())

    async def _read(self) -> str | None:
        """Waits for text or a part of a call, and takes all that came with it; None at the end.

        Raises whatever a broken stream raises.
        """
        while not self._is_ended:
            data = await anext(self._bytes, None) if self._bytes else None
            events = self._lines.flush() if data is None else self._lines.feed(data)
            text, grew = "", False
            for event in events:
                if event == b"[DONE]":
                    self._is_ended = self._reply.is_whole = True
                    break
                more, did = self._reply.take(json.loads(event.decode()))
                text, grew = text + more, grew or did
            if data is None:
                self._is_ended = True
                if not self._reply.is_whole:
                    raise BrokenReply
            if grew:
                return self._listener.feed(text) if self._listener else text
        return None

    def _named(self, cause: Exception, *, was_cut_short: bool) -> Exception:
        """What failed, in our words; of the endpoint's only the status is kept."""
        # Only the client's errors of an answer have one.
        status: int | None = getattr(cause, "status_code", None)
        kind = type(cause).__name__
        self.failure = f"HTTP {status}" if status else kind
        self.refused_status = status if status is not None and 400 <= status < 500 else 0
        if was_cut_short:
            return OutOfTime()
        if status == 429:
            log("model").warning("model_throttled")
            return Throttled(_asked_pause_s(cause))
        if status is not None and status < 500:
            log("model").warning("model_refused", status=status)
            return ModelUnavailable("The model refused the request.", reason="MODEL_REFUSED")
        log("model").warning("model_failed", kind=kind, status=status)
        return Busy(_asked_pause_s(cause))


def _causes(error: BaseException | None) -> Iterator[Exception]:
    """The error, what caused it, and so on."""
    while isinstance(error, Exception):
        yield error
        error = error.__cause__


def _asked_pause_s(cause: Exception) -> float:
    """The pause that a refusal asks for; 0 for none, or none that can be read."""
    response = getattr(cause, "response", None)
    headers: Mapping[str, str] = getattr(response, "headers", {})
    with suppress(ValueError, OverflowError):
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1_000)
        told = headers.get("retry-after", "")
        if told[:1].isdigit():
            return float(told)
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    return 0.0
