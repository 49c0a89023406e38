"""One run of one turn: what came in, what is known by now, and what was said."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import Self

from sidecar.desk.audit import Called
from sidecar.guardrails.proof import Evidence
from sidecar.nouns import Exchange, RefundVerdict, Retrieval, ToolCall, Usage
from sidecar.orchestrator.answer import Answer
from sidecar.orchestrator.brain import Context, Spent
from sidecar.orchestrator.event_log import EventLog
from sidecar.orchestrator.intent import Route
from sidecar.orchestrator.journal import Journal
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.spelling import corrected
from sidecar.orchestrator.turn import Move, Turn
from sidecar.orchestrator.version import Version
from sidecar.prompts import Subject
from sidecar.redaction import Vault
from sidecar.store import threads
from sidecar.v1.agent_pb2 import ChatEvent
from sidecar.v1.operations_pb2 import ShopSettings

# Kept back from Brains that can hang, so that the last one can still answer.
RESERVE_S = 0.75


@dataclass(slots=True)
class Case:
    """Filled by the Driver as the turn goes on; `brain_name` is who speaks, or spoke last.

    `writer` is the model that it asked last; with `is_by_code` the turn asks none, with
    `is_stopped` the shopper has ended it.

    `account` is whose tokens model calls use; `ends_at` the deadline, on the monotonic clock.
    """

    parts: Parts
    message: ShopperMessage
    log: EventLog
    shop: ShopSettings
    version: Version
    vault: Vault
    journal: Journal
    evidence: Evidence
    question: str
    subjects: tuple[Subject, ...]
    turn: Turn = field(default_factory=Turn)
    answer: Answer = field(default_factory=Answer)
    history: tuple[Exchange, ...] = ()
    refund_verdicts: tuple[RefundVerdict, ...] = ()
    route: Route = field(default_factory=lambda: Route(""))
    retrieval: Retrieval | None = None
    brain_name: str = ""
    writer: str = ""
    is_by_code: bool = False
    is_stopped: bool = False
    account: str = ""
    began: float = field(default_factory=time.monotonic)
    ends_at: float = math.inf
    _memory: tuple[Exchange, ...] | None = None

    @classmethod
    def of(cls, parts: Parts, message: ShopperMessage, events: EventLog) -> Self:
        """The case as the message opens it."""
        shop, vault = parts.settings.current, Vault(message.known)
        return cls(
            parts=parts,
            message=message,
            log=events,
            shop=shop,
            version=parts.versions.known[0],
            vault=vault,
            journal=Journal(
                is_traced=message.is_traced, mask=vault.mask, now_unix_ms=parts.now_unix_ms
            ),
            evidence=Evidence(
                hosts=frozenset(host.lower() for host in shop.hosts),
                canary=parts.canary,
                asked=message.text,
                held=vault.held,
            ),
            question=message.text,
            account=message.thread_id,
            subjects=parts.prompts.subjects_of(corrected(message.text), shop.locale),
        )

    @property
    def left_s(self) -> float:
        """Seconds until the deadline."""
        return max(self.ends_at - time.monotonic(), 0.0)

    @property
    def spare_s(self) -> float:
        """Seconds that a Brain which can hang may take, so that another can still answer."""
        return max(self.left_s - RESERVE_S, 0.0)

    @property
    def confidence(self) -> float:
        """How likely the pages found answer the question, 0 to 1; 0 while search is off."""
        return self.retrieval.confidence if self.retrieval is not None else 0.0

    @property
    def locale(self) -> str:
        """Of fixed texts: the page's, else the shop's."""
        return self.message.locale or self.shop.locale

    def move(self, move: Move) -> None:
        """Moves the turn. Raises IllegalMove or CallsExhausted, changing nothing."""
        self.turn.move(move)
        self.journal.note("state", self.turn.state, move=move)

    def text(self, name: str, **values: object) -> str:
        """A fixed text in the shopper's language."""
        return self.version.prompts.text(name, self.locale, **values)

    def staff_text(self, name: str) -> str:
        """A fixed text in the shop's language."""
        return self.version.prompts.text(name, self.shop.locale)

    @property
    def wrote(self) -> str:
        """Who wrote what was said: the model that was asked last, else the Brain that spoke."""
        return self.writer or self.brain_name

    @property
    def is_trial(self) -> bool:
        """Whether the shop's own people try the assistant: nothing of that stays."""
        return self.message.subject == threads.STAFF

    def called(self, call: ToolCall, outcome: str, *, duration_ms: int = 0) -> Called:
        """A call of the turn, as the audit log knows it."""
        return Called(
            subject=self.message.subject,
            thread_id=self.message.thread_id,
            tool=call.name,
            outcome=outcome,
            arguments=call.arguments,
            duration_ms=duration_ms,
            versions={
                "prompts": self.version.prompts.version,
                "model": self.wrote,
                "index": self.retrieval.generation if self.retrieval is not None else "",
            },
        )

    async def show(self, *events: ChatEvent) -> None:
        """Appends events, after the steps that led to them; without events, those steps."""
        if shown := [*self.journal.taken(), *events]:
            await self.log.append(*shown)

    def note_spent(self, spent: Spent) -> None:
        """Adds what a model call used."""
        usage = spent.usage
        if spent.writer:
            self.writer = spent.writer
            known = self.answer.spent.get(self.writer, Usage())
            self.answer.spent[self.writer] = known + usage
        self.journal.note(
            "model",
            spent.model,
            took_ms=spent.took_ms,
            cost_micros=usage.cost_micros,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            failure=spent.failure,
        )

    def memory(self) -> tuple[Exchange, ...]:
        """The earlier turns with placeholders in place of personal data; masked once."""
        if self._memory is None:
            mask = self.vault.mask
            self._memory = tuple(
                replace(known, question=mask(known.question), answer=mask(known.answer))
                for known in self.history
            )
        return self._memory

    def context(self) -> Context:
        """What a Brain may know of it now."""
        tools = (*self.message.tools, *self.parts.tools.specs)
        return Context(
            account=self.account,
            text=self.message.text,
            question=self.question,
            route=self.route,
            subjects=self.subjects,
            locale=self.locale,
            history=self.history,
            memory=self.memory,
            retrieval=self.retrieval,
            product_id=self.message.product_id,
            passages=dict(self.evidence.passages),
            tools=tools if self.turn.calls_left else (),
            results=tuple(self.answer.results),
            shop=self.shop,
            vault=self.vault,
            spent=self.note_spent,
            waiting=lambda: self.journal.timed("model"),
            limit_s=self.left_s,
            is_second=bool(self.answer.given_up),
        )
