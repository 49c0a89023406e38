"""Drives one turn from INIT to RESPOND: the only place where states meet the outside.

Whatever a Brain, a tool or the index does, the turn ends with exactly one terminal event: one
`except` turns any failure into a fixed text that the guard has checked like every other.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from dataclasses import asdict

from sidecar.errors import IndexUnavailable, ModelUnavailable, StoreFull
from sidecar.guardrails.proof import Evidence
from sidecar.guardrails.sentences import SentenceSplitter, sentences
from sidecar.nouns import Exchange, Retrieval
from sidecar.orchestrator.answer import Answer, citation
from sidecar.orchestrator.brain import Ask, Brain, Close, Context, Propose, Say, Spent
from sidecar.orchestrator.ending import done_event, logged, reason_of, state_of, turn_record
from sidecar.orchestrator.event_log import EventLog
from sidecar.orchestrator.hands import Hands
from sidecar.orchestrator.inquiry import note_question
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.question import in_conversation, leans
from sidecar.orchestrator.spelling import corrected
from sidecar.orchestrator.turn import Move, State, Turn
from sidecar.redaction import Vault
from sidecar.store import Database, turns
from sidecar.store.turns import Ending
from sidecar.telemetry import log, span
from sidecar.tools.arguments import BadArguments
from sidecar.v1.agent_pb2 import ChatEvent, Delta, Failed, Outcome, Replaced, Step, TicketOffer

HISTORY_TURNS = 10
PASSAGES = 3
MAX_REPAIRS = 2
MAX_RUNS = 5  # a turn that was cut off this often is not tried again
# Kept back from a Brain that has said nothing yet, so that the next one can still answer.
RESERVE_S = 0.75


class HandOffNeeded(Exception):
    """The Brain can't be let go on; a person takes over."""


class Driver:
    """One run of one turn; `run` ends it, whatever happens."""

    def __init__(self, parts: Parts, message: ShopperMessage, events: EventLog, run: int) -> None:
        self._parts = parts
        self._message = message
        self._log = events
        self._run = run
        self._turn = Turn()
        self._answer = Answer()
        self._evidence = Evidence(canary=parts.canary)
        self._hands = Hands(parts, message, events, self._answer, self._evidence)
        self.pending = self._hands.pending
        self._vault = Vault(message.known)
        self._shop = parts.settings.current
        self._history: tuple[Exchange, ...] = ()
        self._question = message.text
        self._subjects = parts.prompts.subjects_of(corrected(message.text), self._shop.locale)
        self._retrieval: Retrieval | None = None
        self._brain_name = ""
        self._repairs_left = MAX_REPAIRS
        self._parts_ms: dict[str, float] = {}
        self._limit: asyncio.Timeout | None = None
        self._stopped = False

    def stop(self) -> None:
        """Ends the turn early; what was shown and done stays."""
        self._stopped = True
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(asyncio.get_running_loop().time())

    async def run(self) -> None:
        """Runs the turn to its terminal event. Cancelled, it leaves the turn to the next start."""
        began = time.monotonic()
        limit = asyncio.timeout(0 if self._stopped else self._parts.deadline_s)
        try:
            async with limit:
                self._limit = limit
                try:
                    await self._prepare()
                    await self._speak()
                    await self._finish_text()
                finally:
                    self._limit = None
            terminal = done_event(self._answer, self._retrieval)
        except Exception as cause:  # the one place where any failure becomes a text
            terminal = await self._give_way(cause, is_late=limit.expired())
        await self._respond(terminal, (time.monotonic() - began) * 1_000)

    # INIT

    async def _prepare(self) -> None:
        if self._run >= MAX_RUNS:
            raise RuntimeError("the turn was cut off too often")
        began = time.monotonic()
        await self._step("search_knowledge")
        if leans(self._message.text):
            self._history = await self._remember()
            self._question = in_conversation(self._message.text, self._history, self._subjects)
            self._retrieval = await self._search()
        else:
            self._question = in_conversation(self._message.text, (), self._subjects)
            self._history, self._retrieval = await asyncio.gather(self._remember(), self._search())
        self._evidence.hosts = frozenset(host.lower() for host in self._shop.hosts)
        if self._retrieval is not None:
            self._evidence.add_passages(self._retrieval.passages)
        self._parts_ms["retrieval"] = (time.monotonic() - began) * 1_000
        self._turn.move(Move.PREPARED)

    async def _remember(self) -> tuple[Exchange, ...]:
        thread_id, message_id = self._message.thread_id, self._message.message_id
        known = await self._parts.store.read(
            lambda db: turns.history(db, thread_id, message_id, HISTORY_TURNS)
        )
        return tuple(known)

    async def _search(self) -> Retrieval | None:
        try:
            return await self._parts.knowledge.search(
                self._vault.mask(self._question),
                top_k=PASSAGES,
                product_id=self._message.product_id,
                locale=self._message.locale,
            )
        except IndexUnavailable:
            return None

    # PLAN, TOOL_LOOP, DRAFT

    async def _speak(self) -> None:
        offer = await self._accepted_offer()
        if offer is not None:
            self._turn.move(Move.CALL)
            await self._hands.act("create_ticket", {"subject": offer.subject, "body": offer.body})
            await self._say_fixed("ticket.opened")
            return
        *first, last = self._parts.brains
        for brain in first:
            try:
                await self._converse_in_time(brain)
                return
            except ModelUnavailable as cause:
                log("turn").warning("brain_unavailable", brain=brain.name, reason=cause.reason)
                await self._withdraw("RESTARTED")
                self._turn.move(Move.RETRY)
        await self._converse(last)

    async def _accepted_offer(self) -> TicketOffer | None:
        last, message = self._history[-1:], self._message
        if not last or not last[0].offered_ticket or not self._parts.router.agrees(message.text):
            return None
        thread_id, message_id = message.thread_id, last[0].message_id
        return await self._parts.store.read(lambda db: turns.proposal(db, thread_id, message_id))

    async def _converse_in_time(self, brain: Brain) -> None:
        """Lets a Brain that can hang speak; silent until the reserve, it is unavailable."""
        try:
            async with asyncio.timeout(self._left_s() - RESERVE_S) as silence:
                await self._converse(brain, silence)
        except TimeoutError:
            if silence.expired():
                raise ModelUnavailable("The model took too long.") from None
            raise

    async def _converse(self, brain: Brain, silence: asyncio.Timeout | None = None) -> None:
        self._brain_name = brain.name
        while True:
            asked: list[Ask] = []
            splitter = SentenceSplitter()
            began = time.monotonic()
            async with aclosing(brain.speak(self._context())) as utterances:
                async for utterance in utterances:
                    self._add_ms("model", began)
                    match utterance:
                        case Say():
                            for sentence in splitter.feed(utterance.text):
                                await self._release(sentence, brain)
                            if silence is not None and self._answer.shown and not silence.expired():
                                silence.reschedule(None)
                        case Ask():
                            asked.append(utterance)
                        case Propose():
                            self._answer.proposal = utterance
                        case Close():
                            self._answer.close = utterance
                        case Spent():
                            self._answer.usage += utterance.usage
                    if self._answer.is_full:
                        break
                    began = time.monotonic()
                else:
                    self._add_ms("model", began)
            for sentence in splitter.flush():
                await self._release(sentence, brain)
            if not asked or self._answer.is_full:
                return
            for ask in asked:
                await self._call(ask)

    def _context(self) -> Context:
        tools = (*self._message.tools, *self._parts.tools.specs)
        return Context(
            text=self._message.text,
            question=self._question,
            subjects=self._subjects,
            locale=self._message.locale or self._shop.locale,
            history=self._history,
            retrieval=self._retrieval,
            product_id=self._message.product_id,
            passages=dict(self._evidence.passages),
            tools=tools if self._turn.calls_left else (),
            results=tuple(self._answer.results),
            shop=self._shop,
            vault=self._vault,
        )

    async def _call(self, ask: Ask) -> None:
        """Makes one call, or tells the Brain once why it can't be made."""
        try:
            spec, call = self._hands.check(ask, self._context().tools)
        except BadArguments as refusal:
            if not self._turn.refuse_call():
                raise HandOffNeeded from None
            self._hands.refuse(ask, refusal.text)
            return
        self._turn.move(Move.CALL)
        await self._step("call_tool", call.name)
        began = time.monotonic()
        with span("tool", tool=call.name):
            await self._hands.run(spec, call, self._left_s(), self._shop.hours)
        took_ms = self._add_ms("tools", began)
        code = str(self._answer.results[-1].error_code or "OK")
        self._parts.metrics.tool_calls.labels(call.name, code).inc()
        log("turn").info("tool_called", tool=call.name, code=code, duration_ms=round(took_ms, 3))

    def _left_s(self) -> float:
        """Seconds until the turn's deadline."""
        when = self._limit.when() if self._limit is not None else None
        if when is None:
            return self._parts.deadline_s
        return max(when - asyncio.get_running_loop().time(), 0.0)

    # DRAFT, GUARDRAIL

    async def _release(self, sentence: str, brain: Brain | None) -> None:
        """Shows a sentence once it is proven; else lets the Brain repair it, else drops it."""
        if not sentence.strip():
            return
        began = time.monotonic()
        if self._turn.state is not State.DRAFT:
            self._turn.move(Move.WRITE)
        self._turn.move(Move.CHECK)
        verdict = self._evidence.judge(sentence)
        if not verdict.text.strip() and brain is not None and self._repairs_left:
            self._repairs_left -= 1
            self._turn.move(Move.WRITE)
            repaired, usage = await brain.repair(self._context(), sentence.strip(), verdict.reason)
            self._answer.usage += usage
            self._turn.move(Move.CHECK)
            if repaired.strip():
                gap = sentence[len(sentence.rstrip()) :] or " "
                verdict = self._evidence.judge(repaired.strip() + gap)
        self._add_ms("proof", began)
        text = self._vault.restore(verdict.text)
        if self._answer.shown and not self._answer.shown[-1][-1:].isspace():
            text = text if text[:1].isspace() else " " + text
        if not text.strip() or not self._answer.fits(text):
            return
        self._evidence.note_shown(verdict.text)
        self._answer.show(text)
        await self._log.append(ChatEvent(delta=Delta(text=text)))
        marks_sources = brain is None or brain.marks_sources
        for mark in verdict.named if marks_sources else verdict.marks:
            if mark not in self._answer.cited:
                passage = self._evidence.passages[mark]
                self._answer.cited[mark] = passage
                await self._log.append(citation(mark, passage))

    async def _say_fixed(self, name: str, **values: object) -> None:
        """Shows a fixed text, which passes the guard like any other."""
        text = self._parts.prompts.text(name, self._locale, **values)
        if self._answer.shown:
            text = "\n\n" + text
        for sentence in sentences(text):
            await self._release(sentence, None)

    async def _finish_text(self) -> None:
        """Says so when nothing could be proven; names the sources of what was."""
        answer = self._answer
        if not answer.text:
            answer.withdraw()
            if answer.handed_off:
                await self._say_fixed("human.handed_off")
            else:
                await self._say_fixed("knowledge.no_answer")
                answer.proposal = Propose.of(self._message.text)
                answer.close = Close(Outcome.OUTCOME_UNANSWERED, 0.0)
        elif answer.cited:
            titles = "; ".join(dict.fromkeys(known.title for known in answer.cited.values()))
            source = self._parts.prompts.text("see.source", self._locale, titles=titles)
            await self._release("\n\n" + source if "\n" in answer.text else source, None)

    async def _withdraw(self, reason: str) -> None:
        if self._answer.shown:
            await self._log.append(ChatEvent(replaced=Replaced(reason=reason)))
        self._answer.withdraw()

    # Failure

    async def _give_way(self, cause: Exception, *, is_late: bool) -> ChatEvent:
        """What is shown when something gave way; the terminal event that follows."""
        self._turn.move(Move.FAIL)
        if self._stopped:
            return done_event(self._answer, self._retrieval, Outcome.OUTCOME_STOPPED)
        if isinstance(cause, HandOffNeeded):
            reason = "The assistant could not go on by itself."
            await self._hands.act("handoff_human", {"reason": reason}, self._shop.hours)
            await self._say_fixed("human.handed_off")
            return done_event(self._answer, self._retrieval)
        if is_late:
            await self._hands.act("create_ticket", asdict(Propose.of(self._message.text)))
            reachable = bool(self._message.contact.email)
            await self._say_fixed("ticket.deadline_reachable" if reachable else "ticket.deadline")
            return done_event(self._answer, self._retrieval)
        log("turn").error("turn_failed", reason=reason_of(cause), exc_info=cause)
        return self._failed(cause)

    def _failed(self, cause: Exception) -> ChatEvent:
        name = "failed.disk_full" if isinstance(cause, StoreFull) else "failed.internal"
        text = self._parts.prompts.text(name, self._locale)
        shown = self._evidence.judge(text).text
        return ChatEvent(failed=Failed(reason=reason_of(cause), text=shown))

    # RESPOND

    async def _respond(self, terminal: ChatEvent, took_ms: float) -> None:
        """Writes all of the turn in one transaction, and only then shows how it ended."""
        if self._turn.state is not State.GUARDRAIL:
            self._turn.move(Move.FAIL)
        self._turn.move(Move.END)
        answer, message, parts = self._answer, self._message, self._parts
        is_whole = state_of(terminal) == turns.DONE
        closing = list(answer.closing()) if is_whole else []
        record = turn_record(
            parts, message, answer, terminal, self._retrieval, self._brain_name, took_ms,
            self._parts_ms,
        )  # fmt: skip

        def write(db: Database) -> list[ChatEvent]:
            effects = [event for effect in answer.writes for event in effect(db).events]
            last = self._log.stamp([*closing, *effects, terminal])
            ending = Ending(
                state=state_of(terminal),
                answer=answer.text or terminal.failed.text,
                events=(*self._log.events, *last),
                outcome=terminal.done.outcome,
                confidence=terminal.done.confidence,
                record_json=record.to_json(),
            )
            turns.finish(db, message.thread_id, message.message_id, ending, parts.now_unix_ms())
            note_question(db, message, self._question, answer, ending)
            return last

        try:
            last = await parts.store.write(write)
        except Exception as cause:  # nothing was written: the turn is run again at the next start
            log("turn").error("turn_not_stored", reason=reason_of(cause), exc_info=cause)
            last = self._log.stamp([self._failed(cause)])
        await self._log.extend(last)
        parts.metrics.count_turn(record)
        log("turn").info("turn_ended", **logged(record))

    @property
    def _locale(self) -> str:
        return self._message.locale or self._shop.locale

    async def _step(self, name: str, tool: str = "") -> None:
        prompts = self._parts.prompts
        text = f"step.{tool}" if tool and prompts.has_text(f"step.{tool}") else f"step.{name}"
        await self._log.append(
            ChatEvent(step=Step(name=name, text=prompts.text(text, self._locale)))
        )

    def _add_ms(self, part: str, began: float) -> float:
        took_ms = (time.monotonic() - began) * 1_000
        self._parts_ms[part] = self._parts_ms.get(part, 0.0) + took_ms
        return took_ms
