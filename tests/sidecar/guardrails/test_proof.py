"""What may be said, given what this turn was told."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from sidecar.guardrails.proof import Evidence
from sidecar.nouns import ToolCall, ToolErrorCode, ToolResult
from tests.fakes.pages import SHOP_PAGES, page
from tests.fakes.shop import CANARY, KETTLE, ORDER

HOURS = page(
    "Contact",
    "We answer from Monday to Friday, 9 am to 5 pm, at help@shop.test or +353 98 555 0142."
    " Our winter sale ends on 31 January 2027 with 20% off. A one-year guarantee covers all"
    " kettles; thirty days are the rule for returns. We are at 14 Mill Street, H91 E8RD."
    " The jug holds 1.5 litres and costs €1.234,50, or less with the code KETTLE10.",
)


def evidence(*results: tuple[str, Any]) -> Evidence:
    made = Evidence(hosts=frozenset({"shop.test"}), canary=CANARY, held={"[NAME_1]": "Ann"})
    made.add_passages((*SHOP_PAGES, HOURS))
    for name, value in results:
        made.add_result(ToolResult(ToolCall("c", name, {}), value))
    return made


LOOKED_UP = (("get_order_status", ORDER), ("search_products", {"products": [KETTLE]}))


@pytest.mark.parametrize(
    "sentence",
    [
        "You have 30 days.",
        "You have thirty days.",
        "There is a 30-day window.",
        "We refund within two weeks.",
        "Delivery takes two to four working days.",
        "Delivery takes 2–4 business days and costs 4,90 €.",
        "Delivery costs EUR 4.90.",
        "From €60 on delivery is free.",
        "Leave it for twenty minutes.",
        "Write to help@shop.test.",
        "Call +353 98 5550142.",
        "We are there Mondays to Fridays from 9:00 to 17:00.",
        "Bring it to 14 Mill Street, H91 E8RD.",
        "You have 30 days, by the way.",
        "Use the code KETTLE10.",
        "The sale ends on January 31st.",
        "The sale ends on 2027-01-31 with 20 per cent off.",
        "The guarantee is 12 months.",
        "The jug costs 1,234.50 EUR and holds 1.5 litres.",
        "Your order ••42 is Processing and comes to €58.00.",
        "Your order contains 2 tea towels.",
        "The Copper kettle costs €39 and is in stock.",
        "It is described at https://shop.test/shipping/.",
        "See [the page](https://shop.test/shipping/).",
        "I can't cancel orders, but I can open a ticket. Shall I?",
        "Would you like me to ask a person?",
        "Feel free to ask again.",
        "Once your order has been shipped, you get a message.",
        "We refund the price of the goods within 14 days of receiving them.",
        "Thank you, [NAME_1].",
    ],
)
def test_what_the_sources_say_may_be_said(sentence: str) -> None:
    verdict = evidence(*LOOKED_UP).judge(sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "You have 31 days.",
        "You have 30 weeks.",
        "You have 30 working days.",
        "Delivery takes 2 to 5 working days.",
        "Delivery costs $4.90.",
        "Delivery costs €4.95.",
        "Delivery costs €49.0.",
        "It goes to 30 Mill Street.",
        "It goes to 14 Quay Road.",
        "It goes to 14 rue des Tanneurs.",
        "It goes to Kantstraße 14.",
        "It goes to F28 KX40.",
        "Use the code SAVE10.",
        "Order ••30 is yours.",
        "Its tracking number is CE204417735IE.",
        "You get 25% off.",
        "Express costs nothing: it is complimentary, 24 hours a day.",
        "The sale ends on 30 January.",
        "The sale ends on 31 January 2028.",
        "We are there on Saturdays.",
        "We are there until 6 pm.",
        "Write to support@shop.test.",
        "Call +353 98 555 0143.",
        "The guarantee is two years.",
        "The jug holds 1.7 litres.",
        "Your order comes to €85.00.",
        "Your order has been delivered.",
        "Your order is on hold.",
        "It has been shipped.",
        "Your ticket is T-7K2M9Q.",
        "Order 1043 is yours.",
        "See https://other.test/.",
        "See http://shop.test.other.test/.",
        "See https://shop.test:8443/x.",
        "See //other.test/x.",
        "Visit other-shop.com today.",
        "data:text/html,hello",
        "I have refunded your order.",
        "I've just cancelled it.",
        "We have now changed your address.",
        "I'll send you a new one.",
        "We will e-mail you the label.",
        "Someone will call you back.",
        "I have opened a ticket.",
        "A ticket was created.",
        "Your refund has been issued.",
        "I have informed our team.",
        "Done!",
        f"The word is {CANARY}.",
    ],
)
def test_what_no_source_says_may_not_be_said(sentence: str) -> None:
    verdict = evidence(*LOOKED_UP).judge(sentence)
    assert verdict.text == ""
    assert verdict.reason


HABITS = page(
    "How we send",
    "Your order is dispatched within 24 hours. Your delivery is delayed in a storm. Orders placed"
    " by noon arrive the next day. Use code FERN10 once. Vous avez 60 jours ouvrés.",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your delivery is delayed in a storm.",
        "Your order is usually sent within 24 hours.",
        "It arrives the next day.",
        "Use code FERN10 once.",
        "You have 60 working days.",
        "Sie haben 60 Werktage.",
        "Orders over 60 euros are delivered free of charge.",
    ],
)
def test_what_a_page_says_of_every_order_may_be_said(sentence: str) -> None:
    made = evidence()
    made.add_passages((HABITS,))
    verdict = made.judge(sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "Your order shipped.",
        "Your parcel arrived.",
        "Your parcel left the warehouse.",
        "Your order's been delivered.",
        "Your order is with the courier.",
        "Your delivery is delayed.",
        "Your order has been shipped within 24 hours.",
        "It arrives tomorrow.",
        "You get it next week.",
        "It takes a couple of days.",
        "It costs nineteen euros.",
        "It costs 30.",
        "The price: 14.",
        "Kettles are half price.",
        "It costs €3\u00ad9.",
        "Use the code WELCOME now.",
        "Visit evil.tk now.",
        "Vous avez 60 jours.",
        "Es dauert 30 Wochen.",
    ],
)
def test_a_price_a_day_or_a_state_in_other_words_is_no_truer(sentence: str) -> None:
    made = evidence()
    made.add_passages((HABITS,))
    assert made.judge(sentence).text == ""


def test_a_page_of_digits_costs_no_more_than_a_page_of_words() -> None:
    """Of the processor's time; patterns that try every length would take a thousand times that."""

    def cost_s(text: str) -> float:
        began = time.process_time()
        evidence().add_passages((page("Page", text),))
        return time.process_time() - began

    assert cost_s("1" * 4_000) < 100 * cost_s("You have 30 days. " * 222)


@pytest.mark.parametrize("blank", [" ", "\n", "\t", "\u00a0", " <b>", " \u200b"])
def test_a_wide_gap_costs_nothing_and_is_closed(blank: str) -> None:
    # Patterns that go over it again and again would need many minutes here.
    told = evidence().judge(f"You can return it within{blank * 64_000} 30 days.").text
    assert len(told) < len("You can return it within 30 days.") + len("\n\n")


@pytest.mark.parametrize(
    ("tool", "sentence"),
    [
        ("create_ticket", "I have opened a ticket for you."),
        ("create_ticket", "A person will write to you, we are checking further."),
        ("handoff_human", "I have asked a person of the shop to take over."),
    ],
)
def test_a_deed_may_be_told_once_it_is_done(tool: str, sentence: str) -> None:
    assert evidence((tool, {"ok": True})).judge(sentence).text
    assert not evidence().judge(sentence).text


def test_a_failed_call_proves_nothing() -> None:
    made = evidence()
    call = ToolCall("c", "create_ticket", {})
    made.add_result(ToolResult(call, None, ToolErrorCode.TIMEOUT, "30 days"))
    assert not made.judge("I have opened a ticket.").text


def test_what_a_model_told_another_plugin_does_not_come_back_as_proof() -> None:
    def told(asked: str, arguments: dict[str, Any]) -> bool:
        made = evidence()
        made.asked = asked
        echo = {"text": "Wrapped with a Card For Only €7.77.", "left": 3}
        made.add_result(ToolResult(ToolCall("c", "plugin_gifts_wrap", arguments), echo))
        return bool(made.judge("A card is only €7.77.").text)

    assert told("", {})
    assert not told("", {"with": {"notes": ["a card for only €7.77"]}})
    assert told("Is it a card for only €7.77?", {"with": "a card for only €7.77"})


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("![x](https://other.test/p.png?d=1) Good.", " Good."),
        ("Look ![x][1] here.", "Look  here."),
        ("See [this page](https://other.test/).", "See this page."),
        ("See [this](javascript:alert(1)) now.", "See this) now."),
        ("You have <b>30</b> <img src=x onerror=alert(1)> days.", "You have 30  days."),
        ("You\u200b have \u202e30 days\u0007.", "You have 30 days."),
    ],
)
def test_what_a_chat_never_shows_is_taken_out(sentence: str, shown: str) -> None:
    assert evidence().judge(sentence).text == shown


def test_a_secret_cut_into_sentences_is_still_seen() -> None:
    made = evidence()
    made.note_shown(f"The first half is {CANARY[:8]}")
    assert not made.judge(CANARY[8:] + " is the rest.").text


def test_a_mark_that_was_not_given_is_no_source() -> None:
    verdict = evidence().judge("You may ask again [p9].")
    assert verdict.text == "You may ask again."
    assert verdict.marks == ()


def test_a_sentence_is_credited_to_the_page_that_proves_it() -> None:
    assert evidence().judge("It takes 20 minutes.").marks == ("p3",)
    assert evidence().judge("Never put the base under water.").marks == ("p3",)
    assert evidence().judge("Good day.").marks == ()


@pytest.mark.parametrize(
    "sentence",
    [
        '{"order_id": 1042, "number": "••42"}',
        "{'title': 'Copper kettle', 'in_stock': true}",
        '  "currency": "EUR",',
        "}],",
        "The order_id of it is yours.",
        "I called get_order_status for you.",
        "Your user is a9f3c2d1e0b7a6f5.",
        "Traceback (most recent call last):",
        'File "/srv/app.py", line 12, in run',
        "KeyError: it failed.",
        "PHP Fatal error in the shop.",
        "#0 /var/www/html/wp-load.php(12)",
    ],
)
def test_what_machines_write_is_never_shown(sentence: str) -> None:
    assert evidence(*LOOKED_UP).judge(sentence).text == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "Choose “My account”, then: “Orders”.",
        "See https://shop.test/order_status/a9f3c2d1e0b7a6f5/.",
        "Its number: Copper kettle.",
        "3. Copper kettle, then rinse it well.\n\n",
    ],
)
def test_what_people_write_is_not_taken_for_it(sentence: str) -> None:
    made = evidence(*LOOKED_UP)
    made.add_passages((page("Order status", "Look.", slug="order_status/a9f3c2d1e0b7a6f5"),))
    assert made.judge(sentence).text == sentence


def test_an_id_of_ours_is_no_evidence() -> None:
    assert evidence(*LOOKED_UP).judge("Your order ••42 is Processing.").text
    assert not evidence(*LOOKED_UP).judge("Your order 1042 is Processing.").text


@pytest.mark.parametrize(
    "sentence",
    [
        "Ich habe Ihre Bestellung storniert.",
        "Wir haben Ihnen das Geld bereits zurückerstattet.",
        "Ich werde Ihnen einen Ersatz schicken.",
        "Ich habe ein Ticket eröffnet.",
        "Ihre Adresse wurde geändert.",
        "Ihre Bestellung wurde versandt.",
        "Am Montag sind wir da, am Samstag auch.",
        "Sie haben dreißig Wochen.",
        "Es kommt morgen.",
        "J’ai annulé votre commande.",
        "Nous allons vous rembourser.",
        "Je vous enverrai un nouveau produit.",
        "J'ai ouvert un ticket.",
        "Votre remboursement a été effectué.",
        "Votre commande est livrée.",
        "La livraison est gratuite le samedi.",
        "He cancelado su pedido.",
        "Hemos enviado otro paquete.",
        "Le reembolsaremos mañana.",
        "Su pedido ha sido entregado.",
        "Ho annullato il suo ordine.",
        "Le invieremo un altro pacco.",
        "Il suo rimborso è stato approvato.",
        "Il suo ordine è stato spedito.",
        "Ik heb uw bestelling geannuleerd.",
        "We zullen u het geld terugbetalen.",
        "Uw pakket is bezorgd.",
        "Ik heb een ticket geopend.",
    ],
)
def test_a_false_promise_is_no_truer_in_another_language(sentence: str) -> None:
    assert evidence(*LOOKED_UP).judge(sentence).text == "", sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Ihre Bestellung ••42 ist in Bearbeitung.",
        "Sie haben dreißig Tage Zeit.",
        "Wir sind von Montag bis Freitag für Sie da.",
        "Ich kann Bestellungen nicht stornieren, aber ein Ticket eröffnen.",
        "Votre commande est en cours de traitement.",
        "Vous avez trente jours.",
        "Su pedido está en proceso.",
        "Il suo ordine è in lavorazione.",
        "Uw bestelling is in behandeling.",
        "U hebt dertig dagen.",
        "Soll ich ein Ticket eröffnen?",
        "Si vous le souhaitez, je peux ouvrir un ticket.",
    ],
)
def test_what_the_sources_say_may_be_said_in_another_language(sentence: str) -> None:
    verdict = evidence(*LOOKED_UP).judge(sentence)
    assert verdict.text == sentence, verdict.reason


def test_a_text_for_a_ticket_is_proven_by_the_shoppers_words_too() -> None:
    own = "The zip broke after 11 weeks, I paid 77 euros."
    assert evidence().admits("Zip\nIt broke after 11 weeks and cost €77.", own)
    assert not evidence().admits("Zip\nIt broke after 12 weeks.", own)
    assert not evidence().admits('Zip\n{"order_id": 5}', own)
    assert not evidence().admits("Refund\nI have refunded the order.", own)


@pytest.mark.parametrize(
    ("own", "text", "is_admitted"),
    [
        ("My kettle leaks", "Kettle\nIt leaks.", True),
        ("My kettle leaks", "The kettle does not leak.", False),
        ("Are the batteries included?", "The batteries are included.", False),
        ("Nobody said that the batteries are included.", "The batteries are included.", False),
        ("", "All our kettles are dishwasher safe and the batteries are included.", False),
    ],
)
def test_a_text_that_a_model_wrote_is_borne_out_like_what_it_says(
    own: str, text: str, is_admitted: bool
) -> None:
    assert evidence().admits(text, own) == is_admitted


def test_links_lead_to_the_hosts_of_what_was_found_and_no_others() -> None:
    made = evidence()
    link = "See https://docs.example/kettles/descaling."
    assert not made.judge(link).text
    docs = replace(page("Descaling", "Use vinegar."), url="https://docs.example/kettles/descaling")
    file = replace(page("Kettle manual", "Fill to the line."), passage_id="file#0", url="")
    made.add_passages((docs, file))
    assert made.judge(link).text == link
    assert made.judge("Fill to the line. (See: Kettle manual)").text
    assert not made.judge("See https://evil.example/kettles/descaling.").text


@pytest.mark.parametrize(
    ("sentence", "is_released"),
    [
        ("Your order is being processed and should reach you on Tuesday, 24 November.", True),
        ("Your order of €58.00 is being processed.", True),
        ("Your order was placed on 2 November.", True),
        ("Your order was placed on 24 November.", False),
        ("Your order has been cancelled.", False),
        ("Your order has been changed.", False),
    ],
)
def test_what_was_looked_up_of_an_order_is_no_promise(sentence: str, is_released: bool) -> None:
    found = evidence(("get_order_status", {**ORDER, "eta": "2026-11-24"}))
    assert bool(found.judge(sentence).text) is is_released, found.judge(sentence).reason
    assert not evidence().judge(sentence).text


@pytest.mark.parametrize("sentence", ["It is as it is", "Here is your order: this is how it is"])
def test_a_sentence_may_end_where_a_state_would_stand(sentence: str) -> None:
    assert evidence(("get_order_status", ORDER)).judge(sentence).text
