"""The path of a question: mask, embed, search words and meaning, fuse, choose."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidecar.embedder import Embedder
from sidecar.errors import IndexUnavailable
from sidecar.index.generation import Generation
from sidecar.index.lexical import stem_names, stems
from sidecar.index.segment import primary_subtag
from sidecar.index.shelf import Shelf
from sidecar.index.topic import POLICY, topics
from sidecar.knowledge.confidence import confidence
from sidecar.knowledge.fusion import Signals, fuse
from sidecar.nouns import Passage, Retrieval
from sidecar.redaction import scrub
from sidecar.v1.knowledge_pb2 import IndexState

CANDIDATE_COUNT = 50
RERANKED_COUNT = 8
MAX_PASSAGES = 5
MAX_QUERY_CHARS = 4_000
MAX_TERMS = 64
# Where a language is preferred, passages in the shop's own and in any other count this much.
OWN_LANGUAGE, OTHER_LANGUAGE = np.float32(0.85), np.float32(0.6)
# Policy passages looked at for a question that must get one; a shop has a few dozen.
MAX_POLICY_ROWS = 256
THREAD_COUNT = 2

_PLACEHOLDER = re.compile(r"\[[A-Z]+(_\d+)?\]")


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The index as it answers now; the fields are those of the wire's GetIndexStatusResponse."""

    state: int
    generation: str
    document_count: int
    passage_count: int
    synced_unix_ms: int
    sync_is_running: bool
    model: str
    pending_count: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; `text` holds no personal data any more."""

    text: str
    top_k: int = 3
    product_id: int = 0
    language: str = ""


class Knowledge:
    """Searches the generation that answers; safe from many tasks and threads.

    `now_unix_ms` is the clock; `stale_after_ms` without a successful sync search is off.
    """

    def __init__(
        self,
        shelf: Shelf,
        embedder: Embedder,
        stale_after_ms: float,
        now_unix_ms: Callable[[], int],
    ) -> None:
        self._shelf = shelf
        self._embedder = embedder
        self._stale_after_ms = stale_after_ms
        self._now_unix_ms = now_unix_ms
        self._threads = ThreadPoolExecutor(THREAD_COUNT, "search")

    async def search(
        self, query: str, *, top_k: int = 3, product_id: int = 0, locale: str = ""
    ) -> Retrieval:
        """The best passages, one per address, at most five; personal data is masked first.

        Nothing to search for gives nothing, with confidence 0. Raises IndexUnavailable when the
        index is empty, stale or being rebuilt.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, self._search, query, top_k, product_id, locale
        )

    def status(self) -> IndexStatus:
        """What there is and whether it answers."""
        shelf, generation = self._shelf, self._shelf.current
        changed, removed = shelf.pending
        return IndexStatus(
            state=self._state(generation),
            generation=generation.name if generation else "",
            document_count=len(generation.documents) if generation else 0,
            passage_count=generation.passage_count if generation else 0,
            synced_unix_ms=shelf.synced_unix_ms,
            sync_is_running=shelf.sync_is_running,
            model=str(self._embedder.model),
            pending_count=len(changed) + len(removed),
        )

    def close(self) -> None:
        """Ends the threads after what they are doing."""
        self._threads.shutdown(wait=True)

    def _state(self, generation: Generation | None) -> int:
        synced = self._shelf.synced_unix_ms
        if generation is None:
            return IndexState.INDEX_STATE_REBUILDING if synced else IndexState.INDEX_STATE_EMPTY
        if not generation.passage_count:
            return IndexState.INDEX_STATE_EMPTY
        if self._now_unix_ms() - synced > self._stale_after_ms:
            return IndexState.INDEX_STATE_STALE
        return IndexState.INDEX_STATE_READY

    def _search(self, query: str, top_k: int, product_id: int, locale: str) -> Retrieval:
        generation = self._shelf.current
        state = self._state(generation)
        if generation is None or state != IndexState.INDEX_STATE_READY:
            name = IndexState.Name(state).removeprefix("INDEX_STATE_").lower()
            raise IndexUnavailable(f"The index is {name}.", reason=f"INDEX_{name.upper()}")
        text = " ".join(_PLACEHOLDER.sub(" ", scrub(query[:MAX_QUERY_CHARS])).split())
        question = Question(
            text, max(1, min(top_k, MAX_PASSAGES)), product_id, primary_subtag(locale)
        )
        passages: tuple[Passage, ...] = ()
        certainty = 0.0
        if text:
            with generation.reading():
                passages, certainty = find(generation, self._embedder, question)
        return Retrieval(passages, certainty, generation.name)


def find(
    generation: Generation, embedder: Embedder, question: Question
) -> tuple[tuple[Passage, ...], float]:
    """The best passages for a question that is not empty, and the confidence in them."""
    asked = topics(question.text)
    rows, signals = candidates(generation, embedder, question, asked)
    fused = fuse(signals)
    ranked = fused * _language_factor(generation, rows, question.language)
    order = np.argsort(-ranked, kind="stable")
    chosen = _one_per_address(generation, rows, order, RERANKED_COUNT)[: question.top_k]
    chosen = _with_product(generation, rows, order, chosen, question)
    chosen = _with_policy(generation, rows, order, chosen, asked, question)
    passages = tuple(_passage(generation, int(rows[at]), float(fused[at])) for at in chosen)
    return passages, confidence(signals, fused)


def candidates(
    generation: Generation, embedder: Embedder, question: Question, asked: int
) -> tuple[NDArray[np.int64], Signals]:
    """(n,) ascending rows worth ranking, and what speaks for each.

    The best 50 by words, the best 50 by meaning, the product's own, and policies on what is asked.
    """
    turned = generation.turn(embedder.embed([question.text])[0])
    terms = stems(question.text)[:MAX_TERMS]
    rarity = generation.lexical.rarity(terms)
    near, near_cosines = generation.nearest(turned, CANDIDATE_COUNT)
    matching, bm25 = generation.matching(terms, CANDIDATE_COUNT)
    own = generation.rows_of_product(question.product_id) if question.product_id else near[:0]
    policies = generation.rows_with_flags(POLICY, asked)[:MAX_POLICY_ROWS] if asked else near[:0]
    rows = np.unique(np.concatenate([near, matching, own, policies]))
    scores, cosines = np.zeros((2, len(rows)), np.float32)
    scores[np.searchsorted(rows, matching)] = bm25
    cosines[np.searchsorted(rows, near)] = near_cosines
    others = ~np.isin(rows, near)
    cosines[others] = generation.cosines(rows[others], turned)
    coverage = generation.coverage(rows, stem_names(terms), rarity)
    return rows, Signals.of(cosines, scores, coverage, float(rarity.sum()))


def _language_factor(
    generation: Generation, rows: NDArray[np.int64], language: str
) -> NDArray[np.float32]:
    """(n,) 1 for passages in the preferred language, less for others."""
    if not language:
        return np.ones(len(rows), np.float32)
    locales = generation.rows["locale"][rows]
    others = np.where(locales == b"", OWN_LANGUAGE, OTHER_LANGUAGE)
    return np.where(locales == language.encode(), np.float32(1), others)


def _one_per_address(
    generation: Generation, rows: NDArray[np.int64], order: Iterable[int], limit: int
) -> list[int]:
    """The first `limit` of `order` whose addresses differ, and what they say."""
    chosen: list[int] = []
    taken: set[int] = set()
    for at in order:
        names = {int(generation.rows[name][rows[at]]) for name in ("url", "content")}
        if taken.isdisjoint(names):
            taken |= names
            chosen.append(int(at))
        if len(chosen) == limit:
            break
    return chosen


def _with_product(
    generation: Generation,
    rows: NDArray[np.int64],
    order: NDArray[np.int64],
    chosen: list[int],
    question: Question,
) -> list[int]:
    """Puts the product's own passages first on its page."""
    if not question.product_id:
        return chosen
    own = order[generation.rows["product_id"][rows[order]] == question.product_id]
    return _one_per_address(generation, rows, [*own, *chosen], question.top_k)


def _with_policy(
    generation: Generation,
    rows: NDArray[np.int64],
    order: NDArray[np.int64],
    chosen: list[int],
    asked: int,
    question: Question,
) -> list[int]:
    """Makes sure that a question on returns, refunds, shipping or warranty gets a policy."""
    flags = generation.rows["flags"][rows]
    fits = (flags & POLICY > 0) & (flags & asked > 0)
    if not asked or fits[chosen].any() or not fits.any():
        return chosen
    policy = int(order[fits[order]][0])
    addresses = generation.rows["url"][rows]
    kept = [at for at in chosen if addresses[at] != addresses[policy]]
    return [*kept[: question.top_k - 1], policy]


def _passage(generation: Generation, row: int, score: float) -> Passage:
    fields = generation.fields(row)
    return Passage(
        passage_id=fields["passage_id"],
        doc_id=fields["doc_id"],
        kind=fields["kind"],
        title=fields["title"],
        url=fields["url"],
        section=fields["section"],
        text=fields["text"],
        score=score,
        updated_unix_ms=int(generation.rows["updated_unix_ms"][row]),
        product_id=int(generation.rows["product_id"][row]),
    )
