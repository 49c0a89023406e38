"""The results of tools as text and as clauses, so that they prove what sentences say of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sidecar.guardrails import clauses, promises, states
from sidecar.guardrails.clauses import Clause
from sidecar.guardrails.states import OrderState
from sidecar.nouns import ToolResult

_AMOUNT = re.compile(r"\d+(?:[.,]\d+)?")
# What the fields of results are called in words.
_KEYS = {
    "created": "ordered", "eta": "expected to arrive", "in_stock": "in stock",
    "stock_text": "in stock:", "price": "costs", "price_text": "costs",
    "eligible": "order eligible for a refund, possible to return",
    "amount_limit": "refund up to", "amount_limit_text": "order refunded up to",
    "window_days": "return refund",
    "window_text": "return refund", "amount_text": "refunded", "next_payment": "next payment",
    "total": "total of the order", "status": "order", "status_text": "order",
}  # fmt: skip
_SENTENCES = ("stock_text", "reasons", "window_text")  # fields that say whether something is so
_COUNTS = ("quantity", "number")
# Other plugins' tools may repeat what they were given; the shop's own never do.
_OF_PLUGINS = "plugin_"
_SUBJECTS = ("title", "name", "number", "subject", "values")


def lines(value: Any, currency: str = "", name: str = "") -> Iterator[str]:
    """A tool result as text in which amounts stand beside their currency."""
    if isinstance(value, Mapping):
        currency = str(value.get("currency") or currency)
        for key, inner in value.items():
            if not str(key).endswith("_id") or key == "ticket_id":  # ours, for no one to read
                yield from lines(inner, currency, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from lines(inner, currency, name)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield f"{name}: {value}" if isinstance(value, str) else f"{name}: {json.dumps(value)}"
        if currency and _AMOUNT.fullmatch(str(value)):
            yield f"{value} {currency}"
        if name.endswith("_days"):
            yield f"{value} days"


def unechoed(result: ToolResult, is_known: Callable[[str], bool]) -> Any:
    """A result's value without what the model wrote into the call of another plugin's tool.

    That proves nothing, unless somebody else `is_known` to have said it.
    """
    if not result.call.name.startswith(_OF_PLUGINS):
        return result.value
    written = {text for text in _texts(result.call.arguments) if not is_known(text)}
    if not written:
        return result.value
    longest_first = sorted(written, key=len, reverse=True)
    echo = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    return _without(result.value, echo)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _without(value: Any, echo: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return echo.sub(" ", value)
    if isinstance(value, Mapping):
        return {key: _without(inner, echo) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(inner, echo) for inner in value]
    return value


def deeds_of(result: ToolResult) -> frozenset[str]:
    """What a result shows to have been done, by the names that `promises` knows it under."""
    value = result.value or {}
    if result.action is not None:
        return frozenset({promises.APPROVAL})
    deeds = {result.call.name}
    if value.get("queued") is False or value.get("verified") == "none":
        deeds.clear()
    if value.get("code_sent") is True:
        deeds.add(promises.CODE)
    if value.get("refunds"):
        deeds.add(promises.REFUNDED)
    return frozenset(deeds)


def states_of(value: Any) -> Iterator[OrderState]:
    """The states in a result, order by order; of all it says where it lists none."""
    rows = None
    if isinstance(value, Mapping):
        rows = value.get("orders") or value.get("last_orders")
        if rows is None and isinstance(value.get("order"), Mapping):
            rows = [value["order"]]
    for row in rows if isinstance(rows, list) and rows else [value]:
        numbers = frozenset([str(row.get("number"))]) if isinstance(row, Mapping) else frozenset()
        yield numbers, states.named("\n".join(lines(row)))


def products_of(value: Mapping[str, Any]) -> frozenset[str]:
    """The words of the names of products in a result."""
    rows = [*(value.get("products") or ()), *(value.get("items") or ())]
    named = [row.get("title") or row.get("name") for row in rows if isinstance(row, Mapping)]
    return clauses.words_of("\n".join(str(name) for name in named if name))


def clauses_of(value: Any) -> tuple[Clause, ...]:
    """A clause for each field of a result, beside what else is said of its row."""
    rows: list[Any] = []
    if isinstance(value, Mapping):
        lists = [key for key, inner in value.items() if isinstance(inner, list) and key != "items"]
        rows = [
            {"currency": value.get("currency"), **row} if isinstance(row, Mapping) else row
            for key in lists
            for row in value[key]
        ]
        value = {key: inner for key, inner in value.items() if key not in lists}
    made: list[Clause] = []
    for row in [*rows, value]:
        fields = tuple(_fields(row))
        if isinstance(row, Mapping) and row.get("in_stock") is False:
            fields = tuple(
                replace(field, words=field.words - {"available"}) if not field.is_denied else field
                for field in fields
            )
        unit = frozenset().union(*(field.words | field.subject for field in fields))
        made += [replace(field, unit=unit) for field in fields]
    return tuple(made)


def _fields(
    value: Any, subject: frozenset[str] = frozenset(), currency: str = "", name: str = ""
) -> Iterator[Clause]:
    if isinstance(value, Mapping):
        currency = str(value.get("currency") or currency)
        for key in _SUBJECTS:
            subject |= clauses.clause(str(value.get(key) or "")).words
        for key, inner in value.items():
            if not str(key).endswith("_id") and key not in ("currency", "url"):
                yield from _fields(inner, subject, currency, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _fields(inner, subject, currency, name)
    elif value is not None:
        said = _KEYS.get(name, name.replace("_", " "))
        if isinstance(value, bool):
            text = said if value else f"not {said}"
        else:
            text = f"{said} {value}"
            if currency and name not in _COUNTS and _AMOUNT.fullmatch(str(value)):
                text += f" {currency}"
            elif name.endswith("_days"):
                text += " days"
        made = clauses.clause(text, subject)
        says = isinstance(value, bool) or name in _SENTENCES
        yield made if says else replace(made, is_denied=None)
