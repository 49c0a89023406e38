"""Nothing is lost to a reload, a cut line, a buffering host, an old nonce, a restarted sidecar."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.browser.fake_rest import Refusal, Shop
from tests.browser.widget import Widget

DOWN = Refusal(503, "sidecar_down", "Our assistant is taking a break.")


def test_a_reload_in_the_middle_of_an_answer_shows_all_of_it(
    page: Page, shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    turn = shop.turn()
    turn.say("Two to four ")
    expect(widget.answer()).to_have_text("Two to four")
    page.reload()
    expect(widget.answer()).to_have_text("Two to four")
    expect(widget.shopper).to_have_count(1)
    turn.say("days.")
    turn.finish()
    expect(widget.answer()).to_have_text("Two to four days.")
    expect(widget.send).to_be_visible()
    first, second = (asked.body for asked in shop.requests("chat"))
    assert second["message_id"] == first["message_id"]
    assert second["text"] == ""
    assert len(shop.turns) == 1


def test_a_page_change_in_the_middle_of_an_answer_goes_on_there(
    page: Page, shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    turn = shop.turn()
    turn.say("Two to four ")
    expect(widget.answer()).to_have_text("Two to four")
    page.goto(shop.url + "other/")
    turn.say("days.")
    turn.finish()
    expect(widget.answer()).to_have_text("Two to four days.")


def test_a_cut_connection_is_taken_up_after_the_last_event_seen(shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    turn = shop.turn()
    turn.say("Two to four ")
    expect(widget.answer()).to_have_text("Two to four")
    turn.cut()
    expect(widget.log).to_contain_text("Connection lost. Trying again…")
    turn.say("days.")
    turn.finish()
    expect(widget.answer()).to_have_text("Two to four days.")
    expect(widget.log).not_to_contain_text("Connection lost")
    last = shop.requests("chat")[-1].body
    assert last["after_seq"] == turn.events[1]["seq"]
    assert last["text"] == ""


def test_a_message_that_never_arrived_is_sent_again_under_the_same_id(
    page: Page, shop: Shop, widget: Widget
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    widget.open(shop.url)
    page.route("**/chat", lambda route: route.abort("connectionreset"), times=1)
    # Routes are handled only while this thread waits for the browser, not for the shop.
    with page.expect_response("**/chat"):
        widget.ask("How long does shipping take?")
    turn = shop.turn()
    turn.say("Two days.")
    turn.finish()
    expect(widget.answer()).to_have_text("Two days.")
    assert sum(turn.message_id in body for body in sent) == 2


def test_a_line_that_stays_down_ends_in_a_retry_button_that_works(
    page: Page, shop: Shop, widget: Widget
) -> None:
    page.clock.install()
    widget.open(shop.url)
    page.route("**/chat", lambda route: route.abort("internetdisconnected"))
    widget.ask("How long does shipping take?")
    for _ in range(40):
        page.clock.run_for(1000)
        if widget.retry.count():
            break
    expect(widget.log).to_contain_text("The connection was lost.")
    expect(widget.log).not_to_contain_text("Trying again…")
    page.unroute("**/chat")
    widget.retry.click()
    turn = shop.turn()
    turn.say("Two days.")
    turn.finish()
    expect(widget.answer()).to_have_text("Two days.")
    expect(widget.log).not_to_contain_text("The connection was lost.")


def test_a_host_that_holds_streams_back_is_polled_and_remembered(
    page: Page, shop: Shop, widget: Widget
) -> None:
    shop.buffered = True
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    turn = shop.turn()
    turn.say("Two to four ")
    expect(widget.answer()).to_have_text("Two to four", timeout=15_000)
    assert [asked.body["mode"] for asked in shop.requests("chat")][:2] == ["stream", "poll"]
    turn.say("days.")
    turn.finish()
    expect(widget.answer()).to_have_text("Two to four days.")
    page.reload()
    shop.script = [{"type": "delta", "text": "Yes."}, {"type": "done", "outcome": "answered"}]
    count = len(shop.requests("chat"))
    widget.ask("Is it wool?")
    expect(widget.answer()).to_have_text("Yes.")
    assert {asked.body["mode"] for asked in shop.requests("chat")[count:]} == {"poll"}


def test_a_shop_without_streaming_is_polled_from_the_start(shop: Shop, widget: Widget) -> None:
    shop.config["streaming"] = False
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    turn = shop.turn()
    turn.say("Two to four ")
    expect(widget.answer()).to_have_text("Two to four")
    turn.say("days.")
    turn.finish()
    expect(widget.answer()).to_have_text("Two to four days.")
    polls = [asked.body for asked in shop.requests("chat")]
    assert {poll["mode"] for poll in polls} == {"poll"}
    assert [poll["text"] for poll in polls] == ["How long does shipping take?"] + [""] * (
        len(polls) - 1
    )


def test_a_sidecar_restarted_in_the_middle_of_an_answer_ends_in_one_whole_answer(
    shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    turn = shop.turn()
    turn.say("Two to ")
    expect(widget.answer()).to_have_text("Two to")
    shop.refuse("chat", DOWN, DOWN)
    turn.cut()
    shop.wait(lambda: len(shop.requests("chat")) >= 4)
    turn.emit({"type": "replaced", "reason": "RESTARTED"})
    turn.say("Two days.")
    turn.finish()
    expect(widget.answer()).to_have_text("Two days.")
    expect(widget.contact).to_have_count(0)


def test_a_turn_running_in_another_tab_is_joined(page: Page, shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    turn = shop.turn()
    turn.say("Two to four ")
    other = Widget(page.context.new_page())
    other.open(shop.url)
    expect(other.shopper).to_contain_text("How long does shipping take?")
    expect(other.answer()).to_have_text("Two to four")
    turn.say("days.")
    turn.finish()
    expect(other.answer()).to_have_text("Two to four days.")


def test_an_old_nonce_is_fetched_again_once(shop: Shop, widget: Widget) -> None:
    shop.logged_in = True
    shop.script = [{"type": "delta", "text": "Yes."}, {"type": "done", "outcome": "answered"}]
    widget.open(shop.url)
    expect(widget.log).to_contain_text("Hello!")
    shop.nonce = "nonce-2"
    widget.ask("Is it wool?")
    expect(widget.answer()).to_have_text("Yes.")
    assert len(shop.requests("session")) == 2
    assert [asked.headers.get("X-WP-Nonce") for asked in shop.requests("session")] == [None, None]


def test_a_lasting_403_is_not_asked_for_ever(shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    expect(widget.log).to_contain_text("Hello!")
    shop.refuse("chat", *[Refusal(403, "origin_forbidden", "Not from this shop.")] * 2)
    widget.ask("Is it wool?")
    expect(widget.log).to_contain_text("Not from this shop.")
    assert len(shop.requests("chat")) == 2
    assert len(shop.requests("session")) == 2


def test_a_guest_sends_no_nonce(shop: Shop, widget: Widget) -> None:
    shop.script = [{"type": "done", "outcome": "answered"}]
    widget.open(shop.url)
    widget.ask("Is it wool?")
    shop.turn()
    assert all("X-WP-Nonce" not in asked.headers for asked in shop.asked)


def test_an_event_that_comes_twice_is_shown_once(page: Page, shop: Shop, widget: Widget) -> None:
    said = {"seq": 2, "type": "delta", "text": "Two days. "}
    events = [{"seq": 1, "type": "started"}, said, said, {"seq": 1, "type": "replaced"}]
    done = {"seq": 3, "type": "done", "outcome": "answered"}
    body = "".join(f"data: {json.dumps(event)}\n\n" for event in [*events, done])
    page.route("**/chat", lambda route: route.fulfill(content_type="text/event-stream", body=body))
    widget.open(shop.url)
    widget.ask("How long does shipping take?")
    expect(widget.send).to_be_visible()
    expect(widget.answer()).to_have_text("Two days.")


def test_frames_are_found_however_the_bytes_are_cut(page: Page, shop: Shop) -> None:
    page.goto(shop.url)
    whole = page.evaluate(
        """async () => {
            const { Frames } = await import('/widget/turn.js');
            const text = ': hb\\n\\nid: 1\\ndata: {"a":1}\\n\\n'
                + 'id: 2\\r\\ndata:{"b":\\r\\ndata: 2}\\r\\n\\r\\n';
            const found = [];
            for (let size = 1; size < text.length; size++) {
                const frames = new Frames();
                const data = [];
                for (let at = 0; at < text.length; at += size) {
                    data.push(...frames.push(text.slice(at, at + size)));
                }
                found.push(JSON.stringify(data));
            }
            return [...new Set(found)].map((data) => JSON.parse(data));
        }"""
    )
    assert whole == [['{"a":1}', '{"b":\n2}']]
