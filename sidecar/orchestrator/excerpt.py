"""The sentences of a shop's pages that answer a question.

Each sentence is weighed by nearness in meaning and shared words, and by what a good answer has
whatever the words: the kind of fact that was asked for, the country that was named, the product
that was meant, a policy rather than a product's praise when something broke.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sidecar.guardrails import facts
from sidecar.guardrails.sentences import sentences
from sidecar.index.topic import passage_flags, topics
from sidecar.nouns import Passage
from sidecar.orchestrator.likeness import Embeds
from sidecar.orchestrator.question import named_share, names, terms
from sidecar.orchestrator.region import Fit, fit
from sidecar.prompts import Subject

MAX_SENTENCES = 4
# Sentences that are embedded for one answer: 12 short ones take about 6 ms (measured), once.
EMBEDDED_SENTENCES = 12
KEPT_VECTORS = 2_048  # of the pages' sentences, 3 MB; shoppers ask about the same pages
MIN_SENTENCE_CHARS, MAX_SENTENCE_CHARS = 15, 600
MIN_SCORE = 0.28  # of a sentence's blend, below which it does not answer
KEEP_WITHIN = 0.09  # of the best sentence's blend
KEEP_ELSEWHERE_WITHIN = 0.03  # the same, on another page than the best sentence's
PLACE_COST = 0.002  # a sentence: of two that say alike, the page's earlier one
# Where search is not sure, a sentence this near to the question is. Between questions that
# the sample shop answers (0.52 and up) and those it does not (0.48 and down), November 2026.
SURE_NEARNESS = 0.5
# The same for sentences that hold what the subject needs, name the place asked for, or are from the
# policy on what is asked.
HELD_NEARNESS = 0.38
# What speaks for a sentence beside its words; chosen on the questions of tests/scenarios.
HAS_FACT, IS_STEPS, NAMES_PAGE = 0.15, 0.08, 0.05
NAMES_PLACE, NO_PLACE_COST, PRAISE_COST = 0.25, 0.1, 0.3
IS_POLICY = 0.2

_HEADING = re.compile(r"\s*#+\s")
_STEPS = re.compile(r"((?:^[ ]*\d{1,2}[.)][ ].+(?:\n|\Z)){2,8})", re.MULTILINE)
_POINTS_BACK = re.compile(
    r"(?:it|its|they|their|this|that|these|those|both|then|there)\b|(?:\w+\s){1,2}(?:it|them)\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(r"\bhow (?:do|can|would|should|to)\b|\bwhat (?:do|should|can) i do\b", re.I)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One sentence, or a list of steps; `mark` names its passage, `place` is its number there."""

    mark: str
    place: int
    heading: str  # the page's title and what stands above the sentence
    text: str
    overlap: float
    fit: Fit


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for in which passages.

    `impersonal` is the question without personal data, in the words of the pages where those are in
    another language; `policies` are the marks of those on what is asked.
    """

    question: str
    impersonal: str
    subjects: tuple[Subject, ...]
    places: frozenset[str]
    passages: Mapping[str, Passage]
    policies: frozenset[str]
    confidence: float


class Excerpts:
    """Chooses; `answer_threshold` is the confidence from which search counts as sure."""

    def __init__(self, embedder: Embeds | None, answer_threshold: float) -> None:
        self._embedder = embedder
        self._answer_threshold = answer_threshold
        self._sentence_vector = lru_cache(KEPT_VECTORS)(self._vector)

    def choose(self, search: Search) -> list[Excerpt]:
        """The one to four sentences that answer best, in reading order; may be none."""
        fitting = _fitting(list(_candidates(search)), bool(search.places))
        known = sorted(fitting, key=lambda known: (-known.fit, -known.overlap))[:EMBEDDED_SENTENCES]
        if not known:
            return []
        near = self._nearness(search.impersonal, known)
        if not self._is_sure(search, known, max(near)):
            return []
        scores = [_score(search, *pair) for pair in zip(known, near, strict=True)]
        order = sorted(range(len(known)), key=lambda number: -scores[number])
        best, first = scores[order[0]], known[order[0]].mark
        kept: list[Excerpt] = []
        for number in order:
            excerpt = known[number]
            within = KEEP_WITHIN if excerpt.mark == first else KEEP_ELSEWHERE_WITHIN
            if scores[number] < max(MIN_SCORE, best - within):
                continue
            if not any(excerpt.text in other.text or other.text in excerpt.text for other in kept):
                kept.append(excerpt)
        kept = kept[:MAX_SENTENCES]
        return sorted(
            kept, key=lambda excerpt: (excerpt.mark != first, excerpt.mark, excerpt.place)
        )

    def _is_sure(self, search: Search, known: Sequence[Excerpt], nearest: float) -> bool:
        """Whether search is sure, or the sentences themselves leave little doubt."""
        if search.confidence >= self._answer_threshold:
            return True
        is_held = any(subject.holds for subject in search.subjects)
        if is_held or search.policies or known[0].fit > Fit.NO_PLACE:
            return nearest >= HELD_NEARNESS
        return nearest >= SURE_NEARNESS

    def _nearness(self, asked: str, known: Sequence[Excerpt]) -> list[float]:
        """Cosine of each sentence, under its headings, and the question; without a model, the
        share of the question's words."""
        if self._embedder is None:
            return [excerpt.overlap for excerpt in known]
        question = self._vector(asked)
        titled = (f"{excerpt.heading}: {excerpt.text}" for excerpt in known)
        return [float(self._sentence_vector(text) @ question) for text in titled]

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = cast(Embeds, self._embedder).embed([text])[0]
        return vector


def policies_on(question: str, passages: Mapping[str, Passage]) -> list[str]:
    """Marks of the policies on what is asked, in the order of the passages."""
    asked = topics(question)
    return [
        mark
        for mark, page in passages.items()
        if asked & passage_flags(page.kind, page.title, page.section, page.text)
    ]


def _score(search: Search, excerpt: Excerpt, nearness: float) -> float:
    passage = search.passages[excerpt.mark]
    score = 0.6 * nearness + 0.25 * excerpt.overlap + 0.15 * passage.score
    score -= PLACE_COST * excerpt.place
    wanted = frozenset[str]().union(*(subject.facts for subject in search.subjects))
    if wanted and wanted & {fact[0] for fact in facts.read(excerpt.text).facts}:
        score += HAS_FACT
    if named_share(search.question, passage.title) and names(search.question, passage.title):
        score += NAMES_PAGE
    if _STEPS.fullmatch(excerpt.text):
        score += IS_STEPS if _HOW_TO.search(search.question) else -IS_STEPS
    if excerpt.mark in search.policies:
        score += IS_POLICY
    elif passage.kind == "product" and any(known.name == "fault" for known in search.subjects):
        score -= PRAISE_COST
    if excerpt.fit > Fit.NO_PLACE:
        return score + NAMES_PLACE
    return score - NO_PLACE_COST if search.places else score


def _fitting(known: list[Excerpt], is_about_place: bool) -> list[Excerpt]:
    """Those that speak of the place that was asked for, the exact one before what it lies in."""
    if not is_about_place:
        return known
    best = max((excerpt.fit for excerpt in known), default=Fit.NO_PLACE)
    if best <= Fit.NO_PLACE:
        return []
    return [excerpt for excerpt in known if excerpt.fit in (Fit.NO_PLACE, best)]


def _candidates(search: Search) -> Iterator[Excerpt]:
    asked = terms(search.impersonal)
    held = [subject.holds for subject in search.subjects if subject.holds]
    for mark in _meant(search):
        passage = search.passages[mark]
        for place, (heading, text) in enumerate(_statements(passage.text)):
            above = f"{passage.title}, {heading or passage.section}".rstrip(", ")
            if not all(holds.search(f"{above}: {text}") for holds in held):
                continue
            in_text, in_heading = terms(text), terms(above)
            hits = sum(
                1.0 if word in in_text else 0.5 if word in in_heading else 0.0 for word in asked
            )
            overlap = hits / len(asked) if asked else 0.0
            where = fit(text, search.places) if search.places else Fit.NO_PLACE
            yield Excerpt(mark, place, above, text, overlap, where)


def _meant(search: Search) -> list[str]:
    """All passages, but of products only those that the question names best."""
    shares = {
        mark: named_share(search.question, page.title)
        for mark, page in search.passages.items()
        if page.kind == "product"
    }
    best = max(shares.values(), default=0)
    return [mark for mark in search.passages if shares.get(mark, best) == best]


def _statements(text: str) -> Iterator[tuple[str, str]]:
    """What of a passage can stand alone, with the heading above it.

    That is sentences, and numbered steps as one. A sentence that begins by pointing back comes
    with the one before it.
    """
    heading = ""
    for part in _STEPS.split(text):
        if _STEPS.fullmatch(part):
            yield heading, part.strip()
            continue
        before = ""
        for raw in sentences(part):
            sentence = " ".join(raw.split()).lstrip("-*•> ").strip()
            if _HEADING.match(raw):
                heading, before = sentence.lstrip("# "), ""
                continue
            if sentence.endswith("?"):
                before = ""
                continue
            whole = f"{before} {sentence}" if before and _POINTS_BACK.match(sentence) else sentence
            if MIN_SENTENCE_CHARS <= len(whole) <= MAX_SENTENCE_CHARS:
                yield heading, whole
            before = sentence
