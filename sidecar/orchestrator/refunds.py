"""Refunds of an order: what the shop's rules say of it, and asking for somebody's word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sidecar.nouns import ToolErrorCode, ToolResult
from sidecar.orchestrator.brain import Ask, Close, Context, Propose, Say, Utterance
from sidecar.orchestrator.intent import Route, Router, named_order, order_number
from sidecar.orchestrator.orders import Orders, earlier_number
from sidecar.orchestrator.phrases import Phrases
from sidecar.orchestrator.question import shares_word
from sidecar.v1.agent_pb2 import Outcome

ASKS_FOR_ORDER = ("refund.which", "order.which_number")

_REPAY = re.compile(
    r"\brefund\w*|\breimburs\w*|\bmoney back\b|\bpay me back\b"
    r"|\b(?:rück)?erstatt\w*|\bgeld zurück\b|\brembours\w*|\breembols\w*|\bdinero de vuelta\b"
    r"|\brimbors\w*|\bterugbeta\w*|\bgeld terug\b",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"\breturn(?:s|ing|ed)?\b|\bsend\b.{0,20}\bback\b|\bzurück(?:geben|schicken|senden)\b"
    r"|\brückgabe\b|\bretour\w*|\brenvoyer\b|\bdevolv\w*|\bdevolución\b|\brestitu\w*|\breso\b"
    r"|\bterugsturen\b",
    re.IGNORECASE,
)


class Refunds:
    """Says whether an order can be refunded and, where that is wished, asks for the refund."""

    def __init__(self, phrases: Phrases, router: Router, orders: Orders) -> None:
        self._phrases = phrases
        self._router = router
        self._orders = orders

    def is_meant(self, context: Context, route: Route) -> bool:
        """Whether the message is about giving an order of the shopper's back."""
        if not context.may_use("check_refund_policy"):
            return False
        if self._is_agreed(context):
            return True
        if route.intent == "out_of_scope":
            return self.is_wish(context, route)
        named = named_order(context.text) is not None
        if self._phrases.was_said(context, *ASKS_FOR_ORDER) and self._number(context) is not None:
            return True
        return named and bool(_REPAY.search(context.text) or _RETURN.search(context.text))

    def was_offered(self, context: Context) -> bool:
        """Whether the last answer asked if a refund is wished."""
        return self._phrases.was_said(context, "refund.shall_i")

    def is_wish(self, context: Context, route: Route) -> bool:
        """Whether the message demands money back."""
        return (route.intent, route.topic) == ("out_of_scope", "order_change") and bool(
            _REPAY.search(context.text)
        )

    def speak(self, context: Context, route: Route) -> Iterator[Utterance]:
        """Asks the rules, then for the refund where it is wished, and says how it stands."""
        asked, ruled = context.result("issue_refund"), context.result("check_refund_policy")
        if asked is not None:
            yield from self._asked(context, asked)
        elif ruled is None:
            yield from self._look(context)
        elif ruled.value is None:
            is_missing = ruled.error_code in (ToolErrorCode.NOT_FOUND, ToolErrorCode.UNAUTHORIZED)
            text = "order.not_found" if is_missing else "order.unavailable"
            yield from self._phrases.offer(context, text, Outcome.OUTCOME_UNANSWERED)
        elif ruled.value.get("eligible") is not True:
            yield from self._ineligible(context, ruled.value)
        elif self._is_wished(context, route) and context.offers("issue_refund"):
            yield from self._wish(context, ruled)
        else:
            yield from self._eligible(context, ruled.value)

    def _wish(self, context: Context, ruled: ToolResult) -> Iterator[Utterance]:
        """Asks for the refund of all that the rules allow, or of the items that were named."""
        asked = dict(ruled.call.arguments)
        if "items" not in asked and (named := _named_items(context, ruled.value or {})):
            asked["items"] = [{"name": item["name"]} for item in named]
            yield Ask("check_refund_policy", json.dumps(asked))
            return
        asked["amount"] = str((ruled.value or {})["amount_limit"])
        asked["reason"] = self._phrases.prompts.text("refund.reason", context.shop.locale)
        yield Ask("issue_refund", json.dumps(asked))

    def _look(self, context: Context) -> Iterator[Utterance]:
        """Asks the rules about the order that is meant; which one, where that is open."""
        number, orders = self._number(context), context.result("list_orders")
        if number is None and orders is not None:
            rows = (orders.value or {}).get("orders") or ()
            if orders.value is None:
                yield from self._phrases.offer(
                    context, "order.unavailable", Outcome.OUTCOME_UNANSWERED
                )
                return
            if not rows:
                yield from self._phrases.offer(
                    context, "order.no_orders", Outcome.OUTCOME_UNANSWERED
                )
                return
            number = _meant(context.text, [int(row["order_id"]) for row in rows])
            if number is None:
                yield from self._orders.lines(context, orders)
                yield Say("\n" + self._phrases.text(context, "refund.which"))
                yield Close(Outcome.OUTCOME_UNANSWERED, 1.0)
                return
        if number is not None:
            yield Ask("check_refund_policy", json.dumps({"order_id": number}))
        elif context.offers("list_orders"):
            yield Ask("list_orders", json.dumps({"limit": 5}))
        else:
            yield from self._phrases.answer(
                context, "order.which_number", Outcome.OUTCOME_UNANSWERED
            )

    def _ineligible(self, context: Context, rules: Mapping[str, Any]) -> Iterator[Utterance]:
        yield Say(self._phrases.text(context, "refund.not_eligible") + " ")
        for reason in rules.get("reasons") or ():
            yield Say(f"{str(reason).rstrip('. ')}. ")
        if window := str(rules.get("window_text") or ""):
            yield Say(f"{window.rstrip('. ')}. ")
        yield Say(self._phrases.text(context, "ticket.offer"))
        yield Propose.of(context.text)
        yield Close(Outcome.OUTCOME_REFUSED, 1.0)

    def _eligible(self, context: Context, rules: Mapping[str, Any]) -> Iterator[Utterance]:
        limit = str(rules.get("amount_limit_text") or "")
        yield Say(self._phrases.text(context, "refund.eligible", limit=limit) + " ")
        for item in _named_items(context, rules):
            values = {"title": item["name"], "amount_text": item["refundable_text"]}
            yield Say(self._phrases.text(context, "refund.item", **values) + " ")
        if context.offers("issue_refund"):
            yield Say(self._phrases.text(context, "refund.shall_i"))
        else:
            yield Say(self._phrases.text(context, "ticket.offer"))
            yield Propose.of(context.text)
        yield Close(Outcome.OUTCOME_ANSWERED, 1.0)

    def _asked(self, context: Context, asked: ToolResult) -> Iterator[Utterance]:
        if asked.action is None:
            yield from self._phrases.offer(
                context, "refund.unavailable", Outcome.OUTCOME_UNANSWERED
            )
            return
        text = "refund.waits_shopper" if asked.action.by_shopper else "refund.waits_shop"
        yield from self._phrases.answer(context, text, Outcome.OUTCOME_ANSWERED)

    def _number(self, context: Context) -> int | None:
        number = named_order(context.text)
        if number is None and self._phrases.was_said(context, *ASKS_FOR_ORDER):
            lone = re.findall(r"\d{1,12}", context.text)
            number = int(lone[0]) if len(lone) == 1 else None
        if number is None and (self._is_agreed(context) or not context.may_use("list_orders")):
            number = earlier_number(context)
        return number

    def _is_agreed(self, context: Context) -> bool:
        """Whether the message says yes to the refund that the last answer offered."""
        return self.was_offered(context) and self._router.agrees(context.text)

    def _is_wished(self, context: Context, route: Route) -> bool:
        """Whether the money is asked for: a question is no wish."""
        if self._is_agreed(context) or self._phrases.was_said(context, *ASKS_FOR_ORDER):
            return True
        return route.intent == "out_of_scope" and not context.text.rstrip().endswith("?")


def _meant(text: str, known: Sequence[int]) -> int | None:
    """Which of the orders: the one whose number stands in `text`, the only one if it has no number.

    A number of no order of theirs may be anything, but another order is not meant.
    """
    typed = order_number(text)
    if typed is not None:
        return typed if typed in known else None
    return known[0] if len(known) == 1 else None


def _named_items(context: Context, rules: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items that the message names, unless it names none or all of them."""
    items = list(rules.get("items") or ())
    named = [item for item in items if shares_word(context.text, str(item["name"]))]
    return named if len(named) < len(items) else []
