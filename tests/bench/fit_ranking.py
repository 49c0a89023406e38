"""Fits `sidecar/knowledge/weights.json` on the training halves of the labelled sets.

`python -m tests.bench.fit_ranking [--data ../shared/data]`. Fusion: a list-wise softmax over each
question's candidates, every corpus weighing the same. Confidence: a logistic model of whether one
of the first three passages answers; its unanswerable questions are those of other corpora, and a
corpus's own with the passages that answer them hidden (near misses). Plain gradient descent: four
and seven weights need no library, and the file stays readable.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import sidecar.knowledge
from sidecar.embedder import Embedder
from sidecar.index.generation import Generation
from sidecar.knowledge import confidence, fusion
from sidecar.knowledge.fusion import Signals
from sidecar.knowledge.query import Question, candidates
from tests.bench.labelled import (
    CACHE,
    MODEL_DIR,
    LabelledSet,
    Query,
    data_folder,
    index_of,
    labelled_sets,
)

STEPS = 2_000
FIRST_STEP = 0.05
RIDGE = 1e-4
ANSWER_PASSAGES = 3
OTHER_QUESTIONS = 60  # of each other set, asked of a corpus that cannot answer them

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question's candidates: their signals, addresses, and which of them answer."""

    signals: Signals
    urls: list[str]
    relevant: NDArray[np.bool_]
    weight: float

    def without_answers(self) -> Case:
        """The same question, had the shop never written the answer."""
        kept = ~self.relevant
        signals = Signals(
            self.signals.cosine[kept], self.signals.bm25[kept], self.signals.coverage[kept]
        )
        urls = [url for url, keep in zip(self.urls, kept, strict=True) if keep]
        return Case(signals, urls, self.relevant[kept], self.weight)


def case_of(generation: Generation, embedder: Embedder, query: Query, weight: float) -> Case:
    """What the index offers for a question."""
    rows, signals = candidates(generation, embedder, Question(query.text), asked=0)
    urls = [generation.fields(int(row))["url"] for row in rows]
    return Case(signals, urls, np.array([url in query.relevant for url in urls]), weight)


def first_urls(case: Case, fused: fusion.Scores, count: int) -> list[str]:
    """The best `count` addresses by fused score."""
    order = np.argsort(-fused, kind="stable")
    return list(dict.fromkeys(case.urls[at] for at in order))[:count]


def fit_fusion(cases: Sequence[Case]) -> Array:
    """(4,) the weights that put the answering passages first."""
    usable = [case for case in cases if case.relevant.any() and not case.relevant.all()]
    inputs = [fusion.features(case.signals).astype(np.float64) for case in usable]

    def gradient(weights: Array) -> Array:
        total = RIDGE * weights
        for case, rows in zip(usable, inputs, strict=True):
            odds = rows @ weights
            share = np.exp(odds - odds.max())
            wanted = case.relevant / case.relevant.sum()
            total = total + case.weight * (share / share.sum() - wanted) @ rows
        return total

    return _descend(gradient, inputs[0].shape[1], STEPS // 5)


def fit_confidence(cases: Sequence[Case], answered: Sequence[bool]) -> Array:
    """(7,) bias and weights of the probability that the passages answer."""
    rows = np.stack(
        [confidence.features(case.signals, fusion.fuse(case.signals)) for case in cases]
    )
    inputs = np.concatenate([np.ones((len(rows), 1)), rows], axis=1).astype(np.float64)
    wanted = np.array(answered, np.float64)
    # Answerable and not count the same, whatever their numbers.
    share = np.where(wanted > 0, 0.5 / max(1, wanted.sum()), 0.5 / max(1, (1 - wanted).sum()))

    def gradient(weights: Array) -> Array:
        chance = 1 / (1 + np.exp(-inputs @ weights))
        result: Array = (share * (chance - wanted)) @ inputs + RIDGE * weights
        return result

    return _descend(gradient, inputs.shape[1], STEPS)


def training_cases(
    sets: Sequence[LabelledSet], embedder: Embedder, *, of_test: bool = False
) -> tuple[list[Case], list[Case]]:
    """Cases of the training (or test) halves, and of questions that the corpus cannot answer."""
    corpora = Counter(item.corpus for item in sets)
    own, foreign = [], []
    for item in sets:
        generation = index_of(item.documents, item.corpus, CACHE, MODEL_DIR)
        queries = [query for query in item.queries if query.is_test == of_test]
        weight = 1 / len(queries) / corpora[item.corpus]
        own += [case_of(generation, embedder, query, weight) for query in queries]
        for other in sets:
            if other.corpus != item.corpus:
                strange = [query for query in other.queries if query.is_test == of_test]
                foreign += [
                    case_of(generation, embedder, query, weight)
                    for query in strange[:OTHER_QUESTIONS]
                ]
    return own, foreign


def confidence_cases(own: Sequence[Case], foreign: Sequence[Case]) -> tuple[list[Case], list[bool]]:
    """Cases with and without an answer, and whether one of the first three passages is it."""
    hidden = [case.without_answers() for case in own if not case.relevant.all()]
    cases = [*own, *hidden, *foreign]
    answered = []
    for case in cases:
        good = {url for url, fits in zip(case.urls, case.relevant, strict=True) if fits}
        first = first_urls(case, fusion.fuse(case.signals), ANSWER_PASSAGES)
        answered.append(bool(good & set(first)))
    return cases, answered


def _descend(gradient: Callable[[Array], Array], size: int, steps: int) -> Array:
    """Adam (Kingma and Ba, 2015) from zero, the step shrinking to nothing."""
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        slope = gradient(weights)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        scaled = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
        weights = weights - 4 * FIRST_STEP * (1 - step / (steps + 1)) * scaled
    return weights


def main() -> None:
    """Fits and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=data_folder())
    sets = list(labelled_sets(parser.parse_args().data))
    path = Path(sidecar.knowledge.__path__[0], "weights.json")
    embedder = Embedder.open(MODEL_DIR)
    own, foreign = training_cases(sets, embedder)
    weights = json.loads(path.read_text())
    fits: dict[str, Callable[[], Array]] = {
        "fusion": lambda: fit_fusion(own),
        "confidence": lambda: fit_confidence(*confidence_cases(own, foreign)),
    }
    for name, values in fits.items():
        weights[name] = dict(
            zip(weights[name], [round(value, 3) for value in values().tolist()], strict=True)
        )
        fusion.WEIGHTS = weights
    weights["made_by"] = "python -m tests.bench.fit_ranking"
    weights["fitted_on"] = {item.name: len(item.queries) for item in sets}
    path.write_text(json.dumps(weights, indent=2) + "\n")
    print(json.dumps(weights, indent=2))


if __name__ == "__main__":
    main()
