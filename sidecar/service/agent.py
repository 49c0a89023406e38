# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""The shopper's calls: chats, tool results, ratings and transcripts.

The token says who calls and in which thread; what a request says of itself never widens that.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from sidecar.admission.limits import MessageLimits
from sidecar.desk import audit, people
from sidecar.desk.audit import AuditLog, Called
from sidecar.desk.opening import Away
from sidecar.desk.presence import Presence
from sidecar.desk.tickets import Contact
from sidecar.errors import BadMessage, IndexUnavailable, NotAllowed, NotFound
from sidecar.nouns import DeferredJob, Identity, SealedAction, ToolErrorCode
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.message import ShopperMessage, checked_id, checked_text
from sidecar.orchestrator.pending import Returned
from sidecar.service import clock
from sidecar.service.authentication import identity
from sidecar.service.once import once
from sidecar.service.transcript import transcript
from sidecar.store import Database, Store, replies, threads, turns
from sidecar.store.replies import Reply
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import log
from sidecar.tools.arguments import BadArguments, parse
from sidecar.tools.sidecar_tools import Caller, SidecarTools
from sidecar.v1 import agent_pb2 as pb
from sidecar.v1.agent_pb2_grpc import AgentServicer

MESSAGES_PER_MINUTE = 20  # of a thread, where the owner has not said
TRANSCRIPT_MESSAGES = 50
MAX_TRANSCRIPT_MESSAGES = 200
MAX_REASON_CHARS = 500
MAX_CONTACT_CHARS = 254  # of an e-mail address, RFC 5321
TICKET_SCOPE = "tickets.create"
TRACE_SCOPE = "operations.admin"


class Agent(AgentServicer):
    """Thin: it checks, hands over to the orchestrator, and shapes what comes back."""

    def __init__(
        self,
        *,
        conversations: Conversations,
        tools: SidecarTools,
        store: Store,
        limits: MessageLimits,
        settings: LiveSettings,
        presence: Presence,
        audit_log: AuditLog,
        prompts_version: str,
        now_unix_ms: Callable[[], int] = clock.now_unix_ms,
    ) -> None:
        self._conversations = conversations
        self._tools = tools
        self._store = store
        self._limits = limits
        self._settings = settings
        self._presence = presence
        self._audit_log = audit_log
        self._prompts_version = prompts_version
        self._now_unix_ms = now_unix_ms

    async def Chat(self, request: pb.ChatRequest, context: Any) -> AsyncGenerator[pb.ChatEvent]:
        """Starts or follows a turn. A caller that leaves only stops listening.

        Its steps inside are for whoever asks for them here, whoever else did.
        """
        caller = _caller(request.thread_id)
        if request.trace and TRACE_SCOPE not in caller.scopes:
            raise NotAllowed("The token does not allow a trace.")
        message = ShopperMessage.read(request, caller.subject, self._tools.names)
        shop = self._settings.current
        events = self._conversations.chat(
            message,
            request.after_seq,
            request.wait_ms,
            admit=lambda: self._limits.admit(
                caller,
                shop.messages_per_minute or MESSAGES_PER_MINUTE,
                shop.messages_per_subject_minute,
                shop.messages_per_site_minute,
            ),
        )
        async with aclosing(events):
            async for event in events:
                self._presence.note(request.thread_id)
                if request.trace or not event.HasField("trace"):
                    yield event

    async def ToolCall(self, request: pb.ToolCallRequest, context: Any) -> pb.ToolCallResponse:
        """Runs a sidecar tool once per request id, its effect and its answer in one commit."""
        caller = _caller(request.thread_id)
        checked_id("request_id", request.request_id)
        spec = next((tool for tool in self._tools.specs if tool.name == request.name), None)
        if spec is None:
            return _error(ToolErrorCode.NOT_FOUND, "There is no such tool.")
        if request.name == "create_ticket" and TICKET_SCOPE not in caller.scopes:
            raise NotAllowed("The token does not allow this call.")
        await self._store.read(lambda db: _check_owner(db, request.thread_id, caller.subject))
        called = Called(
            subject=caller.subject,
            thread_id=request.thread_id,
            tool=request.name,
            outcome=audit.OK,
            versions={"prompts": self._prompts_version},
        )
        try:
            arguments = parse(request.arguments_json, spec.input_schema)
        except BadArguments as refusal:
            return await self._refused(called, ToolErrorCode.INVALID_ARGUMENT, refusal.text)
        called = replace(called, arguments=arguments)
        shop = self._settings.current
        tool_caller = Caller(
            thread_id=request.thread_id,
            message_id=request.request_id,
            key=f"{caller.subject}:{request.thread_id}:{request.request_id}",
            locale=shop.locale,
            hours=shop.hours,
            away=Away.at(shop, self._now_unix_ms()),
            contact=_contact(request.contact),
        )
        began = time.monotonic()
        try:
            ran = await self._tools.run(request.name, arguments, tool_caller)
        except IndexUnavailable as cause:
            return await self._refused(called, ToolErrorCode.UPSTREAM_5XX, cause.text)
        called = replace(called, duration_ms=round((time.monotonic() - began) * 1_000))
        if ran.write is None:
            await self._record(called)
            return pb.ToolCallResponse(result_json=json.dumps(ran.value, ensure_ascii=False))
        write = ran.write

        def act(db: Database) -> str:
            _check_owner(db, request.thread_id, caller.subject)
            now_unix_ms = self._now_unix_ms()
            threads.touch(db, request.thread_id, caller.subject, shop.locale, now_unix_ms)
            self._audit_log.append(db, called, now_unix_ms)
            return json.dumps(write(db).value, ensure_ascii=False)

        owner = f"{caller.subject}:{request.thread_id}"
        result_json = await once(self._store, owner, request, act)
        log("tool").info("tool_called", tool=request.name)
        return pb.ToolCallResponse(result_json=result_json)

    async def _record(self, called: Called) -> None:
        """Adds a call that wrote nothing to the audit log."""
        now_unix_ms = self._now_unix_ms()
        await self._store.write(lambda db: self._audit_log.append(db, called, now_unix_ms))

    async def _refused(self, called: Called, code: ToolErrorCode, text: str) -> pb.ToolCallResponse:
        await self._record(replace(called, outcome=code.value))
        return _error(code, text)

    async def ReturnToolResult(
        self, request: pb.ReturnToolResultRequest, context: Any
    ) -> pb.ReturnToolResultResponse:
        """Hands a result to the turn that waits for it."""
        caller = _caller(request.thread_id)
        place = (request.thread_id, request.message_id, caller.subject, request.call_id)
        deferred = tuple(DeferredJob(job.kind, job.payload_json) for job in request.deferred)
        match request.WhichOneof("outcome"):
            case "result_json":
                returned = Returned(request.result_json, deferred=deferred)
                accepted = self._conversations.return_result(*place, returned)
            case "action":
                returned = Returned(action=_sealed(request.action), deferred=deferred)
                accepted = self._conversations.return_result(*place, returned)
            case "error":
                error = request.error
                accepted = self._conversations.return_error(*place, error.code, error.message)
            case _:
                raise BadMessage("Exactly one of result_json, error and action must be set.")
        return pb.ReturnToolResultResponse(accepted=accepted)

    async def StopTurn(self, request: pb.StopTurnRequest, context: Any) -> pb.StopTurnResponse:
        """Ends a turn early."""
        caller = _caller(request.thread_id)
        self._conversations.stop(request.thread_id, request.message_id, caller.subject)
        return pb.StopTurnResponse()

    async def RateTurn(self, request: pb.RateTurnRequest, context: Any) -> pb.RateTurnResponse:
        """Stores an opinion; the last one counts."""
        caller = _caller(request.thread_id)
        if request.rating not in (pb.RATING_UP, pb.RATING_DOWN):
            raise BadMessage("rating must be RATING_UP or RATING_DOWN.")
        if len(request.reason) > MAX_REASON_CHARS:
            raise BadMessage(f"reason must have at most {MAX_REASON_CHARS} characters.")
        reason = checked_text(request.reason)

        def rate(db: Database) -> None:
            _check_owner(db, request.thread_id, caller.subject)
            if not turns.rate(db, request.thread_id, request.message_id, request.rating, reason):
                raise NotFound("There is no such message.")

        await self._store.write(rate)
        return pb.RateTurnResponse()

    async def GetThread(self, request: pb.GetThreadRequest, context: Any) -> pb.GetThreadResponse:
        """The transcript as its shopper may see it."""
        caller = _caller(request.thread_id)
        if not 0 <= request.limit <= MAX_TRANSCRIPT_MESSAGES:
            raise BadMessage(f"limit must be 0 to {MAX_TRANSCRIPT_MESSAGES}.")
        limit = request.limit or TRANSCRIPT_MESSAGES

        def read(
            db: Database,
        ) -> tuple[threads.Thread | None, list[turns.Turn], list[Reply], list[str]]:
            _check_owner(db, request.thread_id, caller.subject)
            written = replies.of_thread(db, request.thread_id, limit)
            return (
                threads.get(db, request.thread_id),
                turns.latest(db, request.thread_id, limit),
                written,
                people.unmailed(db, [reply.message_id for reply in written]),
            )

        thread, found, written, unmailed = await self._store.read(read)
        messages = transcript(found, written)[-limit:]
        if request.is_present:
            self._presence.note(request.thread_id)
            shown = {message.message_id for message in messages}
            if seen := [name for name in unmailed if name in shown]:
                now_unix_ms = self._now_unix_ms()
                await self._store.write(lambda db: people.note_read(db, seen, now_unix_ms))
        return pb.GetThreadResponse(
            messages=messages,
            running_message_id=self._conversations.running_message(request.thread_id),
            waits_for_person=thread is not None and thread.state == threads.WAITING,
            with_person=thread is not None and thread.state == threads.TAKEN,
            person_name=people.first_name(thread.person_name) if thread is not None else "",
        )


def _caller(thread_id: str) -> Identity:
    """Whoever calls, in the thread the token names. Raises BadMessage or NotFound."""
    caller = identity()
    checked_id("thread_id", thread_id)
    if caller.thread_id != thread_id:
        raise NotFound("There is no such thread.")
    return caller


def _check_owner(db: Database, thread_id: str, subject: str) -> None:
    """Raises NotFound for a thread of someone else; one not yet begun is anyone's."""
    owner = threads.owner(db, thread_id)
    if owner is not None and owner != subject:
        raise NotFound("There is no such thread.")


def _contact(contact: pb.Contact) -> Contact:
    for text in (contact.name, contact.email):
        if len(text) > MAX_CONTACT_CHARS:
            raise BadMessage(f"contact fields must have at most {MAX_CONTACT_CHARS} characters.")
    name, email = checked_text(contact.name), checked_text(contact.email)
    if any(character in email for character in "\r\n \t,;<>"):
        raise BadMessage("contact.email must be one plain address.")
    return Contact(" ".join(name.split()), email)


def _sealed(action: pb.SealedAction) -> SealedAction:
    return SealedAction(
        action.sealed, action.summary.strip(), action.by_shopper, action.expires_unix_ms
    )


def _error(code: ToolErrorCode, text: str) -> pb.ToolCallResponse:
    return pb.ToolCallResponse(error=pb.ToolError(code=code, message=text))
