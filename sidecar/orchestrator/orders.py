"""Orders, looked up and told in fixed words: one by its number, else the latest ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sidecar.nouns import ToolErrorCode, ToolResult
from sidecar.orchestrator.brain import Ask, Close, Context, Say, Utterance
from sidecar.orchestrator.intent import named_order, order_number
from sidecar.orchestrator.phrases import Phrases
from sidecar.v1.agent_pb2 import Outcome

_ORDERS = re.compile(r"\borders\b", re.I)
_ARRIVAL = re.compile(r"\b(?:when|arriv\w+|track\w*|eta|deliver\w*)\b", re.I)


class Orders:
    """What the order tools give, as sentences."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def speak(self, context: Context) -> Iterator[Utterance]:
        """Asks the order tools, then says what they gave."""
        status, orders = context.result("get_order_status"), context.result("list_orders")
        number = order_number(context.text)
        if status is not None:
            yield from self.told(context, status)
        elif orders is not None:
            yield from self._latest(context, orders)
        elif not context.has_calls_left:  # a Brain before has made them all
            yield from self._phrases.offer(context, "order.unavailable", Outcome.OUTCOME_UNANSWERED)
        elif not context.offers("get_order_status"):
            # A shop gives guests its product search; one that gives nothing has no orders to show.
            text = "order.log_in" if context.offers("search_products") else "order.no_lookup"
            yield from self._phrases.offer(context, text, Outcome.OUTCOME_REFUSED)
        elif number is None and not context.offers("list_orders"):
            number = earlier_number(context)
            if number is None:
                yield from self._phrases.answer(
                    context, "order.which_number", Outcome.OUTCOME_UNANSWERED
                )
            else:
                yield Ask("get_order_status", json.dumps({"order_id": number}))
        elif number is not None:
            yield Ask("get_order_status", json.dumps({"order_id": number}))
        else:
            yield Ask(
                "list_orders", json.dumps({"limit": 5 if _ORDERS.search(context.text) else 1})
            )

    def told(self, context: Context, status: ToolResult) -> Iterator[Utterance]:
        """Says what a look-up gave, or offers a ticket where it gave nothing."""
        if status.value is not None:
            for text in self.sentences(context, status.value):
                yield Say(text + " ")
            yield Close(Outcome.OUTCOME_ANSWERED, 1.0)
        elif status.error_code in (ToolErrorCode.NOT_FOUND, ToolErrorCode.UNAUTHORIZED):
            yield from self._phrases.offer(context, "order.not_found", Outcome.OUTCOME_UNANSWERED)
        else:
            yield from self._phrases.offer(context, "order.unavailable", Outcome.OUTCOME_UNANSWERED)

    def sentences(self, context: Context, order: Mapping[str, Any]) -> Iterator[str]:
        """An order as far as the result tells of it."""
        text = self._phrases.text
        yield text(
            context, "order.status", number=order["number"], status_text=order["status_text"]
        )
        if order.get("eta"):
            yield text(context, "order.eta", eta=order["eta"])
        for parcel in order.get("tracking") or ():
            if parcel.get("number"):
                provider = parcel.get("provider", "")
                yield text(context, "order.tracking", number=parcel["number"], provider=provider)
        if _ARRIVAL.search(context.text) and not order.get("eta") and not order.get("tracking"):
            yield text(context, "order.no_arrival")
        items = ", ".join(
            f"{item['quantity']} × {item['name']}" for item in order.get("items") or ()
        )
        if items:
            yield text(context, "order.items", items=items)
        if order.get("total"):
            currency = order.get("currency", "")
            yield text(context, "order.total", total=order["total"], currency=currency)
        for refund in order.get("refunds") or ():
            day = str(refund.get("created", "")).partition("T")[0]
            yield text(context, "order.refund", amount_text=refund["amount_text"], day=day)
        if (order.get("subscription") or {}).get("status_text"):
            yield from self.subscription(context, order["subscription"])

    def subscription(self, context: Context, known: Mapping[str, Any]) -> Iterator[str]:
        """How a subscription stands, and when it is paid next."""
        text, name = self._phrases.text, str(known.get("name") or "")
        shown = "order.subscription_named" if name else "order.subscription"
        yield text(context, shown, title=name, status_text=known["status_text"])
        if known.get("next_payment"):
            yield text(context, "order.next_payment", next_payment=known["next_payment"])

    def lines(self, context: Context, orders: ToolResult) -> Iterator[Utterance]:
        """Each order of a list in a line."""
        for order in (orders.value or {}).get("orders") or ():
            values = {name: order[name] for name in ("number", "status_text", "total", "currency")}
            yield Say(f"- {self._phrases.text(context, 'order.line', **values)}\n")

    def _latest(self, context: Context, orders: ToolResult) -> Iterator[Utterance]:
        offer = self._phrases.offer
        if orders.value is None:
            yield from offer(context, "order.unavailable", Outcome.OUTCOME_UNANSWERED)
        elif not orders.value.get("orders"):
            yield from offer(context, "order.no_orders", Outcome.OUTCOME_UNANSWERED)
        elif len(orders.value["orders"]) > 1 or not context.has_calls_left:
            yield from self.lines(context, orders)
            yield Close(Outcome.OUTCOME_ANSWERED, 1.0)
        else:
            latest = orders.value["orders"][0]
            yield Ask("get_order_status", json.dumps({"order_id": latest["order_id"]}))


def earlier_number(context: Context) -> int | None:
    """The order that the shopper named last before this message."""
    said = (named_order(known.question) for known in reversed(context.history))
    return next((number for number in said if number is not None), None)
