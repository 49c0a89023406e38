"""The Brain that needs no model: it routes by code and answers in the shop's own sentences.

Also what answers while a provider is down or the budget is spent.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from typing import Any

from sidecar.orchestrator import handover
from sidecar.orchestrator.brain import Ask, Close, Context, Propose, Say, Utterance
from sidecar.orchestrator.choice import asked_of, listed
from sidecar.orchestrator.errands import Errands
from sidecar.orchestrator.excerpt import Excerpt, Excerpts, Search, policies_on
from sidecar.orchestrator.guests import Guests
from sidecar.orchestrator.intent import Route, Router
from sidecar.orchestrator.likeness import Embeds
from sidecar.orchestrator.orders import Orders
from sidecar.orchestrator.phrases import Phrases
from sidecar.orchestrator.question import named_share, names, shares_word, terms
from sidecar.orchestrator.refunds import Refunds
from sidecar.orchestrator.region import asked_places
from sidecar.prompts import Prompts, language
from sidecar.redaction import impersonal
from sidecar.v1.agent_pb2 import Outcome

MAX_VARIATIONS = 4

# What a follow-up's intent may turn out to be with what it leans on: "how much is it?" asks for
# a product's price unless it was about shipping, "what is in it?" for a page unless about an order.
_WIDER = {"product": "policy", "policy": "order"}
_MOST = re.compile(
    r"\b(?:under|below|less than|up to|at most|max(?:imum)?)\s*(?:[€£$]|eur|usd)?\s?(\d{1,6})\b",
    re.I,
)
_GOODS = re.compile(r"(?:the |a |an |any |some |your )?[^\W\d_]+(?:[ -][^\W\d_]+){0,2}")
_THIS = re.compile(
    r"\b(?:this|it|its|these|they|them|one|das|dies\w*|es|ce|ceci|cela|il|esto|este|esta|questo|questa"
    r"|dit|deze|het)\b",
    re.IGNORECASE,
)


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
        self._excerpts = Excerpts(embedder, answer_threshold)
        self._answer_threshold = answer_threshold
        self._phrases = phrases = Phrases(prompts)
        self._orders = Orders(phrases)
        self._guests = Guests(phrases, self._orders)
        self._refunds = Refunds(phrases, router, self._orders)
        self._errands = Errands(phrases, self._orders)

    async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        """See `Brain`. Never raises ModelUnavailable."""
        route = context.route
        offered = context.history and context.history[-1].offered_ticket
        if offered or self._refunds.was_offered(context):
            route = await self._router.route(context.text, context.vault.mask, after_offer=True)
        if context.question != context.text and route.intent in _WIDER:
            wider = await self._router.route(context.question, context.vault.mask)
            route = wider if wider.intent == _WIDER[route.intent] else route
        if (tooled := self._tooled(context, route)) is not None:
            for utterance in tooled:
                yield utterance
            return
        match route.intent:
            case "small_talk" if route.topic == "unclear":
                yield Say(self._phrases.text(context, "small_talk.unclear"))
                yield Close(Outcome.OUTCOME_UNANSWERED, 0.0)
            case "small_talk" | "decline":
                topic = route.topic or "declined"
                yield Say(self._phrases.text(context, f"small_talk.{topic}"))
                yield Close(Outcome.OUTCOME_ANSWERED, 1.0)
            case "out_of_scope" if route.topic in self._prompts.policy.to_people:
                for utterance in self._meet_danger(context, route.topic):
                    yield utterance
            case "out_of_scope" if route.topic != "off_topic" or not self._finds(context):
                for utterance in self._refuse(context, route.topic):
                    yield utterance
            case "human":
                for utterance in self._hand_over(context):
                    yield utterance
            case "ticket":
                yield Say(self._phrases.text(context, "ticket.offer"))
                yield Propose.of(context.text)
                yield Close(Outcome.OUTCOME_UNANSWERED, 1.0)
            case "order":
                for utterance in self._orders.speak(context):
                    yield utterance
            case "product" if self._sells(context):
                async for utterance in self._product(context):
                    yield utterance
            case "policy" if self._names_goods(context):
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
    ) -> str:
        """Nothing: what its sources do not say, it can't say in other words."""
        return ""

    def _tooled(self, context: Context, route: Route) -> Iterator[Utterance] | None:
        """What the shop's own tools do for this shopper beside look-ups; None when nothing."""
        if self._refunds.is_meant(context, route):
            return self._refunds.speak(context, route)
        if (errand := self._errands.of(context, route)) is not None:
            return errand
        wants_order = route.intent == "order" or self._refunds.is_wish(context, route)
        if self._guests.is_meant(context, route, wants_order=wants_order):
            return self._guests.speak(context)
        return None

    def _finds(self, context: Context) -> bool:
        """Whether the pages hold an answer: what sounds off topic is not, where they do."""
        found = context.retrieval
        return found is not None and found.confidence >= max(
            self._prompts.policy.probable, self._answer_threshold
        )

    def _sells(self, context: Context) -> bool:
        """Whether the shop's product search can answer: "a shop in Dublin" is no product."""
        return (context.may_use("search_products")) and not any(
            subject.holds for subject in context.subjects
        )

    def _names_goods(self, context: Context) -> bool:
        """Whether the message is a few words for what the shop sells: "sleeping bags"."""
        first = next(iter(context.passages.values()), None)
        return (
            first is not None
            and first.kind == "product"
            and not context.product_id
            and self._sells(context)
            and bool(_GOODS.fullmatch(context.text.strip(" ?!.")))
            and not context.subjects
        )

    def _refuse(self, context: Context, topic: str) -> Iterator[Utterance]:
        yield Say(self._phrases.text(context, f"out_of_scope.{topic}"))
        if topic in self._prompts.policy.offers_ticket:
            yield Propose.of(context.text)
        yield Close(Outcome.OUTCOME_REFUSED, 1.0)

    def _hand_over(self, context: Context) -> Iterator[Utterance]:
        asked = context.result("handoff_human")
        if asked is None:
            reason = self._prompts.text("human.shopper_asked", context.shop.locale)
            yield Ask("handoff_human", json.dumps({"reason": reason}))
            return
        name, values = handover.words(context.results)
        yield Say(self._phrases.text(context, name, **values))
        yield Close(Outcome.OUTCOME_HANDED_OFF, 1.0)

    def _meet_danger(self, context: Context, topic: str) -> Iterator[Utterance]:
        """Has a person take over at once, and says whom else to turn to."""
        if context.result("handoff_human") is None:
            reason = self._prompts.text("human.danger", context.shop.locale)
            yield Ask("handoff_human", json.dumps({"reason": reason}))
            return
        yield Say(self._phrases.text(context, f"human.{topic}"))
        yield Close(Outcome.OUTCOME_HANDED_OFF, 1.0)

    async def _product(self, context: Context) -> AsyncGenerator[Utterance]:
        found = context.result("search_products")
        if found is None:
            yield Ask("search_products", json.dumps(_wanted(context)))
            return
        products = _meant(context, (found.value or {}).get("products") or ())
        if not products or self._strange(context, products):
            async for utterance in self._knowledge(context):
                yield utterance
            return
        if len(products) > 1:
            yield Say(self._phrases.text(context, "product.several") + "\n")
            for product in products[:3]:
                yield Say(f"- {self._offer_line(context, product['title'], product)}\n")
        else:
            for text in self._product_sentences(context, products[0]):
                yield Say(text)
        yield Close(Outcome.OUTCOME_ANSWERED, 0.9)

    def _strange(self, context: Context, products: Sequence[Mapping[str, Any]]) -> bool:
        """Whether the shop's search found something else: no name fits, and no page is near."""
        named = any(shares_word(context.question, known["title"]) for known in products)
        found = context.retrieval
        is_far = found is not None and found.confidence < self._answer_threshold
        return is_far and not named and not context.product_id

    def _product_sentences(self, context: Context, product: Mapping[str, Any]) -> Iterator[str]:
        """The product, or of its variations those that were asked for, with price and stock."""
        asked = asked_of(context.question, product)
        title = product["title"]
        if asked.lacking:
            choice = ", ".join(asked.lacking).lower()
            yield self._phrases.text(context, "product.not_in", title=title, choice=choice) + " "
        if asked.variations:
            shown = asked.variations[:MAX_VARIATIONS]
            for variation in shown:
                named = ", ".join([title, *filter(None, variation["values"])])
                line = self._offer_line(context, named, variation)
                yield f"- {line}\n" if len(shown) > 1 else line
            return
        if not asked.lacking:
            yield self._offer_line(context, title, product) + " "
        if asked.lacking or asked.for_all:
            yield self._phrases.text(context, "product.comes_in", choices=listed(product))

    def _offer_line(self, context: Context, title: str, offer: Mapping[str, Any]) -> str:
        return self._phrases.text(
            context,
            "product.one" if offer.get("stock_text") else "product.one_without_stock",
            title=title,
            price_text=offer["price_text"],
            stock_text=str(offer.get("stock_text", "")).rstrip("."),
        )

    async def _knowledge(self, context: Context) -> AsyncGenerator[Utterance]:
        retrieval = context.retrieval
        if not terms(context.question):
            yield Say(self._phrases.text(context, "small_talk.unclear"))
            yield Close(Outcome.OUTCOME_UNANSWERED, 0.0)
            return
        if retrieval is None:
            for utterance in self._phrases.offer(
                context, "knowledge.search_off", Outcome.OUTCOME_UNANSWERED
            ):
                yield utterance
            return
        chosen: list[Excerpt] = []
        if retrieval.passages:
            search = self._search(context, retrieval.confidence)
            chosen = await asyncio.to_thread(self._excerpts.choose, search)
        if not chosen:
            for utterance in self._at_a_loss(context):
                yield utterance
            return
        for excerpt in chosen:
            stop = "" if excerpt.text[-1:] in ".!?…:;)”" else "."
            text = f"{excerpt.text}{stop} [{excerpt.mark}]"
            yield Say(f"\n\n{text}\n\n" if "\n" in text else f"{text} ")
        # What was chosen answers, however unsure the search was of it.
        confidence = max(retrieval.confidence, self._answer_threshold)
        yield Close(Outcome.OUTCOME_ANSWERED, confidence)

    def _search(self, context: Context, confidence: float) -> Search:
        own, pages = language(context.locale), language(context.shop.locale)
        said = " ".join(subject.words for subject in context.subjects) if own != pages else ""
        return Search(
            question=context.question,
            impersonal=said.strip() or impersonal(context.vault.mask(context.question)),
            subjects=context.subjects,
            places=asked_places(context.question),
            passages=context.passages,
            policies=frozenset(policies_on(context.question, context.passages)),
            confidence=confidence,
        )

    def _at_a_loss(self, context: Context) -> Iterator[Utterance]:
        """Names the policy that the question is about, if there is one; offers a ticket."""
        text = self._phrases.text(context, "knowledge.no_answer")
        if policies := policies_on(context.question, context.passages):
            text = f"{self._phrases.text(context, 'knowledge.perhaps')} [{policies[0]}]"
        yield Say(text)
        yield Propose.of(context.text)
        yield Close(Outcome.OUTCOME_UNANSWERED, 0.0)


def _wanted(context: Context) -> Mapping[str, Any]:
    """A product search in the shopper's words, with the price they name as the dearest.

    "How much is this?" on a product's page asks for that product.
    """
    question = context.question
    if _is_about_page(context):
        question = next(
            page.title
            for page in context.passages.values()
            if page.product_id == context.product_id
        )
    most = _MOST.search(question)
    if most is None:
        return {"query": question[-200:]}
    words = _MOST.sub(" ", question).strip()
    return {"query": words[-200:] or question[-200:], "max_price": float(most[1])}


def _is_about_page(context: Context) -> bool:
    """Whether the message says "this" of the product on whose page it was written."""
    on_page = any(page.product_id == context.product_id for page in context.passages.values())
    return bool(context.product_id and on_page and _THIS.search(context.text))


def _meant(context: Context, products: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Of the products found those that the question means."""
    if _is_about_page(context):
        return [known for known in products if known["product_id"] == context.product_id]
    question = context.question
    named = [known for known in products if names(question, known["title"])]
    if named:
        return named
    best = max((named_share(question, known["title"]) for known in products), default=0)
    if best:
        return [known for known in products if named_share(question, known["title"]) == best]
    # What was found by its description counts only beside nothing that was found by its name.
    return [known for known in products if shares_word(question, known["title"])] or products
