"""The widget on a whole shop: WordPress, WooCommerce, the plugin and the sidecar, none faked.

Only the model of `modelled` is a stand-in: it writes at a fixed pace, so that there is a middle of
an answer to reload, to cut and to stop in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Response, expect

from tests.browser.widget import Widget
from tests.fakes.openai_server import OpenAIServer, Says
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper

RETURNS = "How long do I have to return something I bought?"
PRODUCT = "How much is the Tarn 2 Tent, and do you have it in stock?"
UNKNOWN = "Do you sponsor sailing clubs?"
FIRST = "You can return unused items within 30 days of delivery."
REST = "Take your time with it. " * 12
SLOW_MS = 30_000


@pytest.fixture(scope="module")
def modelled() -> Iterator[Site]:
    """A shop whose model takes about five seconds to write an answer."""
    with OpenAIServer([Says(f"{FIRST[:-1]} [p1]. {REST}", tokens_per_s=20)]) as model:
        env = {
            "DESKHAND_LLM_BASE_URL": model,
            "DESKHAND_LLM_MODEL": "paced",
            "DESKHAND_LLM_API_KEY": "none",
            "DESKHAND_TURN_DEADLINE_S": "30",
        }
        with Site.start(Options(settings=UNLIMITED, sidecar_env=env)) as site:
            yield site


@pytest.fixture
def running(site: Site) -> Iterator[Site]:
    """The shared shop, whose sidecar runs again afterwards."""
    yield site
    if not site.sidecar.running:
        site.sidecar.start()


def log_in(page: Page, site: Site, login: str, password: str) -> None:
    # To the shop, as WordPress's profile page fails when it is left before it is ready.
    page.goto(f"{site.url}/wp-login.php?redirect_to={site.url}/")
    for wait_ms in (8_000, 20_000):  # a busy browser loses a click now and then
        page.get_by_label("Username or Email Address").fill(login)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Log In").click()
        with suppress(Error):
            page.wait_for_url(lambda url: "wp-login.php" not in url, timeout=wait_ms)
            return
    raise AssertionError(f"{login} is not logged in: {page.url}")


def is_chat(response: Response) -> bool:
    return response.url.endswith("/deskhand/v1/chat")


def test_a_question_is_answered_in_a_stream_with_its_source(site: Site, widget: Widget) -> None:
    widget.open(f"{site.url}/")
    with widget.page.expect_response(is_chat) as chat:
        widget.ask(RETURNS)
    assert chat.value.headers["content-type"].startswith("text/event-stream")
    expect(widget.answer()).to_contain_text("30 days")
    source = widget.log.get_by_role("list", name="Sources").get_by_role("link").first
    expect(source).to_have_attribute("href", f"{site.url}/returns/")
    source.click()
    expect(widget.page.get_by_role("heading", name="How long you have")).to_be_visible()
    expect(widget.answer()).to_contain_text("30 days")


def test_first_words_are_read_while_the_model_still_writes(modelled: Site, widget: Widget) -> None:
    widget.open(f"{modelled.url}/")
    widget.ask(RETURNS)
    expect(widget.answer()).to_contain_text(FIRST[:-1])
    expect(widget.stop).to_be_visible()
    widget.stop.click()
    expect(widget.send).to_be_visible()
    expect(widget.log).to_contain_text("You stopped this answer.")


def test_a_reload_in_the_middle_of_an_answer_resumes_it(modelled: Site, widget: Widget) -> None:
    widget.open(f"{modelled.url}/")
    widget.ask(RETURNS)
    expect(widget.answer()).to_contain_text(FIRST[:-1])
    expect(widget.stop).to_be_visible()
    widget.page.reload()
    expect(widget.answer()).to_contain_text(FIRST[:-1])
    expect(widget.send).to_be_visible(timeout=SLOW_MS)
    expect(widget.shopper).to_have_count(1)
    expect(widget.agent).to_have_count(1)
    said = widget.answer().inner_text()
    assert said.count(FIRST[:-1]) == 1
    assert said.count("Take your time with it.") == 12


def test_a_sidecar_killed_in_the_middle_of_an_answer_answers_after_its_restart(
    modelled: Site, widget: Widget
) -> None:
    widget.open(f"{modelled.url}/")
    widget.ask(RETURNS)
    expect(widget.answer()).to_contain_text(FIRST[:-1])
    modelled.sidecar.kill()
    modelled.sidecar.start()
    expect(widget.send).to_be_visible(timeout=SLOW_MS)
    said = widget.answer().inner_text()
    assert said.count(FIRST[:-1]) == 1
    assert "Take your time" not in said  # a turn that crashed runs again without the model
    expect(widget.contact).to_have_count(0)


def test_with_the_sidecar_killed_a_message_is_left_and_kept(running: Site, widget: Widget) -> None:
    widget.open(f"{running.url}/")
    expect(widget.log).to_contain_text("AI assistant")
    running.sidecar.kill()
    widget.ask("Can my dog stay in the Tarn 2?")
    expect(widget.contact.get_by_label("Your message")).to_have_value(
        "Can my dog stay in the Tarn 2?"
    )
    widget.contact.get_by_label("Your name").fill("Ronan Keane")
    widget.contact.get_by_label("Your e-mail address").fill("ronan@example.net")
    widget.contact.get_by_role("button", name="Send message").click()
    expect(widget.log).to_contain_text("We have your message and will write to you.")
    kept = running.php(
        "return array_map( fn( $post ) => array( $post->post_content,"
        " get_post_meta( $post->ID, 'deskhand_email', true ) ), get_posts( array("
        " 'post_type' => 'deskhand_message', 'post_status' => 'any', 'numberposts' => 1 ) ) );"
    )
    assert kept == [["Can my dog stay in the Tarn 2?", "ronan@example.net"]]


def test_a_product_question_shows_the_live_price_on_a_card(site: Site, widget: Widget) -> None:
    widget.open(f"{site.url}/")
    widget.ask(PRODUCT)
    card = widget.log.locator(".product").first
    expect(card).to_contain_text("Tarn 2 Tent")
    expect(card).to_contain_text("€329.00")
    card.get_by_role("link").click()
    expect(widget.page.get_by_role("heading", name="Tarn 2 Tent", exact=True)).to_be_visible()
    expect(widget.log.locator(".product").first).to_contain_text("€329.00")


def test_a_customer_sees_the_state_of_their_own_order(site: Site, widget: Widget) -> None:
    log_in(widget.page, site, *site.customers[0])
    widget.open(f"{site.url}/")
    widget.ask("Where is my order?")
    card = widget.log.locator(".order").first
    expect(card).to_contain_text("Processing")
    number = str(site.sample["orders"]["maeve-processing"])
    assert number not in re.findall(r"\d+", widget.log.inner_text())


def test_a_keyboard_alone_gets_an_answer(site: Site, widget: Widget) -> None:
    widget.page.goto(f"{site.url}/returns/")
    widget.launcher.focus()
    keyboard = widget.page.keyboard
    keyboard.press("Enter")
    expect(widget.input).to_be_focused()
    keyboard.type(RETURNS)
    keyboard.press("Enter")
    expect(widget.live).to_contain_text("30 days")
    expect(widget.input).to_be_focused()
    keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_a_question_without_an_answer_becomes_a_ticket(site: Site, widget: Widget) -> None:
    widget.open(f"{site.url}/")
    widget.ask(UNKNOWN)
    widget.ticket.get_by_label("Your e-mail address").fill("ronan@example.net")
    widget.ticket.get_by_role("button", name="Open a ticket").click()
    opened = widget.log.get_by_text(re.compile(r"Ticket T-[A-Z2-7]{6} is open\."))
    expect(opened).to_be_visible()
    [ticket] = re.findall(r"T-[A-Z2-7]{6}", opened.inner_text())
    with Shopper(site.url) as owner:
        owner.log_in(*site.admin)
        assert ticket in owner.page("/wp-admin/admin.php?page=deskhand-tickets")


def test_a_person_can_always_be_asked_for(site: Site, widget: Widget) -> None:
    widget.open(f"{site.url}/")
    widget.person.click()
    expect(widget.log).to_contain_text("We asked a person to take over.")
