"""Ranks candidates by words and by meaning together.

One weight for all questions loses somewhere: words win on manuals, meaning on FAQs. So the weight
of word coverage falls as the nearest passage comes nearer: where the shop has written down the very
question, its wording hardly matters. The weights are fitted on the training halves of the labelled
sets by `tests/bench/fit_ranking.py` and kept in `weights.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
WEIGHTS: Mapping[str, Any] = json.loads(
    files("sidecar.knowledge").joinpath("weights.json").read_text()
)
# A BM25 score per unit of the question's rarity; about 1 for a passage that holds every word.
BM25_SCALE = 1.5


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each of n candidates; every array is (n,).

    `cosine` of the best window; `bm25` in units of the question's whole rarity; `coverage`: the
    share of that rarity whose words the passage holds.
    """

    cosine: Scores
    bm25: Scores
    coverage: Scores

    @classmethod
    def of(cls, cosine: Scores, bm25: Scores, coverage: Scores, rarity: float) -> Signals:
        """From raw BM25 scores and the summed rarity of the question's words."""
        return cls(cosine, bm25 / np.float32(BM25_SCALE * rarity + 1e-9), coverage)


def features(signals: Signals) -> NDArray[np.float32]:
    """(n, 4) what the fitted weights are multiplied with."""
    nearest = np.max(signals.cosine, initial=0.0)
    return np.stack(
        [signals.cosine, signals.bm25, signals.coverage, signals.coverage * nearest], axis=1
    )


def fuse(signals: Signals) -> Scores:
    """(n,) 0 to 1, higher is better; comparable within one question."""
    weights = np.array(list(WEIGHTS["fusion"].values()), np.float32)
    nearest = float(np.max(signals.cosine, initial=0.0))
    best = float(np.array([1.0, 1.0, 1.0, nearest]) @ weights)
    fused: Scores = np.clip(features(signals) @ weights / np.float32(best), 0, 1)
    return fused
