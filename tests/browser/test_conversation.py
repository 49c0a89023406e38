"""Asking and being answered."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.fake_rest import Shop
from tests.browser.widget import Widget

DONE = {"type": "done", "outcome": "answered"}
PRODUCT = {
    "type": "card",
    "kind": "product",
    "id": 12,
    "title": "Wool blanket",
    "url": "/product/wool-blanket/",
    "price_text": "€89.00",
    "in_stock": True,
    "stock_text": "In stock",
    "image": "",
}
ORDER = {
    "type": "card",
    "kind": "order",
    "number": "••42",
    "status": "Processing",
    "total": "€58.00",
    "date": "2026-11-02",
    "items": [{"name": "Enamel mug", "quantity": 2}],
    "eta": "",
    "tracking": [{"provider": "PostNord", "number": "SE1", "url": "https://carrier.example/SE1"}],
    "url": "/my-account/",
}
OFFER = {"type": "ticket_offer", "subject": "Gift wrapping", "body": "Do you wrap gifts?"}


def test_the_ai_notice_and_the_privacy_link_come_before_the_first_message(
    shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    expect(widget.log).to_contain_text("You are chatting with an AI assistant.")
    expect(widget.log.get_by_role("link", name="Privacy")).to_have_attribute(
        "href", shop.url + "privacy/"
    )
    expect(widget.log).to_contain_text("Hello! Ask me about products")
    expect(widget.shopper).to_have_count(0)


def test_words_are_shown_while_the_answer_is_still_being_written(
    shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    turn = shop.turn()
    assert shop.requests("chat")[0].body["mode"] == "stream"
    expect(widget.shopper).to_contain_text("How long does shipping take?")
    turn.emit({"type": "step", "name": "search_knowledge", "text": "Searching our pages"})
    expect(widget.log).to_contain_text("Searching our pages")
    turn.say("Two to four days ")
    expect(widget.answer()).to_have_text("Two to four days")
    turn.say("within **Norway**.")
    expect(widget.answer()).to_have_text("Two to four days within Norway.")
    expect(widget.stop).to_be_visible()
    turn.finish()
    expect(widget.stop).to_be_hidden()
    expect(widget.send).to_be_visible()
    expect(widget.log).not_to_contain_text("Searching our pages")


def test_a_question_asked_before_the_session_is_there_is_shown_and_waits(
    shop: Shop, widget: Widget
) -> None:
    shop.awake.clear()
    widget.open(shop.url)
    widget.ask("One")
    expect(widget.shopper).to_contain_text("One")
    widget.ask("Two")
    expect(widget.input).to_have_value("Two")  # busy: nothing typed is lost
    expect(widget.stop).to_be_visible()
    assert shop.requests("chat") == []
    shop.awake.set()
    shop.turn().finish()
    expect(widget.send).to_be_visible()
    expect(widget.shopper).to_have_count(1)
    assert [turn.text for turn in shop.turns.values()] == ["One"]


def test_questions_pressed_at_once_are_answered_one_after_the_other(
    shop: Shop, widget: Widget
) -> None:
    shop.awake.clear()
    widget.open(shop.url)
    widget.person.dblclick()
    shop.awake.set()
    first = shop.turn()
    first.say("One.")
    expect(widget.answer()).to_have_text("One.")
    assert len(shop.turns) == 1
    first.finish()
    shop.turn(2).finish()
    expect(widget.send).to_be_visible()


def test_each_message_has_an_id_of_its_own_and_says_where_the_shopper_is(
    page: Page, shop: Shop, widget: Widget
) -> None:
    shop.script = [DONE]
    shop.product_id = 12
    widget.open(shop.url + "product/blanket/?key=wc_order_secret#reviews")
    widget.ask("One")
    shop.turn()
    expect(widget.send).to_be_visible()
    widget.ask("Two")
    shop.turn(2)
    first, second = (asked.body for asked in shop.requests("chat"))
    assert first["message_id"] != second["message_id"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{8,64}", first["message_id"])
    assert first["page"] == {
        "url": shop.url + "product/blanket/",
        "product_id": 12,
        "locale": "en-GB",
    }


def test_sources_are_shown_once_each_and_lead_to_their_pages(shop: Shop, widget: Widget) -> None:
    source = {"type": "citation", "title": "Returns", "url": "/returns/", "section": "Sale"}
    shop.script = [{"type": "delta", "text": "Yes."}, source, {**source, "section": "Time"}, DONE]
    widget.open(shop.url)
    widget.ask("Can I return it?")
    chips = widget.log.get_by_role("list", name="Sources").get_by_role("link")
    expect(chips).to_have_count(1)
    expect(chips).to_have_text("Returns")
    expect(chips).to_have_attribute("href", shop.url + "returns/")


def test_a_source_on_a_docs_site_is_linked_and_a_file_without_address_is_named(
    shop: Shop, widget: Widget
) -> None:
    page = {"type": "citation", "title": "Docs", "url": "https://docs.example/a", "section": ""}
    files = [{**page, "title": title, "url": ""} for title in ("Lamp manual", "Stove manual")]
    shop.script = [{"type": "delta", "text": "Yes."}, page, *files, DONE]
    widget.open(shop.url)
    widget.ask("Can I repair it?")
    sources = widget.log.get_by_role("list", name="Sources")
    expect(sources.get_by_role("listitem")).to_have_text(["Docs", "Lamp manual", "Stove manual"])
    expect(sources.get_by_role("link")).to_have_count(1)
    expect(sources.get_by_role("link")).to_have_attribute("href", "https://docs.example/a")


def test_a_product_card_shows_the_live_price_and_leads_to_the_product(
    shop: Shop, widget: Widget
) -> None:
    shop.script = [PRODUCT, DONE]
    widget.open(shop.url)
    widget.ask("Do you have blankets?")
    card = widget.log.locator(".product")
    expect(card).to_contain_text("€89.00")
    expect(card).to_contain_text("In stock")
    expect(card.get_by_role("link", name="Wool blanket")).to_have_attribute(
        "href", shop.url + "product/wool-blanket/"
    )


def test_a_product_on_sale_shows_what_it_cost_before(shop: Shop, widget: Widget) -> None:
    sale = {"on_sale": True, "regular_price_text": "€120.00"}
    shop.script = [{**PRODUCT, **sale}, DONE]
    widget.open(shop.url)
    widget.ask("Do you have blankets?")
    price = widget.log.locator(".product .price")
    expect(price).to_have_text("€120.00 €89.00")
    expect(price.locator("del")).to_have_text("€120.00")


def test_an_order_card_shows_state_items_and_tracking(shop: Shop, widget: Widget) -> None:
    shop.script = [ORDER, DONE]
    widget.open(shop.url)
    widget.ask("Where is my order?")
    card = widget.log.locator(".order")
    for fact in ("Order ••42", "Processing", "2 × Enamel mug", "€58.00", "2 Nov 2026"):
        expect(card).to_contain_text(fact)
    track = card.get_by_role("link", name="Track with PostNord SE1")
    expect(track).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(card.get_by_role("link", name="View order")).to_be_visible()


def test_replaced_withdraws_everything_shown_for_the_message(shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    widget.ask("Where is my order?")
    turn = shop.turn()
    turn.say("It left on Monday.")
    turn.emit(PRODUCT, OFFER, {"type": "citation", "title": "Old", "url": "/old/", "section": ""})
    expect(widget.ticket).to_be_visible()
    turn.emit({"type": "replaced", "reason": "RESTARTED"})
    expect(widget.ticket).to_have_count(0)
    turn.say("I can't see that.")
    turn.finish()
    expect(widget.answer()).to_have_text("I can't see that.")
    expect(widget.log).not_to_contain_text("Monday")
    expect(widget.log).not_to_contain_text("Old")
    expect(widget.log.locator(".product")).to_have_count(0)


def test_stop_ends_the_turn_and_says_so(shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    widget.ask("Tell me everything")
    turn = shop.turn()
    turn.say("First,")
    expect(widget.answer()).to_have_text("First,")
    widget.stop.click()
    shop.wait(lambda: bool(shop.requests("stop")))
    assert shop.requests("stop")[0].body["message_id"] == turn.message_id
    expect(widget.log).to_contain_text("You stopped this answer.")
    expect(widget.send).to_be_visible()


def test_a_person_can_be_asked_for_in_the_middle_of_an_answer(shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    widget.ask("Tell me everything")
    shop.turn().say("First,")
    expect(widget.answer()).to_have_text("First,")
    widget.person.click()
    handoff = shop.turn(2)
    assert handoff.text == "I would like to talk to a person."
    assert shop.turn().ended
    handoff.emit({"type": "handed_off", "queue_position": 2, "hours": "Mon–Fri"})
    handoff.finish("handed_off")
    told = "We asked a person to take over. Before you: 1. People answer: Mon–Fri"
    expect(widget.log).to_contain_text(told)


def test_a_hand_over_and_an_offer_of_a_ticket_share_one_form(shop: Shop, widget: Widget) -> None:
    shop.script = [{"type": "handed_off", "queue_position": 1, "hours": ""}, OFFER, DONE]
    widget.open(shop.url)
    widget.ask("Do you wrap gifts?")
    expect(widget.ticket).to_have_count(1)
    expect(widget.ticket.get_by_label("Subject")).to_have_value("Gift wrapping")


def test_who_asks_for_a_person_can_leave_an_address(shop: Shop, widget: Widget) -> None:
    shop.script = [{"type": "handed_off", "queue_position": 1, "hours": ""}, DONE]
    widget.open(shop.url)
    widget.person.click()
    expect(widget.ticket.get_by_label("Subject")).to_have_value("Talk to a person")
    assert shop.requests("ticket") == []
    widget.ticket.get_by_label("What should we look into?").fill("My tent is torn.")
    widget.ticket.get_by_label("Your e-mail address").fill("ada@example.com")
    widget.ticket.get_by_role("button", name="Open a ticket").click()
    expect(widget.log).to_contain_text("Ticket T-7K2M9Q is open.")


def test_a_ticket_is_opened_by_a_click_and_never_before(shop: Shop, widget: Widget) -> None:
    shop.script = [{"type": "delta", "text": "I could not find that."}, OFFER, DONE]
    widget.open(shop.url)
    widget.ask("Do you wrap gifts?")
    expect(widget.ticket.get_by_label("Subject")).to_have_value("Gift wrapping")
    button = widget.ticket.get_by_role("button", name="Open a ticket")
    button.click()
    expect(widget.ticket.get_by_label("Your e-mail address")).to_be_focused()  # required of guests
    assert shop.requests("ticket") == []
    widget.ticket.get_by_label("Your e-mail address").fill("ada@example.com")
    widget.ticket.get_by_label("What should we look into?").fill("Three gifts, please.")
    button.dblclick()
    expect(widget.log).to_contain_text("Ticket T-7K2M9Q is open.")
    [asked] = shop.requests("ticket")
    assert asked.body["subject"] == "Gift wrapping"
    assert asked.body["body"] == "Three gifts, please."
    assert asked.body["email"] == "ada@example.com"
    assert shop.turn().message_id in asked.body["request_id"]


def test_a_logged_in_shopper_is_not_asked_for_an_address(shop: Shop, widget: Widget) -> None:
    shop.logged_in = True
    shop.script = [OFFER, DONE]
    widget.open(shop.url)
    widget.ask("Do you wrap gifts?")
    expect(widget.ticket.get_by_label("Subject")).to_be_visible()
    expect(widget.ticket.get_by_label("Your e-mail address")).to_have_count(0)
    assert all(asked.headers["X-WP-Nonce"] == "nonce-1" for asked in shop.requests("chat"))


def test_a_rating_is_sent_at_once_and_its_reason_after_it(shop: Shop, widget: Widget) -> None:
    shop.script = [{"type": "delta", "text": "Yes."}, DONE]
    widget.open(shop.url)
    widget.ask("Is it wool?")
    widget.log.get_by_role("button", name="This did not help").click()
    reason = widget.log.get_by_role("textbox", name="What was missing? (optional)")
    expect(reason).to_be_focused()
    reason.fill("Which wool?")
    reason.press("Enter")
    expect(widget.log).to_contain_text("Thank you for telling us.")
    sent = [(asked.body["rating"], asked.body["reason"]) for asked in shop.requests("feedback")]
    assert sent == [("down", ""), ("down", "Which wool?")]


def test_a_suggested_question_is_asked_by_pressing_it(shop: Shop, widget: Widget) -> None:
    shop.script = [DONE]
    widget.open(shop.url)
    widget.log.get_by_role("button", name="How long does shipping take?").click()
    assert shop.turn().text == "How long does shipping take?"
    expect(widget.log.get_by_role("button", name="Can I return a sale item?")).to_have_count(0)


def test_a_new_conversation_leaves_the_old_thread(shop: Shop, widget: Widget) -> None:
    shop.messages = [
        {"message_id": "m-000001", "author": "shopper", "text": "Old question"},
        {"message_id": "m-000001", "author": "agent", "text": "Old answer"},
    ]
    widget.page.goto(shop.url)
    widget.page.evaluate(
        "key => localStorage.setItem(key, JSON.stringify('thread-1'))",
        f"deskhand:{shop.url}wp-json/deskhand/v1/:thread",
    )
    widget.launcher.click()
    expect(widget.log).to_contain_text("Old answer")
    widget.panel.get_by_role("button", name="New conversation").click()
    expect(widget.log).not_to_contain_text("Old answer")
    expect(widget.log).to_contain_text("Hello! Ask me about products")
    widget.ask("New question")
    shop.turn()
    assert shop.requests("chat")[0].body["thread"] == "thread-2"


def test_the_transcript_keeps_cards_sources_ratings_and_staff(shop: Shop, widget: Widget) -> None:
    citation = {"title": "Care", "url": "/care/", "section": ""}
    shop.messages = [
        {"message_id": "m-000001", "author": "shopper", "text": "Can I wash it?"},
        {
            "message_id": "m-000001",
            "author": "agent",
            "text": "By **hand**.",
            "citations": [citation],
            "cards": [PRODUCT],
            "rating": "up",
        },
        {"message_id": "m-000002", "author": "staff", "text": "Cold water, please."},
    ]
    widget.page.goto(shop.url)
    widget.page.evaluate(
        "key => localStorage.setItem(key, JSON.stringify('thread-1'))",
        f"deskhand:{shop.url}wp-json/deskhand/v1/:thread",
    )
    widget.launcher.click()
    expect(widget.log.locator(".staff")).to_contain_text("Support team: Cold water, please.")
    expect(widget.answer()).to_have_text("By hand.")
    expect(widget.log.get_by_role("link", name="Care")).to_be_visible()
    expect(widget.log.locator(".product")).to_contain_text("€89.00")
    expect(widget.log.get_by_role("button", name="This helped")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_shift_enter_breaks_the_line_and_enter_sends(shop: Shop, widget: Widget) -> None:
    shop.script = [DONE]
    widget.open(shop.url)
    widget.input.press_sequentially("One")
    widget.input.press("Shift+Enter")
    widget.input.press_sequentially("two")
    widget.input.press("Enter")
    assert shop.turn().text == "One\ntwo"
    expect(widget.input).to_have_value("")


def test_the_enter_that_ends_a_composition_does_not_send(shop: Shop, widget: Widget) -> None:
    shop.script = [DONE]
    widget.open(shop.url)
    widget.input.fill("にほんご")
    widget.input.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    widget.input.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(widget.input).to_have_value("にほんご")
    widget.input.press("Enter")
    assert shop.turn().text == "にほんご"
    assert len(shop.turns) == 1


def test_length_is_counted_near_the_limit_and_nothing_longer_is_sent(
    shop: Shop, widget: Widget
) -> None:
    shop.script = [DONE]
    widget.open(shop.url)
    widget.input.fill("x" * 3599)
    expect(widget.panel).not_to_contain_text("characters")
    widget.input.fill("🧶" * 4001)
    expect(widget.panel).to_contain_text("4001 of 4000 characters")
    widget.input.press("Enter")
    expect(widget.send).to_have_attribute("aria-disabled", "true")
    widget.input.fill("🧶" * 4000)
    widget.input.press("Enter")
    assert len(shop.turn().text) == 4000
    assert len(shop.turns) == 1


def test_right_to_left_text_and_emoji_arrive_and_return_unchanged(
    shop: Shop, widget: Widget
) -> None:
    text = "متى يصل طلبي؟ 👩‍👩‍👧‍👦🇳🇴"
    shop.script = [{"type": "delta", "text": text}, DONE]
    widget.open(shop.url)
    widget.ask(text)
    assert shop.turn().text == text
    expect(widget.answer()).to_have_text(text)
    assert widget.answer().evaluate("node => node.matches(':dir(rtl)')")


def test_words_not_yet_sent_survive_a_page_change(page: Page, shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    widget.input.fill("I was about to ask")
    page.reload()
    expect(widget.input).to_have_value("I was about to ask")


def test_an_answer_that_ends_while_the_chat_is_closed_is_marked_on_the_launcher(
    shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    widget.ask("Is it wool?")
    turn = shop.turn()
    widget.close.click()
    turn.say("Yes.")
    turn.finish()
    expect(widget.launcher).to_have_accessible_name("Chat with us, conversation open")
