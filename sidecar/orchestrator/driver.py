"""Drives one turn from INIT to RESPOND: the only place where states meet the outside.

Whatever a Brain, a tool or the index does, the turn ends with exactly one terminal event: one
`except` turns any failure into a fixed text that the guard has checked like every other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict

from sidecar.admission.budget import THREAD_TOKENS
from sidecar.errors import (
    BudgetSpent,
    DeskhandError,
    IndexUnavailable,
    ModelUnavailable,
    StoreFull,
)
from sidecar.nouns import Exchange, Retrieval
from sidecar.orchestrator import handover
from sidecar.orchestrator.brain import FOR_PAGES, Brain, Propose
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.dialogue import Dialogue, HandOffNeeded
from sidecar.orchestrator.draft import UNPROVEN, Draft
from sidecar.orchestrator.ending import commit, done_event, reason_of, state_of
from sidecar.orchestrator.event_log import EventLog
from sidecar.orchestrator.hands import Hands
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.question import in_conversation, leans
from sidecar.orchestrator.turn import Move, State
from sidecar.redaction import scrub
from sidecar.store import Database, refund_verdicts, turns
from sidecar.telemetry import log
from sidecar.v1.agent_pb2 import ChatEvent, Failed, Outcome, TicketOffer

HISTORY_TURNS = 10
TOLD_TURNS = 30  # before those, read for the names that were told; 0.1 ms each
PASSAGES = 3
UNANSWERED = Outcome.OUTCOME_UNANSWERED
MAX_RUNS = 5  # a turn that was cut off this often is not tried again
# One that hangs must not hold up all the others; a hundred that don't take this long.
PREPARE_WAIT_S = 2.0


class Driver:
    """One run of one turn; `run` ends it, whatever happens."""

    def __init__(self, parts: Parts, message: ShopperMessage, events: EventLog, run: int) -> None:
        self.case = Case.of(parts, message, events)
        self._parts = parts
        self._run = run
        self._draft = Draft(self.case)
        self._hands = Hands(self.case)
        self._dialogue = Dialogue(self.case, self._draft, self._hands)
        self.pending = self._hands.pending
        self._limit: asyncio.Timeout | None = None
        self._person_came = False
        self._scrubs: dict[str, str] = {}

    def stop(self) -> None:
        """Ends the turn early; what was shown and done stays."""
        self.case.is_stopped = True
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(asyncio.get_running_loop().time())

    def make_way(self) -> None:
        """Ends the turn early because a person takes the thread; the agent says nothing more."""
        self._person_came = True
        self.stop()

    @property
    def makes_way(self) -> bool:
        """Whether a person takes the thread."""
        return self._person_came

    async def pass_on(self) -> None:
        """Ends a turn that has not begun: a person has the thread and will read the message."""
        await self._respond(done_event(self.case, Outcome.OUTCOME_WITH_PERSON))

    async def run(self) -> None:
        """Runs the turn to its terminal event. Cancelled, it leaves the turn to the next start."""
        self.case.began = time.monotonic()
        self.case.ends_at = self.case.began + self._parts.deadline_s
        limit = asyncio.timeout(0 if self.case.is_stopped else self._parts.deadline_s)
        try:
            async with limit:
                self._limit = limit
                try:
                    async with self._turn_to_prepare():
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

    @asynccontextmanager
    async def _turn_to_prepare(self) -> AsyncIterator[None]:
        """Waits until no other turn prepares, or has done so for longer than one ever should."""
        preparing = self._parts.preparing
        try:
            async with asyncio.timeout(PREPARE_WAIT_S):
                await preparing.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            preparing.release()

    async def _prepare(self) -> None:
        if self._run >= MAX_RUNS:
            raise RuntimeError("the turn was cut off too often")
        case, text = self.case, self.case.message.text
        began = time.monotonic()
        await self._dialogue.step("search_knowledge")
        if leans(text):
            case.history = await self._remember()
            case.question = in_conversation(text, case.history, case.subjects)
            case.route, case.retrieval = await asyncio.gather(
                self._parts.router.route(text, self._scrubbed), self._search()
            )
        else:
            case.question = in_conversation(text, (), case.subjects)
            case.history, case.route, case.retrieval = await asyncio.gather(
                self._remember(), self._parts.router.route(text, self._scrubbed), self._search()
            )
        if case.retrieval is not None:
            case.evidence.add_passages(case.retrieval.passages)
        self._note_search(case.journal.add_ms("retrieval", began))
        case.version = self._parts.versions.answering(
            case.shop.flags, case.message.thread_id, case.route.intent
        )
        case.journal.note(
            "brain",
            f"version {case.version.name}",
            prompts=case.version.prompts.version,
            flags=self._parts.versions.weighed(
                case.shop.flags, case.message.thread_id, case.route.intent
            ),
        )
        case.is_by_code = (
            case.route.intent == "out_of_scope"
            and case.route.topic in case.version.prompts.policy.by_code
        )
        case.move(Move.PREPARED)

    async def _remember(self) -> tuple[Exchange, ...]:
        thread_id, message_id = self.case.message.thread_id, self.case.message.message_id

        def read(db: Database) -> tuple[list[str], list[Exchange]]:
            known = turns.history(db, thread_id, message_id, HISTORY_TURNS)
            self.case.refund_verdicts = tuple(refund_verdicts.of_thread(db, thread_id))
            if len(known) < HISTORY_TURNS:
                return [], known
            return turns.earlier_texts(db, thread_id, message_id, HISTORY_TURNS, TOLD_TURNS), known

        earlier, known = await self._parts.store.read(read)
        for text in earlier:  # an answer in the window may name who said so before it
            self.case.vault.mask(text)
        return tuple(known)

    def _scrubbed(self, text: str) -> str:
        """Once a text. Not by the vault: it numbers people in the order of the thread."""
        if text not in self._scrubs:
            self._scrubs[text] = scrub(text, self.case.message.known)
        return self._scrubs[text]

    async def _search(self) -> Retrieval | None:
        try:
            return await self._parts.knowledge.search(
                self._scrubbed(self.case.question),
                top_k=PASSAGES,
                product_id=self.case.message.product_id,
                locale=self.case.message.locale,
            )
        except IndexUnavailable as cause:
            self.case.journal.note("search", "off", reason=cause.reason)
            return None

    def _note_search(self, took_ms: float) -> None:
        case = self.case
        if case.retrieval is None:
            return
        case.journal.note(
            "search",
            case.question,
            took_ms=took_ms,
            confidence=round(case.retrieval.confidence, 3),
            generation=case.retrieval.generation,
            intent=case.route.intent,
            earlier_turns=len(case.history),
        )
        for mark, passage in case.evidence.passages.items():
            case.journal.note(
                "passage", passage.title, mark=mark, url=passage.url, score=round(passage.score, 3)
            )

    # PLAN to GUARDRAIL

    async def _speak(self) -> None:
        if await self._wants_offered_person():
            self.case.is_by_code = True
            self.case.move(Move.CALL)
            await self._hand_over("human.shopper_asked")
            return
        offer = await self._accepted_offer()
        if offer is not None:
            self.case.is_by_code = True
            self.case.move(Move.CALL)
            await self._hands.act("create_ticket", {"subject": offer.subject, "body": offer.body})
            await self._draft.say("ticket.opened")
            return
        *models, last = self.case.version.brains
        for brain in () if self.case.is_by_code else models:
            try:
                await self._converse_in_time(brain)
                return
            except (ModelUnavailable, BudgetSpent) as cause:
                log("turn").warning("brain_unavailable", brain=brain.name, reason=cause.reason)
                self._note_given_up(brain, cause)
                self.case.answer.is_unproven |= cause.reason == UNPROVEN
                if isinstance(cause, ModelUnavailable) or self.case.writer:
                    self.case.answer.given_up.append(self.case.wrote)
                await self._draft.withdraw("RESTARTED")
                self.case.move(Move.RETRY)
                if isinstance(cause, BudgetSpent):
                    break
        await self._dialogue.hold(last)
        answer = self.case.answer
        if answer.outcome() != UNANSWERED:
            return
        # A look-up that failed offers a ticket by itself.
        is_lost = bool(answer.given_up) and self.case.route.intent in FOR_PAGES
        if answer.is_unproven or is_lost:
            self.case.move(Move.FAIL)
            await self._hand_over("human.unproven" if answer.is_unproven else "human.no_model")

    async def _hand_over(self, reason: str) -> None:
        """Has a person take over; `reason` is the text that tells staff why."""
        await self._hands.act("handoff_human", {"reason": self.case.staff_text(reason)})
        name, values = handover.words(self.case.answer.results)
        await self._draft.say(name, **values)

    def _note_given_up(self, brain: Brain, cause: DeskhandError) -> None:
        if isinstance(cause, ModelUnavailable):
            self.case.journal.note("brain", brain.name, gave_up=cause.reason, why=cause.text)
            return
        self.case.journal.note(
            "budget",
            brain.name,
            refused=cause.reason,
            thread_tokens=self._parts.budget.tokens_of(self.case.message.thread_id),
            thread_limit=self.case.shop.thread_tokens or THREAD_TOKENS,
            monthly_budget_micros=self.case.shop.monthly_budget_micros,
        )

    async def _wants_offered_person(self) -> bool:
        """Whether the shopper says yes where the last answer, by code, offered a person."""
        last, message = self.case.history[-1:], self.case.message
        if not last or last[0].offered_ticket or not self._parts.router.agrees(message.text):
            return False
        before = await self._parts.router.route(last[0].question, self._scrubbed)
        return before.topic in self.case.version.prompts.policy.offers_person

    async def _accepted_offer(self) -> TicketOffer | None:
        last, message = self.case.history[-1:], self.case.message
        if not last or not last[0].offered_ticket or not self._parts.router.agrees(message.text):
            return None
        thread_id, message_id = message.thread_id, last[0].message_id
        return await self._parts.store.read(lambda db: turns.proposal(db, thread_id, message_id))

    async def _converse_in_time(self, brain: Brain) -> None:
        """Lets a Brain that can hang speak; silent until the reserve, it is unavailable."""
        try:
            async with asyncio.timeout(self.case.spare_s) as silence:
                await self._dialogue.hold(brain, silence)
        except TimeoutError:
            if silence.expired():
                raise ModelUnavailable("The model took too long.") from None
            raise

    # Failure

    async def _give_way(self, cause: Exception, *, is_late: bool) -> ChatEvent:
        """What is shown when something gave way; the terminal event that follows."""
        case = self.case
        case.move(Move.FAIL)
        if self._person_came:
            return done_event(case, Outcome.OUTCOME_WITH_PERSON)
        if case.is_stopped:
            return done_event(case, Outcome.OUTCOME_STOPPED)
        if isinstance(cause, HandOffNeeded):
            await self._hand_over("human.stuck")
            return done_event(case)
        if is_late:
            await self._hands.act("create_ticket", asdict(Propose.of(case.message.text)))
            reachable = bool(case.message.contact.email)
            await self._draft.say("ticket.deadline_reachable" if reachable else "ticket.deadline")
            return done_event(case)
        log("turn").error("turn_failed", reason=reason_of(cause), exc_info=cause)
        if isinstance(cause, StoreFull):
            return self._failed(cause)
        await self._hand_over("human.stuck")  # the chain's last link is a person
        return done_event(case)

    def _failed(self, cause: Exception) -> ChatEvent:
        name = "failed.disk_full" if isinstance(cause, StoreFull) else "failed.internal"
        shown = self.case.evidence.judge(self.case.text(name), is_composed=True).text
        return ChatEvent(failed=Failed(reason=reason_of(cause), text=shown))

    # RESPOND

    async def _respond(self, terminal: ChatEvent) -> None:
        """Writes all of the turn in one transaction, and only then shows how it ended."""
        case = self.case
        if case.turn.state is not State.GUARDRAIL:
            case.move(Move.FAIL)
        case.move(Move.END)
        try:
            is_whole = state_of(terminal) == turns.DONE and not self._person_came
            closing = list(case.answer.closing()) if is_whole else []
            last = await commit(case, closing, terminal)
        except Exception as cause:  # nothing was written: the turn is run again at the next start
            log("turn").error("turn_not_stored", reason=reason_of(cause), exc_info=cause)
            last = case.log.stamp([self._failed(cause)])
        await case.log.extend(last)
