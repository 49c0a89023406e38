"""The states of orders: which a text names, and which a sentence claims of an order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sidecar.guardrails import tongues

_STATES = {
    "shipped": "shipped", "dispatched": "shipped", "sent": "shipped", "on its way": "shipped",
    "left": "shipped", "with the courier": "shipped", "with the carrier": "shipped",
    "arrived": "delivered",
    "in transit": "in transit", "out for delivery": "out for delivery", "delivered": "delivered",
    "processing": "processing", "being processed": "processing", "processed": "processed",
    "completed": "completed", "complete": "completed", "refunded": "refunded",
    "cancelled": "cancelled", "canceled": "cancelled", "on hold": "on hold", "on-hold": "on hold",
    "pending": "pending", "paid": "paid", "failed": "failed", "packed": "packed", "lost": "lost",
    "ready for collection": "ready", "ready for pick-up": "ready", "ready to collect": "ready",
    "waiting for you": "ready", "ready for pickup": "ready", "returned": "returned",
    "delayed": "delayed",
}  # fmt: skip
_STATE = "|".join(sorted(map(re.escape, _STATES), key=len, reverse=True))
_NUMBER = re.compile(r"•[•\d]*|\d{3,}")
# Of whatever is said to be, by whatever verb: nothing is under way without an order that is.
_ON_ITS_WAY = re.compile(
    r"\b(?:on (?:its|the|their) way|unterwegs|en route|en camino|de camino|in viaggio|onderweg)\b",
    re.IGNORECASE,
)
_STATES_ABROAD = {
    state: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for state, words in tongues.STATES.items()
}
_STATE_CLAIM = re.compile(
    r"(?:\b(?:your|the|this|that)\s+(?:\w+\s+){0,3}?(?:order|parcel|package|shipment|delivery)"
    r"|\border\s+\S+|^\W*(?:it|they))\b.{0,50}?"
    r"(?:\b(?P<verb>is|are|was|were|has|have|status:?)\b|['’]s\b)(?P<said>.{0,50})"
    r"|\b(?:your|this|that)\s+(?:\w+\s+){0,2}?(?:order|parcel|package|shipment|delivery)"
    r"(?P<done>\s+(?:shipped|dispatched|left|arrived))\b",
    re.IGNORECASE,
)
_ANY_STATE = re.compile(rf"\b(?:{_STATE})\b", re.IGNORECASE)
_STATE_CLAIM_ABROAD = re.compile(rf"{tongues.STATE_CLAIM}(?P<said>.{{0,50}})", re.IGNORECASE)
_IN_TIME = re.compile(r"\s+(?:\w+\s+){0,2}?within\b", re.IGNORECASE)
_CONDITIONAL = re.compile(r"\b(?:if|once|when|after|until|unless|as soon as|before)\b", re.I)


OrderState = tuple[frozenset[str], frozenset[str]]
"""The numbers that name an order, as shown, and the states that a tool gives it."""


def named(text: str) -> frozenset[str]:
    """All states that a text names."""
    found = {_STATES[state[0].lower()] for state in _ANY_STATE.finditer(text)}
    return frozenset(found | _abroad(text))


def hold(sentence: str, orders: Sequence[OrderState]) -> bool:
    """Whether each state that the sentence gives an order is one that a tool gave it."""
    of_others = [known for numbers, known in orders if not numbers & set(_NUMBER.findall(sentence))]
    meant = orders if len(of_others) == len(orders) else [
        state for state in orders if state[1] not in of_others
    ]  # fmt: skip
    given = frozenset(state for _, known in meant for state in known)
    return _claimed(sentence) <= given


def _claimed(sentence: str) -> frozenset[str]:
    claimed: set[str] = set()
    for claim in _STATE_CLAIM.finditer(sentence):
        if _CONDITIONAL.search(sentence[: claim.end()]):
            continue
        said = claim["said"] or claim["done"]
        usually = (claim["verb"] or "").lower() in ("is", "are")
        for state in _ANY_STATE.finditer(said):
            if usually and _IN_TIME.match(said, state.end()):
                continue  # "is sent within two days": what happens to every order
            claimed.add(_STATES[state[0].lower()])
    for claim in _STATE_CLAIM_ABROAD.finditer(sentence):
        if not tongues.CONDITION.search(sentence[: claim.end()]):
            claimed |= _abroad(claim["said"])
    if (way := _ON_ITS_WAY.search(sentence)) and not (
        _CONDITIONAL.search(sentence[: way.end()])
        or tongues.CONDITION.search(sentence[: way.end()])
    ):
        claimed.add("shipped")
    return frozenset(claimed)


def _abroad(text: str) -> frozenset[str]:
    """The states that a text names in another language than English."""
    return frozenset(state for state, words in _STATES_ABROAD.items() if words.search(text))
