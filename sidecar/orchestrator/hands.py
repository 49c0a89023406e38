"""TOOL_LOOP: checks what the Brain asked for, runs it or has WordPress run it.

What a tool writes is only collected here; RESPOND commits it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sidecar.desk import approvals
from sidecar.desk.audit import ASKED
from sidecar.desk.opening import Away
from sidecar.errors import IndexUnavailable
from sidecar.guardrails.proof import letters
from sidecar.guardrails.sentences import sentences
from sidecar.nouns import ToolCall, ToolErrorCode, ToolResult, ToolSpec
from sidecar.orchestrator.brain import Ask, Propose
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.pending import PendingCalls
from sidecar.redaction import scrub
from sidecar.store import Database, jobs
from sidecar.tools.arguments import BadArguments, parse, strings
from sidecar.tools.sequence import too_early
from sidecar.tools.sidecar_tools import Caller, Write, Written
from sidecar.upstream import BreakerOpen
from sidecar.v1.agent_pb2 import ApprovalOffer, ChatEvent, ToolRequest

# Seconds a call may take (requirements, T); of WordPress's tools those that are not named have 2.
LIMITS_S = {
    "search_kb": 3.0,
    "create_ticket": 5.0,
    "handoff_human": 3.0,
    "notify_human": 3.0,
    "verify_identity": 3.0,
    "issue_refund": 5.0,
    "add_note": 3.0,
    "send_email": 3.0,
}
WORDPRESS_LIMIT_S = 2.0
# What a tool of WordPress puts before people: the words of an effect, not what it is about.
WRITTEN = {
    "add_note": ("text",),
    "issue_refund": ("reason",),
    "send_email": ("subject", "body"),
}
UNKNOWN_TOOL = "unknown"
# As the tools' schemas have them; placeholders can be longer than names.
MAX_QUERY_CHARS = 1_000
MAX_NOTICE_CHARS = 500
MAX_MAIL_CHARS = 4_000


class Hands:
    """The tools of one turn; results go to its answer and, as evidence, to its guard."""

    def __init__(self, case: Case) -> None:
        self.pending = PendingCalls()
        self._case = case
        self._message = case.message
        self._answer = case.answer
        self._evidence = case.evidence

    def check(self, ask: Ask) -> tuple[ToolSpec, ToolCall]:
        """The call that `ask` stands for. Raises BadArguments, worded for the Brain."""
        offered = self._case.context().tools
        spec = next((tool for tool in offered if tool.name == ask.name), None)
        if spec is None:
            raise BadArguments("There is no such tool." if offered else "No calls are left.")
        arguments = parse(ask.arguments_json, spec.input_schema)
        if ask.name == "send_email" and arguments.get("template") == "transcript":
            arguments["body"] = self._transcript() or arguments["body"]
        if reason := too_early(
            ask.name, arguments, self._answer.results, self._case.refund_verdicts
        ):
            raise BadArguments(reason)
        self._check_words(spec, arguments)
        call = ToolCall(self._call_id(ask, spec, arguments), ask.name, arguments)
        if self._is_done(call):
            raise BadArguments("This was asked for already in this turn; its result stands above.")
        return spec, call

    def _check_words(self, spec: ToolSpec, arguments: Mapping[str, Any]) -> None:
        """Raises BadArguments for words that may not be read where the tool puts them.

        What is mailed must have been shown in this thread, or be proven like what is shown.
        """
        if spec.where == "wordpress" and not all(
            map(self._evidence.is_harmless, strings(arguments))
        ):
            raise BadArguments("The text must not lead to other sites.")
        words = [str(arguments.get(field, "")) for field in WRITTEN.get(spec.name, ())]
        if spec.name == "send_email":
            shown = {
                letters(part)
                for known in self._case.history
                for part in (*sentences(known.question), *sentences(known.answer))
            }
            for part in sentences("\n".join(words)):
                is_known = letters(part) in shown
                if not is_known and not self._admits(part):
                    raise BadArguments("A mail may only say what the answer may say.")

    def _transcript(self) -> str:
        """The latest exchanges of this thread that fit into a mail, the shopper's words quoted."""
        kept: list[str] = []
        for known in reversed(self._case.history):
            asked = "\n".join(f"> {line}" for line in known.question.splitlines())
            part = f"{asked}\n\n{known.answer}".strip()
            if sum(map(len, kept)) + 2 * len(kept) + len(part) > MAX_MAIL_CHARS:
                break
            kept.insert(0, part)
        return "\n\n".join(kept)

    def _admits(self, text: str) -> bool:
        """Whether the Brain may write that to people, by what the shopper gave in this thread."""
        message = self._message
        given = (
            *(known.question for known in self._case.history),
            message.text,
            *(known.value for known in message.known),
        )
        return self._evidence.admits(text, "\n".join(given))

    def refuse(self, ask: Ask, text: str) -> None:
        """Notes for the Brain why its call was not made."""
        known = any(tool.name == ask.name for tool in self._case.context().tools)
        # A name of no tool is text of the model, which stays out of logs and records.
        call = ToolCall(self._call_id(ask, None, {}), ask.name if known else UNKNOWN_TOOL, {})
        self._answer.results.append(ToolResult(call, None, ToolErrorCode.INVALID_ARGUMENT, text))

    async def run(self, spec: ToolSpec, call: ToolCall, left_s: float) -> ToolResult:
        """Runs one checked call for at most `left_s` seconds; failures are results too."""
        if spec.where == "wordpress":
            await self._request(spec, call, min(LIMITS_S.get(call.name, WORDPRESS_LIMIT_S), left_s))
        elif call.name == "create_ticket":
            self._propose(call)
        elif call.name == "handoff_human" and not self._evidence.is_harmless(
            str(call.arguments["reason"])
        ):
            await self.act(call.name, {"reason": self._case.staff_text("human.assistant_asked")})
        elif call.name == "notify_human":
            # What leaves the shop's own house holds nobody's data, whatever a model puts into it.
            text = scrub(str(call.arguments["text"]), self._message.known)[:MAX_NOTICE_CHARS]
            if not self._evidence.is_harmless(text):
                text = self._case.staff_text("human.assistant_asked")
            await self.act(call.name, {**call.arguments, "text": text})
        elif call.name == "search_kb":
            query = scrub(str(call.arguments["query"]), self._message.known)
            await self.act(call.name, {**call.arguments, "query": query[:MAX_QUERY_CHARS]})
        else:
            await self.act(call.name, call.arguments)
        return self._answer.results[-1]

    async def act(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Runs a tool of the sidecar; also what code decides without a Brain."""
        message, answer = self._message, self._answer
        key = f"{message.thread_id}:{message.message_id}:{name}"
        call = ToolCall(key, name, arguments)
        caller = Caller(
            thread_id=message.thread_id,
            message_id=message.message_id,
            key=key,
            locale=message.locale,
            hours=self._case.shop.hours,
            away=Away.at(self._case.shop, self._case.parts.now_unix_ms()),
            contact=message.contact,
        )
        began = time.monotonic()
        try:
            async with asyncio.timeout(LIMITS_S[name]):
                ran = await self._case.parts.tools.run(name, arguments, caller)
        except IndexUnavailable:
            answer.results.append(_timed(_unavailable(call, ToolErrorCode.UPSTREAM_5XX), began))
            return
        except TimeoutError:
            answer.results.append(_timed(_unavailable(call, ToolErrorCode.TIMEOUT), began))
            return
        result = _timed(ToolResult(call, ran.value), began)
        self._evidence.add_passages(ran.passages)
        self._evidence.add_result(result, is_passages=name == "search_kb")
        answer.results.append(result)
        if ran.write is not None:
            answer.writes.append(ran.write)
            answer.ticket_opened |= name == "create_ticket"
            answer.handed_off |= name == "handoff_human"

    def _propose(self, call: ToolCall) -> None:
        """A ticket that the shopper has not agreed to is a proposal, and proves nothing.

        The shopper reads it: where a sentence of it is not proven, it is put in the shopper's own
        words instead.
        """
        proposal = Propose(str(call.arguments["subject"]), str(call.arguments["body"]))
        told = f"{proposal.subject}\n{proposal.body}"
        if not self._admits(told):
            proposal = Propose.of(self._message.text)
        self._answer.proposal = proposal
        self._answer.results.append(ToolResult(call, {"proposed": True}))

    async def _request(self, spec: ToolSpec, call: ToolCall, limit_s: float) -> None:
        """Asks whoever holds the stream to run a tool, and waits for what comes back.

        A tool that keeps failing is left alone for a while. Silence does not count: perhaps nobody
        was there to run it. Nor does a turn that ends meanwhile; the call is recorded all the same,
        because WordPress may have run it.
        """
        breaker = self._case.parts.breakers[call.name]
        try:
            entered = breaker.enter()
        except BreakerOpen:
            self._answer.results.append(_unavailable(call, ToolErrorCode.UPSTREAM_5XX))
            return
        report, began = breaker.left, time.monotonic()
        try:
            result = _timed(await self._returned(spec, call, limit_s), began)
            if result.error_code is ToolErrorCode.UPSTREAM_5XX:
                report = breaker.failed
            elif result.error_code is not ToolErrorCode.TIMEOUT:
                report = breaker.succeeded
        except asyncio.CancelledError:
            cut_off = _timed(_unavailable(call, ToolErrorCode.TIMEOUT), began)
            self._answer.results.append(cut_off)
            raise
        finally:
            report(entered)
        self._evidence.add_result(result)
        self._answer.results.append(result)
        self._answer.writes += left_by(result, self._message.thread_id, self._case.parts)

    async def _returned(self, spec: ToolSpec, call: ToolCall, limit_s: float) -> ToolResult:
        if not spec.read_only:
            await self._note_asked(call)
        self.pending.expect(spec, call)
        request = ToolRequest(
            call_id=call.call_id,
            name=call.name,
            arguments_json=json.dumps(call.arguments, ensure_ascii=False),
            deadline_unix_ms=self._case.parts.now_unix_ms() + int(limit_s * 1_000),
        )
        await self._case.show(ChatEvent(tool_request=request))
        return await self.pending.wait(call.call_id, limit_s)

    async def _note_asked(self, call: ToolCall) -> None:
        """Notes in the audit log what may be changed before it can be: WordPress may do it and
        this process die before it hears."""
        case = self._case
        if case.is_trial:
            return
        asked, now_unix_ms = case.called(call, ASKED), case.parts.now_unix_ms()
        await case.parts.store.write(lambda db: case.parts.audit_log.append(db, asked, now_unix_ms))

    def _is_done(self, call: ToolCall) -> bool:
        """Whether a call of this turn was answered under that id."""
        return any(
            known.call.call_id == call.call_id and known.value is not None
            for known in self._answer.results
        )

    def _call_id(self, ask: Ask, spec: ToolSpec | None, arguments: Mapping[str, Any]) -> str:
        """The same for the same call of a turn that runs again.

        What changes something is named by what it is about alone: whoever asks for it again, after
        a crash or a silence, does so in other words and at another place.
        """
        message = self._message
        if spec is None or spec.read_only:
            what = f"{len(self._answer.results)}:{ask.name}:{ask.arguments_json}"
        else:
            words = WRITTEN.get(ask.name, ())
            about = {name: value for name, value in arguments.items() if name not in words}
            what = f"{ask.name}:{json.dumps(about, sort_keys=True)}"
        name = f"{message.thread_id}:{message.message_id}:{what}"
        return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]


def _timed(result: ToolResult, began: float) -> ToolResult:
    """The result with the milliseconds since `began`, on the monotonic clock."""
    return replace(result, took_ms=round((time.monotonic() - began) * 1_000))


def left_by(result: ToolResult, thread_id: str, parts: Parts) -> list[Write]:
    """What the result of a tool of WordPress leaves to be written with the turn."""
    writes: list[Write] = []
    action, call = result.action, result.call
    if action is not None:

        def ask(db: Database) -> Written:
            now_unix_ms = parts.now_unix_ms()
            asked = approvals.ask(
                db, call=call, action=action, thread_id=thread_id, now_unix_ms=now_unix_ms
            )
            offer = ApprovalOffer(
                approval_id=asked.approval_id, summary=asked.summary, by_shopper=asked.by_shopper
            )
            return Written({}, (ChatEvent(approval_offer=offer),))

        writes.append(ask)
    if result.deferred:

        def defer(db: Database) -> Written:
            for place, job in enumerate(result.deferred):
                job_id = f"tool-{call.call_id}-{place}"
                jobs.add(db, job_id, job.kind, job.payload_json, parts.now_unix_ms())
            return Written({})

        writes.append(defer)
    return writes


def _unavailable(call: ToolCall, code: ToolErrorCode) -> ToolResult:
    return ToolResult(call, None, code, "The tool is not available.")
