"""What a shopper wants, recognised by code: patterns and likeness to examples vote.

Both stand in `prompts/intents.toml` and the languages beside it. Where nothing is said for any
intent, the shop's pages are asked.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sidecar.orchestrator.letters import Letters
from sidecar.orchestrator.likeness import Embeds, Likeness
from sidecar.orchestrator.spelling import corrected
from sidecar.prompts import IntentRules
from sidecar.redaction import impersonal, scrub

# Votes are measured against 1, what examples give that say the same as a message. Chosen by leaving
# out each example in turn (macro F1 0.87 of 2,800, most unlike all others; November 2026).
PATTERN_VOTE = 0.4  # of the first section with a pattern that fits
LEAST_VOTES = 0.25  # below it, the message is like nothing known
ORDER_LEAD = 0.25  # over what is refused, for an order to be looked up
LEAST_TO_REFUSE = 0.35  # a search in vain does less harm than to refuse what the shop answers
FALLBACK = "policy"
NOISE = "small_talk.unclear"
REFUSED = "out_of_scope."
ORDER = "order"
ROUTED_CHARS = 600
AFTER_OFFER = ("affirm", "decline")

_ORDER_NUMBER = re.compile(
    r"(?:\border\w*|\bnumber|\bnr|\bno|#|\bbestell(?:ung|ing|nummer)\w*|\bcommande|\bpedido|\bordine)"
    r"\W{0,4}(?:(?:number|num[eé]ro|nummer|n[°º]|no|nr|id|is)\W{0,3}){0,2}"
    r"#?(?P<number>\d{1,12})\b",
    re.IGNORECASE,
)
# Where an order is and how it stands, asked of one that is named.
_WHEREABOUTS = re.compile(
    r"^\W*(?:(?:hi|hello|hallo|bonjour|hola|ciao)\W+)?(?:wheres?|status|track"
    r"|whats? (?:is )?the status|when will|has|wo ist|wo bleibt|où|dónde|donde|dove|waar)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[([A-Z]+)(?:_\d+)?\]")
# What stands for personal data among the words: whether somebody or some order is named tells what
# is wanted, and who it is does not.
_ANYBODY = {"NAME": "anna miller", "ORDER": "1042", "EMAIL": "anna@example.com"}
_LONE_NUMBER = re.compile(r"(?<![\w.,€$£:/-])(?P<number>\d{2,12})(?![\w%€$£:/]|[.,-]\d)")


@dataclass(frozen=True, slots=True)
class Route:
    """An intent and its topic: `small_talk.thanks` is intent `small_talk`, topic `thanks`."""

    intent: str
    topic: str = ""


class Router:
    """Routes messages; `affirm` and `decline` only right after an offer."""

    def __init__(self, rules: Sequence[IntentRules], embedder: Embeds | None) -> None:
        self._rules = tuple(rules)
        self._letters = _letters_of(self._rules)
        self._likeness = None if embedder is None else Likeness(_examples(rules), embedder, _plain)

    async def route(
        self, text: str, mask: Callable[[str], str] = scrub, *, after_offer: bool = False
    ) -> Route:
        """The intent of `text`. Pure apart from the embedder's own work: one text.

        Until the examples are learned, the first pattern that fits decides. What `mask` finds to be
        personal is left out of what is embedded, which is what a search for `text` embeds, too.
        """
        plain = _plain(text)
        lowered = plain.lower()
        fitting = (
            rules.name
            for rules in self._rules
            if (after_offer or rules.name not in AFTER_OFFER) and _fits(rules, lowered)
        )
        fit = next(fitting, "")
        if not fit and self._letters.are_random(plain):
            return _route(NOISE)
        if fit in AFTER_OFFER or self._likeness is None or not self._likeness.is_ready:
            return _route(fit or FALLBACK)
        if fit == ORDER and _WHEREABOUTS.search(plain) and named_order(text) is not None:
            # Whose the order of a number is, the shop checks; no word here says somebody else's.
            return _route(ORDER)
        masked = mask(text)
        words = _plain(_PLACEHOLDER.sub(lambda found: _ANYBODY.get(found[1], " "), masked))
        votes = dict(await asyncio.to_thread(self._likeness.to_each, impersonal(masked), words))
        if fit:
            votes[_kind(fit)] = votes.get(_kind(fit), 0) + PATTERN_VOTE
        return _route(_elected(votes))

    def agrees(self, text: str) -> bool:
        """Whether `text` is an explicit yes and nothing else; asks no model."""
        lowered = _folded(text).lower()
        return any(rules.name == "affirm" and _fits(rules, lowered) for rules in self._rules)

    @property
    def likeness(self) -> Likeness | None:
        """What the examples are compared by; None without an embedder."""
        return self._likeness

    def warm(self) -> None:
        """Learns the examples, unless what they teach this model came with them."""
        if self._likeness is not None:
            self._likeness.learn()


def _elected(votes: Mapping[str, float]) -> str:
    """The kind with most votes, with an eye on what a mistake would do."""
    most = max(votes, key=lambda kind: votes[kind])
    refused = max(
        (kind for kind in votes if kind.startswith(REFUSED)), key=lambda kind: votes[kind]
    )
    least = LEAST_TO_REFUSE if most == refused else LEAST_VOTES
    if most == ORDER and votes[refused] >= max(least, votes[most] - ORDER_LEAD):
        return refused
    return most if votes[most] >= least else FALLBACK


def order_number(text: str) -> int | None:
    """The order number a shopper typed: beside a word for it, else the only number there."""
    named = named_order(text)
    if named is None:
        lone = _LONE_NUMBER.findall(text)
        return int(lone[0]) if len(lone) == 1 else None
    return named


def named_order(text: str) -> int | None:
    """The order number a shopper typed beside a word for it."""
    found = _ORDER_NUMBER.search(text)
    return int(found["number"]) if found is not None else None


def _fits(rules: IntentRules, lowered: str) -> bool:
    if rules.max_words and len(lowered.split()) > rules.max_words:
        return False
    return any(pattern.search(lowered) for pattern in rules.patterns)


@lru_cache(maxsize=4)  # 0.1 s for thousands of examples
def _letters_of(rules: tuple[IntentRules, ...]) -> Letters:
    return Letters(text for kind, text in _examples(rules) if kind != NOISE)


def _examples(rules: Sequence[IntentRules]) -> list[tuple[str, str]]:
    return [(_kind(known.name), text) for known in rules for text in known.examples]


def _kind(name: str) -> str:
    """Sections of `policy` part for their patterns' sake only: all of them go to the pages."""
    return FALLBACK if _route(name).intent == FALLBACK else name


def _plain(text: str) -> str:
    return corrected(_folded(text))


def _folded(text: str) -> str:
    """Compatibility forms folded, apostrophes and invisible characters gone, spaces single."""
    text = unicodedata.normalize("NFKC", text[:ROUTED_CHARS])
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\n\t")
    return " ".join(re.sub(r"['’‘`´]", "", text).split())


def _route(name: str) -> Route:
    intent, _, topic = name.partition(".")
    return Route(intent, topic)
