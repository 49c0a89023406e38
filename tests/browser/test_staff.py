"""The shop's people at work: conversations taken over, tickets given away, mail that waits."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_admin import UNFIT, Owner
from tests.browser.widget import Widget
from tests.site import Site
from tests.site.shopper import Shopper

RETURNS = "How long do I have to return something I bought?"
COLLEAGUE = """
$user = get_user_by( 'login', 'nora' ) ?: get_userdata( wp_insert_user( array(
    'user_login' => 'nora', 'user_pass' => 'password', 'user_email' => 'nora@shop.example',
    'display_name' => 'Nora Berg', 'role' => 'shop_manager',
) ) );
"""
TAKE = (
    COLLEAGUE + "Deskhand\\parts()->thread_desk()->take( $data, $user, false ); return $user->ID;"
)
MACRO = "Deskhand\\parts()->macros()->keep( '', 'Greeting', 'Thank you for waiting.' ); return 1;"


class Staff(Owner):
    """A person of the shop at the conversations."""

    def __init__(self, page: Page, site: Site) -> None:
        super().__init__(page, site)
        self.status = page.locator("[data-part=status]")
        self.log = page.get_by_role("log")
        self.reply = page.get_by_label("Your reply", exact=True)

    def open_first(self) -> str:
        """The conversation that was last active; its id."""
        self.open("deskhand-conversations")
        self.page.locator(".deskhand-table").last.get_by_role("link").first.click()
        expect(self.log).to_be_visible()
        return self.page.url.split("thread=")[1].split("&")[0]


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of the shop's own."""
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture
def staff(desk: BrowserContext, site: Site) -> Staff:
    return Staff(desk.new_page(), site)


@pytest.fixture
def scriptless(browser: Browser, site: Site) -> Iterator[Staff]:
    """Staff whose browser runs no scripts."""
    opened = browser.new_context(java_script_enabled=False)
    opened.set_default_timeout(PATIENCE_MS)
    yield Staff(opened.new_page(), site)
    opened.close()


def waiting(site: Site, widget: Widget) -> None:
    """A shopper who asked for a person."""
    widget.open(f"{site.url}/")
    widget.person.click()
    expect(widget.send).to_be_visible()
    expect(widget.log.locator(".notice").first).to_be_visible()


def test_a_conversation_is_taken_over_answered_live_and_given_back(
    site: Site, widget: Widget, staff: Staff
) -> None:
    waiting(site, widget)
    staff.open("deskhand-conversations")
    queue = staff.page.get_by_role("heading", name=re.compile(r"Waiting for a person \([1-9]"))
    expect(queue).to_be_visible()
    staff.page.locator(".deskhand-table").first.get_by_role("link").last.click()
    expect(staff.status).to_contain_text("The shopper waits for a person")
    staff.press("Take over")
    expect(staff.status).to_contain_text("You have this conversation.")
    expect(widget.panel.locator("header")).to_contain_text("You are talking to admin")

    # What the script does is told once it runs.
    expect(staff.page.locator("[data-part=keys]")).to_be_visible()
    staff.reply.fill("Hello, what can I do for you?")
    staff.reply.press("Control+Enter")
    expect(staff.reply).to_have_value("")
    expect(staff.reply).to_be_focused()
    expect(widget.log.locator(".message.staff")).to_contain_text("Hello, what can I do for you?")
    widget.ask("My <b>tent</b> leaks.")
    expect(widget.agent.last).to_contain_text("Delivered")
    expect(staff.log).to_contain_text("My <b>tent</b> leaks.")
    expect(staff.page.locator("[data-part=reach]")).to_contain_text("is in the chat")

    staff.press("Give back to the assistant")
    expect(staff.page.locator(".notice-success")).to_contain_text("The assistant answers again.")
    expect(widget.log).to_contain_text("Our AI assistant answers again.")
    widget.ask(RETURNS)
    expect(widget.answer()).to_contain_text("30 days")
    expect(widget.log.locator(".message.staff")).to_have_count(1)


def test_a_conversation_is_taken_from_a_colleague_in_two_steps(
    site: Site, widget: Widget, staff: Staff
) -> None:
    waiting(site, widget)
    thread = staff.open_first()
    site.php(TAKE, data=thread)
    expect(staff.status).to_contain_text("Nora Berg has this conversation.")
    expect(staff.reply).to_be_hidden()
    expect(staff.page.get_by_role("button", name="Take over", exact=True)).to_be_hidden()
    staff.page.get_by_text("Take it from your colleague…").click()
    staff.press("Yes, take it over")
    expect(staff.status).to_contain_text("You have this conversation.")
    staff.reply.fill("I take over from Nora.")

    site.php(TAKE.replace("false", "true"), data=thread)
    expect(staff.status).to_contain_text("Nora Berg has this conversation.")
    staff.press("Send")
    expect(staff.page.get_by_role("alert")).to_contain_text("You do not have this conversation")
    expect(staff.reply).to_have_value("I take over from Nora.")


def test_without_scripts_a_conversation_is_worked_on_by_forms(
    site: Site, widget: Widget, scriptless: Staff
) -> None:
    waiting(site, widget)
    staff = scriptless
    thread = staff.open_first()
    site.php(TAKE, data=thread)
    staff.press("Take over")
    expect(staff.page.locator(".notice-warning")).to_contain_text(
        "Nora Berg took this conversation a moment ago."
    )
    staff.press("Yes, take it over")
    staff.reply.fill("2 < 3 & all's <well>.")
    staff.press("Send")
    expect(staff.page.locator(".notice-success")).to_contain_text("Sent.")
    expect(staff.log).to_contain_text("2 < 3 & all's <well>.")
    expect(widget.log.locator(".message.staff")).to_contain_text("2 < 3 & all's <well>.")
    staff.press("Give back to the assistant")
    expect(staff.status).to_contain_text("The assistant answers in this conversation.")


def test_an_answer_is_inserted_where_the_cursor_is(
    site: Site, widget: Widget, staff: Staff
) -> None:
    site.php(MACRO)
    waiting(site, widget)
    staff.open_first()
    staff.press("Take over")
    staff.reply.fill("Hello! ")
    staff.page.get_by_label("Answer to insert into your reply").select_option("Greeting")
    expect(staff.reply).to_have_value("Hello! Thank you for waiting.")
    expect(staff.reply).to_be_focused()


@pytest.mark.parametrize(
    "form",
    [
        {"action": "deskhand_thread", "thread": "0" * 32, "step": "take"},
        {"action": "deskhand_ticket", "ticket": "T-7K2M9Q", "status": "3"},
        {"action": "deskhand_outbox", "job": "job-1"},
    ],
    ids=lambda form: form["action"],
)
def test_a_form_is_for_staff_and_comes_from_its_screen(site: Site, form: dict[str, str]) -> None:
    with Shopper(site.url) as customer:
        customer.log_in(*site.customers[0])
        refused = customer.http.post(f"{site.url}/wp-admin/admin-post.php", data=form)
        assert refused.status_code == 403
    with Shopper(site.url) as owner:
        owner.log_in(*site.admin)
        forged = owner.http.post(f"{site.url}/wp-admin/admin-post.php", data=form)
        assert forged.status_code == 403


def test_a_ticket_is_given_to_somebody_and_made_urgent(site: Site, staff: Staff) -> None:
    site.php(COLLEAGUE + "return 1;")
    with Shopper(site.url) as guest:
        guest.open()
        offer = {"subject": "A torn tent", "body": "The zip of my tent is torn."}
        number = guest.accept(offer, email="ann@shopper.example", name="Ann")["ticket_id"]
    staff.open("deskhand-tickets")
    row = staff.page.get_by_role("row", name=number)

    def choose(what: str, option: str) -> None:
        row.get_by_label(f"{what} {number}").select_option(option)
        row.get_by_role("button", name="Change").click()
        expect(staff.page.locator(".notice-success")).to_have_text(f"{number} was changed.")

    choose("Who works on", "admin")
    choose("Priority of", "High")
    chosen: list[tuple[Locator, str]] = [
        (row.get_by_label(f"Who works on {number}"), "admin"),
        (row.get_by_label(f"Priority of {number}"), "High"),
        (row.get_by_label(f"Status of {number}"), "Open"),
    ]
    for field, value in chosen:
        expect(field.locator("option:checked")).to_have_text(value)
    expect(row).not_to_contain_text("Late")
    staff.page.get_by_role("link", name="Mine", exact=True).click()
    expect(row).to_be_visible()
    choose("Who works on", "Nora Berg")
    staff.page.get_by_role("link", name="Mine", exact=True).click()
    expect(row).to_have_count(0)
    staff.page.get_by_role("link", name=re.compile(r"^Late \(\d+\)$")).click()
    expect(row).to_have_count(0)


def test_mail_that_waits_is_shown_with_what_it_says(site: Site, staff: Staff) -> None:
    with Shopper(site.url) as guest:
        guest.open()
        offer = {"subject": "Lost pegs", "body": "Three pegs are missing."}
        guest.accept(offer, email="ann@shopper.example", name="Ann")
    staff.open("deskhand-outbox")
    mail = staff.page.get_by_text("To staff: a ticket").or_(staff.page.get_by_text("To staff"))
    expect(mail.first).to_be_visible()
    expect(staff.page.get_by_role("heading", name="Other services")).to_be_visible()
    staff.page.get_by_role("link", name=re.compile(r"^Given up")).first.click()
    expect(staff.page.locator(".notice-error")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_conversation_can_be_worked_on_without_seeing_it_and_fits(
    site: Site, widget: Widget, staff: Staff, width: int
) -> None:
    waiting(site, widget)
    staff.page.set_viewport_size({"width": width, "height": 800})
    staff.open_first()
    staff.press("Take over")
    expect(staff.reply).to_be_visible()
    assert staff.page.evaluate(UNFIT) == []
    assert staff.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_every_list_is_named_for_who_cannot_see_it_and_fits(staff: Staff, width: int) -> None:
    staff.page.set_viewport_size({"width": width, "height": 800})
    for name in ("conversations", "tickets", "approvals", "knowledge", "outbox"):
        staff.open(f"deskhand-{name}")
        assert staff.page.evaluate(UNFIT) == [], name
        assert staff.page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_hours_are_typed_day_by_day_and_reach_the_chat(
    site: Site, widget: Widget, staff: Staff
) -> None:
    try:
        staff.open()
        page = staff.page
        page.get_by_label("Monday from", exact=True).fill("09:00")
        page.get_by_label("Monday until", exact=True).fill("08:00")
        staff.press("Save Changes")
        expect(page.locator(".notice").first).to_contain_text(
            "Days and times: on Monday a span needs a beginning and a later end."
        )
        # Open for one minute of the week that is not now, so that nobody is in.
        now = site.php("return array( (int) wp_date( 'N' ), wp_date( 'H:i' ) );")
        day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        later = day[(int(now[0]) + 2) % 7]
        page.get_by_label(f"{later} from", exact=True).fill("09:00")
        page.get_by_label(f"{later} until", exact=True).fill("17:00")
        page.get_by_label("While nobody is in").fill("We are out in the hills.")
        staff.press("Save Changes")
        expect(page.get_by_label(f"{later} until", exact=True)).to_have_value("17:00")
        widget.open(f"{site.url}/")
        widget.person.click()
        notice = widget.log.locator(".notice").first
        expect(notice).to_contain_text("We are out in the hills. We are back ")
    finally:
        site.set({"opening_times": [], "away_text": ""})
