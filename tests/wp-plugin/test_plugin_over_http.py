"""The plugin as browsers and the command line meet it: a real server, a real sidecar."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.site import UNLIMITED, Options, Site, sources
from tests.site.shopper import Refused, Shopper

API = "/wp-json/deskhand/v1/"
CORS = ("access-control-allow-origin", "access-control-allow-credentials")
FIND = """
$request  = new Deskhand\\Wire\\Search_Request( query: $data );
$response = Deskhand\\parts()->sidecar()->unary( 'sidecar.v1.Knowledge/Search', $request,
    Deskhand\\Wire\\Search_Response::class, Deskhand\\Caller::librarian() );
return array_map( fn( $passage ) => array( $passage->url, $passage->text ), $response->passages );
"""
SAVE = """
return wp_insert_post( $data + array( 'post_type' => 'page', 'post_status' => 'publish' ) );
"""
SYNCED = """
$request  = new Deskhand\\Wire\\Get_Index_Status_Request();
$response = Deskhand\\parts()->sidecar()->unary( 'sidecar.v1.Knowledge/GetIndexStatus', $request,
    Deskhand\\Wire\\Get_Index_Status_Response::class, Deskhand\\Caller::librarian() );
return $response->synced_unix_ms;
"""
SELL = """<?php
add_action( 'wp', fn() => isset( $_GET['sell'] ) && wc_get_product( (int) $_GET['sell'] )->save() );
"""
LEFT = """
return wp_insert_post( array( 'post_type' => 'deskhand_message', 'post_status' => 'draft',
    'post_name' => md5( 'left' ), 'post_content' => $data ) );
"""
TICKETS = """
$request = new Deskhand\\Wire\\List_Tickets_Request();
$page    = Deskhand\\parts()->sidecar()->unary( 'sidecar.v1.Desk/ListTickets', $request,
    Deskhand\\Wire\\List_Tickets_Response::class, Deskhand\\Caller::staff() );
return array_map( fn( $ticket ) => get_object_vars( $ticket ), $page->tickets );
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """A shop whose content these tests change, with a second version of the assistant."""
    env = {"DESKHAND_VERSIONS": '[{"name": "bold"}]'}
    with Site.start(Options(settings=UNLIMITED, sidecar_env=env)) as running:
        yield running


@pytest.fixture
def guest(shop: Site) -> Iterator[Shopper]:
    """A shopper who is not logged in."""
    with Shopper(shop.url) as shopper:
        yield shopper


def found(shop: Site, words: str) -> str:
    """All that a search finds, as one text."""
    return json.dumps(shop.php(FIND, data=words))


@contextmanager
def taken_places(shop: Site) -> Iterator[None]:
    """Holds every place that chat has among the PHP workers."""
    folder = Path(shop.php("return Deskhand\\parts()->scratch_folder()->path;"))
    folder.mkdir(mode=0o700, exist_ok=True)
    with ExitStack() as held:
        for number in range(shop.php("return Deskhand\\Bulkhead::places( $data );", data=6)):
            file = held.enter_context((folder / f"chat-{number}.lock").open("w"))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_foreign_origin_is_refused_and_gets_no_cross_origin_headers(shop: Site) -> None:
    for method, route in [("POST", "session"), ("OPTIONS", "session"), ("POST", "admin/status")]:
        answer = httpx.request(
            method,
            shop.url + API + route,
            json={},
            headers={"Origin": "https://evil.example"},
        )
        assert answer.status_code == 403
        assert not [name for name in CORS if name in answer.headers]


def test_the_own_origin_needs_no_cross_origin_headers(guest: Shopper) -> None:
    answer = guest.http.post(API + "session", json={})
    assert answer.status_code == 200
    assert not [name for name in CORS if name in answer.headers]


def test_other_routes_keep_the_headers_that_wordpress_gives(shop: Site) -> None:
    answer = httpx.get(shop.url + "/wp-json/wp/v2/types", headers={"Origin": "https://a.example"})
    assert answer.headers["access-control-allow-origin"] == "https://a.example"


def test_the_guests_cookie_is_out_of_reach_of_scripts_and_nothing_is_cached(guest: Shopper) -> None:
    answer = guest.http.post(API + "session", json={})
    cookie = answer.headers["set-cookie"].lower()
    assert "deskhand_anon=" in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "no-store" in answer.headers["cache-control"]


def test_a_page_holds_neither_nonce_nor_thread(shop: Site, guest: Shopper) -> None:
    guest.open()
    page = guest.page("/returns/")
    assert "deskhand-config" in page
    assert "X-WP-Nonce" not in page
    assert guest.thread[:32] not in page
    assert "deskhand_anon" not in page


def test_a_stream_says_that_it_is_one(guest: Shopper) -> None:
    guest.open()
    body = {
        "thread": guest.thread,
        "message_id": secrets.token_hex(8),
        "text": "How do I return something?",
        "mode": "stream",
    }
    with guest.http.stream("POST", API + "chat", json=body) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "no-transform" in answer.headers["cache-control"]
        lines = list(answer.iter_lines())
    assert lines[0] == "id: 1"
    assert json.loads(lines[1].removeprefix("data: "))["type"] == "started"


def test_polling_gives_the_same_answer_and_the_thread_keeps_it(guest: Shopper) -> None:
    answer = guest.poll("How do I return something?", message_id=secrets.token_hex(8))
    assert answer.outcome == "answered"
    thread = guest.post("thread", {"thread": guest.thread})
    assert [message["author"] for message in thread["messages"]] == ["shopper", "agent"]
    assert thread["messages"][1]["text"].strip() == answer.text
    assert thread["messages"][1]["citations"][0]["url"].endswith("/returns/")


def test_a_resumed_stream_leaves_out_what_was_seen(guest: Shopper) -> None:
    answer = guest.ask("How do I return something?")
    seen = answer.events[2]["seq"]
    again = list(guest.events("", message_id=answer.message_id, after_seq=seen))
    assert again == [event for event in answer.events if event["seq"] > seen]


def test_the_same_message_with_other_words_is_refused(guest: Shopper) -> None:
    answer = guest.ask("How do I return something?")
    with pytest.raises(Refused) as refused:
        guest.ask("Something else", message_id=answer.message_id)
    assert (refused.value.status, refused.value.code) == (409, "message_conflict")


def test_an_opinion_is_kept(guest: Shopper) -> None:
    answer = guest.ask("How do I return something?")
    rating = {"message_id": answer.message_id, "rating": "down", "reason": "too short"}
    guest.post("feedback", {"thread": guest.thread, **rating})
    thread = guest.post("thread", {"thread": guest.thread})
    assert thread["messages"][1]["rating"] == "down"


def test_logging_in_begins_another_thread_and_the_old_one_is_closed(
    shop: Site, guest: Shopper
) -> None:
    guest.open()
    before = guest.thread
    guest.log_in(*shop.customers[0])
    guest.thread = before
    session = guest.open()
    assert session["logged_in"]
    assert session["thread"] != before
    with pytest.raises(Refused) as refused:
        guest.post("thread", {"thread": before})
    assert refused.value.code == "session_invalid"


def test_a_full_house_refuses_chat_at_once_and_nothing_else(shop: Site, guest: Shopper) -> None:
    guest.open()
    with taken_places(shop):
        body = {"thread": guest.thread, "message_id": secrets.token_hex(8), "text": "Hello"}
        for mode in ("stream", "poll"):
            answer = guest.http.post(API + "chat", json=body | {"mode": mode})
            assert answer.status_code == 503
            assert answer.json()["code"] == "busy"
            assert answer.json()["data"]["retry_after"] > 0
        assert guest.post("thread", {"thread": guest.thread})["messages"] == []
    assert guest.ask("Hello").ended


def test_a_stalled_sidecar_holds_workers_once_and_for_two_seconds_at_most(
    shop: Site, guest: Shopper
) -> None:
    guest.open()
    os.kill(shop.sidecar.pid, signal.SIGSTOP)
    try:
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                guest.post("thread", {"thread": guest.thread})
            assert refused.value.code == "sidecar_down"
        assert shop.php("return get_transient( 'deskhand_stalled' );")
    finally:
        os.kill(shop.sidecar.pid, signal.SIGCONT)
        shop.php("return delete_transient( 'deskhand_stalled' );")
    assert guest.post("thread", {"thread": guest.thread})["messages"] == []


def test_a_saved_page_can_be_found_and_a_hidden_one_cannot(shop: Site) -> None:
    page = {"post_title": "Zeppelin rides", "post_content": "We fly zeppelins on Tuesdays."}
    post_id = shop.php(SAVE, data=page)
    assert "zeppelins on Tuesdays" in found(shop, "zeppelin rides")
    changed = {"ID": post_id, "post_content": "We fly zeppelins on Fridays."}
    shop.php("return wp_update_post( $data );", data=changed)
    assert "zeppelins on Fridays" in found(shop, "zeppelin rides")
    comment = {"comment_post_ID": post_id, "comment_content": "Canary!", "comment_approved": 1}
    shop.php("return wp_insert_comment( $data );", data=comment)
    shop.php("return wp_update_post( $data );", data={"ID": post_id, "menu_order": 1})
    assert "Canary" not in found(shop, "zeppelin rides canary")
    for hidden in (
        {"post_password": "sesame"},
        {"post_password": "", "post_status": "private"},
        {"post_status": "draft"},
    ):
        shop.php("return wp_update_post( $data );", data={"ID": post_id, **hidden})
        assert "zeppelins" not in found(shop, "zeppelin rides"), hidden
        shown = {"ID": post_id, "post_status": "publish", "post_password": ""}
        shop.php("return wp_update_post( $data );", data=shown)
        assert "zeppelins" in found(shop, "zeppelin rides")
    shop.php("return wp_trash_post( $data )->ID;", data=post_id)
    assert "zeppelins" not in found(shop, "zeppelin rides")
    shop.php("wp_untrash_post( $data ); return wp_publish_post( $data );", data=post_id)
    assert "zeppelins" in found(shop, "zeppelin rides")
    shop.php("return wp_delete_post( $data, true )->ID;", data=post_id)
    assert "zeppelins" not in found(shop, "zeppelin rides")


def test_saving_what_shoppers_may_not_read_indexes_nothing(shop: Site) -> None:
    before = shop.php(SYNCED)
    shop.php(SAVE, data={"post_title": "Plans", "post_content": "Secret.", "post_status": "draft"})
    assert shop.php(SYNCED) == before


def test_a_sale_leaves_the_product_to_cron(shop: Site, guest: Shopper) -> None:
    """The shopper's request talks to no sidecar, stalled or not."""
    plugins = shop.wordpress.docroot / "wp-content/mu-plugins"
    (plugins / "sale.php").write_text(SELL)
    product = shop.sample["products"]["TT-TARN2"]
    guest.page(f"/?sell={product}")
    assert shop.php("return get_option( 'deskhand_pending' );") == [product]
    shop.php("do_action( 'deskhand_push' ); return 1;")
    assert shop.php("return get_option( 'deskhand_pending' );") == []


def test_a_page_saved_while_the_sidecar_is_down_is_found_later(shop: Site) -> None:
    shop.sidecar.kill()
    page = {"post_title": "Submarine tours", "post_content": "Submarines dive at noon."}
    post_id = shop.php(SAVE, data=page)
    assert shop.php("return get_option( 'deskhand_pending' );") == [post_id]
    shop.sidecar.start()
    shop.php("do_action( 'deskhand_push' ); return 1;")
    assert "dive at noon" in found(shop, "submarine tours")
    assert shop.php("return get_option( 'deskhand_pending' );") == []


def test_a_contact_form_sent_while_the_sidecar_is_down_becomes_one_ticket(
    shop: Site, guest: Shopper
) -> None:
    shop.sidecar.kill()
    words = f"The zip of my tent broke ({secrets.token_hex(4)})."
    form = {"request_id": secrets.token_hex(8), "name": "Ann", "email": "ann@shopper.example"}
    with pytest.raises(Refused) as refused:
        guest.ask(words)
    assert refused.value.code == "sidecar_down"
    for _ in range(2):
        assert guest.post("contact", form | {"message": words}) == {"received": True}
    mails = [mail for mail in shop.mails() if words in mail["message"]]
    assert len(mails) == 1
    shop.sidecar.start()
    for _ in range(2):
        shop.php("do_action( 'deskhand_jobs' ); return 1;")
    tickets = [ticket for ticket in shop.php(TICKETS) if ticket["body"] == words]
    assert [ticket["contact_email"] for ticket in tickets] == ["ann@shopper.example"]
    assert shop.php("return count( Deskhand\\Contact_Form::waiting( 9 ) );") == 0


def test_a_message_that_the_sidecar_refuses_holds_up_no_other(shop: Site, guest: Shopper) -> None:
    guest.open()
    shop.php(LEFT, data="\N{WHALE}" * 5_000)
    words = "あ" * 3_900 + secrets.token_hex(4)
    form = {"request_id": secrets.token_hex(8), "name": "Ann", "email": "ann@shopper.example"}
    guest.post("contact", form | {"message": words})
    shop.php("do_action( 'deskhand_jobs' ); return 1;")
    assert [ticket["subject"] for ticket in shop.php(TICKETS) if ticket["body"] == words]
    assert shop.php("return count( Deskhand\\Contact_Form::waiting( 9 ) );") == 0


def test_a_ticket_is_mailed_once_and_its_status_can_be_changed(shop: Site, guest: Shopper) -> None:
    guest.open()
    words = f"<script>alert(1)</script> {secrets.token_hex(4)}"
    offer = {"subject": words, "body": "Please help."}
    ticket = guest.accept(offer, email="ann@shopper.example")
    for _ in range(2):
        shop.php("do_action( 'deskhand_jobs' ); return 1;")
    assert len([mail for mail in shop.mails() if ticket["ticket_id"] in mail["subject"]]) == 1
    with Shopper(shop.url) as owner:
        owner.log_in(*shop.admin)
        screen = owner.page("/wp-admin/admin.php?page=deskhand-tickets")
        assert ticket["ticket_id"] in screen
        assert "<script>alert(1)" not in screen
        nonce = screen.split('name="_wpnonce" value="')[1].split('"')[0]
        change = {"action": "deskhand_ticket", "ticket": ticket["ticket_id"], "status": "3"}
        refused = owner.http.post("/wp-admin/admin-post.php", data=change)
        assert refused.status_code == 403
        owner.http.post("/wp-admin/admin-post.php", data=change | {"_wpnonce": nonce})
        solved = owner.page("/wp-admin/admin.php?page=deskhand-tickets&status=3")
        assert ticket["ticket_id"] in solved


def test_the_owner_reads_conversations_and_shoppers_do_not(shop: Site, guest: Shopper) -> None:
    words = f"How do I return <b>{secrets.token_hex(4)}</b>?"
    guest.ask(words)
    with Shopper(shop.url) as owner:
        owner.log_in(*shop.admin)
        screen = owner.page("/wp-admin/admin.php?page=deskhand-conversations")
        assert words.replace("<", "&lt;").replace(">", "&gt;") in screen
        thread = guest.thread[:32]
        transcript = owner.page(f"/wp-admin/admin.php?page=deskhand-conversations&thread={thread}")
        assert "Shopper" in transcript
        assert "Assistant" in transcript
        assert words not in transcript
    guest.log_in(*shop.customers[0])
    for page in ("deskhand", "deskhand-tickets", "deskhand-conversations"):
        denied = guest.http.get(f"/wp-admin/admin.php?page={page}")
        assert words not in denied.text
        assert "deskhand-line" not in denied.text


def test_what_another_version_drafts_stands_apart_in_the_conversation(
    shop: Site, guest: Shopper
) -> None:
    shop.set({"flags": [{"brain_version": "bold", "share_percent": 100, "shadow": True}]})
    answer = guest.ask("How do I return something?")
    address = f"/wp-admin/admin.php?page=deskhand-conversations&thread={guest.thread[:32]}"
    with Shopper(shop.url) as owner:
        owner.log_in(*shop.admin)
        # It is written after the answer, and nobody waits for it.
        pages = (owner.page(address) for _ in range(100))
        transcript = next(page for page in pages if "Draft of another version" in page)
    draft = transcript.split('class="deskhand-draft"')[1].split("</div>")[0]
    assert "bold: " in draft
    assert transcript.count("Assistant</strong>") == 1
    assert "bold: " not in answer.text
    shop.set({"flags": []})


def test_the_settings_page_indexes_in_steps(shop: Site) -> None:
    with Shopper(shop.url) as owner:
        owner.log_in(*shop.admin)
        page = owner.page("/wp-admin/admin.php?page=deskhand")
        nonce = page.split('data-nonce="')[1].split('"')[0]
        headers = {"X-WP-Nonce": nonce}
        state = owner.http.post(API + "admin/index", json={"begin": True}, headers=headers).json()
        while state["running"]:
            state = owner.http.post(API + "admin/index", json={}, headers=headers).json()
        assert state["stage"] == "done"
        assert state["fraction"] == 1
        assert state["refused"] == []
        report = owner.http.post(API + "admin/status", json={}, headers=headers).json()
        assert report["state"] == "fine"
        assert owner.http.post(API + "admin/status", json={}).status_code in (401, 403)


@pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
def test_the_command_line_tells_state_by_its_exit_code(shop: Site) -> None:
    fine = shop.wp("deskhand", "status", "--format=json")
    assert fine.returncode == 0, fine.stderr
    assert {"ok": "yes", "name": "connection"}.items() <= json.loads(fine.stdout)[0].items()
    shop.sidecar.kill()
    down = shop.wp("deskhand", "status")
    assert down.returncode == 1
    assert "Nobody answers" in down.stdout
    assert shop.wp("deskhand", "reindex").returncode == 1
    assert shop.wp("deskhand", "ask", "Hello").returncode == 1
    shop.sidecar.start()


@pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
def test_the_command_line_asks_indexes_and_lists(shop: Site, guest: Shopper) -> None:
    pages = shop.wp("deskhand", "reindex", "--porcelain")
    assert int(pages.stdout) > 40
    guest.open()
    ticket = guest.accept({"subject": "=HYPERLINK(1)", "body": "Hi"}, email="a@shopper.example")
    listed = shop.wp("deskhand", "tickets", "list", "--format=csv", "--fields=id,subject")
    assert f"{ticket['ticket_id']},'=HYPERLINK(1)" in listed.stdout
    assert shop.wp("deskhand", "tickets", "set", ticket["ticket_id"], "solved").returncode == 0
    assert shop.wp("deskhand", "tickets", "set", "T-NONE", "solved").returncode == 1
    assert shop.wp("deskhand", "jobs", "run").returncode == 0


@pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
def test_the_command_line_tries_out_what_a_shopper_is_told_step_by_step(shop: Site) -> None:
    login = shop.customers[0][0]
    asked = shop.wp("deskhand", "ask", "How do I return something?")
    assert asked.returncode == 0, asked.stderr
    for told in (
        "search ",
        "passage ",
        "TOOL_LOOP",
        "✓ ",
        "Source: Returns & Refunds",
        "answered,",
    ):
        assert (told in asked.stdout) == (told != "TOOL_LOOP")
    words = "Where is my order? Write to jo@example.com"
    orders = shop.wp("deskhand", "ask", words, f"--user={login}", "--format=json")
    steps = [json.loads(line) for line in orders.stdout.splitlines()]
    keys = {"kind", "text", "detail", "took_ms", "cost_micros", "at_ms"}
    assert all(set(step) == keys and isinstance(step["detail"], dict) for step in steps)
    tools = {step["text"]: step["detail"] for step in steps if step["kind"] == "tool"}
    assert tools["get_order_status"]["code"] == "OK"
    assert [step["detail"]["kind"] for step in steps if step["kind"] == "card"] == ["order"]
    assert (steps[-1]["kind"], steps[-1]["detail"]["outcome"]) == ("answer", "answered")
    assert "jo@example.com" not in orders.stdout
    person = shop.wp("deskhand", "ask", "I want to talk to a human, whatever my order is")
    assert "handed_off, confidence" in person.stdout
    assert "get_order_status" not in person.stdout
    with Shopper(shop.url) as owner:
        owner.log_in(*shop.admin)
        screen = owner.page("/wp-admin/admin.php?page=deskhand-conversations")
        assert "jo@example.com" not in screen
        assert "whatever my order is" not in screen


@pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((" ",), "The question is empty."),
        (("x" * 4_001,), "at most 4,000 characters"),
        (("a\x01b",), "The message holds control characters."),
        (("Hi", "--user=nobody"), "Invalid user ID, email or login: 'nobody'"),
    ],
)
def test_a_trial_that_cannot_be_made_says_why(shop: Site, words: tuple[str], told: str) -> None:
    refused = shop.wp("deskhand", "ask", *words)
    assert (refused.returncode, refused.stdout.strip()) == (1, "")
    assert told in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
