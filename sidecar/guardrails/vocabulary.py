"""The closed classes of words, of `words/*.toml`: what a sentence may say that no source says.

A judge that looks for false words never knows them all. This one knows the plain ones, which claim
nothing by themselves, and those of the fixed texts; it takes every other word
for a claim that the evidence must bear out.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sidecar.guardrails import lexicon, numerals, promises
from sidecar.prompts import HOME

# Meanings that claim little by themselves; any other word of the lexicon is a claim.
_PLAIN = frozenset(
    ["parcel", "product", "order", "shop", "accept", "possible", "arrive", "require"]
)
_OF_ORDERS = _PLAIN | {"total", "tracking", "hold"}
_COMPARED = frozenset(["cheap", "weigh", "measure", "cost", "hold"])
# What a tool that did its work lets be said; that it was done is judged apart.
_OF_DEEDS = {
    "issue_refund": ("refund",),
    "send_email": ("ship",),
    promises.APPROVAL: ("refund", "reques", "aprove", "agr", "nothin"),
    promises.REFUNDED: ("made",),
}
_FIELD = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language, by meaning; words/en.toml tells what each list is."""

    tells: frozenset[str]
    plain: frozenset[str]
    desk: frozenset[str]
    order: frozenset[str]
    compare: frozenset[str]
    desk_heads: re.Pattern[str]
    courtesy: re.Pattern[str]
    asking: re.Pattern[str]
    classes: re.Pattern[str]


def _tongue(path: Path) -> Tongue:
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    fixed = tomllib.loads((HOME / "texts" / path.name).read_text(encoding="utf-8"))
    texts = " ".join(text for part in fixed.values() for text in part.values())
    numbers = " ".join(numerals.words(path.stem))  # each is a fact, judged as one
    classes = "|".join(f"(?P<{name}>{words})" for name, words in lists["classes"].items())
    return Tongue(
        tells=frozenset(f"{lists['tells']} {lists['plain']}".split()),
        plain=_meanings(f"{lists['plain']} {numbers} {_FIELD.sub(' ', texts)}", _PLAIN),
        desk=_meanings(lists["desk"], _PLAIN | {"open", "answer"}),
        order=_meanings(lists["order"], _OF_ORDERS),
        compare=_meanings(lists["compare"], _COMPARED),
        desk_heads=re.compile(rf"\b(?:{lists['desk_heads']})\b", re.IGNORECASE),
        courtesy=re.compile(rf"\W*+(?:{lists['courtesy']})\b", re.IGNORECASE),
        asking=re.compile(rf"\W*+(?:{lists['asking']})", re.IGNORECASE),
        classes=re.compile(classes, re.IGNORECASE),
    )


def _meanings(words: str, allowed: frozenset[str]) -> frozenset[str]:
    return lexicon.words(lexicon.plain(words)) - (lexicon.MEANINGS - allowed)


TONGUES = {
    path.stem: _tongue(path) for path in sorted((Path(__file__).parent / "words").glob("*.toml"))
}


@lru_cache(maxsize=512)
def languages(text: str, expected: frozenset[str] = frozenset()) -> frozenset[str]:
    """The languages a text may be in: those whose telling words it has most of; all when none.

    Of those `expected` it may have one word less.
    """
    said = Counter(_WORD.findall(text.lower()))
    counts = {
        name: sum(count for word, count in said.items() if word in tongue.tells)
        for name, tongue in TONGUES.items()
    }
    most = max(counts.values())
    return frozenset(
        name for name, count in counts.items() if count >= most - (1 if name in expected else 0)
    )


def is_courtesy(text: str, spoken: frozenset[str]) -> bool:
    """Whether it begins as thanks, regret or praise do."""
    return any(TONGUES[name].courtesy.match(text) for name in spoken)


def asks(text: str, spoken: frozenset[str]) -> bool:
    """Whether it begins as a question does."""
    return any(TONGUES[name].asking.match(text) for name in spoken)


def classes(text: str, spoken: frozenset[str]) -> frozenset[str]:
    """The classes of dangerous words, as `all` and `ever`, that a text has."""
    return frozenset(
        str(found.lastgroup) for name in spoken for found in TONGUES[name].classes.finditer(text)
    )


def plain(
    text: str,
    spoken: frozenset[str],
    *,
    is_of_orders: bool,
    is_compared: bool,
    done: frozenset[str],
) -> frozenset[str]:
    """What is plain in a text of these languages, by meaning."""
    of_people = frozenset(name for name in spoken if TONGUES[name].desk_heads.search(text))
    deeds = frozenset(tool for tool in done if tool in _OF_DEEDS)
    return _plain(spoken, of_people, is_of_orders, is_compared, deeds)


@lru_cache(maxsize=256)
def _plain(
    spoken: frozenset[str],
    of_people: frozenset[str],
    is_of_orders: bool,
    is_compared: bool,
    done: frozenset[str],
) -> frozenset[str]:
    found = {word for tool in done for word in _OF_DEEDS[tool]}
    for name in spoken:
        tongue = TONGUES[name]
        found |= tongue.plain
        found |= tongue.order if is_of_orders else frozenset()
        found |= tongue.compare if is_compared else frozenset()
        found |= tongue.desk if name in of_people else frozenset()
    return frozenset(found)
