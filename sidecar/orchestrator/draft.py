"""DRAFT and GUARDRAIL: what is said, released sentence by sentence once each is proven."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from sidecar.errors import ModelUnavailable
from sidecar.guardrails.proof import Verdict, joined
from sidecar.guardrails.sentences import sentences
from sidecar.orchestrator import handover
from sidecar.orchestrator.answer import citation
from sidecar.orchestrator.brain import FOR_PAGES, Brain, Close, Propose
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.support import is_supported, source_of, tells_deed
from sidecar.orchestrator.turn import Move, State
from sidecar.v1.agent_pb2 import ChatEvent, Delta, Outcome, Replaced

MAX_REPAIRS = 2  # of one Brain: each costs a call of the model within the turn's time
REPAIR_S = 2.0
UNPROVEN = "NOT_PROVEN"


class Draft:
    """The text of one answer as the shopper sees it grow."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._repairs_left = MAX_REPAIRS
        self._has_heard = False
        self._held: list[str] = []  # proven when they were said, and judged again when shown
        self._unsourced: list[str] = []  # what a model said and no passage was named for

    def begin(self) -> None:
        """Another Brain begins: with repairs of its own, and nothing of the one before."""
        self._repairs_left = MAX_REPAIRS
        self._has_heard = False
        self._held.clear()
        self._unsourced.clear()

    def settle(self, brain: Brain) -> None:
        """What `brain` has said is all. Raises ModelUnavailable when that is no answer.

        Its offer of a ticket is none, but ends the turn as well.
        """
        case = self._case
        if brain.marks_sources or case.answer.handed_off or case.answer.proposal is not None:
            return
        if not self._has_heard:
            raise ModelUnavailable("The model said nothing.", reason="MODEL_SILENT")
        if not case.answer.text:
            raise ModelUnavailable("Nothing stands behind what the model said.", reason=UNPROVEN)

    async def release(self, sentence: str, brain: Brain | None) -> None:
        """Shows a sentence once it is proven; else lets the Brain repair it, else drops it.

        What a model says waits until something stands behind it.
        """
        if not sentence.strip():
            return
        case, self._has_heard = self._case, True
        is_model = brain is not None and not brain.marks_sources
        # Code composes of fixed texts and quotations; a model writes its own words.
        said, verdict = [sentence], self._judged(sentence, is_composed=not is_model)
        if not verdict.text.strip() and brain is not None and self._repairs_left:
            said, verdict = await self._repaired(sentence, verdict, brain)
        if not verdict.text.strip():
            case.answer.refused[case.wrote] = case.answer.refused.get(case.wrote, 0) + 1
            return
        case.evidence.note_shown(verdict.text)  # it may wait, and a secret in parts must not
        if is_model and not is_supported(case, verdict.text, verdict.marks):
            self._held += said
            return
        if case.answer.handed_off or not is_model:  # neither stands behind what was said before
            self._held.clear()
        held, self._held = self._held, []
        for known in [*map(case.evidence.judge, held), verdict]:
            await self._show(known, is_model=is_model)

    async def _show(self, verdict: Verdict, *, is_model: bool) -> None:
        """Shows a proven sentence and the sources of it that are new."""
        case = self._case
        text = case.vault.restore(verdict.text)
        if case.answer.shown and not case.answer.shown[-1][-1:].isspace():
            text = text if text[:1].isspace() else " " + text
        if not text.strip() or not case.answer.fits(text):
            return
        case.answer.show(text)
        case.answer.tells_deed |= is_model and tells_deed(case, verdict.text)
        await case.show(ChatEvent(delta=Delta(text=text)))
        marks = verdict.marks if is_model else verdict.named
        if is_model and not marks:
            self._unsourced.append(verdict.text)
        for mark in marks:
            await self._cite(mark)

    async def _cite(self, mark: str) -> None:
        """Shows a source, once."""
        case = self._case
        if mark not in case.answer.cited:
            passage = case.evidence.passages[mark]
            case.answer.cited[mark] = passage
            await case.show(citation(mark, passage))

    async def say(self, name: str, **values: object) -> None:
        """Shows a fixed text, which passes the guard like any other."""
        text = self._case.text(name, **values)
        if self._case.answer.shown:
            text = "\n\n" + text
        for sentence in sentences(text):
            await self.release(sentence, None)

    async def finish(self) -> None:
        """Says what is left to say when nothing was; names the sources of what was."""
        case, answer = self._case, self._case.answer
        if not answer.text:
            proposal = answer.proposal
            answer.withdraw()
            if answer.handed_off:
                name, values = handover.words(answer.results)
                await self.say(name, **values)
            elif proposal is not None:
                await self.say("ticket.offer")
                answer.proposal = proposal
            else:
                await self.say("knowledge.no_answer")
                answer.proposal = Propose.of(case.message.text)
                answer.close = Close(Outcome.OUTCOME_UNANSWERED, 0.0)
            return
        sources = (source_of(case, said) for said in self._unsourced)
        if not answer.cited and (mark := next(filter(None, sources), "")):
            await self._cite(mark)
        if answer.cited:
            titles = "; ".join(dict.fromkeys(known.title for known in answer.cited.values()))
            source = case.text("see.source", titles=titles)
            await self.release("\n\n" + source if "\n" in answer.text else source, None)
        if self._may_be_wrong():
            await self.say("ticket.offer")
            answer.proposal = Propose.of(case.message.text)

    def _may_be_wrong(self) -> bool:
        """Whether a model has answered from pages that may not answer it (P4)."""
        case, answer = self._case, self._case.answer
        by_model = case.brain_name and case.brain_name != case.version.brains[-1].name
        return bool(
            by_model
            and case.route.intent in FOR_PAGES
            and case.confidence < case.version.prompts.policy.probable
            and not answer.looked_up
            and not answer.tells_deed
            and answer.proposal is None
            and not answer.handed_off
        )

    async def withdraw(self, reason: str) -> None:
        """Takes back what was shown; what was found and done stays."""
        if self._case.answer.shown:
            await self._case.show(ChatEvent(replaced=Replaced(reason=reason)))
        self._case.answer.withdraw()

    def _judged(self, sentence: str, *, is_composed: bool = False) -> Verdict:
        case, began = self._case, time.monotonic()
        if case.turn.state is not State.DRAFT:
            case.move(Move.WRITE)
        case.move(Move.CHECK)
        with case.journal.timed("proof"):
            verdict = case.evidence.judge(sentence, is_composed=is_composed)
        case.journal.note(
            "proof",
            sentence.strip(),
            took_ms=(time.monotonic() - began) * 1_000,
            released=bool(verdict.text.strip()),
            reason=verdict.reason,
            sources=verdict.marks,
        )
        return verdict

    async def _repaired(
        self, sentence: str, verdict: Verdict, brain: Brain
    ) -> tuple[list[str], Verdict]:
        """The sentences that the Brain writes instead and that are proven, and one verdict on all.

        Those it began with when it writes nothing.
        """
        case = self._case
        self._repairs_left -= 1
        case.move(Move.WRITE)
        await case.show()
        began = time.monotonic()
        repaired = ""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(REPAIR_S, case.spare_s)):
                repaired = await brain.repair(case.context(), sentence.strip(), verdict.reason)
        case.journal.note(
            "brain",
            f"{brain.name} repairs",
            took_ms=(time.monotonic() - began) * 1_000,
            repaired=repaired.strip(),
        )
        if not repaired.strip():
            case.move(Move.CHECK)
            return [sentence], verdict
        gap = sentence[len(sentence.rstrip()) :] or " "
        parts = sentences(repaired.strip() + gap)
        verdicts = [self._judged(part) for part in parts]
        kept = [part for part, judged in zip(parts, verdicts, strict=True) if judged.text.strip()]
        whole = joined(verdicts)
        if not case.evidence.is_harmless(whole.text):  # a secret in parts
            return [sentence], verdict
        return kept, whole
