"""Sentences cut where something else is said."""

from __future__ import annotations

import pytest

from sidecar.guardrails.clauses import MAX_JOINTS, pieces, read


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("Our tents have a 5 year warranty, boots and jackets a 2 year warranty.", 2),
        ("Pour la Belgique, comptez 8,50 €, et pour la Suisse 19,90 €.", 2),
        ("Open Tuesday to Saturday, 10:00 to 17:30, closed on Sundays and Mondays.", 2),
        ("Wir liefern nach Österreich und Luxemburg, aber nicht in die Schweiz.", 2),
        ("Underwear, opened coffee and gift cards cannot be returned.", 1),
        ("Gift cards are sold in amounts of £25, £50 and £100.", 1),
    ],
)
def test_a_clause_says_one_thing_of_one_subject(sentence: str, count: int) -> None:
    assert len(list(pieces(sentence))) == count


def test_what_follows_a_figure_belongs_to_the_next_one() -> None:
    tents, boots = read("Tents have a 5 year warranty, boots a 2 year warranty.")
    assert "bot" in boots.words
    assert "bot" not in tents.words
    assert "tent" in boots.context


def test_only_the_part_that_denies_is_denied() -> None:
    assert [clause.is_denied for clause in read("We ship to Malta, but not to Peru.")] == [
        False,
        True,
    ]


def test_a_sentence_of_commas_is_cut_only_so_often() -> None:
    assert len(list(pieces("5 a, " * 400))) <= MAX_JOINTS + 1
