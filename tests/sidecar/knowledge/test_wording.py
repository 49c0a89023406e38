from __future__ import annotations

from pathlib import Path

import pytest

from sidecar.index.lexical import Entry, LexicalIndex, write
from sidecar.knowledge.wording import EARLIER_WEIGHT, RESPELLED_WEIGHT, Wording

TEXTS = ["A waterproof jacket for women.", "Jackets and battery packs.", "Gift cards by e-mail."]


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    entries = [Entry(n, n, f"Page {n}", "", text) for n, text in enumerate(TEXTS)]
    write(tmp_path / "lexical", (), entries, bulk=True)
    return LexicalIndex(tmp_path / "lexical")


def test_words_that_ask_are_left_out_unless_there_are_no_others(lexical: LexicalIndex) -> None:
    assert list(Wording.of("How do I get a gift card?", lexical).terms) == ["gift", "card"]
    assert list(Wording.of("How can I do what?", lexical).terms) == [
        "how",
        "can",
        "i",
        "do",
        "what",
    ]


@pytest.mark.parametrize(
    "typed, meant, text",
    [
        ("waterprof jaket", ["waterproof", "jacket"], "waterproof jacket"),
        ("jakcets", ["jacket"], "jackets"),
        ("JAKETS!", ["jacket"], "jackets!"),
        ("wtrprof", ["wtrprof"], "wtrprof"),
        ("xacket", ["xacket"], "xacket"),
        ("gft", ["gft"], "gft"),
        ("jack3t", ["jack3t"], "jack3t"),
    ],
)
def test_a_word_that_no_page_has_is_read_as_the_nearest_that_one_has(
    lexical: LexicalIndex, typed: str, meant: list[str], text: str
) -> None:
    wording = Wording.of(typed, lexical)
    assert (list(wording.terms), wording.text) == (meant, text)


def test_a_word_that_was_respelled_counts_less_than_one_that_was_typed(
    lexical: LexicalIndex,
) -> None:
    assert Wording.of("jaket gift", lexical).terms == {"jacket": RESPELLED_WEIGHT, "gift": 1.0}
    assert Wording.of("jaket jacket", lexical).terms == {"jacket": 1.0}


@pytest.mark.parametrize(
    "text, asking",
    [
        ("Do you have gift cards?\nHow long are they valid?", "How long are they valid?"),
        ("My battery is flat.\nWhich one fits?\n\nThank you\nKind regards, Ann", "Which one fits?"),
        ("Thank you", "Thank you"),
        ("Hello\n  ", "Hello\n  "),
        ("one   line", "one line"),
    ],
)
def test_the_last_line_that_is_no_courtesy_asks(
    lexical: LexicalIndex, text: str, asking: str
) -> None:
    assert Wording.of(text, lexical).asking == asking


def test_words_of_earlier_lines_count_less(lexical: LexicalIndex) -> None:
    wording = Wording.of("battery jacket\nwhich jacket for women", lexical)
    assert wording.terms == {"batteri": EARLIER_WEIGHT, "jacket": 1.0, "women": 1.0}


def test_neighbouring_words_are_phrases_with_what_stands_between(lexical: LexicalIndex) -> None:
    wording = Wording.of("Which jackets for women have battery packs?", lexical)
    assert wording.phrases == (b"jackets for women", b"women have battery", b"battery pack")
