"""The values that pass between the parts of the sidecar.

Frozen, without behaviour. What crosses the wire is defined in ``proto/`` alone and used as
``sidecar.v1`` messages; what is here never leaves the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls, as the token says; the only source of identity."""

    site: str
    subject: str
    thread_id: str
    scopes: frozenset[str]
    kid: str


@dataclass(frozen=True, slots=True)
class KnownField:
    """A value of the shopper's that WordPress named: ``kind`` is name, email, phone, address."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class RankingSignal:
    """One thing that speaks for a passage, and what it adds to the score."""

    name: str
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage ranks where it does.

    The ranks are its places by words and by meaning alone, from 1; 0 beyond the best 50. ``text``
    is a sentence for the owner.
    """

    signals: tuple[RankingSignal, ...]
    word_rank: int
    meaning_rank: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the shop's content that retrieval returned.

    ``score`` is 0 to 1 and comparable within one retrieval; ``passage_id`` holds within its
    generation; ``explanation`` is there when it was asked for.
    """

    passage_id: str
    doc_id: str
    kind: str
    title: str
    url: str
    section: str
    text: str
    score: float
    updated_unix_ms: int
    product_id: int = 0
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What one search found, best first, one passage per address.

    ``confidence`` is 0 to 1: how likely the passages answer the question.
    """

    passages: tuple[Passage, ...]
    confidence: float
    generation: str


class ToolErrorCode(StrEnum):
    """The closed list of tool failures."""

    NOT_FOUND = "NOT_FOUND"
    UNAUTHORIZED = "UNAUTHORIZED"
    RATE_LIMIT = "RATE_LIMIT"
    UPSTREAM_5XX = "UPSTREAM_5XX"
    INVALID_ARGUMENT = "INVALID_ARGUMENT"
    TIMEOUT = "TIMEOUT"


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool the Brain may ask for; ``where`` is ``sidecar`` or ``wordpress``."""

    name: str
    description: str
    input_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any]
    where: str
    read_only: bool = True
    destructive: bool = False


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call the Brain asked for; ``call_id`` is its idempotency key."""

    call_id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SealedAction:
    """What a tool would do once somebody agrees; only WordPress can open what it ``sealed``.

    ``summary`` is one line without personal data; ``by_shopper`` tells who may agree.
    """

    sealed: str
    summary: str
    by_shopper: bool
    expires_unix_ms: int


@dataclass(frozen=True, slots=True)
class DeferredJob:
    """Work for WordPress that a tool leaves; ``payload_json`` is a JSON object."""

    kind: str
    payload_json: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave: either ``value`` or ``error_code`` with a text for the model.

    With an ``action`` nothing was done yet: ``value`` says for whose word it waits. ``deferred``
    is work that is recorded with the turn.
    """

    call: ToolCall
    value: Mapping[str, Any] | None = None
    error_code: ToolErrorCode | None = None
    error_text: str = ""
    took_ms: int = 0
    action: SealedAction | None = None
    deferred: tuple[DeferredJob, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundVerdict:
    """What `check_refund_policy` said of an order; the limit is an amount or empty."""

    order_id: int
    eligible: bool
    amount_limit: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and cost of model calls; cost in millionths of the price list's currency."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cost_micros + other.cost_micros,
        )


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier turn of the thread: what the shopper wrote and what was answered."""

    message_id: str
    question: str
    answer: str
    offered_ticket: bool = False
