"""Tool calls that WordPress was asked to run and has not answered yet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sidecar.nouns import ToolCall, ToolErrorCode, ToolResult, ToolSpec
from sidecar.tools.arguments import MAX_RESULT_BYTES, BadArguments, json_object, misfit

MAX_ERROR_CHARS = 300


@dataclass(frozen=True, slots=True)
class ToolFailure:
    """Why WordPress has no result."""

    code: ToolErrorCode
    text: str


@dataclass(frozen=True, slots=True)
class _Pending:
    spec: ToolSpec
    call: ToolCall
    answer: asyncio.Future[Mapping[str, Any] | ToolFailure]


class PendingCalls:
    """The open calls of one turn; the first answer to each is the one that counts."""

    def __init__(self) -> None:
        self._open: dict[str, _Pending] = {}

    def expect(self, spec: ToolSpec, call: ToolCall) -> None:
        """Opens a call, before its request is shown."""
        answer = asyncio.get_running_loop().create_future()
        self._open[call.call_id] = _Pending(spec, call, answer)

    async def wait(self, call_id: str, limit_s: float) -> ToolResult:
        """The answer, or TIMEOUT after `limit_s`; either way the call is closed."""
        pending = self._open[call_id]
        try:
            async with asyncio.timeout(limit_s):
                answer = await pending.answer
        except TimeoutError:
            answer = ToolFailure(ToolErrorCode.TIMEOUT, "The shop did not answer in time.")
        finally:
            self._open.pop(call_id, None)
        if isinstance(answer, ToolFailure):
            return ToolResult(pending.call, None, answer.code, answer.text)
        return ToolResult(pending.call, answer)

    def is_open(self, call_id: str) -> bool:
        """Whether a result would still be used."""
        pending = self._open.get(call_id)
        return pending is not None and not pending.answer.done()

    def settle(self, call_id: str, result_json: str) -> bool:
        """Hands in a result; False when it is late, foreign or a second one.

        One that is too large or off the tool's schema counts as the tool's failure.
        """
        if not self.is_open(call_id):
            return False
        pending = self._open[call_id]
        answer: Mapping[str, Any] | ToolFailure
        try:
            answer = json_object(result_json, MAX_RESULT_BYTES)
            problem = misfit(answer, pending.spec.output_schema)
        except BadArguments as cause:
            problem = cause.text
        if problem:
            answer = ToolFailure(ToolErrorCode.UPSTREAM_5XX, "The shop's result was malformed.")
        pending.answer.set_result(answer)
        return True

    def fail(self, call_id: str, code: str, text: str) -> bool:
        """Hands in an error; False as in `settle`. An unknown code is UPSTREAM_5XX."""
        if not self.is_open(call_id):
            return False
        known = code in ToolErrorCode.__members__
        failure = ToolFailure(
            ToolErrorCode(code) if known else ToolErrorCode.UPSTREAM_5XX, text[:MAX_ERROR_CHARS]
        )
        self._open[call_id].answer.set_result(failure)
        return True
