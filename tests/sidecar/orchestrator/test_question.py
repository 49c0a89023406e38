"""What a message asks, alone and after others."""

from __future__ import annotations

import pytest

from sidecar.nouns import Exchange
from sidecar.orchestrator.question import in_conversation, leans, named_share, names
from tests.fakes.shop import PROMPTS


def said(*questions: str) -> list[Exchange]:
    return [Exchange("m", question, "Well.") for question in questions]


@pytest.mark.parametrize(
    "text",
    ["How long are they valid?", "is it in stock?", "What about boots?", "how long do I have?"],
)
def test_a_message_that_points_back_leans_on_the_one_before(text: str) -> None:
    history = said("Do you sell tents?", "Do you have gift cards?")
    assert in_conversation(text, history) == f"Do you have gift cards?\n{text}"
    assert in_conversation(text, []) == text


@pytest.mark.parametrize(
    "text",
    [
        "How much does shipping cost?",
        "And how much is express shipping to France?",
        "My stove does not light.",
        "Thanks",
        "",
    ],
)
def test_a_message_that_says_it_all_stands_alone(text: str) -> None:
    assert not leans(text)


def test_a_chain_leads_back_to_what_it_is_about() -> None:
    history = said("Hello", "How much is the Tarn 2 Tent?", "is it in stock?")
    asked = in_conversation("how heavy is it?", history)
    assert asked.splitlines() == [
        "How much is the Tarn 2 Tent?",
        "is it in stock?",
        "how heavy is it?",
    ]


def test_an_earlier_message_is_cut() -> None:
    assert len(in_conversation("and it?", said("x" * 4_000))) < 400


@pytest.mark.parametrize("text", ["phone number?", "What is your email?", "How do I reach you?"])
def test_who_asks_for_a_number_asks_for_the_contact_page(text: str) -> None:
    assert "Contact" in in_conversation(text, [], PROMPTS.subjects_of(text, "en-GB"))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How much is the Tarn 2 tent?", True),
        ("How much is the Tarn 4 tent?", False),
        ("tent", False),
    ],
)
def test_a_title_is_named_with_all_its_words(question: str, named: bool) -> None:
    assert names(question, "Tarn 2 Tent, green") is named


def test_of_two_products_the_one_with_more_of_its_title_is_meant() -> None:
    question = "how heavy is the tarn 2?"
    assert named_share(question, "Tarn 2 Tent") > named_share(question, "Tarn 1 Tent") == 0


@pytest.mark.parametrize("title", ["", "About us", "The"])
def test_a_title_of_common_words_is_never_named(title: str) -> None:
    assert not names("what about us?", title)
