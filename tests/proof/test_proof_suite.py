"""The judge of sentences, examined: nothing false goes out, and hardly anything true is lost."""

from __future__ import annotations

from collections import Counter

from tests.proof import (
    KINDS_BESIDE,
    KINDS_OF_FALSE,
    KINDS_OF_TRUE,
    KINDS_WITHOUT_FIGURES,
    LANGUAGES,
    offenders,
    pairs,
)

PAIRS = pairs()
WITHOUT_FIGURES = pairs("third")
BESIDE = pairs("fourth")
# What the judge can't see, counted in the half that nobody worked on; not to be raised.
MAX_RELEASED_UNSEEN = 0.08
MAX_REFUSED_UNSEEN = 0.12


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


def test_the_pack_without_figures_has_what_it_claims() -> None:
    assert len(WITHOUT_FIGURES) >= 300
    assert len({(pair.language, pair.topic) for pair in WITHOUT_FIGURES}) >= 12
    assert {pair.language for pair in WITHOUT_FIGURES} == {*LANGUAGES, "italian", "dutch"}
    assert {pair.kind for pair in WITHOUT_FIGURES if not pair.is_true} >= KINDS_WITHOUT_FIGURES
    assert sum(not pair.is_true for pair in WITHOUT_FIGURES) >= 0.55 * len(WITHOUT_FIGURES)


def test_what_has_no_figure_needs_evidence_too() -> None:
    shown = [pair for pair in WITHOUT_FIGURES if not pair.is_held_out]
    false = [pair for pair in shown if not pair.is_true]
    released = [pair for pair in false if pair.is_released()]
    assert not released, offenders(released)
    true = [pair for pair in shown if pair.is_true]
    refused = [pair for pair in true if not pair.is_released()]
    assert len(refused) <= 0.03 * len(true), offenders(refused)


def test_the_unseen_half_is_judged_nearly_as_well() -> None:
    unseen = [pair for pair in WITHOUT_FIGURES if pair.is_held_out]
    false = [pair for pair in unseen if not pair.is_true]
    released = [pair for pair in false if pair.is_released()]
    assert len(released) <= MAX_RELEASED_UNSEEN * len(false), offenders(released)
    true = [pair for pair in unseen if pair.is_true]
    refused = [pair for pair in true if not pair.is_released()]
    assert len(refused) <= MAX_REFUSED_UNSEEN * len(true), offenders(refused)


def test_the_pack_of_what_slips_by_has_what_it_claims() -> None:
    assert len(BESIDE) >= 250
    assert {pair.language for pair in BESIDE} == {*LANGUAGES, "italian", "dutch"}
    for kinds in (
        (pair.kind for pair in BESIDE if pair.is_true),
        (pair.kind for pair in BESIDE if not pair.is_true),
    ):
        assert set(kinds) >= KINDS_BESIDE
    assert sum(bool(pair.repair) for pair in BESIDE) >= 10
    assert sum(bool(pair.later) for pair in BESIDE) >= 3
    goods = [pair for pair in BESIDE if pair.kind == "goods"]
    assert {pair.language for pair in goods} == set(LANGUAGES)
    assert 0.25 <= sum(pair.is_true for pair in goods) / len(goods) <= 0.5


def test_what_slips_by_a_judge_of_lone_sentences_is_caught() -> None:
    released = [pair for pair in BESIDE if not pair.is_true and pair.is_released()]
    assert not released, offenders(released)
    true = [pair for pair in BESIDE if pair.is_true]
    refused = [pair for pair in true if not pair.is_released()]
    assert len(refused) <= 0.03 * len(true), offenders(refused)
