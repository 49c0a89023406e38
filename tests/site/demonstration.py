"""The main job, shown: five conversations over HTTP through WordPress and gRPC.

    python -m tests.site.demonstration [--once]

Prints each conversation and whether it was right. Exits 0 only if all were. Without `--once` the
shop stays up until Ctrl-C.
"""

from __future__ import annotations

import argparse
import html
import re
import signal
import sys
import time
from collections.abc import Callable

from tests.site import Options, Site, SiteFailed
from tests.site.shopper import Answer, Refused, Shopper

PORT = 8377
RETURNS = "How long do I have to return something I bought?"
MY_ORDER = "Where is my order?"
PRODUCT = "How much is the Tarn 2 Tent, and do you have it in stock?"
UNKNOWN = "Do you sponsor sailing clubs?"

Say = Callable[[str], None]


class Wrong(Exception):
    """A conversation did not go as it must."""


def must(fact: object, text: str) -> None:
    """Raise Wrong with `text` unless `fact` holds."""
    if not fact:
        raise Wrong(text)


def ask(shopper: Shopper, text: str, say: Say) -> Answer:
    """Ask, and tell the transcript what came."""
    say(f"  Shopper   {text}")
    answer = shopper.ask(text)
    for line in answer.text.splitlines():
        say(f"  Deskhand  {line}")
    for event in answer.shown:
        match event["type"]:
            case "citation":
                say(f"            [source] {event['title']} <{event['url']}>")
            case "card" if event["kind"] == "product":
                price, stock = event["price_text"], event["stock_text"]
                say(f"            [product] {event['title']} | {price} | {stock}")
            case "card":
                say(f"            [order] {event['number']} | {event['status']} | {event['total']}")
            case "ticket_offer":
                say(f"            [button] Open a ticket: {event['subject']}")
            case "failed" | "error":
                say(f"            [{event['type']}] {event.get('text') or event.get('message')}")
    say(f"            ({answer.outcome})")
    return answer


def returns_question(site: Site, say: Say) -> None:
    """A question on the returns policy is answered from it, with the page as its source."""
    with Shopper(site.url) as guest:
        answer = ask(guest, RETURNS, say)
    must(answer.outcome == "answered", f"outcome is {answer.outcome}")
    must("30 days" in answer.text, "the answer does not say 30 days")
    sources = [event["url"] for event in answer.of("citation")]
    must(sources and sources[0] == f"{site.url}/returns/", f"the sources are {sources}")


def own_order(site: Site, say: Say) -> None:
    """A customer's latest order: its real state and a masked number."""
    order = site.sample["orders"]["maeve-processing"]
    real = site.php(
        "$order = wc_get_order( $data ); return array(\n"
        "'number' => Deskhand\\Own_Orders::masked( $order->get_order_number() ),\n"
        "'status' => wc_get_order_status_name( $order->get_status() ) );",
        data=order,
    )
    with Shopper(site.url) as maeve:
        maeve.log_in(*site.customers[0])
        answer = ask(maeve, MY_ORDER, say)
    must(answer.outcome == "answered", f"outcome is {answer.outcome}")
    cards = [card for card in answer.of("card") if card["kind"] == "order"]
    must(cards, "there is no order card")
    must(cards[0]["status"] == real["status"], f"the card says {cards[0]['status']}")
    must(cards[0]["number"] == real["number"], f"the card shows the number {cards[0]['number']}")
    must(real["status"].lower() in answer.text.lower(), "the answer does not say the order's state")
    must(real["number"] in answer.text, "the answer does not name the order")
    must(not re.search(rf"\b{order}\b", answer.text), "the answer shows the whole number")


def foreign_order(site: Site, say: Say) -> None:
    """Someone else's order is refused in the same words as a missing one."""
    foreign = site.sample["orders"]["tomasz-processing"]
    missing = 987654
    with Shopper(site.url) as maeve:
        maeve.log_in(*site.customers[0])
        answers = [
            ask(maeve, f"Where is order {number}?", say).shown for number in (foreign, missing)
        ]
    said = [
        [
            {
                name: re.sub(r"[•\d]*\d", "#", value) if isinstance(value, str) else value
                for name, value in event.items()
                if name not in ("seq", "confidence")
            }
            for event in events
        ]
        for events in answers
    ]
    must(said[0] == said[1], f"the two answers differ:\n{said[0]}\n{said[1]}")
    text = "".join(event.get("text", "") for event in answers[0] if event["type"] == "delta")
    must(text, "nothing was said")
    must(not [event for event in answers[0] if event["type"] == "card"], "a card was shown")
    for secret in ("processing", "ember", "gas", "trivet", "tomasz"):
        must(secret not in text.lower(), f"the answer contains “{secret}”")


def product_question(site: Site, say: Say) -> None:
    """A product's card carries the price of this moment, also after the price changed."""
    product = site.sample["products"]["TT-TARN2"]
    change = (
        "$product = wc_get_product( $data[0] ); $product->set_regular_price( $data[1] );"
        " $product->save();"
    )
    try:
        for price in ("329.00", "319.50"):
            site.php(change, data=[product, price])
            with Shopper(site.url) as guest:
                answer = ask(guest, PRODUCT, say)
            must(answer.outcome == "answered", f"outcome is {answer.outcome}")
            cards = {card["id"]: card for card in answer.of("card") if card["kind"] == "product"}
            must(product in cards, "there is no card of the Tarn 2 Tent")
            must(cards[product]["price_text"] == f"€{price}", f"the card is {cards[product]}")
            must(cards[product]["in_stock"] is True, "the card says it is out of stock")
            must(next(iter(cards)) == product, "another product's card comes first")
            page = f"{site.url}/product/tarn-2-tent/"
            sources = {event["url"] for event in answer.of("citation")}
            must(sources <= {page}, f"the sources are {sources}")
    finally:
        site.php(change, data=[product, "329.00"])


def question_without_answer(site: Site, say: Say) -> None:
    """What the shop's pages don't answer becomes a ticket that staff find in wp-admin."""
    with Shopper(site.url) as guest, Shopper(site.url) as owner:
        answer = ask(guest, UNKNOWN, say)
        must(answer.outcome == "unanswered", f"outcome is {answer.outcome}")
        must(not answer.of("citation"), "a source was cited")
        offers = answer.of("ticket_offer")
        must(len(offers) == 1, f"{len(offers)} tickets were offered")
        ticket = guest.accept(offers[0], email="ronan@example.net", name="Ronan Keane")
        say(f"            [ticket] {ticket['ticket_id']}: {ticket['subject']}")
        must(re.fullmatch(r"T-[A-Z2-7]{6}", ticket["ticket_id"]), f"its id is {ticket}")
        owner.log_in(*site.admin)
        screen = html.unescape(owner.page("/wp-admin/admin.php?page=deskhand-tickets"))
        must(ticket["ticket_id"] in screen, "wp-admin does not list the ticket")
        must(ticket["subject"] in screen, "wp-admin does not show the ticket's subject")
        must("ronan@example.net" in screen, "wp-admin does not show how to reach the shopper")
        say(f"  wp-admin  Tickets lists {ticket['ticket_id']}, from ronan@example.net")


CONVERSATIONS: dict[str, Callable[[Site, Say], None]] = {
    "A question on returns": returns_question,
    "Where is my order": own_order,
    "Someone else's order": foreign_order,
    "A product's price": product_question,
    "A question without an answer": question_without_answer,
}


def hold(site: Site, say: Say) -> int:
    """Hold all conversations; how many went wrong."""
    wrong = 0
    for number, (title, conversation) in enumerate(CONVERSATIONS.items(), 1):
        say(f"\n{number}. {title}")
        try:
            conversation(site, say)
            say("  RIGHT")
        except (Wrong, Refused) as failure:
            wrong += 1
            say(f"  WRONG: {failure}")
    return wrong


def main() -> int:
    """Bring the shop up, hold the conversations, and leave it up unless `--once`."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description="Show the main job.")
    parser.add_argument("--once", action="store_true", help="end after the conversations")
    once = parser.parse_args().once
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    def say(text: str) -> None:
        print(text, flush=True)

    began = time.monotonic()
    say("Bringing the shop up")
    try:
        site = Site.start(Options(port=0 if once else PORT), say=lambda text: say(f"  {text}"))
    except SiteFailed as failure:
        say(f"The shop did not come up: {failure}")
        return 1
    with site:
        say(f"  up after {time.monotonic() - began:.0f} s")
        wrong = hold(site, say)
        total = len(CONVERSATIONS)
        say(f"\n{total - wrong} of {total} conversations right, {time.monotonic() - began:.0f} s")
        if wrong:
            say(site.log_tails())
        if not once:
            say(f"\nThe shop: {site.url}\nwp-admin: {site.url}/wp-admin/  {' / '.join(site.admin)}")
            say(f"A customer: {' / '.join(site.customers[0])}\nCtrl-C ends it.")
            try:
                signal.pause()
            except KeyboardInterrupt:
                say("\nEnding")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
