"""What a rule for all goods says of the thing that a shopper asks about."""

from __future__ import annotations

import pytest

from sidecar.guardrails.proof import Evidence
from tests.fakes.pages import page

ENGLISH = (
    "You can return unused items within 30 days of delivery. Opened coffee cannot be returned."
    " Gift cards can't be refunded. Sale items are excluded from returns. Orders over €60 ship"
    " free. Books can be returned within 14 days. Personalised items cannot be returned."
)
GERMAN = (
    "Unbenutzte Artikel können Sie innerhalb von 30 Tagen zurückgeben. Geöffneter Kaffee ist vom"
    " Umtausch ausgeschlossen. Fahrradhelme können nicht zurückgegeben werden."
)
FRENCH = (
    "Les articles non utilisés peuvent être retournés dans les 30 jours. Le café ouvert ne peut pas"
    " être retourné."
)
SPANISH = (
    "Los artículos sin usar se pueden devolver en 30 días. El café abierto no se puede devolver."
)
ITALIAN = "Gli articoli non usati si possono restituire entro 30 giorni."
DUTCH = "Ongebruikte artikelen kunt u binnen 30 dagen retourneren."
ASKED = (
    "How long may I return a tent, a used rain jacket, opened coffee, a book, a receipt, from"
    " Mexico by courier for cash? Zelt, Helm, gebraucht, per Nachnahme. Tente usagée, en espèces."
    " Lámpara usada, en efectivo. Lampada usata. Tent, gebruikt."
)


def judged(text: str, sentence: str, asked: str = ASKED) -> str:
    evidence = Evidence(hosts=frozenset({"shop.test"}), asked=asked)
    evidence.add_passages([page("Returns", text)])
    return evidence.judge(sentence).text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (ENGLISH, "You can return your tent within 30 days of delivery."),
        (ENGLISH, "You have 30 days from delivery to return the tent."),
        (ENGLISH, "Tents can be returned within 30 days of delivery."),
        (ENGLISH, "Yes, you can return the rain jacket within 30 days if it is unused."),
        (ENGLISH, "If the tent is unused, you can return it within 30 days of delivery."),
        (GERMAN, "Sie können das Zelt innerhalb von 30 Tagen zurückgeben."),
        (GERMAN, "Zelte können innerhalb von 30 Tagen zurückgegeben werden."),
        (FRENCH, "Votre tente peut être retournée dans les 30 jours."),
        (FRENCH, "Vous avez 30 jours pour retourner votre tente."),
        (SPANISH, "La lámpara se puede devolver en 30 días."),
        (ITALIAN, "Può restituire la lampada entro 30 giorni."),
        (DUTCH, "U kunt de tent binnen 30 dagen retourneren."),
    ],
)
def test_what_holds_for_all_goods_holds_for_one(text: str, sentence: str) -> None:
    assert judged(text, sentence) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (ENGLISH, "You can return the book within 30 days."),
        (ENGLISH, "Opened coffee can be returned within 30 days."),
        (ENGLISH, "Coffee can be returned within 30 days."),
        (ENGLISH, "Gift cards can be returned within 30 days."),
        (ENGLISH, "Sale tents can be returned within 30 days."),
        (ENGLISH, "A personalised tent can be returned within 30 days."),
        (ENGLISH, "Used tents can be returned within 30 days."),
        (ENGLISH, "Your used rain jacket can be returned within 30 days."),
        (ENGLISH, "You can return the tent from Mexico within 30 days."),
        (ENGLISH, "You can return the tent for cash within 30 days."),
        (ENGLISH, "You can return the tent without a receipt within 30 days."),
        (ENGLISH, "The receipt can be returned within 30 days."),
        (ENGLISH, "The courier returns your tent within 30 days."),
        (ENGLISH, "You can return the tent and the coffee within 30 days."),
        (ENGLISH, "Your tent ships free."),
        (ENGLISH, "The tent costs €60."),
        (GERMAN, "Das gebrauchte Zelt können Sie innerhalb von 30 Tagen zurückgeben."),
        (GERMAN, "Den Helm können Sie innerhalb von 30 Tagen zurückgeben."),
        (GERMAN, "Sie können das Zelt per Nachnahme innerhalb von 30 Tagen zurückgeben."),
        (FRENCH, "Votre tente usagée peut être retournée dans les 30 jours."),
        (FRENCH, "Vous pouvez retourner la tente en espèces dans les 30 jours."),
        (SPANISH, "La lámpara usada se puede devolver en 30 días."),
        (SPANISH, "Puede devolver la lámpara en efectivo en 30 días."),
        (ITALIAN, "La lampada usata si può restituire entro 30 giorni."),
        (DUTCH, "U kunt de gebruikte tent binnen 30 dagen retourneren."),
    ],
)
def test_exceptions_qualities_and_circumstances_need_a_source(text: str, sentence: str) -> None:
    assert judged(text, sentence) == ""


@pytest.mark.parametrize(
    "exclusion",
    [
        "Food cannot be returned.",
        "Only printed books can be returned.",
        "Tents are final sale.",
        "Tents: 14 days to return.",
        "All items except tents can be returned.",
    ],
)
def test_what_may_be_meant_by_an_exclusion_is_not_taken_for_a_rule(exclusion: str) -> None:
    text = f"You can return unused items within 30 days of delivery. {exclusion}"
    assert judged(text, "You can return your tent within 30 days of delivery.") == ""


def test_only_what_was_asked_about_or_is_sold_is_such_a_thing() -> None:
    sentence = "You can return your tent within 30 days of delivery."
    assert judged(ENGLISH, sentence, asked="How do I return something?") == ""


def test_a_condition_of_the_rule_may_not_be_left_out() -> None:
    text = "Damaged items can be returned within 30 days. Items over €80 are shipped within 2 days."
    assert judged(text, "You can return your tent within 30 days.") == ""
    assert judged(text, "Your tent is shipped within 2 days.") == ""
