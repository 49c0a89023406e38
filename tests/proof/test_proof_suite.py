"""The judge of sentences, examined: nothing false goes out, and hardly anything true is lost."""

from __future__ import annotations

from collections import Counter

from tests.proof import KINDS_OF_FALSE, KINDS_OF_TRUE, LANGUAGES, offenders, pairs

PAIRS = pairs()


def test_the_suite_has_what_it_claims() -> None:
    assert len(PAIRS) >= 480
    languages = Counter(pair.language for pair in PAIRS)
    assert set(languages) == set(LANGUAGES)
    assert min(languages.values()) >= 100
    assert {pair.kind for pair in PAIRS if pair.is_true} == KINDS_OF_TRUE
    assert {pair.kind for pair in PAIRS if not pair.is_true} == KINDS_OF_FALSE
    assert 0.4 <= sum(pair.is_true for pair in PAIRS) / len(PAIRS) <= 0.5
    assert 0.45 <= sum(pair.is_held_out for pair in PAIRS) / len(PAIRS) <= 0.55
    asked = Counter((pair.sentence, pair.passages, str(pair.results)) for pair in PAIRS)
    assert max(asked.values()) == 1


def test_no_false_sentence_is_released() -> None:
    released = [pair for pair in PAIRS if not pair.is_true and pair.is_released()]
    assert not released, offenders(released)


def test_hardly_a_true_one_is_refused() -> None:
    true = [pair for pair in PAIRS if pair.is_true]
    refused = [pair for pair in true if not pair.is_released()]
    assert len(refused) <= 0.03 * len(true), offenders(refused)
