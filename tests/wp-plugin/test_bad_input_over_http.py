"""What a shopper and an owner see of bad input and bad times: a sentence, and nothing lost."""

from __future__ import annotations

import json
import os
import re
import resource
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from sidecar.admission.pairing import write_code
from tests.site import UNLIMITED, Options, Site
from tests.site.process import free_port
from tests.site.shopper import Refused, Shopper

API = "/wp-json/deskhand/v1/"
QUESTION = "How do I return something?"
INNARDS = re.compile(r"Stack trace|Traceback|Fatal error|Warning:|\.php\b|\.py\b|grpc|/var/|/tmp/")
UNREADABLE = (400, "message_invalid")
BODIES = {
    "an unknown turn": (b'"text": ""', (404, "not_found")),
    "64 kB": (b'"text": "%s"' % (b"x" * 65_536), (413, "message_too_long")),
    "signs that grow": (b'"text": "%s"' % ("\u0958" * 4_000).encode(), (413, "message_too_long")),
    "a NUL": (rb'"text": "a\u0000b"', UNREADABLE),
    "an escaped lone surrogate": (rb'"text": "a\ud800b"', UNREADABLE),
    "a lone surrogate in bytes": (b'"text": "a\xed\xa0\x80b"', UNREADABLE),
    "no UTF-8": (b'"text": "a\xff\xfeb"', UNREADABLE),
    "unseen space": ('"text": "\u00a0\u2003"'.encode(), UNREADABLE),
    "no JSON": (b'"text": ', UNREADABLE),
}
SAVE = """
return wp_insert_post( $data + array( 'post_type' => 'page', 'post_status' => 'publish' ) );
"""
# A page that leads to another site, as link plugins make them.
ELSEWHERE = """<?php
add_filter( 'page_link', static fn( string $link, int $id ): string =>
    'Partner shop' === get_the_title( $id ) ? 'https://partner.example/' : $link, 10, 2 );
"""
TICKETS = """
$request = new Deskhand\\Wire\\List_Tickets_Request();
$page    = Deskhand\\parts()->sidecar()->unary( 'sidecar.v1.Desk/ListTickets', $request,
    Deskhand\\Wire\\List_Tickets_Response::class, Deskhand\\Caller::staff() );
return array_map( fn( $ticket ) => $ticket->body, $page->tickets );
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """A shop to mistreat."""
    with Site.start(Options(settings=UNLIMITED)) as running:
        yield running


@pytest.fixture
def guest(shop: Site) -> Iterator[Shopper]:
    """A shopper with a session."""
    with Shopper(shop.url) as shopper:
        shopper.open()
        yield shopper


def sent(guest: Shopper, field: bytes, mode: str = "stream") -> httpx.Response:
    """The answer to a chat request that holds `field` as it stands."""
    known = {"thread": guest.thread, "message_id": secrets.token_hex(8), "mode": mode}
    body = json.dumps(known).encode()[:-1] + b", " + field + b"}"
    headers = {"Content-Type": "application/json"}
    return guest.http.post(API + "chat", content=body, headers=headers)


@contextmanager
def full_disk(shop: Site) -> Iterator[None]:
    """While it lasts, the sidecar can't write a byte."""
    none, all_of_it = 0, resource.RLIM_INFINITY
    resource.prlimit(shop.sidecar.pid, resource.RLIMIT_FSIZE, (none, all_of_it))
    yield
    resource.prlimit(shop.sidecar.pid, resource.RLIMIT_FSIZE, (all_of_it, all_of_it))


@contextmanager
def owner(shop: Site) -> Iterator[Any]:
    """What posts to the owner's routes, as the settings page does."""
    with Shopper(shop.url) as browser:
        browser.log_in(*shop.admin)
        page = browser.page("/wp-admin/admin.php?page=deskhand")
        nonce = page.split('data-nonce="')[1].split('"')[0]

        def post(route: str, body: dict[str, Any]) -> httpx.Response:
            answer = browser.http.post(
                f"{API}admin/{route}", json=body, headers={"X-WP-Nonce": nonce}
            )
            assert not INNARDS.search(answer.text.replace("\\/", "/")), answer.text
            return answer

        yield post


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("mode", ["stream", "poll"])
def test_a_message_that_cannot_be_read_is_refused_in_a_sentence(
    guest: Shopper, name: str, mode: str
) -> None:
    field, expected = BODIES[name]
    answer = sent(guest, field, mode)
    assert (answer.status_code, answer.json()["code"]) == expected
    assert answer.json()["message"].endswith(".")
    assert not INNARDS.search(answer.text)
    assert guest.post("thread", {"thread": guest.thread})["messages"] == []


@pytest.mark.parametrize(
    "text",
    [
        "أين طلبي؟",
        "\u202eerutaerc a\u202c",
        "👩‍👩‍👧‍👦🎁" * 300,
        "a\x1b[31mb",
        "\u200b\u200d",
        "Z̸̧̛a̷l̶g̷o̴",
    ],
)
def test_every_other_message_is_answered_and_kept_as_it_was_written(
    guest: Shopper, text: str
) -> None:
    answer = guest.ask(text)
    assert answer.events[-1]["type"] == "done"
    kept = guest.post("thread", {"thread": guest.thread})["messages"][0]["text"]
    visible = text.replace("\x1b", " ")  # control characters are no text
    assert kept == visible


def test_a_paused_sidecar_is_given_up_soon_and_nothing_is_sent_twice(
    shop: Site, guest: Shopper
) -> None:
    message_id = secrets.token_hex(8)
    os.kill(shop.sidecar.pid, signal.SIGSTOP)
    try:
        events = list(guest.events(QUESTION, message_id=message_id))
        assert [event["type"] for event in events] == ["error"]
        assert events[0]["code"] == "sidecar_down"
        with pytest.raises(Refused) as refused:
            guest.poll(QUESTION, message_id=secrets.token_hex(8))
        assert refused.value.code == "sidecar_down"
    finally:
        os.kill(shop.sidecar.pid, signal.SIGCONT)
        shop.php("return delete_transient( 'deskhand_stalled' );")
    answer = guest.ask(QUESTION, message_id=message_id)
    assert answer.outcome == "answered"
    messages = guest.post("thread", {"thread": guest.thread})["messages"]
    assert [message["message_id"] for message in messages].count(message_id) == 2


def test_while_the_sidecar_starts_the_chat_is_refused_and_then_it_answers(
    shop: Site, guest: Shopper
) -> None:
    shop.sidecar.kill()
    shop.sidecar.launch()
    met: list[tuple[int, str]] = []
    message_id = secrets.token_hex(8)
    while True:
        try:
            answer = guest.poll(QUESTION, message_id=message_id)
        except Refused as refused:
            met.append((refused.status, refused.code))
            assert shop.sidecar.running
        else:
            break
    assert set(met) <= {(503, "sidecar_down")}
    assert answer.outcome == "answered"


def test_a_full_disk_takes_no_message_and_loses_none(shop: Site, guest: Shopper) -> None:
    before = guest.ask(QUESTION)
    words = f"My tent leaks ({secrets.token_hex(4)})."
    form = {"request_id": secrets.token_hex(8), "name": "Ann", "email": "ann@shopper.example"}
    with full_disk(shop):
        for ask in (guest.ask, lambda text: guest.poll(text, message_id=secrets.token_hex(8))):
            with pytest.raises(Refused) as refused:
                ask("Is anybody there?")
            assert (refused.value.status, refused.value.code) == (503, "sidecar_down")
            assert not INNARDS.search(refused.value.text)
        kept = guest.post("thread", {"thread": guest.thread})["messages"]
        assert [message["text"].strip() for message in kept] == [QUESTION, before.text]
        assert guest.post("contact", form | {"message": words}) == {"received": True}
    assert guest.ask(QUESTION).outcome == "answered"
    shop.php("do_action( 'deskhand_jobs' ); return 1;")
    assert shop.php(TICKETS).count(words) == 1


def test_a_malformed_page_is_named_to_the_owner_and_the_others_are_indexed(
    shop: Site, guest: Shopper
) -> None:
    elsewhere = shop.wordpress.docroot / "wp-content/mu-plugins/elsewhere.php"
    elsewhere.write_text(ELSEWHERE)
    texts = {"Partner shop": "Our partner sells boats.", "Kite days": "We fly kites on Sundays."}
    pages = [
        shop.php(SAVE, data={"post_title": title, "post_content": texts[title]}) for title in texts
    ]
    try:
        with owner(shop) as post:
            state = post("index", {"begin": True}).json()
            while state["running"]:
                state = post("index", {}).json()
        assert state["stage"] == "done"
        assert len(state["refused"]) == 1
        assert "not on one of the shop's hosts" in state["refused"][0]
        assert "kites on Sundays" in guest.ask("When do you fly kites?").text
    finally:
        elsewhere.unlink()
        shop.php("return array_map( fn( $id ) => wp_delete_post( $id, true ), $data );", data=pages)


def test_five_wrong_codes_end_the_pairing_code_and_the_owner_reads_what_to_do() -> None:
    address = f"127.0.0.1:{free_port()}"
    options = Options(
        paired=False,
        indexed=False,
        constants={"DESKHAND_ADDRESS": address},
        sidecar_env={"DESKHAND_LISTEN": address},
    )
    with Site.start(options) as shop, owner(shop) as post:
        said = re.search(r"Pairing code: (\w+)", shop.sidecar.log.read_text())
        assert said
        codes = [*["WRONG234"] * 5, said[1]]
        texts = [post("pair", {"code": code}).json()["message"] for code in codes]
        assert ["not the code" in text for text in texts] == [True] * 4 + [False] * 2
        assert ["typed wrong five times" in text for text in texts] == [False] * 4 + [True] * 2
        assert post("pair", {"code": write_code(shop.sidecar.data)}).status_code == 200
        assert post("status", {}).json()["state"] != "down"
