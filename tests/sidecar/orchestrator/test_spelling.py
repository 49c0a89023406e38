"""Slips in the words of every shop."""

from __future__ import annotations

import pytest

from sidecar.orchestrator.spelling import corrected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("retrun polcy", "return policy"),
        ("Delivry time?", "delivery time?"),
        ("wher is my ordr", "where is my order"),
        ("shippping costs", "shipping costs"),
        ("waranty on tents", "warranty on tents"),
        ("is it avaliable", "is it available"),
        ("reciept of payement", "reciept of payment"),
    ],
)
def test_one_slip_is_put_right(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["I was shopping for coats", "the police", "our contract", "Tarn 2", "a colourful hat", "oder",
     "packed", "Lieferung und Rückgabe", "livraison", "hello@shop.test", "returned", "delivered"],
)  # fmt: skip
def test_other_words_are_left_alone(text: str) -> None:
    assert corrected(text) == text
