"""What must agree in every digit, and what is told by what stands around its figure."""

from __future__ import annotations

import pytest

from sidecar.guardrails.clauses import read
from sidecar.guardrails.proof import Evidence
from tests.fakes.pages import page

PAGE = page(
    "Contact",
    "Call +44 (0)113 496 0215, or 0113 555 0199 in the evening. Your parcel has the number"
    " 15501234567890, your return the number AB-1234-5678-X. The dumbbell weighs 14 lb and costs"
    " £16. Delivery within Ireland costs €4.95. Boxes leave on the 5th of each month. Members get"
    " 15% off. We buy collections of 50 records or more.",
)


def is_released(sentence: str) -> bool:
    made = Evidence(hosts=frozenset({"shop.test"}))
    made.add_passages((PAGE,))
    return bool(made.judge(sentence).text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Call us on 0113 496 0215.",
        "Call us on 01134960215.",
        "Call us on +44 113 496 0215.",
        "Your parcel has the number 15501234567890.",
        "Your return has the number AB-1234-5678-X.",
        "The dumbbell weighs 14 pounds.",
        "The dumbbell costs 16 pounds.",
        "You pay €4.95 for delivery within Ireland.",
        "Los paquetes salen el 5 de cada mes.",
        "We buy collections of at least 50 records.",
        "Je viens de consulter nos pages.",
    ],
)
def test_the_same_digits_may_be_written_otherwise(sentence: str) -> None:
    assert is_released(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Call us on 0213 496 0215.",
        "Call us on 0113 496 0216.",
        "Call us on +49 113 496 0215.",
        "Call us on 113 496 021.",
        "Your parcel has the number 15501234567809.",
        "Your parcel has the number 1550123456789.",
        "Your return has the number AB-1234-5678-Y.",
        "The dumbbell weighs 16 pounds.",
        "The dumbbell costs 14 pounds.",
        "Die Boxen gehen am 15. jedes Monats raus.",
        "Les coffrets partent le 15 de chaque mois.",
    ],
)
def test_any_other_digit_and_any_other_kind_is_refused(sentence: str) -> None:
    assert not is_released(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Je viens d'annuler votre commande.",
        "Nous venons de contacter l'entrepôt.",
        "Acabo de cancelar su pedido.",
        "Gerade habe ich das Lager kontaktiert.",
        "Ho appena annullato il suo ordine.",
        "Ik heb net uw bestelling geannuleerd.",
    ],
)
def test_what_was_just_done_needs_its_tool(sentence: str) -> None:
    assert not is_released(sentence)


def test_a_semicolon_begins_another_subject() -> None:
    _, _, canaries, price = read(
        "A Baleares el envío tarda 3 a 4 días y cuesta 7,90 €; a Canarias tarda 5 a 8 días y"
        " cuesta 12,90 €."
    )
    assert not {word for word in canaries.context | price.context if word.startswith("bale")}
    assert "canari" in price.context


def test_what_goes_on_behind_a_semicolon_keeps_its_subject() -> None:
    _, span = read("We ship to Norway; that takes 6 to 10 days.")
    assert "norway" in span.context
