"""The answer of one turn as it comes together, and what it amounts to in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sidecar.nouns import Passage, ToolResult, Usage
from sidecar.orchestrator.brain import Close, Propose
from sidecar.tools.sidecar_tools import Write
from sidecar.v1.agent_pb2 import Card, ChatEvent, Citation, Outcome, TicketOffer

MAX_ANSWER_BYTES = 16 * 1024
MAX_PRODUCT_CARDS = 3
# Deskhand's own tools that tell something which no page does. What the others give proves nothing
# by itself: passages are to be cited, and the rest is our own doing.
LOOKUPS = frozenset(
    {
        "get_order_status",
        "list_orders",
        "verify_identity",
        "get_customer_profile",
        "search_products",
        "check_refund_policy",
    }
)
OWN_TOOLS = LOOKUPS | {
    "search_kb",
    "create_ticket",
    "handoff_human",
    "notify_human",
    "add_note",
    "send_email",
    "issue_refund",
}


@dataclass(slots=True)
class Answer:
    """What was shown and found so far; `cited` maps marks to passages, in order of use.

    `spent` is what the calls of each model used, `refused` how many of its sentences were not
    proven; `given_up` are those of them that could not end it. With `is_unproven`, a model answered
    and nothing stood behind it; with `tells_deed`, what a tool has done was told.
    """

    shown: list[str] = field(default_factory=list)
    shown_bytes: int = 0
    cited: dict[str, Passage] = field(default_factory=dict)
    results: list[ToolResult] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    proposal: Propose | None = None
    close: Close | None = None
    spent: dict[str, Usage] = field(default_factory=dict)
    handed_off: bool = False
    ticket_opened: bool = False
    refused: dict[str, int] = field(default_factory=dict)
    given_up: list[str] = field(default_factory=list)
    is_unproven: bool = False
    tells_deed: bool = False

    @property
    def usage(self) -> Usage:
        """What all model calls used together."""
        return sum(self.spent.values(), Usage())

    @property
    def text(self) -> str:
        """All that was shown and not withdrawn."""
        return "".join(self.shown).strip()

    @property
    def is_full(self) -> bool:
        """Whether hardly a sentence more would fit under the cap."""
        return self.shown_bytes > MAX_ANSWER_BYTES - 512

    def fits(self, text: str) -> bool:
        """Whether `text` still fits under the answer's cap."""
        return self.shown_bytes + len(text.encode()) <= MAX_ANSWER_BYTES

    def show(self, text: str) -> None:
        """Notes text that goes to the shopper."""
        self.shown.append(text)
        self.shown_bytes += len(text.encode())

    def withdraw(self) -> None:
        """Forgets what was said; what was found and done stays."""
        self.shown.clear()
        self.shown_bytes = 0
        self.cited.clear()
        self.tells_deed = False
        self.proposal = self.close = None

    def outcome(self) -> int:
        """How the turn ended."""
        if self.ticket_opened:
            return Outcome.OUTCOME_TICKET
        if self.handed_off:
            return Outcome.OUTCOME_HANDED_OFF
        if not self.shown:
            return Outcome.OUTCOME_UNANSWERED
        if self.close is not None:
            return self.close.outcome
        if self.proposal is not None and not self.cited and not self.looked_up:
            return Outcome.OUTCOME_UNANSWERED
        return Outcome.OUTCOME_ANSWERED

    def confidence(self, of_retrieval: float) -> float:
        """0 to 1; a Brain's own word counts only where nothing better is known."""
        if not self.shown or self.outcome() == Outcome.OUTCOME_UNANSWERED:
            return 0.0
        if self.close is not None:
            return self.close.confidence
        if self.looked_up:
            return 0.9
        return of_retrieval if self.cited else 0.5

    def closing(self) -> Iterator[ChatEvent]:
        """Cards and the proposal, which follow the text."""
        if self.shown:
            yield from (ChatEvent(card=card) for card in self._cards())
        is_open = not self.handed_off or bool(self.given_up)  # whoever comes, comes later
        if self.proposal is not None and not self.ticket_opened and is_open:
            offer = TicketOffer(subject=self.proposal.subject, body=self.proposal.body)
            yield ChatEvent(ticket_offer=offer)

    @property
    def looked_up(self) -> bool:
        """Whether a tool told something that no page does."""
        return any(map(is_lookup, self.results))

    def _has(self, name: str) -> bool:
        """Whether that tool gave something."""
        return any(result.call.name == name and result.value is not None for result in self.results)

    def _cards(self) -> Iterator[Card]:
        said = self.text.lower()
        for result in self.results:
            if result.value is None:
                continue
            if result.call.name == "get_order_status":
                yield Card(kind="order", id=int(result.call.arguments["order_id"]))
            elif result.call.name == "verify_identity":
                order_id = result.value.get("order_id")
                if not self._has("get_order_status") and isinstance(order_id, int) and order_id > 0:
                    yield Card(kind="order", id=order_id)
            elif result.call.name == "search_products":
                products = result.value.get("products") or []
                named = [known for known in products if str(known["title"]).lower() in said]
                for product in (named or products)[:MAX_PRODUCT_CARDS]:
                    if isinstance(product_id := product.get("product_id"), int):
                        yield Card(kind="product", id=product_id)


def is_lookup(result: ToolResult) -> bool:
    """Whether it tells something that no page does; so do the abilities that an owner added."""
    name = result.call.name
    return result.value is not None and (name in LOOKUPS or name not in OWN_TOOLS)


def citation(mark: str, passage: Passage) -> ChatEvent:
    """The event that shows a source."""
    return ChatEvent(
        citation=Citation(
            passage_id=mark, title=passage.title, url=passage.url, section=passage.section
        )
    )
