"""Contradictions between pages: all planted ones found, none seen where there is none."""

from __future__ import annotations

import pytest

from sidecar.embedder import Embedder
from sidecar.evaluation.claims import claims, product_words
from sidecar.evaluation.content import Content
from sidecar.evaluation.contradiction import Contradiction, about, contradictions
from tests.sidecar.evaluation.pages import page, sample_shop
from tests.sidecar.evaluation.plants import CONSISTENT_SHOP, HARMLESS, PLANTS

SHOP = sample_shop()


def found(pages: list[Content], embedder: Embedder) -> list[Contradiction]:
    titles = [each.title for each in pages if each.kind == "product"]
    products = frozenset().union(*map(product_words, titles))
    return contradictions([claim for each in pages for claim in claims(each, products)], embedder)


def test_the_sample_shop_does_not_contradict_itself(embedder: Embedder) -> None:
    assert found(SHOP, embedder) == []


def test_a_shop_with_many_exceptions_does_not_contradict_itself(embedder: Embedder) -> None:
    pages = [page(title, html, kind=kind) for kind, title, html in CONSISTENT_SHOP]
    assert [about(pair) for pair in found(pages, embedder)] == []


@pytest.mark.parametrize(("told", "title", "html"), PLANTS)
def test_a_planted_contradiction_is_found_and_nothing_else(
    told: str, title: str, html: str, embedder: Embedder
) -> None:
    (pair,) = found([*SHOP, page(title, html, doc_id="planted")], embedder)
    assert about(pair) == told
    assert "planted" in {pair.one.content.doc_id, pair.other.content.doc_id}


@pytest.mark.parametrize(("title", "html"), HARMLESS)
def test_what_only_looks_like_one_is_left_alone(title: str, html: str, embedder: Embedder) -> None:
    assert [about(pair) for pair in found([*SHOP, page(title, html)], embedder)] == []


def test_one_odd_page_among_many_is_told_once(embedder: Embedder) -> None:
    sentence = "<p>You can return unused items within {} days of delivery.</p>"
    pages = [page(f"Help {n}", sentence.format(30)) for n in range(8)]
    (pair,) = found([*pages, page("Old page", sentence.format(14))], embedder)
    assert pair.one.content.title == "Old page"


def test_a_page_that_contradicts_itself_in_the_same_words_is_told(embedder: Embedder) -> None:
    html = (
        "<h2>Returns</h2><p>You can return unused items within 30 days of delivery.</p>"
        "<h2>Questions</h2><p>You can return unused items within 14 days of delivery.</p>"
    )
    assert [about(pair) for pair in found([page("Help", html)], embedder)] == [
        "return window: 30 days or 14 days"
    ]


@pytest.mark.parametrize("amount", ["{} CZK", "CAD {}", "{} zł", "€{}", "{} pounds"])
def test_a_contradiction_is_told_in_any_currency(amount: str, embedder: Embedder) -> None:
    pages = [
        page(f"Help {value}", f"<p>Delivery is free for orders over {amount.format(value)}.</p>")
        for value in (60, 90)
    ]
    (pair,) = found(pages, embedder)
    assert about(pair).startswith("free delivery from: ")


def test_pages_in_two_languages_are_not_compared(embedder: Embedder) -> None:
    english = page("Returns", "<p>Return within 30 days.</p>")
    other = Content(1, "de", "page", "Returns", "", "", "Return within 14 days.", "de")
    assert found([english, other], embedder) == []
