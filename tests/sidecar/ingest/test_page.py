from __future__ import annotations

import time
from contextlib import suppress

import pytest

from sidecar.ingest.encoding import Unreadable
from sidecar.ingest.page import declared_charset, read_page
from tests.fakes.docs_site import article


def html(title: str, text: str, head: str = "") -> str:
    return str(article(title, text, head).body)


def test_a_page_is_its_content_without_what_is_around_it() -> None:
    page = read_page(html("Returns", "Thirty days."))
    assert page.text == "# Returns\n\nThirty days."
    assert (page.title, page.locale, page.may_index) == ("Returns", "en", True)


@pytest.mark.parametrize(
    "tag", ["<div>", "<a><div>", "<div/>", "<div></b>", '<div a="<">', "<a ", "<a href='"]
)
def test_a_page_that_is_nested_without_end_costs_no_more_than_its_length(tag: str) -> None:
    began = time.process_time()
    with suppress(Unreadable):
        read_page(tag * 200_000)
    assert time.process_time() - began < 20  # parsing the blocks would be minutes


def test_without_a_main_part_the_body_loses_header_and_footer() -> None:
    page = read_page(
        "<title>Sizes</title><body><header>Brand</header><nav>Menu</nav><p>Boots run small.</p>"
        "<aside>Ad</aside><footer>Imprint</footer>"
    )
    assert (page.title, page.text) == ("Sizes", "Boots run small.")


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Shop</title><h1>Care <em>of</em> wool ¶</h1>", "Care of wool"),
        ("<head><title> Care\nof wool </title></head><p>x", "Care of wool"),
        ("<h2>Care</h2>", "Care"),
        ("<svg><title>icon</title></svg><p>x", ""),
    ],
)
def test_the_title_is_the_first_heading_else_that_of_the_head(markup: str, title: str) -> None:
    assert read_page(markup).title == title


@pytest.mark.parametrize("content", ["noindex", "NOFOLLOW, NoIndex", "none"])
@pytest.mark.parametrize("name", ["robots", "Robots", "deskhand"])
def test_a_page_may_ask_not_to_be_indexed(name: str, content: str) -> None:
    head = f'<meta name="{name}" content="{content}">'
    assert not read_page(html("T", "x", head)).may_index
    assert read_page(html("T", "x", '<meta name="googlebot" content="noindex">')).may_index


def test_the_canonical_address_and_the_encoding_are_as_the_page_says() -> None:
    page = read_page(html("T", "x", '<link rel="canonical" href=" /docs/t/ ">'))
    assert page.canonical == "/docs/t/"
    assert declared_charset(b'<meta charset="Windows-1251">') == "Windows-1251"
    assert declared_charset(b"<meta http-equiv=x content='text/html; charset=koi8-r'>") == "koi8-r"
    assert declared_charset(b"<p>") == ""


def test_a_language_that_is_none_is_left_out() -> None:
    assert read_page('<html lang="de_AT">x').locale == "de_AT"
    assert read_page('<html lang="{{ lang }}">x').locale == ""


@pytest.mark.parametrize("markup", ["", "\0", "<html>", "<main>", "<!--", "<title>x"])
def test_a_page_without_content_has_no_text(markup: str) -> None:
    assert read_page(markup).text == ""
