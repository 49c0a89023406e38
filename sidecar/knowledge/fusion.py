"""Ranks candidates by words and by meaning together.

One weight for all questions loses somewhere: words win on manuals, meaning on FAQs. So what words
say counts less the nearer the nearest passage is: where the shop has written down the very
question, its wording hardly matters. Every signal can only speak for a passage, never against it.
The weights are fitted on the training halves of the labelled sets by `tests/bench/fit_ranking.py`
and kept in `weights.json`.
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
# The place by meaning counts 1, 0.91, 0.83 … : half at the eleventh.
PLACE_SCALE = 10


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each of n candidates; every array is (n,), 0 to about 1.

    `cosine` of the best window; `bm25` in units of the question's whole rarity; `coverage`: the
    share of that rarity whose words the passage holds; `phrase`: the share of the question's pairs
    of neighbouring words that stand in it side by side.
    """

    cosine: Scores
    bm25: Scores
    coverage: Scores
    phrase: Scores

    @classmethod
    def of(
        cls, cosine: Scores, bm25: Scores, coverage: Scores, phrase: Scores, rarity: float
    ) -> Signals:
        """From raw BM25 scores and the summed rarity of the question's words."""
        return cls(cosine, bm25 / np.float32(BM25_SCALE * rarity + 1e-9), coverage, phrase)

    @property
    def distance(self) -> float:
        """1 less the cosine of the nearest candidate: how far words are to be trusted, 0 to 1."""
        return 1 - min(1.0, float(np.max(self.cosine, initial=0.0)))


def first_look(cosine: Scores, coverage: Scores) -> Scores:
    """(n,) a rough order, to choose the candidates whose text is worth reading."""
    distance = np.float32(1 - min(1.0, float(np.max(cosine, initial=0.0))))
    rough: Scores = np.add(cosine, np.sqrt(coverage) * distance, dtype=np.float32)
    return rough


def features(signals: Signals) -> Scores:
    """(n, 5) what the fitted weights are multiplied with, in their order."""
    distance = np.float32(signals.distance)
    nearer_count = np.searchsorted(np.sort(-signals.cosine), -signals.cosine)
    places = np.float32(PLACE_SCALE) / (PLACE_SCALE + nearer_count).astype(np.float32)
    covered = np.sqrt(signals.coverage) * distance
    rows = [signals.cosine, places, signals.bm25, covered, signals.phrase * distance]
    return np.stack(rows, axis=1)


def contributions(signals: Signals) -> Scores:
    """(n, 5) what each feature adds to the score, which is 1 for a candidate best in everything."""
    weights = np.array(list(WEIGHTS["fusion"].values()), np.float32)
    best = float(weights[:3].sum() + weights[3:].sum() * signals.distance)
    added: Scores = features(signals) * weights / np.float32(best)
    return added


def fuse(signals: Signals) -> Scores:
    """(n,) 0 to 1, higher is better; comparable within one question."""
    fused: Scores = np.clip(contributions(signals).sum(axis=1), 0, 1)
    return fused
