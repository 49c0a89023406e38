"""Guests who show whose order they ask about: its number and their e-mail, then a mailed code.

What they wrote goes to the shop as it is and nowhere else; whether it is right, the shop alone
knows, and whatever is wrong with it, they read the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sidecar.nouns import ToolResult
from sidecar.orchestrator.brain import Ask, Close, Context, Propose, Say, Utterance
from sidecar.orchestrator.intent import Route, named_order, order_number
from sidecar.orchestrator.orders import Orders
from sidecar.orchestrator.phrases import Phrases
from sidecar.v1.agent_pb2 import Outcome

EARLIER_TURNS = 6
FEW_WORDS = 6  # beside what was asked for: "it's 1042 and my mail is jane@example.com"
ASKED = ("identity.ask_both", "identity.ask_number", "identity.ask_email")
ASKED_CODE = ("identity.code_sent",)

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"']{1,64}@[^\s@<>()\[\],;:\"']{1,190}\.[^\W\d_]{2,24}")
_CODE = re.compile(r"(?<![\w.])(\d{3})[ -]?(\d{3})(?![\w]|[.,]\d)")
_DIGITS = re.compile(r"(?<!\w)#?(\d{1,12})(?!\w)")


class Guests:
    """Asks for what is missing, has the shop check it, and tells what it opened."""

    def __init__(self, phrases: Phrases, orders: Orders) -> None:
        self._phrases = phrases
        self._orders = orders

    def is_meant(self, context: Context, route: Route, *, wants_order: bool) -> bool:
        """Whether the message asks about an order that is not shown yet, or shows whose it is."""
        if context.result("verify_identity") is not None:
            return True
        if not context.offers("verify_identity"):
            return False
        if self._goes_on(context, route):
            return True
        shows = _EMAIL.search(context.text) is not None
        return wants_order and (shows or not context.offers("get_order_status"))

    def speak(self, context: Context) -> Iterator[Utterance]:
        """Asks for number and e-mail, has them checked, and says what came of it."""
        status, checked = context.result("get_order_status"), context.result("verify_identity")
        if checked is not None:
            yield from self._checked(context, checked, status)
            return
        number, email = self._number(context), _email(context)
        if (code := self._code(context)) and not self._wants_both(context):
            yield Ask("verify_identity", json.dumps({"code": code}))
            return
        if number is None or not email:
            missing = "both" if number is None and not email else "email" if not email else "number"
            yield from self._phrases.answer(
                context, f"identity.ask_{missing}", Outcome.OUTCOME_UNANSWERED
            )
            return
        shown = {"order_number": str(number), "email": email}
        if code:
            shown["code"] = code
        yield Ask("verify_identity", json.dumps(shown))

    def _goes_on(self, context: Context, route: Route) -> bool:
        """Whether it brings what the last answer asked for, and says little else."""
        if self._phrases.was_said(context, *ASKED_CODE) and self._code(context):
            return True
        if not self._phrases.was_said(context, *ASKED, *ASKED_CODE, "identity.failed"):
            return False
        brought = _EMAIL.search(context.text) or _DIGITS.search(context.text)
        rest = _DIGITS.sub(" ", _EMAIL.sub(" ", context.text))
        is_short = len(rest.split()) <= FEW_WORDS
        return brought is not None and (is_short or route.intent != "out_of_scope")

    def _checked(
        self, context: Context, checked: ToolResult, status: ToolResult | None
    ) -> Iterator[Utterance]:
        value = checked.value or {}
        code_sent = value.get("code_sent") is True
        if value.get("verified", "none") == "none" and not code_sent:
            yield Say(self._phrases.text(context, "identity.failed"))
            yield Propose.of(context.text)
            yield Close(Outcome.OUTCOME_UNANSWERED, 0.0)
            return
        order = value.get("order") or {}
        if status is None and context.offers("get_order_status") and value.get("order_id"):
            number = str(checked.call.arguments.get("order_number", "")) or str(value["order_id"])
            if number.isdecimal():
                yield Ask("get_order_status", json.dumps({"order_id": int(number)}))
                return
        if status is not None and status.value is not None:
            order = status.value
        if order.get("status_text"):
            for text in self._orders.sentences(context, order):
                yield Say(text + " ")
        elif not code_sent:
            yield Say(self._phrases.text(context, "identity.confirmed") + " ")
        if code_sent:
            yield Say(self._phrases.text(context, "identity.code_sent"))
        yield Close(Outcome.OUTCOME_ANSWERED, 1.0)

    def _wants_both(self, context: Context) -> bool:
        """Whether the shop takes a code only beside number and e-mail."""
        schema = self._offered(context)
        return bool(schema.get("required"))

    def _offered(self, context: Context) -> Mapping[str, Any]:
        """The schema that `verify_identity` takes now."""
        tools = (tool.input_schema for tool in context.tools if tool.name == "verify_identity")
        return next(tools, {})

    def _number(self, context: Context) -> int | None:
        """The order's number, from this message or those before it."""
        text = _EMAIL.sub(" ", context.text)
        if self._code(context):
            text = _CODE.sub(" ", text)
        number = named_order(text) or order_number(text)
        if number is None and self._phrases.was_said(context, *ASKED):
            lone = _DIGITS.findall(text)
            number = int(lone[0]) if len(lone) == 1 else None
        for known in reversed(context.history[-EARLIER_TURNS:]):
            if number is not None:
                break
            said = _EMAIL.sub(" ", known.question)
            number = named_order(said) or (order_number(said) if said != known.question else None)
        return number

    def _code(self, context: Context) -> str:
        """The code in the message, where the shop takes one now; empty for none."""
        if "code" not in (self._offered(context).get("properties") or {}):
            return ""
        text = _EMAIL.sub(" ", context.text)
        found = [
            known for known in _CODE.finditer(text) if int(known[1] + known[2]) != named_order(text)
        ]
        return found[-1][1] + found[-1][2] if found else ""


def _email(context: Context) -> str:
    """The e-mail address of this message, else the last one before it; empty for none."""
    texts = [
        context.text,
        *(known.question for known in reversed(context.history[-EARLIER_TURNS:])),
    ]
    found = (_EMAIL.search(text) for text in texts)
    return next((known[0] for known in found if known is not None), "").rstrip(".")
