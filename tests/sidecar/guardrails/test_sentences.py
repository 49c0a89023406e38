"""Cutting a stream into sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.guardrails.sentences import MAX_SENTENCE_CHARS, SentenceSplitter, sentences


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("It costs €1.234,50. Good.", ["It costs €1.234,50. ", "Good."]),
        ("Use e.g. soap. Rinse.", ["Use e.g. soap. ", "Rinse."]),
        ("Items no. 5 and 6.", ["Items no. 5 and 6."]),
        ("Is that so? No. Good.", ["Is that so? ", "No. ", "Good."]),
        ("See https://a.test/b.c?d=1. Then go.", ["See https://a.test/b.c?d=1. ", "Then go."]),
        ("Dr. Who said so.", ["Dr. Who said so."]),
        ("1. Open it.\n2. Close it.", ["1. Open it.\n", "2. Close it."]),
        ("You have 30 days. [p1] Next.", ["You have 30 days. [p1] ", "Next."]),
        ("“Really?” She nodded.", ["“Really?” ", "She nodded."]),
        ("Is it safe? yes, all is.", ["Is it safe? ", "yes, all is."]),
        ("Good! it is.", ["Good! ", "it is."]),
        ("Wait... what", ["Wait... what"]),
        ("So ist es. Über alles.", ["So ist es. ", "Über alles."]),
        ("今日は。元気です。", ["今日は。元気です。"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_cut_where_a_sentence_ends(text: str, cuts: list[str]) -> None:
    assert sentences(text) == cuts


@given(st.text(alphabet="aB1 .!?,\n[p]€", max_size=120), st.lists(st.integers(1, 9), max_size=60))
def test_nothing_is_lost_and_chunks_do_not_matter_for_the_whole(
    text: str, sizes: list[int]
) -> None:
    splitter, cuts, start = SentenceSplitter(), [], 0
    for size in sizes:
        cuts += splitter.feed(text[start : start + size])
        start += size
    cuts += [*splitter.feed(text[start:]), *splitter.flush()]
    assert "".join(cuts) == text
    assert "".join(sentences(text)) == text


def test_character_by_character_gives_the_same_sentences() -> None:
    text = "You have 30 days. [p1] It costs €4.90, e.g. by post. See a.b. 1. One\n2. Two. Done!"
    splitter = SentenceSplitter()
    cuts = [cut for character in text for cut in splitter.feed(character)] + splitter.flush()
    assert cuts == sentences(text)


def test_text_without_an_end_is_cut_all_the_same() -> None:
    cuts = sentences("word " * 2_000)
    assert max(len(cut) for cut in cuts) <= MAX_SENTENCE_CHARS
    assert all(cut.endswith(" ") for cut in cuts)


def test_text_that_might_always_go_on_is_not_read_over_and_over() -> None:
    """Of the processor's time; looking at all of it for each cut would take a thousand times."""

    def cost_s(text: str) -> float:
        began = time.process_time()
        assert "".join(sentences(text)) == text
        return time.process_time() - began

    assert cost_s("1. " * 6_000) < 100 * cost_s("It is as it is. " * 1_200)
