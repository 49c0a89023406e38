"""Strings typed at random, told from words by their letters."""

from __future__ import annotations

import pytest

from sidecar.orchestrator.letters import Letters
from tests.fakes.shop import PROMPTS

LETTERS = Letters(text for rules in PROMPTS.intents for text in rules.examples)


@pytest.mark.parametrize("text", ["sdkfjhsd", "lkjlkj", "aslkdjalksd", "xcvxcv bnmbnm", "QWXZ!"])
def test_letters_at_random_are_known(text: str) -> None:
    assert LETTERS.are_random(text)


@pytest.mark.parametrize(
    "text",
    ["merino", "Rucksack", "gore-tex", "Fjällräven", "sdkfjh boots", "bluetooth", "spatzle"],
)
def test_words_and_names_are_not_random(text: str) -> None:
    assert not LETTERS.are_random(text)


@pytest.mark.parametrize("text", ["", "1042", "??", "ok", "👍"])
def test_what_has_no_words_is_not_judged(text: str) -> None:
    assert not LETTERS.are_random(text)
