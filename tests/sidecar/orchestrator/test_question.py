"""What a message asks, alone and after others."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sidecar.nouns import Exchange
from sidecar.orchestrator.question import in_conversation, leans, named_share, names
from tests.fakes.shop import PROMPTS

FOLLOW_UPS = tomllib.loads(Path(__file__).with_name("follow_ups.toml").read_text("utf-8"))


SECOND = tomllib.loads(Path(__file__).with_name("follow_ups_second.toml").read_text("utf-8"))


def messages(kind: str) -> list[tuple[str, str]]:
    return [(language, text) for language, known in FOLLOW_UPS.items() for text in known[kind]]


def said(*questions: str) -> list[Exchange]:
    return [Exchange("m", question, "Well.") for question in questions]


def test_follow_ups_are_known_in_every_language_of_the_fixed_texts() -> None:
    assert sorted(FOLLOW_UPS) == sorted(PROMPTS.texts)


@pytest.mark.parametrize(("language", "text"), messages("leans"))
def test_a_message_that_points_back_leans_on_the_one_before(language: str, text: str) -> None:
    history = said("Do you sell tents?", "Do you have gift cards?")
    assert in_conversation(text, history) == f"Do you have gift cards?\n{text}"
    assert in_conversation(text, []) == text


@pytest.mark.parametrize(("language", "text"), messages("stands"))
def test_a_message_that_says_it_all_stands_alone(language: str, text: str) -> None:
    assert not leans(text)


def test_a_second_examiner_finds_hardly_a_follow_up_missed_or_made_up() -> None:
    assert sorted(SECOND) == sorted(PROMPTS.texts)
    follow_ups, whole = (
        [text for known in SECOND.values() for text in known[kind]] for kind in ("leans", "stands")
    )
    assert min(len(follow_ups), len(whole)) >= 120
    missed = [text for text in follow_ups if not leans(text)]
    made_up = [text for text in whole if leans(text)]
    assert len(missed) <= 0.1 * len(follow_ups), missed
    assert len(made_up) <= 0.03 * len(whole), made_up


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
