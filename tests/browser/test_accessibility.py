"""Usable by keyboard, screen reader and phone, in high contrast and either direction (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.fake_rest import Shop
from tests.browser.widget import Widget

DONE = {"type": "done", "outcome": "answered"}
ANSWER = [
    {"type": "step", "name": "search_knowledge", "text": "Searching our pages"},
    {"type": "delta", "text": "Yes, it is **lambswool**.\n\n- soft\n- warm"},
    {"type": "citation", "title": "Materials", "url": "/materials/", "section": ""},
    DONE,
]

LEFT = "node => node.getBoundingClientRect().x"

# Every visible text and drawing whose contrast is below 4.5 (drawings: 3), with its contrast.
WEAK = r"""() => {
    const light = (rgb) => {
        const [r, g, b] = rgb.map((part) => part / 255)
            .map((part) => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
    const behind = (node) => {
        for (; node; node = node.parentElement) {
            const colour = parse(getComputedStyle(node).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3);
        }
        return [255, 255, 255];
    };
    const drawn = (node) => node.localName === 'svg';
    const worded = (node) =>
        [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    return [...document.querySelector('deskhand-chat').shadowRoot.querySelectorAll('*')]
        .filter((node) => node.checkVisibility() && (drawn(node) || worded(node)))
        .map((node) => {
            const ink = light(parse(getComputedStyle(node).color).slice(0, 3));
            const [more, less] = [ink, light(behind(node))].sort((p, q) => q - p);
            return [node.outerHTML, (more + .05) / (less + .05), drawn(node) ? 3 : 4.5]
        })
        .filter(([, ratio, least]) => ratio < least);
}"""


@pytest.fixture
def phone(browser: Browser, shop: Shop) -> Iterator[Widget]:
    context = browser.new_context(
        viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True
    )
    yield Widget(context.new_page())
    context.close()


def test_a_keyboard_alone_opens_asks_reads_and_closes(
    page: Page, shop: Shop, widget: Widget
) -> None:
    shop.script = ANSWER
    page.goto(shop.url)
    expect(widget.launcher).to_be_visible()
    page.keyboard.press("Tab")  # the page's own link
    page.keyboard.press("Tab")
    assert widget.active() == "Chat with us"
    page.keyboard.press("Enter")
    expect(widget.input).to_be_focused()
    page.keyboard.type("Is it wool?")
    page.keyboard.press("Enter")
    expect(widget.answer()).to_contain_text("lambswool")
    expect(widget.input).to_be_focused()
    reached = set()
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        reached.add(widget.active())
    assert {"Materials", "This helped", "This did not help", "Close chat"} <= reached
    page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_every_control_has_a_name_and_a_visible_focus(
    page: Page, shop: Shop, widget: Widget
) -> None:
    shop.script = [*ANSWER[:-1], {"type": "ticket_offer", "subject": "s", "body": "b"}, DONE]
    widget.open(shop.url)
    widget.ask("Is it wool?")
    expect(widget.ticket).to_be_visible()
    seen = 0
    for _ in range(20):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
                const root = document.activeElement?.shadowRoot;
                const node = root?.activeElement;
                if (!node) return null;
                const field = node.closest('.field');
                return [node.outerHTML, getComputedStyle(field ?? node).outlineStyle];
            }"""
        )
        if found:
            seen += 1
            assert found[1] != "none", found[0]
    assert seen >= 10
    for control in widget.panel.locator("button:visible, a:visible, input, textarea").all():
        expect(control).to_have_accessible_name(re.compile(r"\S"))


def test_focus_stays_in_the_field_while_answers_and_offers_arrive(
    shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    widget.ask("Is it wool?")
    turn = shop.turn()
    turn.say("Yes.")
    turn.emit({"type": "ticket_offer", "subject": "s", "body": "b"})
    turn.finish()
    expect(widget.ticket).to_be_visible()
    expect(widget.input).to_be_focused()


def test_the_live_region_gets_finished_answers_only(shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    expect(widget.log).to_have_attribute("aria-live", "off")
    expect(widget.live).to_have_attribute("aria-live", "polite")
    widget.ask("Is it wool?")
    turn = shop.turn()
    turn.emit(*ANSWER[:-1])
    expect(widget.answer()).to_contain_text("lambswool")
    expect(widget.live).to_have_text("")
    turn.finish()
    expect(widget.live).to_contain_text("Yes, it is lambswool.")
    expect(widget.live).to_contain_text("Sources: Materials")
    expect(widget.live).not_to_contain_text("Searching")
    assert widget.live.locator("a, button").count() == 0
    box = widget.live.bounding_box()
    assert box and box["width"] <= 1 and box["height"] <= 1


def test_beside_the_page_the_chat_traps_nobody(page: Page, shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    assert not widget.panel.evaluate("node => node.matches(':modal')")
    page.locator("#before").focus()
    expect(page.locator("#before")).to_be_focused()
    expect(widget.panel).to_be_visible()


def test_full_screen_the_chat_is_modal_and_keeps_focus(shop: Shop, phone: Widget) -> None:
    phone.open(shop.url)
    assert phone.panel.evaluate("node => node.matches(':modal')")
    size = phone.panel.evaluate("node => [node.offsetLeft, node.offsetWidth, node.offsetHeight]")
    assert size == [0, 375, 700]
    expect(phone.input).not_to_be_focused()  # no keyboard over what there is to read
    for _ in range(12):
        phone.page.keyboard.press("Tab")
        assert phone.page.evaluate(
            "['DESKHAND-CHAT', 'BODY'].includes(document.activeElement.tagName)"
        )
    phone.page.keyboard.press("Escape")
    expect(phone.panel).to_be_hidden()
    expect(phone.launcher).to_be_focused()


def test_turning_a_window_into_a_narrow_one_keeps_focus_and_words(
    page: Page, shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    widget.input.fill("I was about")
    page.set_viewport_size({"width": 400, "height": 700})
    expect(widget.panel).to_have_css("border-radius", "0px")
    expect(widget.input).to_be_focused()
    expect(widget.input).to_have_value("I was about")


def test_targets_are_large_enough_and_inputs_do_not_zoom(shop: Shop, phone: Widget) -> None:
    shop.script = [*ANSWER[:-1], {"type": "ticket_offer", "subject": "s", "body": "b"}, DONE]
    phone.open(shop.url)
    phone.ask("Is it wool?")
    expect(phone.ticket).to_be_visible()
    for target in phone.panel.locator("button:visible, .chip").all():
        box = target.bounding_box()
        assert box and min(box["width"], box["height"]) >= 24, target
    for field in phone.panel.locator("input, textarea").all():
        expect(field).to_have_css("font-size", "16px")


def test_in_a_right_to_left_page_everything_is_mirrored(
    page: Page, shop: Shop, widget: Widget
) -> None:
    shop.direction, shop.script = "rtl", ANSWER
    page.goto(shop.url)
    box = widget.launcher.bounding_box()
    assert box and box["x"] < 100
    widget.launcher.click()
    widget.ask("متى يصل طلبي؟")
    expect(widget.answer()).to_contain_text("lambswool")
    places = (widget.panel, widget.close, widget.shopper.locator(".text"), widget.answer())
    panel, close, asked, answer = (place.evaluate(LEFT) for place in places)
    assert panel < 100
    assert close < panel + 80
    assert asked < answer


def test_without_motion_nothing_moves(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(reduced_motion="reduce")
    widget = Widget(context.new_page())
    widget.open(shop.url)
    widget.ask("Is it wool?")
    shop.turn().emit(ANSWER[0])
    expect(widget.log).to_contain_text("Searching our pages")
    moving = widget.page.evaluate(
        "document.querySelector('deskhand-chat').shadowRoot.getAnimations().length"
    )
    assert moving == 0
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrasts_with_what_is_behind_it(
    page: Page, shop: Shop, widget: Widget, scheme: str
) -> None:
    shop.css = f":root {{ color-scheme: {scheme}; }}"
    shop.script = [
        *ANSWER[:-1],
        {
            "type": "card",
            "kind": "product",
            "title": "Mug",
            "url": "/m/",
            "price_text": "€9",
            "in_stock": True,
            "stock_text": "In stock",
        },
        {"type": "handed_off", "queue_position": 1, "hours": "Mon"},
        DONE,
    ]
    widget.open(shop.url)
    widget.ask("Is it wool?")
    expect(widget.ticket).to_be_visible()
    weak = page.evaluate(WEAK)
    assert weak == []


def test_with_forced_colours_bubbles_and_buttons_keep_an_edge(browser: Browser, shop: Shop) -> None:
    shop.script = ANSWER
    context = browser.new_context(forced_colors="active")
    widget = Widget(context.new_page())
    widget.open(shop.url)
    widget.ask("Is it wool?")
    expect(widget.answer()).to_have_css("border-top-style", "solid")
    expect(widget.send).to_have_css("border-top-style", "solid")
    context.close()


def test_owners_colours_and_parts_reach_the_widget(page: Page, shop: Shop, widget: Widget) -> None:
    shop.css = """:root { --deskhand-accent: rgb(120, 0, 80); }
        deskhand-chat::part(panel) { border-radius: 3px; }"""
    page.goto(shop.url)
    expect(widget.launcher).to_have_css("background-color", "rgb(120, 0, 80)")
    widget.launcher.click()
    expect(widget.panel).to_have_css("border-radius", "3px")
    expect(widget.panel.locator(".mark")).to_have_css("background-color", "rgb(120, 0, 80)")
