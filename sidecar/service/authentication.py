"""Who may call what: every call passes here before its servicer sees it.

The token is checked against the very bytes that arrived, so requests are parsed here and not by
gRPC. A method without a row in `METHODS` is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message

from sidecar.admission.pairing import Pairing
from sidecar.admission.replay import UsedTokens
from sidecar.admission.token import Token, key_id, parse_public_key, verify
from sidecar.errors import BadMessage, NotAllowed, NotAuthenticated
from sidecar.nouns import Identity
from sidecar.service.faults import REASON_KEY, fault_of
from sidecar.telemetry import Metrics, Pseudonyms, bind, log
from sidecar.v1.operations_pb2 import PairRequest


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a method: a token with any of `scopes`, one signed by the key it brings
    along (`self_signed`), or anyone (`open_to_all`)."""

    scopes: frozenset[str] = frozenset()
    self_signed: bool = False
    open_to_all: bool = False


def _scope(*names: str) -> Rule:
    return Rule(scopes=frozenset(names))


_AGENT, _KNOWLEDGE, _STAFF, _ADMIN = map(
    _scope, ("support.read_kb", "knowledge.write", "desk.staff", "operations.admin")
)
_OPEN = Rule(open_to_all=True)

METHODS: Mapping[str, Rule] = {
    "/sidecar.v1.Agent/Chat": _AGENT,
    "/sidecar.v1.Agent/ToolCall": _AGENT,
    "/sidecar.v1.Agent/ReturnToolResult": _AGENT,
    "/sidecar.v1.Agent/StopTurn": _AGENT,
    "/sidecar.v1.Agent/RateTurn": _AGENT,
    "/sidecar.v1.Agent/GetThread": _AGENT,
    "/sidecar.v1.Knowledge/PutDocuments": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/DeleteDocuments": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/CommitSync": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/Search": _scope("support.read_kb", "knowledge.write"),
    "/sidecar.v1.Knowledge/GetIndexStatus": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/ListDocuments": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/ListSources": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/PutSource": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/DeleteSource": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/LoadSource": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/GetMirror": _KNOWLEDGE,
    "/sidecar.v1.Knowledge/MakeMirror": _KNOWLEDGE,
    "/sidecar.v1.Desk/ListThreads": _STAFF,
    "/sidecar.v1.Desk/ReadThread": _STAFF,
    "/sidecar.v1.Desk/TakeThread": _STAFF,
    "/sidecar.v1.Desk/ReleaseThread": _STAFF,
    "/sidecar.v1.Desk/ReplyThread": _STAFF,
    "/sidecar.v1.Desk/ListApprovals": _STAFF,
    "/sidecar.v1.Desk/GetApproval": _scope("desk.staff", "support.read_kb"),
    "/sidecar.v1.Desk/DecideApproval": _scope("desk.staff", "support.read_kb"),
    "/sidecar.v1.Desk/ListTickets": _STAFF,
    "/sidecar.v1.Desk/UpdateTicket": _STAFF,
    "/sidecar.v1.Desk/ListUnanswered": _STAFF,
    "/sidecar.v1.Desk/CloseUnanswered": _STAFF,
    "/sidecar.v1.Desk/ListMacros": _STAFF,
    "/sidecar.v1.Desk/PutMacro": _STAFF,
    "/sidecar.v1.Desk/DeleteMacro": _STAFF,
    "/sidecar.v1.Operations/Pair": Rule(self_signed=True),
    "/sidecar.v1.Operations/GetStatus": _ADMIN,
    "/sidecar.v1.Operations/GetMetrics": _ADMIN,
    "/sidecar.v1.Operations/PutSettings": _ADMIN,
    "/sidecar.v1.Operations/GetSpend": _ADMIN,
    "/sidecar.v1.Operations/LeaseJobs": _ADMIN,
    "/sidecar.v1.Operations/CompleteJob": _ADMIN,
    "/sidecar.v1.Operations/ListJobs": _ADMIN,
    "/sidecar.v1.Operations/RetryJob": _ADMIN,
    "/sidecar.v1.Operations/ListDeliveries": _ADMIN,
    "/sidecar.v1.Operations/RetryDelivery": _ADMIN,
    "/sidecar.v1.Operations/VerifyAudit": _ADMIN,
    "/sidecar.v1.Operations/ListAudit": _ADMIN,
    "/grpc.health.v1.Health/Check": _OPEN,
    "/grpc.health.v1.Health/List": _OPEN,
    "/grpc.health.v1.Health/Watch": _OPEN,
}

M = TypeVar("M", bound=Message)

_identity: ContextVar[Identity] = ContextVar("identity")


def identity() -> Identity:
    """Who makes the call that is being answered. Raises NotAuthenticated outside of one."""
    try:
        return _identity.get()
    except LookupError:
        raise NotAuthenticated("This call has no caller.") from None


class Gate(grpc.aio.ServerInterceptor):  # type: ignore[type-arg]
    """Admits, logs and counts every call, and tells its failure once."""

    def __init__(
        self,
        pairing: Pairing,
        used_tokens: UsedTokens,
        metrics: Metrics,
        pseudonyms: Pseudonyms,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._pairing = pairing
        self._used_tokens = used_tokens
        self._metrics = metrics
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def intercept_service(
        self,
        continuation: Callable[[Any], Awaitable[Any]],
        details: Any,
    ) -> Any:
        handler = await continuation(details)
        if handler is None:
            return None
        method: str = details.method
        authorization = str(dict(details.invocation_metadata).get("authorization", ""))
        parse: Callable[[bytes], Message] = handler.request_deserializer

        async def answer(body: bytes, context: Any) -> Any:
            async def act() -> Any:
                self._admit(method, authorization, body)
                return await handler.unary_unary(_parse(parse, body), context)

            return await self._attend(method, context, act)

        async def stream(body: bytes, context: Any) -> None:
            async def act() -> None:
                self._admit(method, authorization, body)
                await _relay(handler.unary_stream, _parse(parse, body), context)

            await self._attend(method, context, act)

        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(
                stream, response_serializer=handler.response_serializer
            )
        return grpc.unary_unary_rpc_method_handler(
            answer, response_serializer=handler.response_serializer
        )

    def _admit(self, method: str, authorization: str, body: bytes) -> None:
        """Lets the caller in or raises NotAuthenticated, NotAllowed or BadMessage."""
        rule = METHODS.get(method)
        if rule is None:
            raise NotAllowed("This method is not open to anyone.", reason="METHOD_CLOSED")
        if rule.open_to_all:
            return
        scheme, _, text = authorization.partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise NotAuthenticated("A token is needed.", reason="TOKEN_MISSING")
        now_s = self._clock()
        token = self._verify(rule, text, body, now_s)
        self._used_tokens.use(token, now_s)
        caller = token.identity
        bind(
            thread=self._pseudonyms.of(caller.thread_id),
            user=self._pseudonyms.of(caller.subject),
        )
        if rule.scopes and not rule.scopes & caller.scopes:
            raise NotAllowed("The token does not allow this call.")
        _identity.set(caller)

    def _verify(self, rule: Rule, text: str, body: bytes, now_s: float) -> Token:
        if not rule.self_signed:
            return verify(text, body, self._pairing.public_keys, self._pairing.site, now_s)
        request = _parse(PairRequest.FromString, body)
        key = parse_public_key(request.public_key)
        return verify(text, body, {key_id(request.public_key): key}, request.site, now_s)

    async def _attend(self, method: str, context: Any, act: Callable[[], Awaitable[Any]]) -> Any:
        """Runs `act`, tells its failure, and leaves one record of the call."""
        began = time.perf_counter()
        bind(request_id=secrets.token_hex(4))
        code, reason = grpc.StatusCode.OK, ""
        try:
            return await act()
        except asyncio.CancelledError:
            code = grpc.StatusCode.CANCELLED
            raise
        except grpc.aio.AbortError:
            code = context.code()
            raise
        except Exception as error:
            fault = fault_of(error)
            code, reason = fault.code, dict(fault.metadata)[REASON_KEY]
            if code is grpc.StatusCode.INTERNAL:
                log("rpc").exception("failed", method=method)
            await context.abort(code, fault.text, fault.metadata)
        finally:
            seconds = time.perf_counter() - began
            self._metrics.rpcs.labels(method, code.name).inc()
            self._metrics.rpc_seconds.labels(method).observe(seconds)
            if not METHODS.get(method, Rule()).open_to_all:
                log("rpc").info(
                    "answered",
                    method=method,
                    code=code.name,
                    reason=reason,
                    duration_ms=round(seconds * 1000, 2),
                )


async def _relay(servicer: Callable[..., Any], request: Message, context: Any) -> None:
    """Sends what the servicer streams; when the caller leaves, the servicer's stream is closed
    before this returns, and not when it happens to be collected."""
    result = servicer(request, context)
    if not isinstance(result, AsyncIterator):
        await result  # it writes to the context itself
        return
    async with contextlib.aclosing(result) as messages:  # type: ignore[type-var]
        async for message in messages:
            await context.write(message)


def _parse(parse: Callable[[bytes], M], body: bytes) -> M:
    try:
        return parse(body)
    except DecodeError:
        raise BadMessage("The request cannot be decoded.", reason="MESSAGE_MALFORMED") from None
