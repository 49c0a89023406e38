"""Of whom something is said, and what is denied: two products of each shop, side by side."""

from __future__ import annotations

import pytest

from sidecar.guardrails.proof import Evidence
from tests.fakes.pages import page

PAGES = (
    page(
        "Kettle Alba",
        "The Kettle Alba holds 1.5 litres and boils in 4 minutes. The filter is dishwasher safe. It"
        " comes with a 3 year warranty.",
    ),
    page(
        "Kettle Nera",
        "The Kettle Nera holds 1 litre and boils in 3 minutes. It has no filter. It comes with a 2"
        " year warranty. It cannot be used on induction hobs.",
    ),
    page(
        "Zelt Kuppe",
        "Das Zelt Kuppe wiegt 3,2 kg und bietet Platz für 3 Personen. Heringe liegen bei.",
    ),
    page(
        "Zelt Grat",
        "Das Zelt Grat wiegt 1,9 kg und bietet Platz für 2 Personen. Heringe liegen nicht bei.",
    ),
    page(
        "Shipping",
        "We ship to all EU countries. Standard shipping costs €5.90; express costs €12.90. Orders"
        " above €75 ship free. We do not ship to PO boxes."
        " Customs charges are paid by the customer.",
    ),
    page("Boutique", "La gravure est offerte. Les frais de retour sont à votre charge."),
)  # fmt: skip


def is_released(sentence: str) -> bool:
    evidence = Evidence()
    evidence.add_passages(PAGES)
    return bool(evidence.judge(sentence).text)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Kettle Nera boils in three minutes.",
        "The Kettle Nera doesn't have a filter.",
        "You can't use the Kettle Nera on induction hobs.",
        "The Kettle Nera boils faster than the Kettle Alba.",
        "Beim Zelt Grat sind keine Heringe dabei.",
        "Das Zelt Kuppe bietet drei Personen Platz.",
        "Das Zelt Grat ist leichter als das Zelt Kuppe.",
        "Yes, we do ship to Germany.",
        "We have no shop in Dublin.",
        "Der Expressversand kostet 12,90 €.",
        "Shipping is free once your order is above €75.",
        "You pay the customs charges yourself.",
        "La gravure ne coûte rien.",
        "I couldn't find anything about gift wrapping.",
        "This takes longer than it should.",
    ],
)
def test_what_is_said_of_it_may_be_said_of_it(sentence: str) -> None:
    assert is_released(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Kettle Alba boils in three minutes.",
        "The Kettle Nera has a dishwasher safe filter.",
        "The Kettle Alba has no filter.",
        "The Kettle Nera can be used on induction hobs.",
        "The Kettle Alba boils faster than the Kettle Nera.",
        "The Kettle Alba is cheaper than the Kettle Nera.",
        "Beim Zelt Grat liegen Heringe bei.",
        "Das Zelt Grat bietet drei Personen Platz.",
        "Das Zelt Kuppe ist leichter als das Zelt Grat.",
        "Der Expressversand kostet 5,90 €.",
        "Shipping is free for orders below €75.",
        "We ship to PO boxes as well.",
        "We ship to Norway as well.",
        "We ship to the USA.",
        "Our kettles are made in Vietnam.",
        "It is sent with Hermes.",
        "We pay the customs charges for you.",
        "La gravure est payante.",
        "Les frais de retour sont à notre charge.",
    ],
)
def test_what_is_said_of_another_or_denied_may_not(sentence: str) -> None:
    assert not is_released(sentence)
