"""PLAN, TOOL_LOOP and DRAFT: one Brain speaks, asks for tools, and speaks again."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing

from sidecar.guardrails.sentences import SentenceSplitter
from sidecar.orchestrator.brain import Ask, Brain, Close, Cut, Propose, Say
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.draft import Draft
from sidecar.orchestrator.hands import Hands
from sidecar.orchestrator.turn import Move
from sidecar.telemetry import log, span
from sidecar.tools.arguments import BadArguments
from sidecar.v1.agent_pb2 import ChatEvent, Step


class HandOffNeeded(Exception):
    """The Brain can't be let go on; a person takes over."""


class Dialogue:
    """Between a Brain, the draft and the hands of one turn."""

    def __init__(self, case: Case, draft: Draft, hands: Hands) -> None:
        self._case = case
        self._draft = draft
        self._hands = hands

    async def hold(self, brain: Brain, silence: asyncio.Timeout | None = None) -> None:
        """Lets a Brain speak to its end; `silence` no longer counts once it has said something.

        Raises what the Brain raises, HandOffNeeded, and ModelUnavailable where what it said is no
        answer.
        """
        case = self._case
        case.brain_name, case.writer = brain.name, ""
        self._draft.begin()
        case.journal.note("brain", brain.name, version=case.version.name)
        while True:
            asked: list[Ask] = []
            splitter, is_cut = SentenceSplitter(), False
            await case.show()  # a model takes its time
            async with aclosing(brain.speak(case.context())) as utterances:
                async for utterance in utterances:
                    match utterance:
                        case Say():
                            for sentence in splitter.feed(utterance.text):
                                await self._draft.release(sentence, brain)
                                if case.answer.shown and silence and not silence.expired():
                                    silence.reschedule(None)
                        case Ask():
                            asked.append(utterance)
                        case Propose():
                            case.answer.proposal = utterance
                        case Close():
                            case.answer.close = utterance
                        case Cut():
                            is_cut = True
                    if case.answer.is_full:
                        is_cut = True
                        break
            for sentence in () if is_cut else splitter.flush():
                await self._draft.release(sentence, brain)
            if not asked or case.answer.is_full:
                self._draft.settle(brain)
                return
            for ask in asked[: max(1, case.turn.calls_left)]:
                await self._call(ask)

    async def _call(self, ask: Ask) -> None:
        """Makes one call, or tells the Brain once why it can't be made."""
        case = self._case
        try:
            spec, call = self._hands.check(ask)
        except BadArguments as refusal:
            case.journal.note("tool", ask.name, refused=refusal.text)
            if not case.turn.refuse_call():
                raise HandOffNeeded from None
            self._hands.refuse(ask, refusal.text)
            return
        case.move(Move.CALL)
        await self.step("call_tool", call.name)
        began = time.monotonic()
        with span("tool", tool=call.name):
            result = await self._hands.run(spec, call, case.left_s)
        took_ms = case.journal.add_ms("tools", began)
        code = str(result.error_code or "OK")
        self._case.parts.metrics.tool_calls.labels(call.name, code).inc()
        log("turn").info("tool_called", tool=call.name, code=code, duration_ms=round(took_ms, 3))
        case.journal.note(
            "tool",
            call.name,
            took_ms=took_ms,
            code=code,
            arguments=call.arguments,
            result=result.error_text if result.value is None else result.value,
        )

    async def step(self, name: str, tool: str = "") -> None:
        """Shows named progress."""
        special = tool and self._case.version.prompts.has_text(f"step.{tool}")
        text = self._case.text(f"step.{tool if special else name}")
        await self._case.show(ChatEvent(step=Step(name=name, text=text)))
