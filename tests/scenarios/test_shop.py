"""Asks the whole sample shop what its shoppers ask, through WordPress and without a model.

A question: what is to `ask` (`after` earlier messages, `by` a customer, on a product's `page`, `in`
a language), and what must hold of the answer: texts that it `holds` and `lacks`, the page it
`cites`, the `card` it shows, its `outcome` (answered where it holds something), whether it
`offers_ticket`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site import Site
from tests.site.shopper import Shopper

KEYS = frozenset(
    ["ask", "after", "by", "page", "in", "holds", "lacks", "cites", "card", "outcome",
     "offers_ticket"]
)  # fmt: skip
QUESTIONS: list[dict[str, Any]] = [
    question
    for pack in sorted((Path(__file__).parent / "shop").glob("*.yaml"))
    for question in yaml.safe_load(pack.read_text("utf-8"))
]


@pytest.fixture(scope="module")
def customers(site: Site) -> Iterator[dict[str, Shopper]]:
    """The browsers of those who are logged in."""
    opened: dict[str, Shopper] = {}
    yield opened
    for shopper in opened.values():
        shopper.http.close()


def test_the_packs_are_written_as_said_above() -> None:
    assert all(question.keys() <= KEYS for question in QUESTIONS)
    assert all(
        question.keys() & {"holds", "cites", "outcome", "card", "offers_ticket"}
        for question in QUESTIONS
    )
    assert len(QUESTIONS) >= 60


@pytest.mark.parametrize("question", QUESTIONS, ids=[known["ask"] for known in QUESTIONS])
def test_the_shop_answers(
    site: Site, customers: dict[str, Shopper], question: dict[str, Any]
) -> None:
    locale, login = question.get("in", "en-GB"), question.get("by")
    if login is None:
        shopper = Shopper(site.url, locale=locale)
    else:
        if login not in customers:
            customers[login] = Shopper(site.url).log_in(login, dict(site.customers)[login])
        shopper = customers[login]
        shopper.thread, shopper.locale = "", locale  # a conversation of its own
    product_id = site.sample["products"].get(question.get("page"), 0)
    for text in question.get("after", ()):
        shopper.ask(text)
    answer = shopper.ask(question["ask"], product_id=product_id)
    if login is None:
        shopper.http.close()

    for text in question.get("holds", ()):
        assert text in answer.text
    for text in question.get("lacks", ()):
        assert text not in answer.text, answer.text
    if "cites" in question:
        assert question["cites"] in [cited["title"] for cited in answer.of("citation")], answer.text
    if "card" in question:
        assert question["card"] in [card["kind"] for card in answer.of("card")], answer.text
    if "outcome" in question:
        assert answer.outcome == question["outcome"], answer.text
    if "offers_ticket" in question:
        assert bool(answer.of("ticket_offer")) == question["offers_ticket"], answer.text
