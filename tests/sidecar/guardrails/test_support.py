"""What one clause of the evidence must bear out before a sentence without figures is shown."""

from __future__ import annotations

import pytest

from sidecar.guardrails import vocabulary
from sidecar.guardrails.proof import Evidence
from sidecar.nouns import ToolCall, ToolErrorCode, ToolResult
from tests.fakes.pages import page
from tests.sidecar.guardrails import beside, judged

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


SET_FREE = {
    "Return shipping costs €4.90. For faulty items it is free.": (
        "For faulty items return shipping is free.",
        "Return shipping is free for faulty items.",
        "Return shipping costs €4.90.",
        "Bei defekten Artikeln ist die Rücksendung kostenlos.",
        "If the item is faulty, return shipping is free.",
        "Return shipping is free if the item is faulty.",
        "Sending a faulty item back is free.",
    ),
    "Die Rücksendung kostet 4,90 €. Bei defekten Artikeln ist sie kostenlos.": (
        "Bei defekten Artikeln ist die Rücksendung kostenlos.",
        "Die Rücksendung defekter Artikel ist kostenlos.",
        "Wenn der Artikel defekt ist, ist die Rücksendung kostenlos.",
        "Die Rücksendung kostet 4,90 €.",
        "The return of faulty items is free.",
    ),
    "Le retour coûte 4,90 €. Pour les articles défectueux, il est gratuit.": (
        "Pour les articles défectueux, le retour est gratuit.",
        "Le retour est gratuit pour les articles défectueux.",
        "Le retour coûte 4,90 €.",
    ),
    "La devolución cuesta 4,90 €. Para artículos defectuosos es gratuita.": (
        "Para artículos defectuosos la devolución es gratuita.",
        "La devolución es gratuita para artículos defectuosos.",
        "La devolución cuesta 4,90 €.",
    ),
    "Delivery costs €4.90. Orders over €60 are delivered free of charge.": (
        "Delivery is free over €60.",
        "Orders over €60 are delivered free.",
        "Delivery costs €4.90.",
        "Ab 60 € ist der Versand kostenlos.",
    ),
    "Express delivery costs €12.90. Standard delivery is free.": (
        "Standard delivery is free.",
        "Express delivery costs €12.90.",
    ),
    "Gift wrapping is free. A gift card costs €2.": ("Gift wrapping is free.",),
    "Return shipping is free for members. Otherwise it costs €4.90.": (
        "Return shipping is free for members.",
        "As a member you get return shipping free.",
    ),
    "Shipping is free within Ireland and costs €9 abroad.": ("Shipping within Ireland is free.",),
}
NOT_SET_FREE = {
    "Return shipping costs €4.90. For faulty items it is free.": (
        "Return shipping is free.",
        "Die Rücksendung ist kostenlos.",
        "Le retour est gratuit.",
        "La devolución es gratuita.",
        "Returns are free of charge.",
        "There is no charge for return shipping.",
        "Free return shipping!",
        "We pay return shipping.",
        "You pay nothing for return shipping.",
    ),
    "Die Rücksendung kostet 4,90 €. Bei defekten Artikeln ist sie kostenlos.": (
        "Die Rücksendung ist kostenlos.",
        "Die Rücksendung ist gratis.",
        "Return shipping is free.",
        "Le retour est gratuit.",
        "La devolución es gratis.",
        "Rücksendungen sind kostenfrei.",
    ),
    "Le retour coûte 4,90 €. Pour les articles défectueux, il est gratuit.": (
        "Le retour est gratuit.",
        "Les retours sont gratuits.",
        "Die Rücksendung ist kostenlos.",
    ),
    "La devolución cuesta 4,90 €. Para artículos defectuosos es gratuita.": (
        "La devolución es gratuita.",
        "Las devoluciones son gratis.",
    ),
    "Delivery costs €4.90. Orders over €60 are delivered free of charge.": (
        "Delivery is free.",
        "Delivery is free of charge.",
        "Der Versand ist kostenlos.",
    ),
    "Express delivery costs €12.90. Standard delivery is free.": ("Express delivery is free.",),
    "Return shipping is free for members. Otherwise it costs €4.90.": ("Return shipping is free.",),
    "Shipping is free within Ireland and costs €9 abroad.": (
        "Shipping is free.",
        "Shipping abroad is free.",
    ),
}


@pytest.mark.parametrize(("source", "sentence"), beside(SET_FREE))
def test_free_is_said_with_what_sets_it_free(source: str, sentence: str) -> None:
    verdict = judged(source, sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(("source", "sentence"), beside(NOT_SET_FREE))
def test_free_beside_a_price_is_not_said_of_everything(source: str, sentence: str) -> None:
    assert not judged(source, sentence).text
