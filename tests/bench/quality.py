"""How well the labelled sets' questions find their answers: test halves, by address.

One configuration, the one that ships, beside BM25, vectors, reciprocal rank fusion (k = 60) and
LanceDB's own hybrid search at its default limit and its best one. Then the same questions with
slips of the finger, with and without the index's help in spelling.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np

from sidecar.embedder import Embedder
from sidecar.index.generation import Generation
from sidecar.index.lexical import LexicalIndex, stems
from sidecar.knowledge.candidates import CANDIDATE_COUNT, Question, candidates
from sidecar.knowledge.fusion import fuse
from tests.bench import Figure
from tests.bench.labelled import (
    CACHE,
    MODEL_DIR,
    LabelledSet,
    Query,
    index_of,
    labelled_sets,
    metrics,
)
from tests.bench.lancedb_hybrid import lance_of

LANCE_LIMITS = (10, 100)  # its default and the best found
RRF_K = 60
OURS = "Deskhand"
SEED = 7
SLIP_SHARE = 0.34  # of the words of 5 letters and more, at least one a question
LEAST_LETTERS = 5


def figures(data: Path, embedder: Embedder) -> Iterator[Figure]:
    """nDCG@10, recall@5 and MRR@10 of each way on each set, and the lead on the macro mean."""
    macro = defaultdict(list)
    slips = defaultdict(list)
    for item in labelled_sets(data):
        generation = index_of(item.documents, item.corpus, CACHE, MODEL_DIR)
        queries = [query for query in item.queries if query.is_test]
        scores = _scores(queries, generation, embedder)
        best = max(value["nDCG@10"] for name, value in scores.items() if name != OURS)
        for name, values in scores.items():
            macro[name].append(values["nDCG@10"])
            for metric, value in values.items():
                is_target = name == OURS and metric == "nDCG@10"
                least = best if is_target else None
                yield Figure(f"{item.name}: {name}, {metric}", value, "", at_least=least)
        for name, value in _slipped(item, queries, generation, embedder).items():
            slips[name].append(value)
    ours = float(np.mean(macro.pop(OURS)))
    others = max(float(np.mean(values)) for values in macro.values())
    yield Figure("macro nDCG@10: Deskhand", ours, "")
    yield Figure("macro nDCG@10: lead over the best other", ours - others, "", at_least=0.02)
    for name, found in slips.items():
        loss = ours - float(np.mean(found))
        yield Figure(f"macro nDCG@10: loss by slips of the finger, {name}", loss, "")


def _scores(
    queries: Sequence[Query], generation: Generation, embedder: Embedder
) -> dict[str, dict[str, float]]:
    lance = lance_of(generation)
    urls = _urls(generation)
    totals: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for query in queries:
        vector = embedder.embed([query.text])[0]
        rows, cosines = generation.nearest(generation.turn(vector), CANDIDATE_COUNT)
        near = rows[np.argsort(-cosines)]
        terms = dict.fromkeys(stems(query.text), 1.0)
        words, _ = generation.matching(terms, CANDIDATE_COUNT)
        ranked = {
            OURS: _ours(query.text, urls, generation, embedder),
            "BM25": [urls[row] for row in words],
            "vectors": [urls[row] for row in near],
            "RRF": _rrf([urls[row] for row in words], [urls[row] for row in near]),
        } | {
            f"LanceDB, limit {limit}": lance.search(query.text, vector, limit)
            for limit in LANCE_LIMITS
        }
        for name, found in ranked.items():
            for metric, value in metrics(list(dict.fromkeys(found)), query).items():
                totals[name][metric].append(value)
    return {
        name: {metric: float(np.mean(values)) for metric, values in found.items()}
        for name, found in totals.items()
    }


def _slipped(
    item: LabelledSet, queries: Sequence[Query], generation: Generation, embedder: Embedder
) -> dict[str, float]:
    """nDCG@10 of the questions with slips, as it ships and without respelling."""
    urls = _urls(generation)
    chance = random.Random(f"{SEED} {item.name}")
    texts = [slipped(query.text, chance) for query in queries]

    def mean() -> float:
        found = [_ours(text, urls, generation, embedder) for text in texts]
        pairs = zip(found, queries, strict=True)
        return float(np.mean([metrics(ranked, query)["nDCG@10"] for ranked, query in pairs]))

    as_shipped = mean()
    with patch.object(LexicalIndex, "spelled", lambda _, term: term):
        return {"respelled": as_shipped, "as typed": mean()}


def slipped(text: str, chance: random.Random) -> str:
    """The text with a letter of some long words left out, doubled, changed or swapped."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= LEAST_LETTERS and word.isalpha()]
    for at in chance.sample(long, min(len(long), max(1, round(len(long) * SLIP_SHARE)))):
        word = words[at]
        place = chance.randrange(1, len(word) - 1)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        other = chance.choice("abcdefghijklmnopqrstuvwxyz")
        slips = (after, letter * 2 + after, other + after, after[0] + letter + after[1:])
        words[at] = before + chance.choice(slips)
    return " ".join(words)


def _ours(text: str, urls: Sequence[str], generation: Generation, embedder: Embedder) -> list[str]:
    found = candidates(generation, embedder, Question(text), asked=0)
    order = np.argsort(-fuse(found.signals), kind="stable")
    return list(dict.fromkeys(urls[row] for row in found.rows[order]))


def _urls(generation: Generation) -> list[str]:
    return [generation.fields(row)["url"] for row in range(len(generation.rows))]


def _rrf(*rankings: Sequence[str]) -> list[str]:
    """Reciprocal rank fusion (Cormack et al., SIGIR 2009)."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, url in enumerate(dict.fromkeys(ranking), 1):
            scores[url] += 1 / (RRF_K + rank)
    return sorted(scores, key=lambda url: -scores[url])
