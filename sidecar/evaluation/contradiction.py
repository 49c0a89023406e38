"""Claims of the same meaning with different figures.

Wrong alarms cost more than missed ones, so two claims contradict each other only when they have
one topic and one scope, are alike in words with their figures masked, and neither page gives the
other's figure for the topic anywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidecar.embedder import Embedder
from sidecar.evaluation.claims import Claim, Figure
from sidecar.guardrails.facts import CURRENCIES, WORDS

MAX_CLAIMS_A_TOPIC = 300
MAX_CONTRADICTIONS = 50
# Cosine of two sentences with their figures masked, of two pages and of one.
ALIKE, ALIKE_WITHIN_PAGE = 0.2, 0.9
TOLERANCE = 1.02

_FIGURES = re.compile(
    r"\d[\d.,:]*|\b(?:" + "|".join(word for word in WORDS if len(word) > 2) + r")\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims that can't both hold."""

    one: Claim
    other: Claim
    nearness: float


def contradictions(found: Iterable[Claim], embedder: Embedder) -> list[Contradiction]:
    """At most one per topic and pair of pages, the most alike first."""
    by_topic: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        if len(by_topic[claim.topic.name]) < MAX_CLAIMS_A_TOPIC:
            by_topic[claim.topic.name].append(claim)
    pairs = [pair for known in by_topic.values() for pair in _of_topic(known, embedder)]
    pairs.sort(key=lambda pair: -pair.nearness)
    first = {
        (pair.one.topic.name, *sorted((pair.one.content.doc_id, pair.other.content.doc_id))): pair
        for pair in reversed(pairs)
    }
    kept = sorted(first.values(), key=lambda pair: -pair.nearness)
    return kept[:MAX_CONTRADICTIONS]


def _of_topic(known: Sequence[Claim], embedder: Embedder) -> Iterator[Contradiction]:
    """For each claim that fewer places share, the one it contradicts that most places share."""
    if len({claim.figures for claim in known}) < 2:
        return
    nearness = _nearness(known, embedder)
    backing = [sum(_agree(claim.figures, each.figures) for each in known) for claim in known]
    for number, claim in enumerate(known):
        rivals = [
            (backing[place], float(nearness[number, place]), -place)
            for place, each in enumerate(known)
            if (backing[place], -place) > (backing[number], -number)
            and _contradict(claim, each, float(nearness[number, place]), known)
        ]
        if rivals:
            _, near, place = max(rivals)
            yield Contradiction(claim, known[-place], near)


def _nearness(known: Sequence[Claim], embedder: Embedder) -> NDArray[np.float32]:
    vectors = embedder.embed([_FIGURES.sub("#", claim.text) for claim in known])
    return np.asarray(vectors @ vectors.T, np.float32)


def _contradict(one: Claim, other: Claim, nearness: float, known: Sequence[Claim]) -> bool:
    within = one.content.doc_id == other.content.doc_id
    if nearness < (ALIKE_WITHIN_PAGE if within else ALIKE):
        return False
    if one.content.locale != other.content.locale or one.scope != other.scope:
        return False
    if one.names and other.names and not one.names & other.names:
        return False
    if one.weekdays and other.weekdays and one.weekdays != other.weekdays:
        return False
    if {figure[2] for figure in one.figures}.isdisjoint(figure[2] for figure in other.figures):
        return False  # of two currencies
    if _agree(one.figures, other.figures):
        return False
    return within or not (_knows(other, one, known) or _knows(one, other, known))


def _knows(page: Claim, claim: Claim, known: Sequence[Claim]) -> bool:
    """Whether the page of one claim gives the other's figures too, in a scope that holds its."""
    return any(
        each.content.doc_id == page.content.doc_id
        and (not each.scope or bool(each.scope & claim.scope))
        and _agree(each.figures, claim.figures)
        for each in known
    )


def _agree(one: frozenset[Figure], other: frozenset[Figure]) -> bool:
    """Whether either says no more than the other."""
    return _within(one, other) or _within(other, one)


def _within(figures: frozenset[Figure], others: frozenset[Figure]) -> bool:
    spans = list(others)
    clock = any(unit == "clock" for _, _, unit in spans)
    if len(spans) > 1 and not clock and len({unit for _, _, unit in spans}) == 1:
        # "2 to 4 days" holds 3; "10:00 to 17:30" does not hold 16:00.
        lows, highs, units = zip(*spans, strict=True)
        spans.append((min(lows), max(highs), units[0]))
    return all(
        any(
            unit == known and low <= top * TOLERANCE and bottom <= high * TOLERANCE
            for bottom, top, known in spans
        )
        for low, high, unit in figures
    )


def about(pair: Contradiction) -> str:
    """What they differ in, such as `return window: 30 days or 14 days`."""
    one, other = (" and ".join(_told(claim)) for claim in (pair.one, pair.other))
    return f"{pair.one.topic.name}: {other} or {one}"


_SIGNS = {code: sign for sign, code in CURRENCIES.items() if len(sign) == 1}


def _told(claim: Claim) -> list[str]:
    return [_amount(figure) for figure in sorted(claim.figures)]


def _amount(figure: Figure) -> str:
    low, high, unit = figure
    if unit == "clock":
        return f"{int(low) // 60}:{int(low) % 60:02}"
    if unit == "%":
        return f"{low:g} %"
    if unit != "days":
        return f"{_SIGNS.get(unit, unit + ' ')}{low:.2f}".removesuffix(".00")
    if high > low * 1.5:
        return _counted(low, "working day")
    if high > low * 1.101:  # months, which have 28 to 31 days
        months = round(low / 28)
        return _counted(months / 12, "year") if months % 12 == 0 else _counted(months, "month")
    if low < 1:
        return _counted(low * 24, "hour") if low * 24 >= 1 else _counted(low * 1_440, "minute")
    return _counted(low, "day")


def _counted(value: float, unit: str) -> str:
    return f"{value:g} {unit}" if value == 1 else f"{value:g} {unit}s"
