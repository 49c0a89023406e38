from __future__ import annotations

import numpy as np
import pytest

from sidecar.knowledge.fusion import WEIGHTS, Signals, contributions, fuse

PLAIN = (0.4, 0.3, 0.5, 0.2)


def signals(*rows: tuple[float, float, float, float]) -> Signals:
    """Cosine, BM25, coverage and phrase of each candidate."""
    columns = np.array(rows, np.float32).reshape(-1, 4).T
    return Signals(*columns)


def test_no_weight_counts_against_a_passage() -> None:
    assert all(weight >= 0 for weight in WEIGHTS["fusion"].values())


@pytest.mark.parametrize("better", [0, 1, 2, 3])
def test_a_candidate_that_is_better_in_one_thing_ranks_higher(better: int) -> None:
    improved = tuple(value + 0.1 * (at == better) for at, value in enumerate(PLAIN))
    fused = fuse(signals(PLAIN, improved, (0.5, 0.0, 0.0, 0.0)))  # type: ignore[arg-type]
    assert fused[1] > fused[0]


def test_scores_are_between_0_and_1_and_1_is_best_in_everything() -> None:
    fused = fuse(signals((-0.3, 0.0, 0.0, 0.0), (1.0, 1.4, 1.0, 1.0)))
    assert fused.min() >= 0 and fused.max() == 1


def test_what_signals_add_makes_up_the_score() -> None:
    asked = signals(PLAIN, (0.6, 0.1, 0.2, 0.0))
    assert contributions(asked).sum(axis=1) == pytest.approx(fuse(asked))


def test_words_count_less_the_nearer_the_nearest_passage_is() -> None:
    def gain(nearest: float) -> float:
        rows = (0.3, 0.0, 0.0, 0.0), (0.3, 0.0, 1.0, 1.0), (nearest, 0.0, 0.0, 0.0)
        without, with_words, _ = fuse(signals(*rows)).tolist()
        return float(with_words - without)

    assert gain(0.4) > gain(0.95)


def test_raw_bm25_is_measured_by_the_rarity_of_the_question() -> None:
    raw = np.array([6.0], np.float32)
    assert Signals.of(raw, raw, raw, raw, rarity=4.0).bm25[0] == pytest.approx(1.0)
    assert np.isfinite(Signals.of(raw, raw, raw, raw, rarity=0.0).bm25[0])


def test_nothing_to_rank_is_no_error() -> None:
    assert fuse(signals()).shape == (0,)
