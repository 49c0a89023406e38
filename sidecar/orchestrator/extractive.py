"""The Brain that needs no model: it routes by code and answers in the shop's own sentences.

Also what answers while a provider is down or the budget is spent.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sidecar.guardrails.sentences import sentences
from sidecar.index.topic import passage_flags, topics
from sidecar.nouns import ToolErrorCode, ToolResult, Usage
from sidecar.orchestrator.brain import Ask, Close, Context, Propose, Say, Utterance
from sidecar.orchestrator.intent import Embeds, Router, order_number
from sidecar.orchestrator.question import names, terms
from sidecar.prompts import Prompts
from sidecar.v1.agent_pb2 import Outcome

MAX_SENTENCES = 3
# Sentences that are embedded for one answer: 12 short ones take about 6 ms (measured), once.
EMBEDDED_SENTENCES = 12
KEPT_VECTORS = 2_048  # of the pages' sentences, 3 MB; shoppers ask about the same pages
MIN_SENTENCE_CHARS, MAX_SENTENCE_CHARS = 15, 600
MIN_SCORE = 0.28  # of a sentence's blend, below which it does not answer
KEEP_WITHIN = 0.09  # of the best sentence's blend
KEEP_ELSEWHERE_WITHIN = 0.03  # the same, on another page than the best sentence's
PLACE_COST = 0.002  # a sentence: of two that say alike, the page's earlier one
# Where search is not sure, a sentence this near to the question is. Between questions that
# the sample shop answers (0.52 and up) and those it does not (0.48 and down), November 2026.
SURE_NEARNESS = 0.5
MIN_CONFIDENCE = 0.05

# What a follow-up's intent may turn out to be with what it leans on: "how much is it?" asks for
# a product's price unless it was about shipping, "what is in it?" for a page unless about an order.
_WIDER = {"product": "policy", "policy": "order"}
_HEADING = re.compile(r"\s*#+\s")
_STEPS = re.compile(r"((?:^[ ]*\d{1,2}[.)][ ].+(?:\n|\Z)){2,8})", re.MULTILINE)
_MOST = re.compile(
    r"\b(?:under|below|less than|up to|at most|max(?:imum)?)\s*(?:[€£$]|eur|usd)?\s?(\d{1,6})\b",
    re.I,
)
_ORDERS = re.compile(r"\borders\b", re.I)
_ARRIVAL = re.compile(r"\b(?:when|arriv\w+|track\w*|eta|deliver\w*)\b", re.I)
_POINTS_BACK = re.compile(r"(?:it|its|they|their|this|that|these|those|both|then|there)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Candidate:
    mark: str
    place: int
    heading: str  # the page's title and what stands above the sentence
    text: str
    overlap: float


class ExtractiveBrain:
    """Answers from passages, tool results and fixed texts alone."""

    name = "extractive"
    marks_sources = True

    def __init__(
        self,
        prompts: Prompts,
        router: Router,
        embedder: Embeds | None,
        answer_threshold: float,
    ) -> None:
        self._prompts = prompts
        self._router = router
        self._embedder = embedder
        self._sentence_vector = lru_cache(KEPT_VECTORS)(self._vector)
        self._answer_threshold = answer_threshold

    async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        """See `Brain`. Never raises ModelUnavailable."""
        after_offer = bool(context.history) and context.history[-1].offered_ticket
        route = await self._router.route(context.text, after_offer=after_offer)
        if context.question != context.text and route.intent in _WIDER:
            wider = await self._router.route(context.question)
            route = wider if wider.intent == _WIDER[route.intent] else route
        match route.intent:
            case "small_talk" | "decline":
                topic = route.topic or "declined"
                yield Say(self._text(context, f"small_talk.{topic}"))
                yield Close(Outcome.OUTCOME_ANSWERED, 1.0)
            case "out_of_scope":
                for utterance in self._refuse(context, route.topic):
                    yield utterance
            case "human":
                for utterance in self._hand_over(context):
                    yield utterance
            case "ticket":
                yield Say(self._text(context, "ticket.offer"))
                yield Propose.of(context.text)
                yield Close(Outcome.OUTCOME_UNANSWERED, 1.0)
            case "order":
                for utterance in self._order(context):
                    yield utterance
            case "product" if context.offers("search_products") or context.results:
                async for utterance in self._product(context):
                    yield utterance
            case _:
                async for utterance in self._knowledge(context):
                    yield utterance

    async def repair(
        self,
        context: Context,  # noqa: ARG002
        sentence: str,  # noqa: ARG002
        reason: str,  # noqa: ARG002
    ) -> tuple[str, Usage]:
        """Nothing: what its sources do not say, it can't say in other words."""
        return "", Usage()

    def _refuse(self, context: Context, topic: str) -> Iterator[Utterance]:
        yield Say(self._text(context, f"out_of_scope.{topic}"))
        if topic in ("order_change", "others_data"):
            yield Propose.of(context.text)
        yield Close(Outcome.OUTCOME_REFUSED, 1.0)

    def _hand_over(self, context: Context) -> Iterator[Utterance]:
        asked = context.result("handoff_human")
        if asked is None:
            yield Ask("handoff_human", json.dumps({"reason": "The shopper asked for a person."}))
            return
        hours = str((asked.value or {}).get("hours", ""))
        name = "human.handed_off_hours" if hours else "human.handed_off"
        yield Say(self._text(context, name, hours=hours))
        yield Close(Outcome.OUTCOME_HANDED_OFF, 1.0)

    def _order(self, context: Context) -> Iterator[Utterance]:
        status, orders = context.result("get_order_status"), context.result("list_orders")
        number = order_number(context.text)
        if status is not None:
            yield from self._order_status(context, status)
        elif orders is not None:
            yield from self._latest_order(context, orders)
        elif not context.offers("get_order_status"):
            yield from self._offer(context, "order.log_in", Outcome.OUTCOME_REFUSED)
        elif number is not None:
            yield Ask("get_order_status", json.dumps({"order_id": number}))
        else:
            yield Ask(
                "list_orders", json.dumps({"limit": 5 if _ORDERS.search(context.text) else 1})
            )

    def _latest_order(self, context: Context, orders: ToolResult) -> Iterator[Utterance]:
        if orders.value is None:
            yield from self._offer(context, "order.unavailable", Outcome.OUTCOME_UNANSWERED)
        elif not orders.value.get("orders"):
            yield from self._offer(context, "order.no_orders", Outcome.OUTCOME_UNANSWERED)
        elif len(orders.value["orders"]) > 1:
            for order in orders.value["orders"]:
                values = {name: order[name] for name in ("number", "status_text", "total")}
                line = self._text(context, "order.line", currency=order["currency"], **values)
                yield Say(f"- {line}\n")
            yield Close(Outcome.OUTCOME_ANSWERED, 1.0)
        else:
            latest = orders.value["orders"][0]
            yield Ask("get_order_status", json.dumps({"order_id": latest["order_id"]}))

    def _order_status(self, context: Context, status: ToolResult) -> Iterator[Utterance]:
        if status.value is not None:
            for text in self._order_sentences(context, status.value):
                yield Say(text + " ")
            yield Close(Outcome.OUTCOME_ANSWERED, 1.0)
        elif status.error_code in (ToolErrorCode.NOT_FOUND, ToolErrorCode.UNAUTHORIZED):
            yield from self._offer(context, "order.not_found", Outcome.OUTCOME_UNANSWERED)
        else:
            yield from self._offer(context, "order.unavailable", Outcome.OUTCOME_UNANSWERED)

    def _order_sentences(self, context: Context, order: Mapping[str, Any]) -> Iterator[str]:
        yield self._text(
            context, "order.status", number=order["number"], status_text=order["status_text"]
        )
        if order.get("eta"):
            yield self._text(context, "order.eta", eta=order["eta"])
        for parcel in order.get("tracking") or ():
            if parcel.get("number"):
                yield self._text(
                    context,
                    "order.tracking",
                    number=parcel["number"],
                    provider=parcel.get("provider", ""),
                )
        if _ARRIVAL.search(context.text) and not order.get("eta") and not order.get("tracking"):
            yield self._text(context, "order.no_arrival")
        items = ", ".join(
            f"{item['quantity']} × {item['name']}" for item in order.get("items") or ()
        )
        if items:
            yield self._text(context, "order.items", items=items)
        if order.get("total"):
            yield self._text(
                context, "order.total", total=order["total"], currency=order.get("currency", "")
            )

    async def _product(self, context: Context) -> AsyncGenerator[Utterance]:
        found = context.result("search_products")
        if found is None:
            yield Ask("search_products", json.dumps(_wanted(context.question)))
            return
        products = (found.value or {}).get("products") or ()
        products = [
            known for known in products if names(context.question, known["title"])
        ] or products
        if not products:
            async for utterance in self._knowledge(context):
                yield utterance
            return
        if len(products) > 1:
            yield Say(self._text(context, "product.several") + "\n")
        for product in products[:3]:
            name = "product.one" if product.get("stock_text") else "product.one_without_stock"
            line = self._text(
                context,
                name,
                title=product["title"],
                price_text=product["price_text"],
                stock_text=str(product.get("stock_text", "")).rstrip("."),
            )
            yield Say(f"- {line}\n" if len(products) > 1 else line)
        yield Close(Outcome.OUTCOME_ANSWERED, 0.9)

    async def _knowledge(self, context: Context) -> AsyncGenerator[Utterance]:
        retrieval = context.retrieval
        if not terms(context.question):
            yield Say(self._text(context, "small_talk.unclear"))
            yield Close(Outcome.OUTCOME_UNANSWERED, 0.0)
            return
        if retrieval is None:
            for utterance in self._offer(
                context, "knowledge.search_off", Outcome.OUTCOME_UNANSWERED
            ):
                yield utterance
            return
        chosen: list[_Candidate] = []
        if retrieval.passages and retrieval.confidence >= MIN_CONFIDENCE:
            chosen = await asyncio.to_thread(self._best_sentences, context, retrieval.confidence)
        if not chosen:
            for utterance in self._at_a_loss(context):
                yield utterance
            return
        for candidate in chosen:
            text = f"{candidate.text.strip()} [{candidate.mark}]"
            yield Say(f"\n\n{text}\n\n" if "\n" in text else f"{text} ")
        yield Close(Outcome.OUTCOME_ANSWERED, retrieval.confidence)

    def _at_a_loss(self, context: Context) -> Iterator[Utterance]:
        """Names the policy that the question is about, if there is one; offers a ticket."""
        asked = topics(context.question)
        for mark, page in context.passages.items():
            if asked & passage_flags(page.kind, page.title, page.section, page.text):
                yield Say(f"{self._text(context, 'knowledge.perhaps')} [{mark}]")
                yield Propose.of(context.text)
                yield Close(Outcome.OUTCOME_UNANSWERED, 0.0)
                return
        yield from self._offer(context, "knowledge.no_answer", Outcome.OUTCOME_UNANSWERED)

    def _best_sentences(self, context: Context, confidence: float) -> list[_Candidate]:
        """The one to three sentences that answer best, in reading order; may be none."""
        asked = terms(context.question)
        candidates = sorted(_candidates(context, asked), key=lambda known: -known.overlap)
        candidates = candidates[:EMBEDDED_SENTENCES]
        if not candidates:
            return []
        near = self._nearness(context, candidates)
        if confidence < self._answer_threshold and max(near) < SURE_NEARNESS:
            return []
        scores = [
            0.6 * near[number]
            + 0.25 * known.overlap
            + 0.15 * context.passages[known.mark].score
            - PLACE_COST * known.place
            for number, known in enumerate(candidates)
        ]
        order = sorted(range(len(candidates)), key=lambda number: -scores[number])
        best, first = scores[order[0]], candidates[order[0]].mark
        kept: list[_Candidate] = []
        for number in order:
            known = candidates[number]
            within = KEEP_WITHIN if known.mark == first else KEEP_ELSEWHERE_WITHIN
            if scores[number] < max(MIN_SCORE, best - within):
                continue
            if not any(known.text in other.text or other.text in known.text for other in kept):
                kept.append(known)
        kept = kept[:MAX_SENTENCES]
        return sorted(kept, key=lambda known: (known.mark != first, known.mark, known.place))

    def _nearness(self, context: Context, candidates: Sequence[_Candidate]) -> list[float]:
        """Cosine of each sentence, under its headings, and the question; without a model, the
        share of the question's words."""
        if self._embedder is None:
            return [known.overlap for known in candidates]
        question = self._vector(context.vault.mask(context.question))
        titled = (f"{known.heading}: {known.text}" for known in candidates)
        return [float(self._sentence_vector(text) @ question) for text in titled]

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = cast(Embeds, self._embedder).embed([text])[0]
        return vector

    def _offer(self, context: Context, text: str, outcome: int) -> Iterator[Utterance]:
        yield Say(self._text(context, text))
        yield Propose.of(context.text)
        yield Close(outcome, 0.0)

    def _text(self, context: Context, name: str, **values: object) -> str:
        return self._prompts.text(name, context.locale, **values)


def _wanted(question: str) -> Mapping[str, Any]:
    """A product search in the shopper's words, with the price they name as the dearest."""
    most = _MOST.search(question)
    if most is None:
        return {"query": question[-200:]}
    words = _MOST.sub(" ", question).strip()
    return {"query": words[-200:] or question[-200:], "max_price": float(most[1])}


def _candidates(context: Context, asked: frozenset[str]) -> Iterator[_Candidate]:
    named = [mark for mark, page in context.passages.items() if names(context.question, page.title)]
    for mark in named or context.passages:
        passage = context.passages[mark]
        for place, (heading, text) in enumerate(_statements(passage.text)):
            above = f"{passage.title}, {heading or passage.section}".rstrip(", ")
            in_text, in_heading = terms(text), terms(above)
            hits = sum(
                1.0 if word in in_text else 0.5 if word in in_heading else 0.0 for word in asked
            )
            overlap = hits / len(asked) if asked else 0.0
            yield _Candidate(mark, place, above, text, overlap)


def _statements(text: str) -> Iterator[tuple[str, str]]:
    """What of a passage can stand alone, with the heading above it.

    That is sentences, and numbered steps as one. A sentence that begins by pointing back comes
    with the one before it.
    """
    heading = ""
    for part in _STEPS.split(text):
        if _STEPS.fullmatch(part):
            yield heading, part.strip()
            continue
        before = ""
        for raw in sentences(part):
            sentence = " ".join(raw.split()).lstrip("-*•> ").strip()
            if _HEADING.match(raw):
                heading, before = sentence.lstrip("# "), ""
                continue
            if sentence.endswith("?"):
                before = ""
                continue
            whole = f"{before} {sentence}" if before and _POINTS_BACK.match(sentence) else sentence
            if MIN_SENTENCE_CHARS <= len(whole) <= MAX_SENTENCE_CHARS:
                yield heading, whole
            before = sentence
