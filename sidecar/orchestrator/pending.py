"""Tool calls that WordPress was asked to run and has not answered yet."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sidecar.nouns import (
    DeferredJob,
    SealedAction,
    ToolCall,
    ToolErrorCode,
    ToolResult,
    ToolSpec,
)
from sidecar.tools.arguments import MAX_RESULT_BYTES, BadArguments, json_object, misfit

MAX_ERROR_CHARS = 300
MAX_SEALED_BYTES = 8 * 1024
MAX_SUMMARY_CHARS = 300
MAX_DEFERRED = 4
MAX_PAYLOAD_BYTES = 16 * 1024
DEFERRED_KINDS = frozenset({"shopper_mail"})  # what a tool may leave; others are the sidecar's own
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What the Brain reads of an action that nobody has agreed to.
WAITS = {True: {"approval": "waits for the shopper"}, False: {"approval": "waits for the shop"}}


@dataclass(frozen=True, slots=True)
class ToolFailure:
    """Why WordPress has no result."""

    code: ToolErrorCode
    text: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What WordPress hands in: a result, or an action that somebody has to agree to."""

    result_json: str = ""
    action: SealedAction | None = None
    deferred: tuple[DeferredJob, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """What was handed in and is well-formed."""

    value: Mapping[str, Any]
    action: SealedAction | None = None
    deferred: tuple[DeferredJob, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pending:
    spec: ToolSpec
    call: ToolCall
    answer: asyncio.Future[_Given | ToolFailure]


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
        return ToolResult(
            pending.call, answer.value, action=answer.action, deferred=answer.deferred
        )

    def is_open(self, call_id: str) -> bool:
        """Whether a result would still be used."""
        pending = self._open.get(call_id)
        return pending is not None and not pending.answer.done()

    def settle(self, call_id: str, returned: Returned) -> bool:
        """Hands in a result or an action; False when it is late, foreign or a second one.

        One that is too large, off the tool's schema or not a tool's to give counts as the tool's
        failure.
        """
        if not self.is_open(call_id):
            return False
        pending = self._open[call_id]
        try:
            pending.answer.set_result(_given(pending.spec, returned))
        except BadArguments:
            failure = ToolFailure(ToolErrorCode.UPSTREAM_5XX, "The shop's result was malformed.")
            pending.answer.set_result(failure)
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


def _given(spec: ToolSpec, returned: Returned) -> _Given:
    """What was returned, checked. Raises BadArguments.

    A destructive tool gives an action and nothing else: in a turn it does nothing.
    """
    if spec.destructive != (returned.action is not None):
        raise BadArguments("A tool gives an action if and only if it is destructive.")
    if returned.action is not None:
        if returned.deferred:
            raise BadArguments("An action that waits leaves no work.")
        _check_action(returned.action)
        return _Given(WAITS[returned.action.by_shopper], returned.action)
    _check_deferred(spec, returned.deferred)
    value = json_object(returned.result_json, MAX_RESULT_BYTES)
    if problem := misfit(value, spec.output_schema):
        raise BadArguments(problem)
    return _Given(value, deferred=returned.deferred)


def _check_action(action: SealedAction) -> None:
    if not 0 < len(action.sealed.encode()) <= MAX_SEALED_BYTES:
        raise BadArguments(f"sealed must have 1 to {MAX_SEALED_BYTES} bytes.")
    if not 0 < len(action.summary) <= MAX_SUMMARY_CHARS or _CONTROL.search(action.summary):
        raise BadArguments(f"summary must be a line of 1 to {MAX_SUMMARY_CHARS} characters.")
    if action.expires_unix_ms <= 0:
        raise BadArguments("expires_unix_ms must be set.")


def _check_deferred(spec: ToolSpec, deferred: Sequence[DeferredJob]) -> None:
    if deferred and spec.read_only:
        raise BadArguments("A tool that changes nothing leaves no work.")
    if len(deferred) > MAX_DEFERRED:
        raise BadArguments(f"At most {MAX_DEFERRED} jobs can be left.")
    for job in deferred:
        if job.kind not in DEFERRED_KINDS:
            raise BadArguments("No tool leaves work of that kind.")
        json_object(job.payload_json, MAX_PAYLOAD_BYTES)
