"""Which way figures are bounded."""

from __future__ import annotations

import pytest

from sidecar.guardrails.bounds import agree
from sidecar.guardrails.facts import read


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("free for orders over €60", "least"),
        ("ab einem Bestellwert von 50 €", "from"),
        ("jusqu'à 80 € d'achat", "most"),
        ("en un plazo de 30 días", "most"),
        ("höchstens jedoch 20 €", "most"),
        ("€40 or more", "least"),
        ("erst nach 14 Tagen", "least"),
        ("orders before 2 pm", "most"),
        ("spätestens 2 Tage vorher", "least"),
        ("to Norway it costs €12.90 after all", ""),
        ("Nach Österreich berechnen wir 12,90 €", ""),
    ],
)
def test_a_figure_is_bounded_by_the_words_beside_it(text: str, bound: str) -> None:
    assert {known for _, known in read(text).bounds} == ({bound} if bound else set())


def test_a_range_bounds_neither_of_its_ends() -> None:
    assert not read("von 8 bis 16 Uhr").bounds
    assert not read("2 to 4 days").bounds


@pytest.mark.parametrize(
    ("said", "known", "fits"),
    [
        ("", "most", True),
        ("most", "", True),
        ("from", "least", True),
        ("from", "", True),
        ("least", "", False),
        ("least", "most", False),
        ("most", "from", False),
    ],
)
def test_a_bound_may_be_left_out_but_not_turned_round(said: str, known: str, fits: bool) -> None:
    def bounds(name: str) -> frozenset[str]:
        return frozenset({name} - {""})

    assert agree(bounds(said), bounds(known)) == fits
