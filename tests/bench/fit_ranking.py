"""Fits `sidecar/knowledge/weights.json` on the training halves of the labelled sets.

`python -m tests.bench.fit_ranking [--data ../shared/data]`. Fusion: a list-wise softmax over each
question's candidates, every corpus weighing the same; no weight below zero, so that nothing that
speaks for a passage can count against it. Confidence: a logistic model of whether one of the first
three passages answers, on answerable questions and on those of `tests.bench.unanswerable`. Plain
gradient descent: five and eight weights need no library, and the file stays readable.

Prints what unseen corpora may expect: nDCG@10 of each corpus by weights fitted on the others alone.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import sidecar.knowledge
from sidecar.embedder import Embedder
from sidecar.index.generation import Generation
from sidecar.knowledge import confidence, fusion
from sidecar.knowledge.candidates import Candidates, Question, candidates
from tests.bench.labelled import (
    CACHE,
    MODEL_DIR,
    LabelledSet,
    Query,
    data_folder,
    index_of,
    labelled_sets,
    metrics,
)
from tests.bench.unanswerable import POOLED, foreign, renamed, without_answers

STEPS = 2_000
FIRST_STEP = 0.05
RIDGE = 1e-2  # on weights of features of unit spread: held-out corpora gain from few certainties
ANSWER_PASSAGES = 3

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question's candidates, their addresses, and which of them answer.

    `kind` is `answerable` or how the question came to have no answer; `weight` is its share.
    """

    corpus: str
    kind: str
    query: Query
    found: Candidates
    urls: list[str]
    weight: float

    @property
    def relevant(self) -> NDArray[np.bool_]:
        """(n,) which candidates answer."""
        return np.array([url in self.query.relevant for url in self.urls], np.bool_)

    def first_urls(self) -> list[str]:
        """The addresses, best first."""
        order = np.argsort(-fusion.fuse(self.found.signals), kind="stable")
        return list(dict.fromkeys(self.urls[at] for at in order))

    @property
    def is_answered(self) -> bool:
        """Whether one of the first three passages answers."""
        return not self.query.relevant.isdisjoint(self.first_urls()[:ANSWER_PASSAGES])


def case_of(
    generation: Generation, embedder: Embedder, corpus: str, kind: str, query: Query, weight: float
) -> Case:
    """What the index offers for a question."""
    searched = without_answers(generation, query) if kind == "near miss" else generation
    found = candidates(searched, embedder, Question(query.text), asked=0)
    urls = [generation.fields(int(row))["url"] for row in found.rows]
    return Case(corpus, kind, query, found, urls, weight)


def cases(
    sets: Sequence[LabelledSet], embedder: Embedder, *, of_test: bool
) -> tuple[list[Case], list[Case]]:
    """Cases of one half: answerable ones, and those without an answer.

    Every corpus weighs the same, and within it the answerable as much as all the others.
    """
    corpora = Counter(item.corpus for item in sets)
    own, unanswerable = [], []
    for item in sets:
        generation = index_of(item.documents, item.corpus, CACHE, MODEL_DIR)
        queries = [query for query in item.queries if query.is_test == of_test]
        kinds: dict[str, Iterable[Query | None]] = {
            "answerable": queries,
            "foreign": foreign(item, sets, of_test=of_test),
            "renamed": [renamed(generation, query) for query in queries],
            "near miss": queries if not item.name.startswith(POOLED) else (),
        }
        made = {kind: [query for query in asked if query] for kind, asked in kinds.items()}
        for kind, asked in made.items():
            share = 1.0 if kind == "answerable" else 1 / sum(map(bool, made.values()), start=-1)
            weight = share / max(1, len(asked)) / corpora[item.corpus]
            target = own if kind == "answerable" else unanswerable
            target += [
                case_of(generation, embedder, item.corpus, kind, query, weight) for query in asked
            ]
    return own, unanswerable


def fit_fusion(asked: Sequence[Case]) -> Array:
    """(5,) the weights, none below 0, that put the answering passages first."""
    usable = [case for case in asked if case.relevant.any() and not case.relevant.all()]
    inputs = [fusion.features(case.found.signals).astype(np.float64) for case in usable]
    lengths = np.array([len(rows) for rows in inputs])
    starts = np.cumsum(lengths) - lengths
    owners = np.repeat(np.arange(len(usable)), lengths)
    rows = np.concatenate(inputs)
    wanted = np.concatenate([case.relevant / case.relevant.sum() for case in usable])
    weight = np.array([case.weight for case in usable])
    weight /= weight.sum()
    spread = rows.var(axis=0)

    def gradient(weights: Array) -> Array:
        odds = rows @ weights
        share = np.exp(odds - np.maximum.reduceat(odds, starts)[owners])
        share /= np.add.reduceat(share, starts)[owners]
        slope: Array = ((share - wanted) * weight[owners]) @ rows + 2 * RIDGE * spread * weights
        return slope

    return _descend(gradient, rows.shape[1], least=0.0)


def fit_confidence(asked: Sequence[Case]) -> Array:
    """(8,) bias and weights of the probability that the passages answer."""
    rows = np.stack(
        [confidence.features(case.found, fusion.fuse(case.found.signals)) for case in asked]
    )
    inputs = np.concatenate([np.ones((len(rows), 1)), rows], axis=1).astype(np.float64)
    wanted = np.array([case.is_answered for case in asked], np.float64)
    share = np.array([case.weight for case in asked])
    share /= share.sum()

    def gradient(weights: Array) -> Array:
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope: Array = (share * (chance - wanted)) @ inputs
        return slope + 1e-5 * weights

    return _descend(gradient, inputs.shape[1])


def _descend(gradient: Callable[[Array], Array], size: int, least: float = -np.inf) -> Array:
    """Adam (Kingma and Ba, 2015) from zero, the step shrinking to nothing."""
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        slope = gradient(weights)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        scaled = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
        moved = weights - 4 * FIRST_STEP * (1 - step / (STEPS + 1)) * scaled
        weights = np.maximum(moved, least)
    return weights


def _named(name: str, values: Array) -> dict[str, float]:
    return dict(
        zip(fusion.WEIGHTS[name], [round(value, 3) for value in values.tolist()], strict=True)
    )


def _use(name: str, values: Array) -> None:
    fusion.WEIGHTS = {**fusion.WEIGHTS, name: _named(name, values)}


def _print_held_out(own: Sequence[Case]) -> None:
    """nDCG@10 of each corpus's training half by weights that were fitted without it."""
    for corpus in dict.fromkeys(case.corpus for case in own):
        _use("fusion", fit_fusion([case for case in own if case.corpus != corpus]))
        found = [
            metrics(case.first_urls(), case.query)["nDCG@10"]
            for case in own
            if case.corpus == corpus
        ]
        print(f"{corpus}, fitted on the others: nDCG@10 {np.mean(found):.4f}")


def main() -> None:
    """Fits and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=data_folder())
    sets = list(labelled_sets(parser.parse_args().data))
    own, unanswerable = cases(sets, Embedder.open(MODEL_DIR), of_test=False)
    _print_held_out(own)
    _use("fusion", fit_fusion(own))
    _use("confidence", fit_confidence([*own, *unanswerable]))
    weights = {
        **fusion.WEIGHTS,
        "made_by": "python -m tests.bench.fit_ranking",
        "fitted_on": {item.name: len(item.queries) for item in sets},
    }
    path = Path(sidecar.knowledge.__path__[0], "weights.json")
    path.write_text(json.dumps(weights, indent=2) + "\n")
    print(json.dumps(weights, indent=2))


if __name__ == "__main__":
    main()
