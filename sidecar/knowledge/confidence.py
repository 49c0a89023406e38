"""How likely the best passages answer the question: a logistic model of retrieval signals.

Fitted by `tests/bench/fit_ranking.py` on questions whose answer the index has, and as many it has
not: questions of other sets, questions on something that the set never names, and questions whose
answer, with all that reads nearly like it, was taken out of the index before the search. A
probability of 0.5 means what it says where half of what shoppers ask has an answer.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sidecar.knowledge.candidates import Candidates
from sidecar.knowledge.fusion import WEIGHTS

AROUND = 10  # the nearest passages that the very nearest is compared with


def features(found: Candidates, fused: NDArray[np.float32]) -> NDArray[np.float32]:
    """(7,) what the fitted weights are multiplied with, of at least one candidate.

    Nearest cosine; its lead over the mean of the ten nearest; coverage and phrase of the candidate
    that fusion puts first, and its lead over the next one; the share of the question in words that
    the index lacks; and the logarithm of how many words there are.
    """
    signals = found.signals
    first = int(np.argmax(fused))
    nearest = np.sort(signals.cosine)[::-1][:AROUND]
    next_best = float(np.max(np.delete(fused, first), initial=0.0))
    return np.array(
        [
            nearest[0],
            nearest[0] - nearest.mean(),
            signals.coverage[first],
            signals.phrase[first],
            fused[first] - next_best,
            found.unknown_share,
            math.log1p(found.term_count),
        ],
        np.float32,
    )


def confidence(found: Candidates, fused: NDArray[np.float32]) -> float:
    """0 to 1; 0 without candidates."""
    if not len(fused):
        return 0.0
    weights = np.array(list(WEIGHTS["confidence"].values()), np.float32)
    odds = float(features(found, fused) @ weights[1:]) + float(weights[0])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
