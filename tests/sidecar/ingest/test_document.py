from __future__ import annotations

import time

import pytest

from sidecar.ingest.document import is_too_deep, refusal, stored
from sidecar.v1.knowledge_pb2 import Document

GOOD = Document(
    doc_id="post-12",
    kind="page",
    url="https://shop.example/returns/?a=1",
    title="Returns  and\nrefunds",
    body_html="<p>Thirty days.</p>",
    content_hash="0f" * 32,
    locale="en_GB",
)


def altered(**values: object) -> Document:
    document = Document()
    document.CopyFrom(GOOD)
    for name, value in values.items():
        setattr(document, name, value)
    return document


def test_a_well_formed_document_is_taken() -> None:
    assert refusal(GOOD, ()) == ""
    assert refusal(GOOD, ["shop.example", "www.shop.example"]) == ""
    assert stored(GOOD).title == "Returns and refunds"


@pytest.mark.parametrize(
    "values, reason",
    [
        ({"doc_id": ""}, "no id"),
        ({"doc_id": "post 12"}, "id holds"),
        ({"doc_id": "p" * 129}, "id holds"),
        ({"title": "  "}, "no title"),
        ({"title": "t" * 501}, "longer than 500"),
        ({"url": ""}, "no address"),
        ({"url": "javascript:alert(1)"}, "not http"),
        ({"url": "https://[broken"}, "not http"),
        ({"url": "https://shop.example/" + "a" * 2_000}, "not http"),
        ({"url": "https://evil.example/returns"}, "hosts"),
        ({"kind": "Not a type"}, "kind"),
        ({"body_html": "ä" * 100_001}, "200 kB"),
        ({"body_html": "<p>a\0b</p>"}, "NUL"),
        ({"body_html": "<div>" * 600 + "end"}, "never ends"),
        ({"title": "a\0b"}, "NUL"),
        ({"content_hash": "0F" * 32}, "hash"),
        ({"content_hash": ""}, "hash"),
        ({"locale": "english please"}, "language"),
        ({"product_id": -1}, "negative"),
    ],
)
def test_a_malformed_document_is_refused_with_a_reason(
    values: dict[str, object], reason: str
) -> None:
    assert reason in refusal(altered(**values), ["shop.example"])


def test_long_pages_of_flat_html_are_taken() -> None:
    parts = ("<p>One", "<br>", "<div><i>Two</i></div>", "<svg><path d='m'/></svg>", "<li>Three")
    assert refusal(altered(body_html="".join(part * 1_000 for part in parts)), ()) == ""


def test_any_host_passes_before_the_shop_has_named_its_own() -> None:
    assert refusal(altered(url="http://anywhere.example/"), ()) == ""


def test_tags_without_an_end_cost_no_more_than_their_length() -> None:
    began = time.process_time()
    assert not is_too_deep("<a " * 60_000)
    assert not is_too_deep("".join(f"<x{number}></x{number}>" for number in range(50_000)))
    assert time.process_time() - began < 20  # quadratic would be a minute
