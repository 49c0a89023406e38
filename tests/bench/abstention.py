"""How well confidence tells questions that the index answers from those that it does not.

Test halves; questions without an answer are those of `tests.bench.unanswerable`. AUROC: chance
that an answerable question (one whose answer is in the index) has more confidence than one of a
kind. Every corpus weighs the same there, and so do its answerable questions and all the others.

Risk and coverage are those of the extractive answers to the answerable questions of all sets, each
counting once, most confident first: coverage is the share that is answered at a threshold, and its
precision the share of the answered whose three passages hold one that answers. The same is printed
for each corpus alone, and with as many unanswerable questions in the pool, where an answer to any
of those is wrong and coverage still counts the answerable. Beside it stands the most that any
confidence could reach, one that puts every question whose three passages answer before all others:
there it is the search that falls short. Expected calibration error: ten bins of confidence, weighed
like AUROC, against whether one of the three passages answers.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sidecar.embedder import Embedder
from sidecar.knowledge.confidence import confidence
from sidecar.knowledge.fusion import fuse
from tests.bench import Figure
from tests.bench.fit_ranking import cases
from tests.bench.labelled import ROOT, labelled_sets

COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
TARGET_COVERAGE = 0.8
BINS = 10
CURVE = ROOT / "var" / "bench" / "risk-coverage.txt"
CURVE_COLUMNS = 50

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def figures(data: Path, embedder: Embedder) -> Iterator[Figure]:
    """AUROC by kind and overall, precision by coverage, and calibration error."""
    own, others = cases(list(labelled_sets(data)), embedder, of_test=True)
    asked = [*own, *others]
    sure = np.array([confidence(case.found, fuse(case.found.signals)) for case in asked])
    weight = np.array([case.weight for case in asked])
    kinds = np.array([case.kind for case in asked])
    corpora = np.array([case.corpus for case in asked])
    correct = np.array([case.is_answered for case in asked])
    answerable = kinds == "answerable"

    for kind in dict.fromkeys(kinds):
        if kind != "answerable":
            used = answerable & np.isin(corpora, np.unique(corpora[kinds == kind]))
            value = auroc(sure, weight, used, kinds == kind)
            yield Figure(f"confidence, AUROC: answerable against {kind}", value, "")
    for corpus in dict.fromkeys(corpora):
        here = corpora == corpus
        value = auroc(sure, weight, answerable & here, ~answerable & here)
        yield Figure(f"confidence, AUROC: {corpus}", value, "")
    value = auroc(sure, weight, answerable, ~answerable)
    yield Figure("confidence, AUROC: all", value, "", at_least=0.9)

    lines = []
    once = np.where(answerable, 1.0, answerable.sum() / (~answerable).sum())
    for coverage in COVERAGES:
        threshold = threshold_at(sure[answerable], coverage)
        answered = sure >= threshold
        alone, pooled = (
            float(np.average(correct[group], weights=once[group]))
            for group in (answered & answerable, answered)
        )
        name = f"at {coverage:.0%} coverage (confidence {threshold:.2f})"
        least = 0.95 if coverage == TARGET_COVERAGE else None
        yield Figure(f"extractive answers with the answer in them, {name}", alone, "", None, least)
        yield Figure(f"the same, as many unanswerable ones in the pool, {name}", pooled, "")
        most = ceiling(correct[answerable], coverage)
        yield Figure(f"the same, were confidence perfect, at {coverage:.0%} coverage", most, "")
        lines.append(f"{coverage:4.0%} {alone:.3f} {'#' * round(alone * CURVE_COLUMNS)}")
        for corpus in dict.fromkeys(corpora):
            here = answerable & (corpora == corpus)
            if coverage == TARGET_COVERAGE:
                group = here & (sure >= threshold_at(sure[here], coverage))
                value = float(correct[group].mean())
                name = f"{corpus} alone, at {coverage:.0%} coverage"
                yield Figure(f"the same, {name}", value, "")
                most = ceiling(correct[here], coverage)
                yield Figure(f"the same, were confidence perfect, {name}", most, "")
    CURVE.write_text("\n".join(lines) + "\n")
    print(f"risk and coverage as a curve: {CURVE.relative_to(ROOT)}", file=sys.stderr)
    yield Figure("confidence, expected calibration error", _error(sure, weight, correct), "")


def auroc(sure: Array, weight: Array, answerable: Mask, others: Mask) -> float:
    """Weighted chance that the first group's confidence is higher; a tie counts half."""
    order = np.argsort(sure[others], kind="stable")
    below, shares = sure[others][order], weight[others][order]
    sums = np.concatenate([[0.0], np.cumsum(shares)])
    left = sums[np.searchsorted(below, sure[answerable], "left")]
    right = sums[np.searchsorted(below, sure[answerable], "right")]
    return float(np.average((left + right) / 2 / sums[-1], weights=weight[answerable]))


def threshold_at(sure: Array, coverage: float) -> float:
    """The confidence at which this share of questions is answered."""
    return float(np.sort(sure)[::-1][math.ceil(coverage * len(sure)) - 1])


def ceiling(correct: Mask, coverage: float) -> float:
    """The precision at `coverage` of a confidence that puts all that is correct first."""
    return min(1.0, float(correct.sum()) / math.ceil(coverage * len(correct)))


def _error(sure: Array, weight: Array, correct: Mask) -> float:
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    total = 0.0
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            mean = np.average(sure[inside], weights=weight[inside])
            share = np.average(correct[inside], weights=weight[inside])
            total += abs(float(mean - share)) * weight[inside].sum() / weight.sum()
    return float(total)
