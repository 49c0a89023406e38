"""Chooses among ranked candidates: the rules above the scores, and why each passage was taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidecar.embedder import Embedder
from sidecar.index.generation import Generation
from sidecar.index.topic import POLICY, topics
from sidecar.knowledge.candidates import CANDIDATE_COUNT, Candidates, Question, candidates
from sidecar.knowledge.confidence import confidence
from sidecar.knowledge.fusion import WEIGHTS, contributions, features, fuse
from sidecar.nouns import Explanation, Passage, RankingSignal

# Where a language is preferred, passages in the shop's own and in any other count this much.
OWN_LANGUAGE, OTHER_LANGUAGE = np.float32(0.85), np.float32(0.6)

BY_SCORE = "Its place is by its score: {word} by words, {meaning} by meaning."
BY_PRODUCT = "It comes first because it is about the product of the page."
BY_POLICY = (
    "It is here because the question touches a policy, and no other of the shop's was found."
)
BY_LANGUAGE = "Its score counts {share:.0%} because it is not in the language that was asked for."


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Candidates with their scores; `order` has the best first, by score and language."""

    generation: Generation
    found: Candidates
    fused: NDArray[np.float32]
    languages: NDArray[np.float32]
    order: NDArray[np.int64]

    def column(self, name: str) -> NDArray[np.int64]:
        """(n,) what the index stores of each candidate under `name`."""
        values: NDArray[np.int64] = self.generation.rows[name][self.found.rows]
        return values


def find(
    generation: Generation, embedder: Embedder, question: Question, *, explain: bool = False
) -> tuple[tuple[Passage, ...], float]:
    """The best passages for a question that is not empty, and the confidence in them."""
    asked = topics(question.text)
    found = candidates(generation, embedder, question, asked)
    fused = fuse(found.signals)
    languages = _language_factor(generation, found.rows, question.language)
    order = np.argsort(-fused * languages, kind="stable")
    ranking = _Ranking(generation, found, fused, languages, order)
    by_score = _distinct(ranking, order, question.top_k)
    with_product = _with_product(ranking, by_score, question)
    chosen = _with_policy(ranking, with_product, asked, question)
    passages = tuple(
        _passage(ranking, at, _explanation(ranking, at, by_score, question) if explain else None)
        for at in chosen
    )
    return passages, confidence(found, fused)


def _language_factor(
    generation: Generation, rows: NDArray[np.int64], language: str
) -> NDArray[np.float32]:
    """(n,) 1 for passages in the preferred language, less for others."""
    if not language:
        return np.ones(len(rows), np.float32)
    locales = generation.rows["locale"][rows]
    others = np.where(locales == b"", OWN_LANGUAGE, OTHER_LANGUAGE)
    return np.where(locales == language.encode(), np.float32(1), others)


def _distinct(ranking: _Ranking, order: Iterable[int], limit: int) -> list[int]:
    """The first `limit` of `order` whose addresses differ, and what they say."""
    addresses, contents = ranking.column("url"), ranking.column("content")
    chosen: list[int] = []
    taken: set[int] = set()
    for at in order:
        names = {int(addresses[at]), int(contents[at])}
        if taken.isdisjoint(names):
            taken |= names
            chosen.append(int(at))
        if len(chosen) == limit:
            break
    return chosen


def _with_product(ranking: _Ranking, chosen: list[int], question: Question) -> list[int]:
    """Puts the product's own passages first on its page."""
    if not question.product_id:
        return chosen
    own = ranking.order[ranking.column("product_id")[ranking.order] == question.product_id]
    return _distinct(ranking, [*own, *chosen], question.top_k)


def _with_policy(ranking: _Ranking, chosen: list[int], asked: int, question: Question) -> list[int]:
    """Makes sure that a question on returns, refunds, shipping or warranty gets a policy."""
    flags = ranking.column("flags")
    fits = (flags & POLICY > 0) & (flags & asked > 0)
    if not asked or fits[chosen].any() or not fits.any():
        return chosen
    policy = int(ranking.order[fits[ranking.order]][0])
    addresses = ranking.column("url")
    kept = [at for at in chosen if addresses[at] != addresses[policy]]
    return [*kept[: question.top_k - 1], policy]


def _explanation(
    ranking: _Ranking, at: int, by_score: list[int], question: Question
) -> Explanation:
    signals = ranking.found.signals
    values, added = features(signals)[at], contributions(signals)[at]
    word_rank, meaning_rank = _rank(signals.bm25, at), _rank(signals.cosine, at)
    if question.product_id and ranking.column("product_id")[at] == question.product_id:
        text = BY_PRODUCT
    elif at not in by_score:
        text = BY_POLICY
    elif ranking.languages[at] < 1:
        text = BY_LANGUAGE.format(share=ranking.languages[at])
    else:
        text = BY_SCORE.format(word=_place(word_rank), meaning=_place(meaning_rank))
    return Explanation(
        tuple(
            RankingSignal(name, float(value), float(share))
            for name, value, share in zip(WEIGHTS["fusion"], values, added, strict=True)
        ),
        word_rank,
        meaning_rank,
        text,
    )


def _rank(scores: NDArray[np.float32], at: int) -> int:
    """The place from 1 among the best 50 of all candidates; 0 behind them and without a score."""
    place = 1 + int(np.count_nonzero(scores > scores[at]))
    return place if scores[at] > 0 and place <= CANDIDATE_COUNT else 0


def _place(rank: int) -> str:
    return f"place {rank}" if rank else "not found"


def _passage(ranking: _Ranking, at: int, explanation: Explanation | None) -> Passage:
    row = int(ranking.found.rows[at])
    fields, stored = ranking.generation.fields(row), ranking.generation.rows[row]
    return Passage(
        passage_id=fields["passage_id"],
        doc_id=fields["doc_id"],
        kind=fields["kind"],
        title=fields["title"],
        url=fields["url"],
        section=fields["section"],
        text=fields["text"],
        score=float(ranking.fused[at]),
        updated_unix_ms=int(stored["updated_unix_ms"]),
        product_id=int(stored["product_id"]),
        explanation=explanation,
    )
