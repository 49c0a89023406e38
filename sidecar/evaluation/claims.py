"""What the shop's pages claim: sentences that give a figure of a policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sidecar.evaluation.content import Content, Line, lines
from sidecar.evaluation.topics import TOPICS, Topic, scope_words
from sidecar.guardrails.facts import SIGN, Fact, read

MAX_CLAIM_CHARS = 400

Figure = tuple[float, float, str]
"""Lowest and highest value it may mean, and its unit: days, a currency, `%`, or `clock`."""

# What belongs to one statement; what has a verb of its own begins another.
_CLAUSE = re.compile(
    r"[;:]\s+|, then |,?\s+(?:and|but|while|whereas)\s+"
    r"(?=(?:we|it|you|they|costs?|expires?|are|is|takes?|free|can|must|will|have)\b)"
)
# No spans of time, though they read like one.
_NO_SPAN = re.compile(
    r"\b(?:on|per|each|every|any|next|same|following|an?)\s+(?:an?\s+|the\s+)?"
    r"(?:(?:working|business|calendar)[\s-])?(?:days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_MONEY = rf"(?:{SIGN})\s?\d[\d.,]*|\d[\d.,]*\s?(?:{SIGN})"
_CONDITION = re.compile(
    r"(?:over|above|under|below|from|exceed\w*|at least|minimum(?: order)?(?: value)?(?: is| of)?"
    rf"|(?:more|less) than|spend\w*|orders? of|value of|worth)\s+(?:an? )?(?:{_MONEY})"
    rf"|(?:{_MONEY})\s+(?:or (?:more|over|above)|and (?:more|over|above)|minimum|upwards)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May"
        " June July August September October November December European Union Great Britain",
    )
)
# Sieves, so that a long text costs little: a number, and something that it may count.
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty"
    r"|sixty|ninety|hundred|half|fortnight)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"{SIGN}|%|days?\b|weeks?\b|months?\b|years?\b|hours?\b|minutes?\b|nights?\b|\d[:.]\d\d"
    r"|\d\s?[ap]\.?m\b|fortnight|per cent",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{4,}")
# In the names of products, yet no product: what policies speak of anyway.
_PLAIN = frozenset(
    re.findall(
        r"\w+",
        "order orders delivery item items days week weeks year years gift gifts card cards"
        " return returns free size sizes large small medium with from pair pairs pack packs"
        " product products work working time times hour hours price service full every first"
        " long shop store home pieces piece colour color original open water light guarantee"
        " warranty standard express premium extended cover part parts replacement repair"
        " shipping post parcel cost money",
    )
)
# A product's own page speaks of that product in these; in others, as a rule, of the shop.
_OF_PRODUCTS = frozenset({"warranty", "delivery time", "time to dispatch", "cost of delivery"})
_WORKING_DAY = 1.6  # calendar days: a week-end and a bit for five
_DAYS: dict[str, tuple[float, float]] = {
    "seconds": (1 / 86_400, 1 / 86_400),
    "minutes": (1 / 1_440, 1 / 1_440),
    "working_days": (1.0, _WORKING_DAY),
    "nights": (1.0, 1.1),
    "months": (28.0, 31.0),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that gives the figures of a topic, and what it is limited to."""

    topic: Topic
    content: Content
    heading: str
    text: str
    figures: frozenset[Figure]
    scope: frozenset[str]
    names: frozenset[str]
    weekdays: frozenset[str]


def product_words(title: str) -> frozenset[str]:
    """The words of a product's title that say what it is, in the singular."""
    return _words(title) - _PLAIN


def claims(content: Content, products: frozenset[str]) -> Iterator[Claim]:
    """The claims of a passage; `products` are the words of all products' titles."""
    for line in lines(content):
        if line.kind != "heading" and len(line.text) <= MAX_CLAIM_CHARS:
            yield from _of_line(content, line, products)


def _of_line(content: Content, line: Line, products: frozenset[str]) -> Iterator[Claim]:
    if not _UNIT.search(line.text) or not _NUMBER.search(line.text):
        return
    for clause in _CLAUSE.split(line.text):
        fitting = [topic for topic in TOPICS if _fits(topic, content, line, clause)]
        if not fitting:
            continue
        facts = read(_NO_SPAN.sub(" ", clause)).facts
        if any(fact[0] in ("date", "address") for fact in facts):
            continue
        given: set[str] = set()
        for topic in fitting:
            figures = _figures(topic.fact, clause, facts)
            if figures and topic.fact not in given:
                given.add(topic.fact)
                yield _claim(content, line, topic, figures, facts, products)


def _fits(topic: Topic, content: Content, line: Line, clause: str) -> bool:
    places = [line.text, line.before, line.heading]
    if topic.by_title or line.kind == "row":
        places.append(content.title)
    if not topic.about.search("\n".join(places)) or topic.never.search(clause):
        return False
    return line.kind == "row" or bool(topic.says.search(clause))


def _claim(
    content: Content,
    line: Line,
    topic: Topic,
    figures: frozenset[Figure],
    facts: frozenset[Fact],
    products: frozenset[str],
) -> Claim:
    said = f"{line.before} {line.text}"
    scope = scope_words(said, line.heading, content.title)
    scope |= (_words(said) & products) or (_words(line.heading) & products)
    if content.kind == "product" and topic.name in _OF_PRODUCTS:
        scope |= product_words(content.title)
    return Claim(
        topic=topic,
        content=content,
        heading=line.heading,
        text=line.text,
        figures=figures,
        scope=scope,
        names=frozenset(() if line.kind == "row" else _NAME.findall(said)) - _NO_NAMES,
        weekdays=frozenset(fact[1] for fact in facts if fact[0] == "weekday"),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in _WORD.findall(text.lower()))


def _figures(kind: str, clause: str, facts: frozenset[Fact]) -> frozenset[Figure]:
    if kind in ("money", "condition"):
        conditions = [found[0] for found in _CONDITION.finditer(clause)]
        text = " § ".join(conditions) if kind == "condition" else _CONDITION.sub(" ", clause)
        facts = read(text).facts
        kind = "money"
    return frozenset(_figure(fact) for fact in facts if fact[0] == kind)


def _figure(fact: Fact) -> Figure:
    kind, value = fact[0], fact[1]
    if kind == "duration":
        low, high = _DAYS[fact[2]]
        return float(value) * low, float(value) * high, "days"
    if kind == "time":
        hours, minutes = value.split(":")
        at = float(int(hours) * 60 + int(minutes))
        return at, at, "clock"
    unit = fact[2] if kind == "money" else "%"
    return float(value), float(value), unit
