"""The states of orders: which a text names, and which a sentence claims of an order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sidecar.guardrails import conditions, lexicon, tongues
from sidecar.guardrails.figures import folded

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
    "in customs": "customs", "at customs": "customs",
    "waiting for you": "ready", "ready for pickup": "ready", "returned": "returned",
    "delayed": "delayed",
}  # fmt: skip
_STATE = "|".join(sorted(map(re.escape, _STATES), key=len, reverse=True))
_JOINT = re.compile(r"[,;]\s+|\s+(?:and|but|und|aber|et|mais|y|pero|e|ma|en|maar)\s+")
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
    r"|\border\s+\S+|^\W*+(?:it|they))\b.{0,50}?"
    r"(?:\b(?P<verb>is|are|was|were|has|have|status:?)\b|['’]s\b)(?P<said>.{0,50})"
    r"|\b(?:your|this|that)\s+(?:\w+\s+){0,2}?(?:order|parcel|package|shipment|delivery)"
    r"(?P<done>\s+(?:shipped|dispatched|left|arrived))\b",
    re.IGNORECASE,
)
_ANY_STATE = re.compile(rf"\b(?:{_STATE})\b", re.IGNORECASE)
_STATE_CLAIM_ABROAD = re.compile(rf"{tongues.STATE_CLAIM}(?P<said>.{{0,50}})", re.IGNORECASE)
_IN_TIME = re.compile(r"\s+(?:\w+\s+){0,2}?within\b", re.IGNORECASE)
# "is shipped once it is paid" is so of every order, "was cancelled when you asked" of this one.
_IS = re.compile(r"\b(?:is|are|wird|werden|ist|sind|est|sont|está|è|wordt|zijn)\W*$", re.IGNORECASE)


OrderState = tuple[frozenset[str], frozenset[str]]
"""The numbers that name an order, as shown, and the states that a tool gives it."""


def named(text: str) -> frozenset[str]:
    """All states that a text names."""
    found = {_STATES[folded(state[0]).lower()] for state in _ANY_STATE.finditer(text)}
    return frozenset(found | _abroad(text))


def without(text: str) -> str:
    """The text without the states that it gives an order."""
    for claims, states in (
        (_STATE_CLAIM, (_ANY_STATE,)),
        (_STATE_CLAIM_ABROAD, tuple(_STATES_ABROAD.values())),
    ):
        for claim in claims.finditer(text):
            bare = claim[0]
            for words in states:
                bare = words.sub(" ", bare)
            text = text.replace(claim[0], bare)
    return _ON_ITS_WAY.sub(" ", text)


def hold(sentence: str, orders: Sequence[OrderState]) -> bool:
    """Whether each state that the sentence gives an order is one that a tool gave it."""
    meant = [order for order in orders if _names(sentence, order)]
    if len(meant) > 1:  # each beside its own number too
        for part in _JOINT.split(sentence):
            of_it = [order for order in meant if _names(part, order)]
            if of_it and not _hold(part, of_it):
                return False
    return _hold(sentence, meant or orders)


def _hold(text: str, orders: Sequence[OrderState]) -> bool:
    given = frozenset(state for _, known in orders for state in known)
    return all(bool(given) and (state in given) != is_denied for state, is_denied in _claimed(text))


def _names(text: str, order: OrderState) -> bool:
    """Whether the text has the order's number, as shown or with its hidden digits."""
    return any(
        re.search(rf"(?<![\w•]){re.escape(number).replace('•', '[•0-9]')}(?![\w•])", text)
        for number in order[0]
    )


def _claimed(sentence: str) -> Iterator[tuple[str, bool]]:
    """The states that it says an order has, and those that it denies."""
    for claim in _STATE_CLAIM.finditer(sentence):
        said, verb = claim["said"] or claim["done"] or "", (claim["verb"] or "").lower()
        found = [
            (state.start(), state.end(), _STATES[folded(state[0]).lower()])
            for state in _ANY_STATE.finditer(said)
            # "is sent within two days" is what happens to every order
            if not (verb in ("is", "are") and _IN_TIME.match(said, state.end()))
        ]
        yield from _outright(sentence, claim, said, found)
    for claim in _STATE_CLAIM_ABROAD.finditer(sentence):
        said = claim["said"]
        found = [
            (state.start(), state.end(), name)
            for name, words in _STATES_ABROAD.items()
            for state in words.finditer(said)
        ]
        yield from _outright(sentence, claim, said, found)
    for way in _ON_ITS_WAY.finditer(sentence):
        if not conditions.holds_at(sentence, way.start()):
            yield "shipped", lexicon.is_negated(lexicon.plain(sentence[: way.end()]))


def _outright(
    sentence: str, claim: re.Match[str], said: str, found: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[str, bool]]:
    """The states found in the end of a claim, `said`, that it gives under no condition."""
    if conditions.holds_at(sentence, claim.start()):
        return
    head = claim[0][: -len(said) or None]
    start = claim.end() - len(said)
    reaches = conditions.reaches(sentence)
    bound = {
        state
        for state in found
        if any(begin < start + state[0] < end for begin, _, end in reaches)
        or (
            _IS.search(head)
            and any(
                begin >= start + state[1]
                and not re.search(r"[,;:.!?]", sentence[start + state[1] : begin])
                for begin, _, _ in reaches
            )
        )
    }
    yield from _denied_or_not(head, said, [state for state in found if state not in bound])


def _denied_or_not(
    head: str, said: str, found: Iterable[tuple[int, int, str]]
) -> Iterator[tuple[str, bool]]:
    """Each state, and whether "not" stands in the claim's head or between it and the last one."""
    last_end = 0
    for start, end, state in sorted(found):
        yield state, lexicon.is_negated(lexicon.plain(f"{head} {said[last_end:start]}"))
        last_end = end


def _abroad(text: str) -> frozenset[str]:
    """The states that a text names in another language than English."""
    return frozenset(state for state, words in _STATES_ABROAD.items() if words.search(text))
