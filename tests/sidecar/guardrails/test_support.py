"""What one clause of the evidence must bear out before a sentence without figures is shown."""

from __future__ import annotations

import pytest

from sidecar.guardrails import vocabulary
from sidecar.guardrails.proof import Evidence
from sidecar.nouns import ToolCall, ToolErrorCode, ToolResult
from tests.fakes.pages import page

PAGES = (
    page(
        "Candles",
        "Unused candles can be returned within 20 days. Sale candles can be exchanged but not"
        " refunded. Wax melts and candles engraved with a name cannot be returned. Sending them"
        " back costs €3.10. Workshops are open to adults by appointment only. We ship to Malta.",
    ),
)
PRODUCTS = {
    "products": [
        {"title": "Amber candle", "price": "9.00", "currency": "EUR", "in_stock": True},
        {"title": "Cedar candle", "price": "12.00", "currency": "EUR", "in_stock": False},
    ]
}


def evidence(*results: tuple[str, dict[str, object]]) -> Evidence:
    made = Evidence(hosts=frozenset({"shop.test"}), held={"[NAME_1]": "Ann"})
    made.add_passages(PAGES)
    for name, value in results:
        made.add_result(ToolResult(ToolCall("c", name, {}), value))
    return made


@pytest.mark.parametrize(
    "sentence",
    [
        "You can return an unused candle within 20 days.",
        "Sale candles aren't refunded, but you can exchange them.",
        "Wax melts can't be returned, I'm afraid.",
        "Sending them back costs €3.10.",
        "What a lovely present!",
        "I couldn't find anything about gift wrapping.",
        "Would you like to know more about workshops?",
        "Der Versand nach Malta ist möglich.",
        "You can return it within 20 days, [NAME_1].",
    ],
)
def test_what_a_clause_bears_out_may_be_said(sentence: str) -> None:
    verdict = evidence().judge(sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("You can return used candles.", "no source speaks so of"),
        ("We ship to Malta overnight by drone.", "overnight"),
        ("Wax melts can be returned.", "contrary"),
        ("Sale candles can be refunded.", "contrary"),
        ("All candles can be returned.", "no source says it of all"),
        ("Candles can be returned at any time.", "no source says it of ever"),
        ("Workshops are open without appointment.", "withou"),
        ("Only adults can return candles.", ""),
        ("I have pushed your order to the front.", "no source speaks so of"),
        ("Candles ship to Malta for 3.10 €.", ""),
        ("Wachsreste können Sie zurückgeben.", "in this language"),
    ],
)
def test_what_no_clause_bears_out_may_not_be_said(sentence: str, reason: str) -> None:
    verdict = evidence().judge(sentence)
    assert verdict.text == ""
    assert reason in verdict.reason


def test_what_is_said_of_both_must_hold_of_each() -> None:
    made = evidence(("search_products", PRODUCTS))
    assert made.judge("The Amber candle is in stock.").text
    assert not made.judge("Both candles are in stock.").text
    assert not made.judge("Both candles are out of stock.").text
    both = {"products": [{**row, "in_stock": True} for row in PRODUCTS["products"]]}
    assert evidence(("search_products", both)).judge("Both candles are in stock.").text


def test_the_dearer_one_is_the_one_that_costs_more() -> None:
    made = evidence(("search_products", PRODUCTS))
    assert made.judge("The Cedar candle is the more expensive one.").text
    assert not made.judge("The Amber candle is the more expensive one.").text


def test_a_look_up_that_failed_bears_out_nothing_of_the_order() -> None:
    made = evidence()
    failed = ToolResult(
        ToolCall("c", "get_order_status", {}), error_code=ToolErrorCode.UPSTREAM_5XX
    )
    made.add_result(failed)
    assert not made.judge("Your order does not exist.").text
    assert made.judge("I could not look up your order just now.").text


def test_what_code_composed_is_judged_by_its_figures_alone() -> None:
    assert evidence().judge("Our elves will be glad.", is_composed=True).text
    assert not evidence().judge("Our elves will be glad.").text
    assert not evidence().judge("It costs €3.20.", is_composed=True).text


@pytest.mark.parametrize("name", sorted(vocabulary.TONGUES))
def test_no_language_has_a_claim_among_its_plain_words(name: str) -> None:
    claims = {"refund", "return", "ship", "free", "available", "cost", "cover", "warranty"}
    assert not vocabulary.TONGUES[name].plain & claims
