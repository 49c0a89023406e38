"""Which of a product's choices a question asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sidecar.orchestrator.choice import asked_of, listed


def offer(*values: str, in_stock: bool = True) -> Mapping[str, Any]:
    return {"values": values, "price_text": "€9.00", "in_stock": in_stock, "stock_text": ""}


def product(title: str, name: str, *values: str) -> Mapping[str, Any]:
    choices = [{"name": name, "values": values}]
    return {"title": title, "choices": choices, "variations": [offer(known) for known in values]}


BOOT = product("Nephin Walking Boot", "Size", "38", "40", "42", "44")
SHIRT = {
    "title": "Base Layer 2",
    "choices": [
        {"name": "Size", "values": ["S", "M"]},
        {"name": "Colour", "values": ["Peat", "Moss"]},
    ],
    "variations": [offer("S", "Peat"), offer("M", "Peat"), offer("M", "Moss")],
}
PACK = product("Thistle Pack", "Volume", "35 l", "50 l")
SOCKS = product("Socks", "Size", "36–39", "40–43")
MUG: Mapping[str, Any] = {"title": "Mug", "choices": [], "variations": []}


@pytest.mark.parametrize(
    ("question", "asked", "values"),
    [
        ("boot in 42?", BOOT, [("42",)]),
        ("Gibt es den Stiefel in Größe 40?", BOOT, [("40",)]),
        ("base layer in M", SHIRT, [("M", "Peat"), ("M", "Moss")]),
        ("base layer medium, moss", SHIRT, [("M", "Moss")]),
        ("base layer 2 in peat", SHIRT, [("S", "Peat"), ("M", "Peat")]),
        ("thistle pack 50l", PACK, [("50 l",)]),
        ("pack of 35 litres", PACK, [("35 l",)]),
        ("socks in 38", SOCKS, [("36–39",)]),
    ],
)
def test_a_size_or_colour_picks_its_variations(
    question: str, asked: Mapping[str, Any], values: list[tuple[str, ...]]
) -> None:
    assert [known["values"] for known in asked_of(question, asked).variations] == values


@pytest.mark.parametrize(
    ("question", "asked", "lacking"),
    [
        ("nephin boot in 43?", BOOT, ("Size",)),
        ("boots in XL", BOOT, ("Size",)),
        ("base layer in XXL", SHIRT, ("Size",)),
        ("base layer in red", SHIRT, ("Colour",)),
        ("base layer in s, moss", SHIRT, ("Size", "Colour")),
        ("socks in size 48", SOCKS, ("Size",)),
    ],
)
def test_what_it_does_not_come_in_is_told(
    question: str, asked: Mapping[str, Any], lacking: tuple[str, ...]
) -> None:
    found = asked_of(question, asked)
    assert (found.lacking, found.variations) == (lacking, ())


@pytest.mark.parametrize("question", ["how much is it?", "two base layers please", "I'm in"])
def test_a_question_without_a_choice_asks_for_none(question: str) -> None:
    assert asked_of(question, SHIRT).variations == asked_of(question, SHIRT).lacking == ()


def test_the_list_itself_may_be_asked_for() -> None:
    assert asked_of("what sizes does it come in?", BOOT).for_all
    assert listed(SHIRT) == "Size: S, M; Colour: Peat, Moss"


def test_a_product_without_choices_has_none_to_lack() -> None:
    assert not asked_of("mug in XL, red, 43", MUG).lacking
