from __future__ import annotations

import numpy as np
import pytest

from sidecar.knowledge.confidence import confidence
from sidecar.knowledge.fusion import Signals, fuse


def signals(*rows: tuple[float, float, float]) -> Signals:
    """Cosine, BM25 and coverage of each candidate."""
    columns = np.array(rows, np.float32).reshape(-1, 3).T
    return Signals(*columns)


def test_a_candidate_that_is_better_in_one_thing_ranks_higher() -> None:
    plain = (0.4, 0.3, 0.5)
    for better in ((0.5, 0.3, 0.5), (0.4, 0.4, 0.5), (0.4, 0.3, 0.6)):
        fused = fuse(signals(plain, better, (0.5, 0.0, 0.0)))
        assert fused[1] > fused[0]


def test_scores_are_between_0_and_1() -> None:
    fused = fuse(signals((-0.3, 0.0, 0.0), (1.0, 1.4, 1.0)))
    assert fused.min() >= 0 and fused.max() <= 1


def test_words_count_less_the_nearer_the_nearest_passage_is() -> None:
    def gain(nearest: float) -> float:
        without, with_words, _ = fuse(signals((0.3, 0, 0), (0.3, 0, 1), (nearest, 0, 0))).tolist()
        return with_words - without

    assert gain(0.4) > gain(0.95)


def test_raw_bm25_is_measured_by_the_rarity_of_the_question() -> None:
    raw = np.array([6.0], np.float32)
    made = Signals.of(raw, raw, raw, rarity=4.0)
    assert made.bm25[0] == pytest.approx(1.0)
    assert np.isfinite(Signals.of(raw, raw, raw, rarity=0.0).bm25[0])


def test_confidence_grows_with_the_evidence_and_is_0_without_candidates() -> None:
    none = signals()
    weak, strong = signals((0.1, 0.1, 0.2)), signals((0.8, 0.9, 1.0), (0.1, 0.0, 0.0))
    assert confidence(none, fuse(none)) == 0
    assert confidence(weak, fuse(weak)) < 0.2 < 0.8 < confidence(strong, fuse(strong))
