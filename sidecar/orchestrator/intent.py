"""What a shopper wants, recognised by code: patterns first, then nearness to examples.

Both stand in `prompts/intents.toml`. Where neither decides, the shop's pages are asked.
"""

from __future__ import annotations

import asyncio
import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sidecar.orchestrator.spelling import corrected
from sidecar.prompts import IntentRules

# Cosine of all-MiniLM-L6-v2 between a message and the nearest example; below it, two phrases
# of a shop's chat have about nothing but the shop in common.
NEAR = 0.58
MARGIN = 0.03  # by which an example must be nearer than the nearest of `policy`
FALLBACK = "policy"
ROUTED_CHARS = 600

_ORDER_NUMBER = re.compile(
    r"(?:\border\w*|\bnumber|\bnr|\bno|#|\bbestellung)\W{0,4}(?:(?:number|no|nr|id|is)\W{0,3}){0,2}"
    r"#?(?P<number>\d{1,12})\b",
    re.IGNORECASE,
)
_LONE_NUMBER = re.compile(r"(?<![\w.,€$£:/-])(?P<number>\d{2,12})(?![\w%€$£:/]|[.,-]\d)")


class Embeds(Protocol):
    """What turns texts into (n, d) float32 unit rows."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Route:
    """An intent and its topic: `small_talk.thanks` is intent `small_talk`, topic `thanks`."""

    intent: str
    topic: str = ""


class Router:
    """Routes messages; `affirm` and `decline` only right after an offer."""

    def __init__(self, rules: Sequence[IntentRules], embedder: Embeds | None) -> None:
        self._rules = tuple(rules)
        self._embedder = embedder
        self._examples: tuple[list[str], NDArray[np.float32]] | None = None
        self._lock = threading.Lock()

    async def route(self, text: str, *, after_offer: bool = False) -> Route:
        """The intent of `text`. Pure apart from the embedder's own work."""
        plain = corrected(_plain(text))
        for rules in self._rules:
            if rules.name in ("affirm", "decline") and not after_offer:
                continue
            if _fits(rules, plain):
                return _route(rules.name)
        if self._embedder is None or len(plain) < 4:
            return Route(FALLBACK)
        return await asyncio.to_thread(self._nearest, plain)

    def agrees(self, text: str) -> bool:
        """Whether `text` is an explicit yes and nothing else; asks no model."""
        plain = _plain(text)
        return any(rules.name == "affirm" and _fits(rules, plain) for rules in self._rules)

    def warm(self) -> None:
        """Embeds the examples, about 0.2 s, so that the first message need not wait for it."""
        if self._embedder is not None:
            self._examples_of(self._embedder)

    def _examples_of(self, embedder: Embeds) -> tuple[list[str], NDArray[np.float32]]:
        with self._lock:
            if self._examples is None:
                pairs = [(rules.name, text) for rules in self._rules for text in rules.examples]
                vectors = embedder.embed([text for _, text in pairs])
                self._examples = ([name for name, _ in pairs], vectors)
            return self._examples

    def _nearest(self, plain: str) -> Route:
        if self._embedder is None:
            return Route(FALLBACK)
        names, vectors = self._examples_of(self._embedder)
        near = vectors @ self._embedder.embed([plain])[0]
        best = int(np.argmax(near))
        fallback = max(
            near[place] for place, name in enumerate(names) if _route(name).intent == FALLBACK
        )
        if near[best] < NEAR or near[best] - fallback < MARGIN:
            return Route(FALLBACK)
        return _route(names[best])


def order_number(text: str) -> int | None:
    """The order number a shopper typed: beside a word for it, else the only number there."""
    found = _ORDER_NUMBER.search(text)
    if found is None:
        lone = _LONE_NUMBER.findall(text)
        return int(lone[0]) if len(lone) == 1 else None
    return int(found["number"])


def _fits(rules: IntentRules, plain: str) -> bool:
    if rules.max_words and len(plain.split()) > rules.max_words:
        return False
    return any(pattern.search(plain) for pattern in rules.patterns)


def _plain(text: str) -> str:
    """Compatibility forms folded, apostrophes and invisible characters gone, spaces single."""
    text = unicodedata.normalize("NFKC", text[:ROUTED_CHARS])
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\n\t")
    return " ".join(re.sub(r"['’‘`´]", "", text).split())


def _route(name: str) -> Route:
    intent, _, topic = name.partition(".")
    return Route(intent, topic)
