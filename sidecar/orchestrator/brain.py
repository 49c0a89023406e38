"""What a Brain is: it reads a context and says, asks or proposes. It can do nothing else.

A Brain has no data access, no keys and no addresses of the shop. It is asked again after each
round of tool calls, with their results in the context, until it asks for none.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, Self

from sidecar.nouns import Exchange, Passage, Retrieval, ToolResult, ToolSpec, Usage
from sidecar.orchestrator.intent import Route
from sidecar.prompts import Subject
from sidecar.redaction import Vault
from sidecar.v1.operations_pb2 import ShopSettings

SUBJECT_CHARS = 80
# Intents of questions that the shop's pages should answer; the others ask for something else.
FOR_PAGES = ("policy", "product")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a call of `model` used, and how long it took; why it failed, if it did.

    `writer` is the model with its provider, as in track records; empty where none was asked.
    """

    usage: Usage
    model: str = ""
    writer: str = ""
    took_ms: float = 0.0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """All that a Brain may know.

    `route` is what the text asks for; `question` is the text, after the earlier messages of the
    shopper that it leans on; `passages` are named p1, p2 … as the guard names them; `retrieval` is
    None when search is off; `subjects` are those that the text names; `product_id` is that of the
    page the shopper is on, 0 for others; `tools` are those it may still ask for; `results` are in
    the order of the calls. `memory` is the history with placeholders. What a model call uses is
    paid from `account` and told to `spent`, however the call ends; it may take `limit_s`, and what
    of it was spent waiting for a provider is timed by `waiting`. With `is_second`, a Brain before
    has given up.
    """

    account: str
    text: str
    question: str
    route: Route
    subjects: tuple[Subject, ...]
    locale: str
    history: tuple[Exchange, ...]
    memory: Callable[[], tuple[Exchange, ...]]
    retrieval: Retrieval | None
    product_id: int
    passages: dict[str, Passage]
    tools: tuple[ToolSpec, ...]
    results: tuple[ToolResult, ...]
    shop: ShopSettings
    vault: Vault
    spent: Callable[[Spent], None]
    waiting: Callable[[], AbstractContextManager[None]]
    limit_s: float
    is_second: bool = False

    def offers(self, name: str) -> bool:
        """Whether the tool may be asked for."""
        return any(tool.name == name for tool in self.tools)

    @property
    def has_calls_left(self) -> bool:
        """Whether any tool may be asked for: those of the sidecar are always offered."""
        return bool(self.tools)

    def may_use(self, name: str) -> bool:
        """Whether the tool may be asked for, or was in this turn."""
        return self.offers(name) or self.result(name) is not None

    def result(self, name: str) -> ToolResult | None:
        """The last result of that tool in this turn."""
        return next((known for known in reversed(self.results) if known.call.name == name), None)


@dataclass(frozen=True, slots=True)
class Say:
    """More of the answer, cut anywhere."""

    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A tool call, arguments as the Brain wrote them."""

    name: str
    arguments_json: str


@dataclass(frozen=True, slots=True)
class Propose:
    """A ticket for the shopper to agree to."""

    subject: str
    body: str

    @classmethod
    def of(cls, text: str) -> Self:
        """The ticket that says what the shopper wrote; its subject is the beginning, one line."""
        line = " ".join(text.split())
        if len(line) > SUBJECT_CHARS:
            line = line[: SUBJECT_CHARS - 1].rstrip() + "…"
        return cls(line, text)


@dataclass(frozen=True, slots=True)
class Close:
    """How the Brain sees its answer: an Outcome number, and 0 to 1 how sure it is."""

    outcome: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Cut:
    """The answer breaks off here; a sentence without its end is none."""


Utterance = Say | Ask | Propose | Close | Cut


class Brain(Protocol):
    """Raises ModelUnavailable or BudgetSpent when it can't answer; then another one is asked.

    One that `marks_sources` names the source of each sentence that has one, and else says fixed
    texts only; another may forget, and what it says needs support.
    """

    name: str
    marks_sources: bool

    def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        """Answers, or asks for tools."""
        ...

    async def repair(self, context: Context, sentence: str, reason: str) -> str:
        """The sentence again without what can't be proven, empty when it has nothing to say."""
        ...
