from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.embedder import MAX_TOKENS, Embedder
from sidecar.ingest.chunk import (
    CHARS_PER_TOKEN,
    PASSAGE_OVERLAP_TOKENS,
    PASSAGE_TOKENS,
    WINDOW_OVERLAP_TOKENS,
    WINDOW_TOKENS,
    Chunk,
    Chunker,
)
from tests.sidecar.shop import page

PARAGRAPH = "Parcel number {0} leaves the house in Leeds on day {0} and comes back on day {0}. "


def cut(embedder: Embedder, text: str, title: str = "Parcels") -> list[Chunk]:
    return list(Chunker(embedder.tokens).chunks(page("long", title, text), text))


@pytest.fixture(scope="module")
def chunks(embedder: Embedder) -> list[Chunk]:
    sections = (
        f"## Section {number}\n\n" + "\n\n".join(PARAGRAPH.format(number) * 2 for _ in range(9))
        for number in range(12)
    )
    return cut(embedder, "\n\n".join(sections))


def test_passages_of_a_long_page_stay_within_their_size(
    embedder: Embedder, chunks: list[Chunk]
) -> None:
    sizes = [len(embedder.tokens(chunk.text)) for chunk in chunks]
    assert len(sizes) > 5
    assert max(sizes) <= PASSAGE_TOKENS[1]
    assert min(sizes[:-1]) >= PASSAGE_TOKENS[0] / 2


def test_passages_know_the_heading_above_them_and_their_number(chunks: list[Chunk]) -> None:
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks[1:]:
        number = chunk.section.removeprefix("Section ")
        assert f"Parcel number {number} " in chunk.text


def test_text_without_headings_overlaps(embedder: Embedder) -> None:
    text = " ".join(f"Sentence {number} says a thing." for number in range(400))
    chunks = cut(embedder, text)
    for one, next_one in itertools.pairwise(chunks):
        shared = next(n for n in range(900, 0, -1) if one.text.endswith(next_one.text[:n]))
        assert 0 < len(embedder.tokens(next_one.text[:shared])) <= PASSAGE_OVERLAP_TOKENS


def test_windows_cover_the_passage_with_the_title_in_front(
    embedder: Embedder, chunks: list[Chunk]
) -> None:
    title = embedder.tokens("Parcels")
    for chunk in chunks:
        bodies = [window[len(title) :] for window in chunk.windows]
        assert all(window[: len(title)] == title for window in chunk.windows)
        assert all(len(body) <= WINDOW_TOKENS for body in bodies)
        for one, next_one in itertools.pairwise(bodies):
            assert one[-WINDOW_OVERLAP_TOKENS:] == next_one[:WINDOW_OVERLAP_TOKENS]
        assert max(map(len, chunk.windows)) <= MAX_TOKENS - 2


def test_a_long_title_leaves_room_for_the_text(embedder: Embedder) -> None:
    (chunk,) = cut(embedder, "The answer is thirty days.", title="title " * 200)
    assert embedder.tokens("thirty days.") == chunk.windows[0][-3:]


def test_a_page_without_text_is_found_by_its_title(embedder: Embedder) -> None:
    (chunk,) = cut(embedder, "", title="Gift cards")
    assert chunk.text == "Gift cards"


# What a page is made of: headings, paragraphs, tables and lists that fit into a passage.
SENTENCES = st.integers(1, 30).map(lambda n: PARAGRAPH.format(n) * n)
TABLES = st.integers(2, 40).map(
    lambda n: (
        "| Zone | Days |\n| --- | --- |\n"
        + "\n".join(f"| Country {row} | {row} days |" for row in range(n))
    )
)
LISTS = st.integers(2, 40).map(
    lambda n: "\n".join(f"- Item {row} is a thing worth knowing" for row in range(n))
)
HEADINGS = st.integers(1, 6).map(lambda level: f"{'#' * level} Part of level {level}")
PAGES = st.lists(st.one_of(SENTENCES, TABLES, LISTS, HEADINGS), min_size=1, max_size=12)


@given(blocks=PAGES)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_passages_keep_every_word_and_tables_and_lists_whole(
    embedder: Embedder, blocks: list[str]
) -> None:
    # No two the same, and no list beside a list, which would be one.
    blocks = [re.sub("(day|Country|Item)", rf"\1 {n}x", block) for n, block in enumerate(blocks)]
    text = "\n\n".join(f"{block.strip()}\n\nThen part {n}." for n, block in enumerate(blocks))
    chunks = cut(embedder, text)
    sizes = [len(embedder.tokens(chunk.text)) for chunk in chunks]
    assert max(sizes) <= PASSAGE_TOKENS[1]
    start = 0
    for chunk in chunks:
        at = text.index(chunk.text, max(0, start - len(chunk.text)))
        assert not text[start:at].strip(), "words were left out"
        start = at + len(chunk.text)
        above = re.findall(r"^#{1,6} +(.+)$", text[: at + 1] + text[at + 1 :].split("\n")[0], re.M)
        assert chunk.section == (above[-1] if above else "")
    assert not text[start:].strip()
    for block in blocks:
        if block[0] in "|-" and len(embedder.tokens(block)) <= PASSAGE_TOKENS[0]:
            assert any(block in chunk.text for chunk in chunks)


def test_what_is_no_word_does_not_make_an_endless_passage(embedder: Embedder) -> None:
    chunks = cut(embedder, "A picture: " + "iVBORw0KGgo" * 10_000)
    assert max(len(chunk.text) for chunk in chunks) <= PASSAGE_TOKENS[1] * CHARS_PER_TOKEN


@pytest.mark.parametrize("text", ["word " * 3, "x" * 5_000, "שלום עולם " * 500, "漢字" * 3_000])
def test_any_text_is_cut(embedder: Embedder, text: str) -> None:
    assert "".join(chunk.text[:1] for chunk in cut(embedder, text))
