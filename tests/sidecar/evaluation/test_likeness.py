"""Pages that say the same: copies and nearly copies, not what only shares a pattern."""

from __future__ import annotations

import pytest

from sidecar.evaluation.content import Content
from sidecar.evaluation.likeness import Likeness, Sketches
from tests.sidecar.evaluation.pages import page, sample_shop

WASHING = (
    "<p>Wash the jacket with a soap for technical fabrics, close all zips first, and rinse it"
    " twice. Fabric softener clogs the membrane. Reproof it when water no longer beads off the"
    " shoulders, and tumble dry it on low heat afterwards to set the finish.</p>"
)


def pairs(*pages: Content) -> list[Likeness]:
    sketches = Sketches()
    for each in pages:
        sketches.note(each)
    return sketches.pairs()


def test_a_copy_under_another_title_is_found() -> None:
    (pair,) = pairs(page("Washing", WASHING), page("Care", WASHING), *sample_shop())
    assert ({pair.one.title, pair.other.title}, pair.similarity) == ({"Washing", "Care"}, 1.0)


@pytest.mark.parametrize(
    ("word", "by"), [("jacket", "coat"), ("twice", "well"), ("afterwards ", "")]
)
def test_a_copy_with_a_word_changed_is_found(word: str, by: str) -> None:
    (pair,) = pairs(page("Washing", WASHING), page("Care", WASHING.replace(word, by)))
    assert 0.6 <= pair.similarity < 1


def test_twins_that_differ_in_a_figure_are_two_products() -> None:
    text = "<p>A pan of forged iron with a long handle for the open fire, {} cm wide, in a box.</p>"
    assert pairs(page("Pan", text.format(24)), page("Big pan", text.format(28))) == []


def test_the_sample_shop_says_nothing_twice() -> None:
    assert pairs(*sample_shop()) == []


def test_a_few_words_are_not_the_same_page() -> None:
    assert pairs(page("One", "<p>Coming soon!</p>"), page("Two", "<p>Coming soon!</p>")) == []


def test_one_text_on_a_thousand_pages_does_not_hide_another_pair() -> None:
    copies = [page(f"Copy {n}", "<p>" + "spam and eggs " * 9 + "</p>") for n in range(1_000)]
    found = pairs(*copies, page("Washing", WASHING), page("Care", WASHING))
    assert {"Washing", "Care"} in [{pair.one.title, pair.other.title} for pair in found]
    assert len(found) == 6
