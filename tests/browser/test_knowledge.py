"""The owner sees what the assistant knows and lacks, and mends it without a developer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_admin import INDEX_MS, UNFIT, Owner
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper

TABS = ("sources", "mirror", "try", "unanswered", "macros")
RENTALS = ("Do you rent out zeppelins?", "Can I rent a zeppelin from you?")
RETURNS = "How long do I have to return something I bought?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Manuals beside the sidecar."""
    return tmp_path_factory.mktemp("manuals")


@pytest.fixture(scope="module")
def shop(folder: Path) -> Iterator[Site]:
    """A shop that is read; its owner works on what it says."""
    env = {"DESKHAND_KNOWLEDGE_DIR": str(folder)}
    with Site.start(Options(settings=UNLIMITED, sidecar_env=env)) as running:
        yield running


@pytest.fixture
def owner(page: Page, shop: Site) -> Owner:
    return Owner(page, shop)


def open_tab(owner: Owner, tab: str, **query: str) -> None:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    owner.open(f"deskhand-knowledge&tab={tab}{more}")


def test_an_unanswered_question_becomes_an_answer_at_once(owner: Owner, shop: Site) -> None:
    with Shopper(shop.url) as guest:
        for words in RENTALS:
            assert guest.ask(words).outcome == "unanswered"
        open_tab(owner, "unanswered")
        group = owner.page.locator("details.deskhand-card").first
        expect(group).to_contain_text("asked 2×")
        for words in RENTALS:
            expect(group).to_contain_text(words)
        group.get_by_label("Question").fill("Do you rent out zeppelins?")
        group.get_by_label("Your answer").fill("Yes, zeppelins of any maker.\n\nIt takes <9> days.")
        group.get_by_role("button", name="Publish the answer").click()
        expect(owner.page.locator(".notice-success")).to_contain_text("Now found: yes")
        expect(owner.page.locator("details.deskhand-card", has_text="zeppelin")).to_have_count(0)
        owner.page.wait_for_load_state()  # wp-admin's own scripts keep PHP workers from the chat
        answer = guest.ask(RENTALS[1])
        assert "zeppelins of any maker" in answer.text
        assert "/faq-answer/do-you-rent-out-zeppelins/" in answer.of("citation")[0]["url"]
    owner.page.goto(answer.of("citation")[0]["url"])
    expect(owner.page.locator("body")).to_contain_text("It takes <9> days.")
    expect(owner.page.locator("main")).not_to_contain_text("admin")


def test_a_group_is_taken_off_the_list_without_an_answer(owner: Owner, shop: Site) -> None:
    with Shopper(shop.url) as guest:
        guest.ask("Is there a discount for chess clubs?")
    open_tab(owner, "unanswered")
    group = owner.page.locator("details.deskhand-card", has_text="chess")
    if not group.evaluate("group => group.open"):
        group.locator("summary").click()
    group.get_by_role("button", name="No answer needed").click()
    expect(owner.page.locator(".notice-success")).to_contain_text("Taken off the list")
    expect(group).to_have_count(0)


def test_an_answer_that_helped_is_kept_and_put_into_a_reply(owner: Owner, shop: Site) -> None:
    with Shopper(shop.url) as guest:
        helped = guest.ask(RETURNS)
        rating = {"message_id": helped.message_id, "rating": "up", "reason": ""}
        guest.post("feedback", {"thread": guest.thread, **rating})
        offer = {"subject": "A torn tent", "body": "How do I send it back?"}
        number = guest.accept(offer, email="ann@shopper.example", name="Ann")["ticket_id"]
    open_tab(owner, "macros")
    suggested = owner.page.locator("details.deskhand-card").first
    expect(suggested.get_by_label("Text")).to_have_value(re.compile("30 days"))
    suggested.get_by_label("What it answers").fill("Return window")
    suggested.get_by_role("button", name="Keep").click()
    expect(owner.page.locator(".notice-success")).to_have_text('"Return window" is kept.')

    owner.open("deskhand-tickets")
    row = owner.page.get_by_role("row", name=number)
    row.get_by_label(f"Answer to put into the reply to {number}").select_option("Return window")
    expect(row.get_by_role("status")).to_contain_text("press the address")
    mail = row.get_by_role("link", name="ann@shopper.example")
    expect(mail).to_have_attribute("href", re.compile(r"\?subject=%5BT-.*&body=.*30%20days"))
    owner.page.get_by_text("Return window", exact=True).last.click()
    expect(owner.page.get_by_role("button", name="Copy")).to_be_visible()

    open_tab(owner, "macros")
    kept = owner.page.locator("details.deskhand-card", has_text="Return window")
    kept.locator("summary").click()
    kept.get_by_role("button", name="Remove").click()
    expect(owner.page.locator(".notice-success")).to_have_text('"Return window" is gone.')
    owner.open("deskhand-tickets")
    expect(row.locator(".deskhand-reply")).to_be_hidden()


def test_a_source_is_read_under_the_owners_eyes(owner: Owner, folder: Path) -> None:
    (folder / "stove.md").write_text("# Stove\n\nSoak the burner in vinegar for an hour.\n")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    open_tab(owner, "sources")
    card = owner.page.locator("section", has=owner.page.get_by_role("heading", name="Folder"))
    expect(card).to_contain_text("Pages: 0.")
    read = card.get_by_role("button", name=re.compile("^Read Folder"))
    read.press("Enter")
    expect(card).to_contain_text("Pages: 1. Last read")
    expect(card.get_by_role("status")).to_have_text("Done.")
    expect(read).to_be_focused()
    card.get_by_text("Left out: 1").click()
    expect(card.get_by_role("row", name="scan.pdf")).to_be_visible()


def test_what_is_typed_while_a_source_is_read_stays(owner: Owner) -> None:
    open_tab(owner, "sources")
    card = owner.page.locator("section", has=owner.page.get_by_role("heading", name="Folder"))
    address = owner.page.get_by_label("Add a docs site")
    with owner.page.expect_request("**/knowledge/source"):
        card.get_by_role("button", name=re.compile("^Read Folder")).click()
    address.fill("https://docs.shop.example/")
    expect(card.get_by_role("status")).to_have_text("Done.")
    expect(address).to_have_value("https://docs.shop.example/")
    expect(address).to_be_focused()


def test_pages_of_the_site_that_are_left_out_lead_to_their_editor(owner: Owner) -> None:
    open_tab(owner, "sources")
    card = owner.page.locator("section", has=owner.page.get_by_role("heading", name="This site"))
    card.get_by_text("Left out:").click()
    link = card.get_by_role("row", name="Checkout").get_by_role("link")
    expect(link).to_have_attribute("href", re.compile(r"post\.php\?post=\d+&action=edit"))


def test_the_owner_sees_what_shoppers_cannot_find_and_what_contradicts(
    owner: Owner, shop: Site
) -> None:
    terms = {"post_title": "Help in short", "post_type": "page", "post_status": "publish"}
    terms["post_content"] = "<p>You have 12 days from delivery to return your order.</p>"
    shop.php("return wp_insert_post( $data );", data=terms)
    open_tab(owner, "mirror")
    seen: list[float] = []
    owner.page.expose_function("see", lambda value: seen.append(value))
    owner.page.evaluate(
        "() => new MutationObserver(() => see(document.querySelector('progress').value))"
        ".observe(document.querySelector('.deskhand-progress'), { subtree: true,"
        " childList: true, attributes: true })"
    )
    owner.press("Check again")
    knowledge = owner.page.locator("#deskhand-knowledge")
    expect(knowledge.get_by_role("status")).to_have_text("Done.", timeout=INDEX_MS)
    expect(owner.page.get_by_role("button", name="Check again")).to_be_focused()
    assert seen == sorted(seen)
    expect(knowledge).to_contain_text(re.compile(r"\d+ of \d+ questions find their page\."))
    expect(knowledge).to_contain_text(re.compile(r"recall@5 [01]\.\d+, MRR [01]\.\d+"))
    expect(knowledge).not_to_contain_text("Pages have changed since.")
    pair = knowledge.locator("section", has=owner.page.get_by_text("12 days"))
    expect(pair.locator("mark")).to_have_count(2)
    assert set(pair.locator("mark").all_inner_texts()) == {"12", "30"}
    expect(pair.get_by_role("link", name="Edit Help in short")).to_be_visible()


def test_a_question_can_be_tried(owner: Owner) -> None:
    open_tab(owner, "try")
    owner.page.get_by_label("A question as a shopper would ask it").fill(RETURNS)
    owner.press("Find")
    expect(owner.page.locator("#deskhand-knowledge")).to_contain_text("Likelihood that these")
    first = owner.page.locator(".deskhand-found > li").first
    expect(first.get_by_role("heading")).to_contain_text("Returns")
    expect(first).to_contain_text("30 days")
    expect(first.get_by_role("link", name=re.compile("^Edit"))).to_have_attribute(
        "href", re.compile(r"post\.php\?post=\d+&action=edit")
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_every_tab_can_be_used_without_seeing_it_and_fits(owner: Owner, width: int) -> None:
    owner.page.set_viewport_size({"width": width, "height": 800})
    for tab in TABS:
        open_tab(owner, tab, q="returns")
        expect(owner.page.get_by_role("heading", level=1)).to_have_text("Knowledge")
        expect(owner.page.locator(".nav-tab[aria-current=page]")).to_have_count(1)
        assert owner.page.evaluate(UNFIT) == []
        assert owner.page.evaluate("document.documentElement.scrollWidth") <= width
