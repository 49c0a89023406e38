"""Numbers as people write them: fractions, signs, and letters that look like others."""

from __future__ import annotations

import re
import sys

import pytest

from sidecar.guardrails.facts import read
from sidecar.guardrails.figures import decimal, folded, normal
from sidecar.guardrails.proof import Evidence, Verdict
from sidecar.nouns import ToolCall, ToolResult
from tests.fakes.pages import page

LETTERS = "abcdefghijklmnopqrstuvwxyzàáâäçèéêëìíïñòóôöùúûüßžłč"
SHOP = (
    "Delivery takes 2 hours. The tent weighs 1 kg. You can return goods within 30 days, boots"
    " within 1 year. Delivery costs €4.90. Members get 10% off."
)


def is_released(sentence: str, text: str = SHOP) -> bool:
    made = Evidence(hosts=frozenset({"shop.test"}))
    made.add_passages((page("Shop", text),))
    return bool(made.judge(sentence).text)


def test_no_letter_is_another_to_patterns_than_to_tables() -> None:
    alike = re.compile(f"[{LETTERS}]", re.IGNORECASE)
    for sign in alike.findall("".join(map(chr, range(sys.maxunicode + 1)))):
        assert folded(sign).lower() in LETTERS, f"{ord(sign):x}"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2½", "2.5000"),
        ("2 ½", "2.5000"),
        ("½", "0.5000"),
        ("2⅛", "2.1250"),
        ("2 1/2", "2.5000"),
        ("2-1/2", "2.5000"),
        ("2 1⁄2", "2.5000"),
        ("1/2", "0.5000"),
        ("24/7", "24/7"),
        ("1/2/2026", "1/2/2026"),
        ("2/3 jours", "2/3 jours"),
        ("20 m²", "20 m2"),
        ("３０ days", "30 days"),
        ("3\u200b0 days", "30 days"),
        ("3\ufe0f\u20e3", "3"),
        ("dí\u200bas", "días"),
        ("di\u0301as", "días"),
    ],
)
def test_a_text_is_read_in_plain_letters_and_decimals(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_four_decimals_are_no_thousands() -> None:
    assert normal(decimal("2.1250")) == "2.125"
    assert ("quantity", "2125", "g") in read("2⅛ kg").facts


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("TERMOS 2 LİTRE", "Termos 1 LİTRE kapasiteli"),
        ("5 KİLO UN", "5 KİLO UN"),
        ("ſechs Tage", "We ship in ſechs Tage."),
        ("on frİday", "We ship on frİday."),
        ("5 İtems", "It has 5 İtems."),
        ("am 5. aprİl", "On 5 aprİl we ship."),
        ("fİrst", "You are fİrst in the queue."),
        ("10 por cİento", "tomorrow mornİng, mañana, 3 Kılo"),
    ],
)
def test_foreign_letters_break_nothing(title: str, sentence: str) -> None:
    made = Evidence(hosts=frozenset({"shop.test"}))
    made.add_passages((page(title, f"{title}. {sentence}"),))
    product = {"products": [{"title": title, "price": "5"}]}
    made.add_result(ToolResult(ToolCall("c1", "search_products", {}), product))
    assert isinstance(made.judge(sentence), Verdict)


@pytest.mark.parametrize("text", ["Try 5 of them.", "lei 3", "per cent 3"])
def test_what_is_a_currency_behind_a_figure_only_is_none_before_it(text: str) -> None:
    assert {fact[0] for fact in read(text).facts} == {"number"}


@pytest.mark.parametrize(("said", "known"), [("49 kr", "SEK 49"), ("49 SEK", "49 kr")])
def test_a_word_that_currencies_share_proves_each(said: str, known: str) -> None:
    (price,) = read(said).facts
    assert read(known).prove(price)
    assert not read("EUR 49").prove(price)


def test_foreign_letters_are_read_as_plain_ones() -> None:
    assert read("10 por cİento").facts == {("percent", "10")}
    assert read("5 lİbras").facts == {("money", "5", "GBP")}
    assert read("Termos 1 LİTRE").facts == {("quantity", "1000", "ml")}
    assert read("on frİday").facts == {("weekday", "fri")}


@pytest.mark.parametrize(
    "sentence",
    [
        "Delivery takes 2½ hours.",
        "Delivery takes 2 ½ hours.",
        "Delivery takes 2 1/2 hours.",
        "Delivery takes 2 d.",
        "Delivery takes 2 wks.",
        "The tent weighs 1½ kg.",
        "The tent weighs 1 t.",
        "You can return boots within ½ year.",
        "You can return goods within 30² days.",
        "You can return goods within 3⓪ days.",
        "You can return goods within ⅓0 days.",
        "Delivery costs ③ €.",
        "Delivery costs €½.",
        "Delivery costs ₺4.90.",
        "Delivery costs ₽4.90.",
        "Delivery costs ₹4.90.",
        "Delivery costs ₩4.90.",
        "Delivery costs ₸4.90.",
        "Delivery costs 4.90 TRY.",
        "Delivery costs 4.90 lei.",
        "Delivery costs 4.90 cents.",
        "Delivery costs 4.90 ₽.",
        "Members get 10‰ off.",
    ],
)
def test_a_sign_that_changes_the_figure_is_refused(sentence: str) -> None:
    assert not is_released(sentence)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Delivery takes 2½ hours.", "Delivery takes 2.5 hours."),
        ("Delivery takes 2.5 hours.", "Delivery takes 2½ hours."),
        ("Delivery takes 2½ hours.", "Delivery takes 2½ hours."),
        ("Delivery takes 2 1/2 hours.", "Delivery takes 150 minutes."),
        ("The tent weighs 1½ kg.", "The tent weighs 1500 g."),
        ("You can return boots within ½ year.", "You can return boots within 6 months."),
        ("Delivery costs €½.", "Delivery costs €0.50."),
        ("Delivery costs ₺4.90.", "Delivery costs 4.90 TRY."),
        ("Delivery costs 4.90 lei.", "Delivery costs 4.90 RON."),
        ("Delivery costs ₸4.90.", "Delivery costs ₸4.90."),
        ("Members get 10‰ off.", "Members get 1% off."),
        ("The container weighs 1 t.", "The container weighs 1,000 kg."),
        ("Delivery takes 2 d.", "Delivery takes 2 days."),
        ("The tent covers 20 m².", "The tent covers 20 m²."),
        ("The prices are in €.", "The prices are in euros, delivery costs €4.90."),
    ],
)
def test_the_same_figure_in_other_signs_is_released(sentence: str, text: str) -> None:
    assert is_released(sentence, text)
