"""Where a shop sends things, and which of its sentences tells of the country asked for."""

from __future__ import annotations

import pytest

from sidecar.orchestrator.region import Fit, asked_places, fit

ABROAD = "We do not ship outside the European Union and Great Britain."
UNION = "Delivery to the rest of the European Union costs €9.90."
HOME = "Shipping within Ireland is free for orders over €60."
BRITAIN = "Delivery to Great Britain takes 6–9 working days."
LISTED = "We deliver to Germany, Austria and the Netherlands."
EVERYWHERE = "We ship worldwide."


@pytest.mark.parametrize(
    ("question", "answering"),
    [
        ("do you ship to Germany?", {UNION, LISTED, EVERYWHERE}),
        ("Liefern Sie nach Deutschland?", {UNION, LISTED, EVERYWHERE}),
        ("Livrez-vous en Espagne ?", {UNION, EVERYWHERE}),
        ("do you ship to the USA", {ABROAD, EVERYWHERE}),
        ("shipping to Norway?", {ABROAD, EVERYWHERE}),
        ("delivery to the UK", {BRITAIN, EVERYWHERE}),
        ("do you deliver to Scotland", {BRITAIN, EVERYWHERE}),
        ("do you ship to Ireland", {HOME, UNION, EVERYWHERE}),
        ("do you deliver to Northern Ireland?", {ABROAD, EVERYWHERE}),
    ],
)
def test_a_sentence_answers_for_the_places_it_speaks_of(question: str, answering: set[str]) -> None:
    asked = asked_places(question)
    said = (ABROAD, UNION, HOME, BRITAIN, LISTED, EVERYWHERE)
    assert {known for known in said if fit(known, asked) > Fit.NO_PLACE} == answering


def test_a_place_named_by_itself_fits_better_than_what_it_lies_in() -> None:
    asked = asked_places("do you ship to Ireland?")
    assert fit(HOME, asked) > fit(UNION, asked) > fit("Parcels leave at noon.", asked)


@pytest.mark.parametrize(
    "text", ["Is it made in Germany?", "how much is shipping?", "tell us more"]
)
def test_other_questions_ask_for_no_place(text: str) -> None:
    assert not asked_places(text)
