"""Wishes of the chat and of the form: kill -9 of the PHP worker that carries one, at each step.

The browser asks again, as it does when its answer breaks off. Then the ticket or the mail is there
once. What kills cost jobs is in `test_mail_jobs`, refunds in `test_approvals_over_http`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from sidecar.store import Store
from sidecar.store.key_file import load_key
from tests.conftest import FULL
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Answer, Refused, Shopper

KILLS_A_STEP = 25 if FULL else 1
DIE = Path(__file__).parent / "gateways" / "die.php"
# Leaves the worker's id where the test can find it, once it has begun.
BEGUN = """<?php
add_filter( 'rest_request_before_callbacks', static function ( $answer ) {
    if ( is_file( WP_CONTENT_DIR . '/tell.txt' ) ) {
        file_put_contents( WP_CONTENT_DIR . '/worker.txt', (string) getmypid() );
    }
    return $answer;
} );
"""
ADDRESS = """
global $wpdb;
$who = array( 'ID' => $data['id'] );
$wpdb->update( $wpdb->users, array( 'user_email' => $data['email'] ), $who );
clean_user_cache( $data['id'] );
"""
ASKED = "the sidecar is asked"
FORM_STEPS = {
    "before it is handled": "action:rest_request_before_callbacks",
    f"while {ASKED}": "",
    "after the answer": "action:rest_request_after_callbacks",
    "before the answer is sent": "action:rest_pre_serve_request:1",
    "after all": "action:shutdown:1",
}
CHAT_STEPS = {
    "before it is handled": "action:rest_request_before_callbacks",
    f"while {ASKED}": "",
    "before the stream begins": "action:rest_pre_serve_request:1",
    "after all": "action:shutdown:1",
}
TOOL_STEPS = CHAT_STEPS | {
    "before the tool": "action:wp_before_execute_ability",
    "after the tool": "action:wp_after_execute_ability",
}
STALL_S = 0.3  # until a request has reached the socket of a sidecar that does not run


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """A shop whose PHP workers die when they are told."""
    with Site.start(Options(settings=UNLIMITED)) as running:
        plugins = running.wordpress.docroot / "wp-content/mu-plugins"
        shutil.copy(DIE, plugins / DIE.name)
        (plugins / "begun.php").write_text(BEGUN)
        yield running


@pytest.fixture(scope="module")
def customer(shop: Site) -> Iterator[Shopper]:
    with Shopper(shop.url) as browser:
        yield browser.log_in(*shop.customers[0])


@pytest.mark.parametrize("step", FORM_STEPS)
async def test_a_ticket_by_the_form_is_opened_once(
    shop: Site, customer: Shopper, step: str
) -> None:
    for _ in range(KILLS_A_STEP):
        _begin(customer)
        form = {"thread": customer.thread, "request_id": _name(), "subject": "Kettle"}
        opened: list[str] = []

        def send(form: dict[str, str] = form, opened: list[str] = opened) -> None:
            opened.append(customer.post("ticket", form | {"body": "It leaks."})["ticket_id"])

        _kill(shop, FORM_STEPS[step], send)
        send()
        assert await _tickets(shop, customer) == list(set(opened))


@pytest.mark.parametrize("step", CHAT_STEPS)
async def test_a_ticket_by_a_yes_is_opened_once(shop: Site, customer: Shopper, step: str) -> None:
    for _ in range(KILLS_A_STEP):
        _begin(customer)
        customer.ask("Do you teach people to juggle?")
        answer = _asked_twice(shop, customer, CHAT_STEPS[step], "yes please")
        assert answer.outcome == "ticket", answer.text
        told = [event["ticket_id"] for event in answer.of("ticket")]
        assert await _tickets(shop, customer) == told


@pytest.mark.parametrize("step", TOOL_STEPS)
async def test_a_mail_asked_for_in_the_chat_is_sent_once(
    shop: Site, customer: Shopper, step: str
) -> None:
    user_id = shop.sample["customers"][shop.customers[0][0]]
    for _ in range(KILLS_A_STEP):
        address = f"{_name()}@example.org"  # nobody is mailed often
        shop.php(ADDRESS, data={"email": address, "id": user_id})
        _begin(customer)
        customer.ask("How many days do I have to return something?")
        answer = _asked_twice(shop, customer, TOOL_STEPS[step], "Please e-mail me that")
        assert answer.outcome == "answered", answer.text
        shop.php("Deskhand\\parts()->jobs()->run( 50 );")
        assert [mail["to"] for mail in shop.mails()].count([address]) == 1


def _name() -> str:
    return secrets.token_hex(8)


def _begin(browser: Shopper) -> None:
    """Another thread."""
    browser.thread = ""
    browser.open()


def _asked_twice(shop: Site, browser: Shopper, rule: str, text: str) -> Answer:
    """What the browser hears when it asks again after the worker has died."""
    message_id = _name()
    _kill(shop, rule, lambda: browser.ask(text, message_id=message_id))
    return browser.ask(text, message_id=message_id)


def _kill(shop: Site, rule: str, send: Callable[[], object]) -> None:
    """Has the worker that carries the request die: where `rule` says, else while it waits."""
    content = shop.wordpress.docroot / "wp-content"
    if rule:
        (content / "die.txt").write_text(rule)
        _cut_off(send)
        assert not (content / "die.txt").exists(), "no worker died"
        return
    told, worker = content / "tell.txt", content / "worker.txt"
    worker.unlink(missing_ok=True)
    told.touch()
    os.kill(shop.sidecar.pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as pool:
            sending: Future[object] = pool.submit(_cut_off, send)
            while not worker.exists() or not worker.read_text():
                assert not sending.done(), "no worker has begun"
                time.sleep(0.01)
            time.sleep(STALL_S)
            os.kill(int(worker.read_text()), signal.SIGKILL)
    finally:
        told.unlink()
        os.kill(shop.sidecar.pid, signal.SIGCONT)


def _cut_off(send: Callable[[], object]) -> None:
    """Sends; the answer may break off, or be nginx's that nobody answered, or be whole."""
    try:
        send()
    except httpx.HTTPError:
        return
    except Refused as refusal:
        assert refusal.status == 502, refusal


async def _tickets(shop: Site, browser: Shopper) -> list[str]:
    """Ids of the tickets of the browser's thread."""
    data = shop.sidecar.data
    store = Store.open(data / "deskhand.db", load_key(data.with_name(f"{data.name}-key")))
    try:
        thread = browser.thread.split(".")[0]
        asked = "SELECT ticket_id FROM tickets WHERE thread_id = ?"
        return await store.read(lambda db: [str(row[0]) for row in db.execute(asked, [thread])])
    finally:
        store.close()
