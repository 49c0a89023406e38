"""Labelled messages of shoppers, and how well a router routes them.

A pack is a list of {text, intent, language}. An intent is a heading of
sidecar/prompts/intents.toml; those of `policy` count as one, because the same happens for all of
them. `affirm` and `decline` are of messages right after the offer of a ticket.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from sidecar.orchestrator.intent import AFTER_OFFER, Router

HOME = Path(__file__).parent
OUT_OF_SCOPE = "out_of_scope"
TOPICAL = ("small_talk", OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and the intent that a person gave it."""

    text: str
    intent: str
    language: str


@dataclass(frozen=True, slots=True)
class Score:
    """Of each intent in the pack: how many messages it has, its precision, recall and F1, 0 to 1.

    `confusions` counts (intent meant, intent found) where they differ.
    """

    counts: Mapping[str, int]
    precision: Mapping[str, float]
    recall: Mapping[str, float]
    f1: Mapping[str, float]
    confusions: Mapping[tuple[str, str], int]

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the intents in the pack, each counting alike."""
        return sum(self.f1.values()) / len(self.f1)


def load(name: str) -> list[Labelled]:
    """The messages of `name`.yaml."""
    rows = yaml.safe_load((HOME / f"{name}.yaml").read_text("utf-8"))
    return [Labelled(**row) for row in rows]


async def routed(router: Router, pack: Sequence[Labelled]) -> list[str]:
    """Where each message goes, as its label would say it."""
    found = []
    for item in pack:
        route = await router.route(item.text, after_offer=item.intent in AFTER_OFFER)
        topic = f".{route.topic}" if route.intent in TOPICAL else ""
        found.append(route.intent + topic)
    return found


def score(pack: Sequence[Labelled], found: Sequence[str]) -> Score:
    """How `found` agrees with the labels of the pack."""
    pairs = Counter(zip((meant(item) for item in pack), found, strict=True))
    counts = Counter(meant(item) for item in pack)
    given = Counter(found)
    right = {intent: pairs[intent, intent] for intent in counts}
    precision = {intent: right[intent] / max(given[intent], 1) for intent in counts}
    recall = {intent: right[intent] / counts[intent] for intent in counts}
    f1 = {intent: 2 * right[intent] / (counts[intent] + given[intent]) for intent in counts}
    confusions = {pair: count for pair, count in pairs.most_common() if pair[0] != pair[1]}
    return Score(counts, precision, recall, f1, confusions)


def meant(item: Labelled) -> str:
    """The intent of a labelled message, with its topic where that changes what happens."""
    intent, _, _ = item.intent.partition(".")
    return item.intent if intent in TOPICAL else intent


def out_of_scope() -> list[str]:
    """The messages of out_of_scope.yaml, templates filled in."""
    pack = yaml.safe_load((HOME / "out_of_scope.yaml").read_text("utf-8"))
    filled = [
        say.format(topic)
        for template in pack["templates"]
        for say in template["say"]
        for topic in template["topics"]
    ]
    return [*filled, *pack["messages"]]
