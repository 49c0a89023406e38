"""Questions made from pages: natural, the same each time, fair to every page."""

from __future__ import annotations

from sidecar.evaluation.claims import claims
from sidecar.evaluation.content import Content
from sidecar.evaluation.questions import MAX_QUESTIONS, Asked, QuestionBook
from tests.sidecar.evaluation.pages import page, sample_shop


def chosen(*pages: Content) -> list[Asked]:
    book = QuestionBook()
    for each in pages:
        book.note(each)
    return book.chosen(claim for each in pages for claim in claims(each, frozenset()))


def texts(*pages: Content) -> list[str]:
    return [asked.text for asked in chosen(*pages)]


def test_headings_become_questions_and_name_their_page_where_they_say_too_little() -> None:
    html = "<h2>How to wash it</h2><p>Cold.</p><h2>Can it be ironed hot?</h2><h2>Drying</h2>"
    assert texts(page("Merino care", html)) == [
        "Merino care",
        "How do I wash it?",
        "Can it be ironed hot?",
        "Merino care: Drying",
    ]


def test_questions_of_faq_blocks_are_asked_as_they_stand() -> None:
    html = (
        "<details><summary>Do you ship to Iceland?</summary><p>We do.</p></details>"
        "<div class='schema-faq-section'><strong>Do you wrap gifts?</strong><p>We do.</p></div>"
        "<dl><dt>Are you hiring now?</dt><dd>We are not. Why do you ask?</dd></dl>"
    )
    assert texts(page("Questions", html, kind="faq"))[1:] == [
        "Do you ship to Iceland?",
        "Do you wrap gifts?",
        "Are you hiring now?",
    ]


def test_products_are_asked_for_by_name_and_attribute() -> None:
    html = "<p>Warm.</p><ul><li>Weight: 92 g</li><li>Material: merino wool</li></ul>"
    assert texts(page("Hat", html, kind="product")) == [
        "Do you have Hat?",
        "What is the weight of the Hat?",
        "What is the Hat made of?",
    ]


def test_policies_are_asked_for_where_a_page_gives_the_figure() -> None:
    returns = page("Returns", "<h2>Window</h2><p>Return it within 30 days of delivery.</p>")
    other = page("Short", "<p>Returns within 30 days.</p>")
    first = chosen(returns, other)[0]
    assert first.text == "How long do I have to return something?"
    assert [each.title for each in first.pages] == ["Returns", "Short"]
    assert first.section == "Window"


def test_one_question_of_several_pages_is_asked_once_for_all() -> None:
    pages = [page("Size guide", "<p>S to XL.</p>", doc_id=f"guide-{n}") for n in range(3)]
    (asked,) = chosen(*pages)
    assert len(asked.pages) == 3


def test_every_page_is_asked_for_before_any_is_twice() -> None:
    html = "".join(f"<h2>Part {n} of it</h2>" for n in range(9))
    pages = [page(f"Page {n}", html, doc_id=f"page-{n}") for n in range(150)]
    asked = chosen(*pages)
    assert len(asked) == MAX_QUESTIONS
    counts = [sum(each in one.pages for one in asked) for each in pages]
    assert max(counts) - min(counts) == 1
    assert chosen(*reversed(pages)) == asked


def test_the_sample_shop_is_asked_on_every_page() -> None:
    shop = sample_shop()
    asked = {each.doc_id for one in chosen(*shop) for each in one.pages}
    assert asked == {each.doc_id for each in shop}
