"""When the shop says no: a plain sentence, a way on, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_rest import Refusal, Shop
from tests.browser.widget import Widget

DOWN = Refusal(503, "sidecar_down", "Our assistant is taking a break.")
ANSWER = [{"type": "delta", "text": "Yes."}, {"type": "done", "outcome": "answered"}]


def fill_contact(widget: Widget) -> None:
    widget.contact.get_by_label("Your name").fill("Ada")
    widget.contact.get_by_label("Your e-mail address").fill("ada@example.com")


def test_a_busy_shop_offers_a_retry_and_a_message(shop: Shop, widget: Widget) -> None:
    shop.script = ANSWER
    shop.refuse("chat", Refusal(503, "busy", "Many people are asking right now."))
    widget.open(shop.url)
    widget.ask("Is it wool?")
    expect(widget.log).to_contain_text("Many people are asking right now.")
    expect(widget.log.get_by_role("button", name="Leave a message")).to_be_visible()
    widget.retry.click()
    expect(widget.answer()).to_have_text("Yes.")
    expect(widget.log).not_to_contain_text("Many people are asking right now.")
    assert len({asked.body["message_id"] for asked in shop.requests("chat")}) == 1


def test_too_many_messages_can_be_retried_when_the_time_has_come(
    page: Page, shop: Shop, widget: Widget
) -> None:
    page.clock.install()
    shop.script = ANSWER
    shop.refuse("chat", Refusal(429, "rate_limited", "That was a lot at once.", retry_after=60))
    widget.open(shop.url)
    widget.ask("Is it wool?")
    expect(widget.log).to_contain_text("That was a lot at once.")
    expect(widget.retry).to_be_disabled()
    page.clock.run_for(59_000)
    expect(widget.retry).to_be_disabled()
    page.clock.run_for(1_500)
    widget.retry.click()
    expect(widget.answer()).to_have_text("Yes.")


@pytest.mark.parametrize("code", ["message_too_long", "message_invalid"])
def test_a_message_the_shop_can_not_take_goes_back_to_be_changed(
    shop: Shop, widget: Widget, code: str
) -> None:
    shop.refuse("chat", Refusal(400, code, "Please write it again."))
    widget.open(shop.url)
    widget.ask("Is it wool?")
    expect(widget.log).to_contain_text("Please write it again.")
    expect(widget.input).to_have_value("Is it wool?")
    expect(widget.retry).to_have_count(0)


def test_errors_of_wordpress_itself_are_not_shown_to_shoppers(shop: Shop, widget: Widget) -> None:
    shop.refuse("chat", Refusal(404, "rest_no_route", "No route was found matching the URL."))
    widget.open(shop.url)
    widget.ask("Is it wool?")
    expect(widget.log).to_contain_text("Something went wrong. Please try again.")
    expect(widget.log).not_to_contain_text("route")


def test_with_the_sidecar_down_the_message_can_be_left_and_is_kept(
    shop: Shop, widget: Widget
) -> None:
    shop.refuse("chat", DOWN)
    widget.open(shop.url)
    widget.ask("Do you wrap gifts?")
    expect(widget.contact.get_by_label("Your message")).to_have_value("Do you wrap gifts?")
    fill_contact(widget)
    widget.contact.get_by_role("button", name="Send message").click()
    expect(widget.log).to_contain_text("We have your message and will write to you.")
    [asked] = shop.requests("contact")
    assert asked.body["name"] == "Ada"
    assert asked.body["email"] == "ada@example.com"
    assert asked.body["message"] == "Do you wrap gifts?"
    widget.page.reload()
    expect(widget.log).to_contain_text("Hello!")
    expect(widget.contact).to_have_count(0)


def test_a_contact_form_that_failed_keeps_its_words_and_its_id(shop: Shop, widget: Widget) -> None:
    shop.refuse("chat", DOWN)
    shop.refuse("contact", Refusal(500, "internal", "Something broke on our side."))
    widget.open(shop.url)
    widget.ask("Do you wrap gifts?")
    fill_contact(widget)
    button = widget.contact.get_by_role("button", name="Send message")
    button.click()
    expect(widget.contact).to_contain_text("Something broke on our side.")
    expect(widget.contact.get_by_label("Your name")).to_have_value("Ada")
    button.click()
    expect(widget.log).to_contain_text("We have your message and will write to you.")
    first, second = shop.requests("contact")
    assert first.body["request_id"] == second.body["request_id"]


def test_a_contact_draft_survives_a_reload_under_the_same_id(
    page: Page, shop: Shop, widget: Widget
) -> None:
    shop.refuse("chat", DOWN)
    widget.open(shop.url)
    widget.ask("Do you wrap gifts?")
    fill_contact(widget)
    kept = page.evaluate("Object.entries(sessionStorage).find(([key]) => key.endsWith(':contact'))")
    shop.refuse("chat", DOWN)
    page.reload()
    expect(widget.contact.get_by_label("Your name")).to_have_value("Ada")
    expect(widget.contact.get_by_label("Your message")).to_have_value("Do you wrap gifts?")
    widget.contact.get_by_role("button", name="Send message").click()
    expect(widget.log).to_contain_text("We have your message and will write to you.")
    assert shop.requests("contact")[0].body["request_id"] in kept[1]


def test_with_the_sidecar_back_the_same_message_is_answered(shop: Shop, widget: Widget) -> None:
    shop.script = ANSWER
    shop.refuse("chat", DOWN)
    widget.open(shop.url)
    widget.ask("Is it wool?")
    expect(widget.contact).to_be_visible()
    widget.retry.click()
    expect(widget.answer()).to_have_text("Yes.")
    expect(widget.contact).to_have_count(0)
    assert len(shop.turns) == 1


def test_a_refused_session_can_be_retried(shop: Shop, widget: Widget) -> None:
    shop.refuse("session", Refusal(503, "busy", "Many people are asking right now."))
    widget.open(shop.url)
    expect(widget.log).to_contain_text("Many people are asking right now.")
    expect(widget.log).to_contain_text("You are chatting with an AI assistant.")
    widget.retry.click()
    expect(widget.log).to_contain_text("Hello!")


def test_a_transcript_that_can_not_be_read_does_not_stop_the_chat(
    page: Page, shop: Shop, widget: Widget
) -> None:
    shop.script = ANSWER
    widget.open(shop.url)
    expect(widget.log).to_contain_text("Hello!")
    shop.refuse("thread", DOWN)
    page.reload()
    expect(widget.log).to_contain_text("Earlier messages can’t be shown right now.")
    widget.ask("Is it wool?")
    expect(widget.answer()).to_have_text("Yes.")


def test_a_turn_that_failed_can_be_asked_again_as_a_new_message(shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    widget.ask("Is it wool?")
    shop.turn().emit({"type": "failed", "reason": "INTERNAL", "text": "I could not finish."})
    expect(widget.log).to_contain_text("I could not finish.")
    widget.retry.click()
    again = shop.turn(2)
    assert again.text == "Is it wool?"


def test_a_session_that_ended_goes_on_in_a_new_thread(shop: Shop, widget: Widget) -> None:
    shop.script = ANSWER
    widget.open(shop.url)
    expect(widget.log).to_contain_text("Hello!")
    shop.threads = 2
    shop.refuse("chat", Refusal(403, "session_invalid"))
    widget.ask("Is it wool?")
    expect(widget.answer()).to_have_text("Yes.")
    assert shop.requests("chat")[-1].body["thread"] == "thread-2"
