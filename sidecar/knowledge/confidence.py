"""How likely the best passages answer the question: a logistic model of retrieval signals.

Fitted by `tests/bench/fit_ranking.py` on answerable questions, and on unanswerable ones: questions
of other sets, and questions whose answer was hidden from the search.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sidecar.knowledge.fusion import WEIGHTS, Signals


def features(signals: Signals, fused: NDArray[np.float32]) -> NDArray[np.float32]:
    """(6,) what the fitted weights are multiplied with, of at least one candidate.

    Nearest cosine, its lead over the mean of the ten nearest, best coverage, best BM25, and the
    cosine and coverage of the candidate that fusion puts first.
    """
    first = int(np.argmax(fused))
    nearest = np.sort(signals.cosine)[::-1][:10]
    return np.array(
        [
            nearest[0],
            nearest[0] - nearest.mean(),
            signals.coverage.max(),
            signals.bm25.max(),
            signals.cosine[first],
            signals.coverage[first],
        ],
        np.float32,
    )


def confidence(signals: Signals, fused: NDArray[np.float32]) -> float:
    """0 to 1; 0 without candidates."""
    if not len(fused):
        return 0.0
    weights = np.array(list(WEIGHTS["confidence"].values()), np.float32)
    odds = float(features(signals, fused) @ weights[1:]) + float(weights[0])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
