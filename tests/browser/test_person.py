"""A person of the shop takes the conversation, and actions that wait for somebody's word."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_rest import Refusal, Shop
from tests.browser.widget import Widget

HANDED_OFF: dict[str, Any] = {
    "type": "handed_off",
    "queue_position": 1,
    "hours": "Mon–Fri 9–17",
    "is_away": False,
    "away_text": "",
    "opens_unix_ms": 0,
}
DONE = {"type": "done", "outcome": "answered"}
OFFER = {
    "type": "approval_offer",
    "approval_id": "approval-1",
    "summary": "Refund €12.00 for order ••21",
    "by_shopper": True,
}
HIDE = """hidden => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def looks(shop: Shop) -> list[dict[str, Any]]:
    return [asked.body for asked in shop.requests("thread")]


def meet(shop: Shop, widget: Widget) -> None:
    """The shopper asks for a person, and Nora comes."""
    shop.script = [HANDED_OFF, {"type": "done", "outcome": "handed_off"}]
    shop.person["waits_for_person"] = True
    widget.open(shop.url)
    widget.person.click()
    expect(widget.log).to_contain_text("We asked a person to take over.")
    shop.take("Nora")
    expect(widget.log).to_contain_text("You are talking to Nora.")


def test_who_waits_sees_the_person_come_write_and_go(shop: Shop, widget: Widget) -> None:
    meet(shop, widget)
    expect(widget.panel.locator("header")).to_contain_text("You are talking to Nora.")
    expect(widget.person).to_be_hidden()
    shop.write("reply-1", "Hello, **Ann**!")
    staff = widget.log.locator(".message.staff")
    expect(staff).to_have_count(1)
    expect(staff).to_contain_text("Nora")
    expect(staff.locator("strong")).to_have_text("Ann")
    expect(widget.live).to_contain_text("Nora: Hello")
    shop.take("")
    expect(widget.log).to_contain_text("Our AI assistant answers again.")
    expect(widget.panel.locator("header")).to_contain_text("AI assistant")
    expect(widget.person).to_be_visible()
    expect(staff).to_have_count(1)


def test_the_person_is_named_before_what_they_wrote(shop: Shop, widget: Widget) -> None:
    shop.script = [HANDED_OFF, {"type": "done", "outcome": "handed_off"}]
    shop.person["waits_for_person"] = True
    widget.open(shop.url)
    widget.person.click()
    expect(widget.log).to_contain_text("We asked a person to take over.")
    shop.take("Nora")
    shop.write("reply-1", "Hello!")
    expect(widget.log).to_contain_text(re.compile(r"talking to Nora\..*Hello!", re.DOTALL))


def test_looking_ends_when_nobody_is_asked_for(shop: Shop, widget: Widget) -> None:
    meet(shop, widget)
    shop.take("")
    expect(widget.log).to_contain_text("Our AI assistant answers again.")
    pending = widget.page.evaluate(
        """async () => {
            const { Person } = await import('/widget/person.js');
            const looks = [];
            const panel = { isSeen: () => true, t: (key) => key, onPerson() {}, announce() {},
                log: document.createElement('div'),
                session: { call: async () => { looks.push(1); } } };
            const person = new Person(panel, () => false);
            person.take({ messages: [], waits_for_person: false, with_person: false });
            person.look();
            await new Promise((resolve) => setTimeout(resolve));
            return looks.length;
        }"""
    )
    assert pending == 0


def test_who_looks_is_present_and_who_does_not_is_not(
    page: Page, shop: Shop, widget: Widget
) -> None:
    meet(shop, widget)
    assert looks(shop)[-1]["present"] is True
    page.evaluate(HIDE, True)
    count = len(looks(shop))
    page.evaluate(HIDE, False)
    shop.wait(lambda: len(looks(shop)) > count)
    assert looks(shop)[-1]["present"] is True
    widget.close.click()
    # The look that was due finds a chat that nobody sees.
    shop.wait(lambda: looks(shop)[-1]["present"] is False)
    count = len(looks(shop))
    shop.write("reply-1", "Are you still there?")
    widget.launcher.click()
    shop.wait(lambda: len(looks(shop)) > count)
    assert looks(shop)[-1]["present"] is True
    expect(widget.log).to_contain_text("Are you still there?")


def test_a_message_to_a_person_is_delivered_and_nothing_else(shop: Shop, widget: Widget) -> None:
    meet(shop, widget)
    shop.script = [{"type": "done", "outcome": "with_person"}]
    widget.ask("My tent leaks.")
    answer = widget.agent.last
    expect(answer.get_by_text("Delivered")).to_be_visible()
    expect(answer.get_by_role("button")).to_have_count(0)
    expect(widget.send).to_be_visible()


def test_after_a_reload_the_person_is_still_there(shop: Shop, widget: Widget) -> None:
    meet(shop, widget)
    shop.write("reply-1", "Hello!")
    expect(widget.log).to_contain_text("Hello!")
    widget.page.reload()
    expect(widget.panel.locator("header")).to_contain_text("You are talking to Nora.")
    expect(widget.log.locator(".message.staff")).to_have_count(1)
    shop.write("reply-2", "Anything else?")
    expect(widget.log.locator(".message.staff")).to_have_count(2)


def test_a_new_conversation_leaves_the_person(shop: Shop, widget: Widget) -> None:
    meet(shop, widget)
    shop.take("")
    widget.panel.get_by_role("button", name="New conversation").click()
    expect(widget.panel.locator("header")).not_to_contain_text("Nora")
    expect(widget.log).not_to_contain_text("You are talking to")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"is_away": True}, "Nobody of our team is in at the moment."),
        ({"is_away": True, "away_text": "We are at the fair."}, "We are at the fair."),
        ({"is_away": True, "opens_unix_ms": 4_102_477_200_000}, "We are back "),
        ({"queue_position": 3}, "Before you: 2."),
    ],
)
def test_who_asks_for_a_person_learns_when_one_comes(
    shop: Shop, widget: Widget, told: dict[str, Any], said: str
) -> None:
    shop.script = [{**HANDED_OFF, **told}, {"type": "done", "outcome": "handed_off"}]
    widget.open(shop.url)
    widget.person.click()
    expect(widget.log.locator(".notice")).to_contain_text(said)
    if told.get("opens_unix_ms"):
        expect(widget.log.locator(".notice")).to_contain_text(re.compile(r"\b(1 January 2100)"))


@pytest.mark.parametrize(("button", "agree"), [("Confirm", True), ("No", False)])
def test_the_shopper_confirms_an_action_or_says_no(
    shop: Shop, widget: Widget, button: str, agree: bool
) -> None:
    shop.script = [{"type": "delta", "text": "I can do that."}, OFFER, DONE]
    widget.open(shop.url)
    widget.ask("I want my money back.")
    card = widget.log.get_by_role("region", name="Please confirm")
    expect(card).to_contain_text("Refund €12.00 for order ••21")
    expect(widget.live).to_contain_text("Refund €12.00")
    shop.decision = {"state": "done", "text": "€12.00 are on their way to you."}
    shop.refuse("approval", Refusal(503, "sidecar_down", "Our assistant is taking a break."))
    card.get_by_role("button", name=button, exact=True).click()
    expect(card.get_by_role("alert")).to_have_text("Our assistant is taking a break.")
    card.get_by_role("button", name=button, exact=True).click()
    expect(card).to_contain_text("€12.00 are on their way to you.")
    expect(card.get_by_role("button")).to_have_count(0)
    expect(card.locator(".confirmation")).to_be_focused()
    expect(widget.live).to_have_text("€12.00 are on their way to you.")
    sent = shop.requests("approval")[-1].body
    assert (sent["approval_id"], sent["agree"]) == ("approval-1", agree)


def test_an_action_that_waits_is_still_there_after_a_reload(shop: Shop, widget: Widget) -> None:
    shop.script = [{"type": "delta", "text": "I can do that."}, OFFER, DONE]
    widget.open(shop.url)
    widget.ask("I want my money back.")
    card = widget.log.get_by_role("region", name="Please confirm")
    expect(card).to_be_visible()
    turn = shop.turn()
    shop.messages = [
        {"message_id": turn.message_id, "author": author, "text": text}
        for author, text in (("shopper", turn.text), ("agent", "I can do that."))
    ]
    widget.page.reload()
    expect(card).to_have_count(1)
    card.get_by_role("button", name="Confirm").click()
    expect(card).to_contain_text("It is done.")
    widget.page.reload()
    expect(widget.answer()).to_contain_text("I can do that.")
    expect(card).to_have_count(0)


def test_what_staff_decides_is_shown_when_it_comes(shop: Shop, widget: Widget) -> None:
    shop.script = [
        {"type": "delta", "text": "I have passed it on."},
        {**OFFER, "by_shopper": False},
        DONE,
    ]
    widget.open(shop.url)
    widget.ask("I want my money back.")
    note = widget.log.locator(".notice")
    expect(note).to_contain_text("Our team has to agree first.")
    expect(note.get_by_role("button")).to_have_count(0)
    text = "€12.00 are on their way to you."
    shop.messages.append({"message_id": "decided-1", "author": "agent", "text": text})
    expect(widget.answer()).to_have_text(text)
    expect(widget.live).to_contain_text(text)
