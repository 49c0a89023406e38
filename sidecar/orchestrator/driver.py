"""Drives one turn from INIT to RESPOND: the only place where states meet the outside.

Whatever a Brain, a tool or the index does, the turn ends with exactly one terminal event: one
`except` turns any failure into a fixed text that the guard has checked like every other.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from dataclasses import asdict

from sidecar.errors import BudgetSpent, IndexUnavailable, ModelUnavailable, StoreFull
from sidecar.guardrails.sentences import SentenceSplitter
from sidecar.nouns import Exchange, Retrieval
from sidecar.orchestrator.brain import Ask, Brain, Close, Propose, Say, Spent
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.draft import Draft
from sidecar.orchestrator.ending import commit, done_event, reason_of, state_of
from sidecar.orchestrator.event_log import EventLog
from sidecar.orchestrator.hands import Hands
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.question import in_conversation, leans
from sidecar.orchestrator.turn import Move, State
from sidecar.store import turns
from sidecar.telemetry import log, span
from sidecar.tools.arguments import BadArguments
from sidecar.v1.agent_pb2 import ChatEvent, Failed, Outcome, Step, TicketOffer

HISTORY_TURNS = 10
PASSAGES = 3
MAX_RUNS = 5  # a turn that was cut off this often is not tried again
# Kept back from Brains that have said nothing yet, so that the last one can still answer.
RESERVE_S = 0.75


class HandOffNeeded(Exception):
    """The Brain can't be let go on; a person takes over."""


class Driver:
    """One run of one turn; `run` ends it, whatever happens."""

    def __init__(self, parts: Parts, message: ShopperMessage, events: EventLog, run: int) -> None:
        self.case = Case.of(parts, message, events)
        self._parts = parts
        self._run = run
        self._draft = Draft(self.case)
        self._hands = Hands(self.case)
        self.pending = self._hands.pending
        self._limit: asyncio.Timeout | None = None
        self._stopped = False

    def stop(self) -> None:
        """Ends the turn early; what was shown and done stays."""
        self._stopped = True
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(asyncio.get_running_loop().time())

    async def run(self) -> None:
        """Runs the turn to its terminal event. Cancelled, it leaves the turn to the next start."""
        self.case.began = time.monotonic()
        limit = asyncio.timeout(0 if self._stopped else self._parts.deadline_s)
        try:
            async with limit:
                self._limit = limit
                try:
                    await self._prepare()
                    await self._speak()
                    await self._draft.finish()
                finally:
                    self._limit = None
            terminal = done_event(self.case)
        except Exception as cause:  # the one place where any failure becomes a text
            terminal = await self._give_way(cause, is_late=limit.expired())
        await self._respond(terminal)

    # INIT

    async def _prepare(self) -> None:
        if self._run >= MAX_RUNS:
            raise RuntimeError("the turn was cut off too often")
        case, text = self.case, self.case.message.text
        began = time.monotonic()
        await self._step("search_knowledge")
        if leans(text):
            case.history = await self._remember()
            case.question = in_conversation(text, case.history, case.subjects)
            case.route, case.retrieval = await asyncio.gather(
                self._parts.router.route(text), self._search()
            )
        else:
            case.question = in_conversation(text, (), case.subjects)
            case.history, case.route, case.retrieval = await asyncio.gather(
                self._remember(), self._parts.router.route(text), self._search()
            )
        if case.retrieval is not None:
            case.evidence.add_passages(case.retrieval.passages)
        self._note_search(case.journal.add_ms("retrieval", began))
        case.version = self._parts.versions.answering(
            case.shop.flags, case.message.thread_id, case.route.intent
        )
        case.move(Move.PREPARED)

    async def _remember(self) -> tuple[Exchange, ...]:
        thread_id, message_id = self.case.message.thread_id, self.case.message.message_id
        known = await self._parts.store.read(
            lambda db: turns.history(db, thread_id, message_id, HISTORY_TURNS)
        )
        return tuple(known)

    async def _search(self) -> Retrieval | None:
        try:
            return await self._parts.knowledge.search(
                self.case.vault.mask(self.case.question),
                top_k=PASSAGES,
                product_id=self.case.message.product_id,
                locale=self.case.message.locale,
            )
        except IndexUnavailable:
            return None

    def _note_search(self, took_ms: float) -> None:
        case = self.case
        if case.retrieval is None:
            case.journal.note("search", "off", took_ms=took_ms)
            return
        case.journal.note(
            "search",
            case.question,
            took_ms=took_ms,
            confidence=round(case.retrieval.confidence, 3),
            generation=case.retrieval.generation,
            intent=case.route.intent,
        )
        for mark, passage in case.evidence.passages.items():
            case.journal.note(
                "passage", passage.title, mark=mark, url=passage.url, score=round(passage.score, 3)
            )

    # PLAN, TOOL_LOOP, DRAFT

    async def _speak(self) -> None:
        offer = await self._accepted_offer()
        if offer is not None:
            self.case.move(Move.CALL)
            await self._hands.act("create_ticket", {"subject": offer.subject, "body": offer.body})
            await self._draft.say("ticket.opened")
            return
        *models, last = self.case.version.brains
        for place, brain in enumerate(models):
            try:
                await self._converse_in_time(brain, len(models) - place)
                return
            except (ModelUnavailable, BudgetSpent) as cause:
                log("turn").warning("brain_unavailable", brain=brain.name, reason=cause.reason)
                self.case.journal.note("brain", brain.name, unavailable=cause.reason)
                self.case.answer.given_up.append(brain.name)
                await self._draft.withdraw("RESTARTED")
                self.case.move(Move.RETRY)
                if isinstance(cause, BudgetSpent):
                    break
        await self._converse(last)

    async def _accepted_offer(self) -> TicketOffer | None:
        last, message = self.case.history[-1:], self.case.message
        if not last or not last[0].offered_ticket or not self._parts.router.agrees(message.text):
            return None
        thread_id, message_id = message.thread_id, last[0].message_id
        return await self._parts.store.read(lambda db: turns.proposal(db, thread_id, message_id))

    async def _converse_in_time(self, brain: Brain, left_count: int) -> None:
        """Lets a Brain that can hang speak; silent for its share of the time, it is unavailable.

        It shares what is left with the `left_count` - 1 that come after it.
        """
        try:
            async with asyncio.timeout((self._left_s() - RESERVE_S) / left_count) as silence:
                await self._converse(brain, silence)
        except TimeoutError:
            if silence.expired():
                raise ModelUnavailable("The model took too long.") from None
            raise

    async def _converse(self, brain: Brain, silence: asyncio.Timeout | None = None) -> None:
        case = self.case
        case.brain_name = brain.name
        case.journal.note("brain", brain.name, version=case.version.name)
        while True:
            asked: list[Ask] = []
            splitter = SentenceSplitter()
            began = time.monotonic()
            async with aclosing(brain.speak(case.context())) as utterances:
                async for utterance in utterances:
                    case.journal.add_ms("model", began)
                    match utterance:
                        case Say():
                            for sentence in splitter.feed(utterance.text):
                                await self._draft.release(sentence, brain)
                            if silence is not None and case.answer.shown and not silence.expired():
                                silence.reschedule(None)
                        case Ask():
                            asked.append(utterance)
                        case Propose():
                            case.answer.proposal = utterance
                        case Close():
                            case.answer.close = utterance
                        case Spent():
                            self._note_spent(utterance)
                    if case.answer.is_full:
                        break
                    began = time.monotonic()
                else:
                    case.journal.add_ms("model", began)
            for sentence in splitter.flush():
                await self._draft.release(sentence, brain)
            if not asked or case.answer.is_full:
                return
            for ask in asked:
                await self._call(ask)

    def _note_spent(self, spent: Spent) -> None:
        usage = spent.usage
        self.case.answer.usage += usage
        self.case.journal.note(
            "model",
            spent.model,
            took_ms=spent.took_ms,
            cost_micros=usage.cost_micros,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )

    async def _call(self, ask: Ask) -> None:
        """Makes one call, or tells the Brain once why it can't be made."""
        case = self.case
        try:
            spec, call = self._hands.check(ask)
        except BadArguments as refusal:
            case.journal.note("tool", ask.name, refused=refusal.text)
            if not case.turn.refuse_call():
                raise HandOffNeeded from None
            self._hands.refuse(ask, refusal.text)
            return
        case.move(Move.CALL)
        await self._step("call_tool", call.name)
        began = time.monotonic()
        with span("tool", tool=call.name):
            result = await self._hands.run(spec, call, self._left_s())
        took_ms = case.journal.add_ms("tools", began)
        code = str(result.error_code or "OK")
        self._parts.metrics.tool_calls.labels(call.name, code).inc()
        log("turn").info("tool_called", tool=call.name, code=code, duration_ms=round(took_ms, 3))
        case.journal.note("tool", call.name, took_ms=took_ms, code=code, arguments=call.arguments)

    def _left_s(self) -> float:
        """Seconds until the turn's deadline."""
        when = self._limit.when() if self._limit is not None else None
        if when is None:
            return self._parts.deadline_s
        return max(when - asyncio.get_running_loop().time(), 0.0)

    async def _step(self, name: str, tool: str = "") -> None:
        special = tool and self.case.version.prompts.has_text(f"step.{tool}")
        text = self.case.text(f"step.{tool if special else name}")
        await self.case.show(ChatEvent(step=Step(name=name, text=text)))

    # Failure

    async def _give_way(self, cause: Exception, *, is_late: bool) -> ChatEvent:
        """What is shown when something gave way; the terminal event that follows."""
        case = self.case
        case.move(Move.FAIL)
        if self._stopped:
            return done_event(case, Outcome.OUTCOME_STOPPED)
        if isinstance(cause, HandOffNeeded):
            reason = "The assistant could not go on by itself."
            await self._hands.act("handoff_human", {"reason": reason})
            await self._draft.say("human.handed_off")
            return done_event(case)
        if is_late:
            await self._hands.act("create_ticket", asdict(Propose.of(case.message.text)))
            reachable = bool(case.message.contact.email)
            await self._draft.say("ticket.deadline_reachable" if reachable else "ticket.deadline")
            return done_event(case)
        log("turn").error("turn_failed", reason=reason_of(cause), exc_info=cause)
        return self._failed(cause)

    def _failed(self, cause: Exception) -> ChatEvent:
        name = "failed.disk_full" if isinstance(cause, StoreFull) else "failed.internal"
        shown = self.case.evidence.judge(self.case.text(name)).text
        return ChatEvent(failed=Failed(reason=reason_of(cause), text=shown))

    # RESPOND

    async def _respond(self, terminal: ChatEvent) -> None:
        """Writes all of the turn in one transaction, and only then shows how it ended."""
        case = self.case
        if case.turn.state is not State.GUARDRAIL:
            case.move(Move.FAIL)
        case.move(Move.END)
        closing = list(case.answer.closing()) if state_of(terminal) == turns.DONE else []
        try:
            last = await commit(case, closing, terminal)
        except Exception as cause:  # nothing was written: the turn is run again at the next start
            log("turn").error("turn_not_stored", reason=reason_of(cause), exc_info=cause)
            last = case.log.stamp([self._failed(cause)])
        await case.log.extend(last)
