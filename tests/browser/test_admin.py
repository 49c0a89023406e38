"""The owner's evening: install the zip, connect, let it read, publish, and see what is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.widget import Widget
from tests.site import UNLIMITED, Options, Site
from tests.site.process import free_port
from tests.site.shopper import Shopper
from tests.site.sidecar import REPOSITORY

SCREENS = ("deskhand", "deskhand-tickets", "deskhand-conversations")
INDEX_MS = 60_000
PAIRING_TRIES = 5
RETURNS = "How long do I have to return something I bought?"
NO_WELCOME = """
return update_user_meta( 1, $GLOBALS['wpdb']->get_blog_prefix() . 'persisted_preferences', array(
    'core/edit-post' => array( 'welcomeGuide' => false ),
    '_modified'      => '2026-01-01T00:00:00.000Z',
) );
"""
INSERT_BLOCK = """() => wp.data.dispatch('core/block-editor')
    .insertBlocks(wp.blocks.createBlock('deskhand/chat'))"""
EDITORS = {
    "block": "<?php",
    "classic": "<?php add_filter( 'use_block_editor_for_post', '__return_false' );",
}
PUBLISH_BLOCK = """async () => {
    const editor = wp.data.dispatch('core/editor');
    editor.editPost({ title: 'Talk to us', status: 'publish' });
    await editor.savePost();
    return {
        valid: wp.data.select('core/block-editor').getBlocks().map((block) => block.isValid),
        link: wp.data.select('core/editor').getPermalink(),
    };
}"""
# What is wrong with the screen for who cannot see it: no name, a heading left out, a broken id.
UNFIT = """() => {
    const screen = document.querySelector('#wpbody-content .wrap');
    const named = (field) => field.labels?.length
        ? [...field.labels].map((label) => label.textContent.trim()).join('')
        : field.ariaLabel || field.textContent.trim() || field.value;
    const fields = 'input:not([type=hidden]), select, textarea, button, progress';
    const levels = [...screen.querySelectorAll('h1, h2, h3, h4')].map((head) => +head.tagName[1]);
    return [
        ...[...screen.querySelectorAll(fields)].filter((field) => !named(field)),
        ...[...screen.querySelectorAll('[aria-describedby]')].filter((field) =>
            !document.getElementById(field.getAttribute('aria-describedby'))),
        ...[...screen.querySelectorAll('[id]')].filter(({ id }) =>
            document.querySelectorAll(`[id="${id}"]`).length > 1),
    ].map((node) => node.outerHTML).concat(
        levels[0] === 1 ? [] : ['no h1'],
        levels.some((level, at) => level > (levels[at - 1] ?? 0) + 1) ? [`headings ${levels}`] : [],
    );
}"""


@pytest.fixture(scope="module")
def unpaired() -> Iterator[Site]:
    """A shop without the plugin; its sidecar listens on TCP, too, and so asks for a code."""
    address = f"127.0.0.1:{free_port()}"
    options = Options(
        plugin=None,
        paired=False,
        indexed=False,
        constants={"DESKHAND_ADDRESS": address},
        sidecar_env={"DESKHAND_LISTEN": address},
    )
    with Site.start(options) as running:
        yield running


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """A shop with the plugin just activated; nothing is paired, read or published."""
    settings = {**UNLIMITED, "published": False}
    with Site.start(Options(paired=False, indexed=False, settings=settings)) as running:
        yield running


class Owner:
    """The shop owner in wp-admin."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        with Shopper(site.url) as login:
            login.log_in(*site.admin)
            page.context.add_cookies(
                [
                    {"name": cookie.name, "value": cookie.value or "", "url": site.url}
                    for cookie in login.http.cookies.jar
                ]
            )
        self.summary = page.locator(".deskhand-summary")
        self.step = {at: page.locator(".deskhand-steps > li").nth(at - 1) for at in range(1, 6)}
        self.code = page.get_by_label("Pairing code")

    def open(self, screen: str = "deskhand") -> None:
        self.page.goto(f"{self.site.url}/wp-admin/admin.php?page={screen}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def connect(self) -> None:
        """Open the page; over the socket that is all."""
        self.open()
        expect(self.step[1]).to_contain_text("the sidecar answers and knows this site")

    def index(self) -> None:
        self.press("Index now")
        expect(self.step[3]).to_contain_text(re.compile(r"Done: \d+ pages read"), timeout=INDEX_MS)


@pytest.fixture
def owner(page: Page, shop: Site) -> Owner:
    return Owner(page, shop)


def fresh_code(site: Site) -> str:
    """What `deskhand pair` prints."""
    env = {**os.environ, "DESKHAND_DATA_DIR": str(site.sidecar.data)}
    command = [str(Path(sys.executable).parent / "deskhand"), "pair"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_the_zip_installs_by_upload_and_pairs_by_code(page: Page, unpaired: Site) -> None:
    subprocess.run([str(REPOSITORY / "scripts/build-plugin")], check=True, capture_output=True)
    owner = Owner(page, unpaired)
    page.goto(f"{unpaired.url}/wp-admin/plugin-install.php?tab=upload")
    page.locator("#pluginzip").set_input_files(REPOSITORY / "dist/deskhand.zip")
    owner.press("Install Now")
    page.get_by_role("link", name="Activate Plugin").click()
    page.wait_for_url("**/wp-admin/plugins.php**")
    expect(page.locator(".notice", has_text="Deskhand")).to_have_count(1)
    page.get_by_role("link", name="Set it up").click()
    expect(owner.summary).to_have_text("Not connected yet. Begin with step 1.")

    for _ in range(PAIRING_TRIES - 1):
        owner.code.fill("WRONG234")
        with page.expect_response(re.compile("/admin/pair$")):
            owner.press("Pair")
        expect(owner.step[1].get_by_role("alert")).to_contain_text("This is not the code.")
    owner.code.fill("WRONG234")
    owner.press("Pair")
    locked = "There is no valid pairing code"
    expect(owner.step[1].get_by_role("alert")).to_contain_text(locked)
    [printed] = re.findall(r"Pairing code: (\w{8})", unpaired.sidecar.log.read_text())
    owner.code.fill(printed)
    with page.expect_response(re.compile("/admin/pair$")):
        owner.press("Pair")
    expect(owner.step[1].get_by_role("alert")).to_contain_text(locked)

    code = fresh_code(unpaired)
    owner.code.fill(f"{code[:4]}-{code[4:8]}".lower())
    owner.code.press("Enter")
    expect(owner.step[1]).to_contain_text("the sidecar answers and knows this site")
    expect(owner.code).to_be_hidden()
    page.goto(f"{unpaired.url}/wp-admin/plugins.php")
    expect(page.locator(".notice", has_text="Deskhand")).to_have_count(0)
    expect(page.get_by_role("link", name="Set up")).to_be_visible()


def test_it_pairs_without_typing_reads_the_shop_and_is_published(
    owner: Owner, shop: Site, widget: Widget
) -> None:
    shop.set({"published": False})
    owner.connect()
    notice = owner.page.locator(".notice", has_text="Deskhand has not read your shop yet")
    owner.page.goto(f"{shop.url}/wp-admin/")
    notice.get_by_role("link", name='Press "Index now"').click()
    expect(owner.step[2]).to_contain_text("No API key, no account and no costs")
    expect(owner.step[3]).to_contain_text("It never reads drafts")
    bar = owner.step[3].get_by_role("progressbar")
    seen: list[float] = []
    owner.page.expose_function("see", lambda value: seen.append(value))
    owner.page.evaluate(
        "() => new MutationObserver(() => see(document.querySelector('progress').value))"
        ".observe(document.querySelector('.deskhand-progress'), { subtree: true,"
        " childList: true, attributes: true })"
    )
    owner.index()
    expect(bar).to_have_js_property("value", 1)
    assert seen == sorted(seen)
    assert any(0 < value < 1 for value in seen)
    expect(owner.step[3]).to_contain_text(re.compile(r"\d+ pages in \d+ passages"))
    owner.page.goto(f"{shop.url}/wp-admin/")
    expect(owner.page.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(notice).to_have_count(0)
    owner.open()

    expect(owner.step[5]).to_contain_text("Only administrators see the chat.")
    with Shopper(shop.url) as visitor:
        assert "deskhand-config" not in visitor.page("/")
        owner.press("Publish the chat")
        expect(owner.summary).to_have_text("All is well: shoppers see the chat and it answers.")
        assert "deskhand-config" in visitor.page("/")
        assert "30 days" in visitor.ask(RETURNS).text
    widget.open(f"{shop.url}/")
    widget.ask(RETURNS)
    expect(widget.answer()).to_contain_text("30 days")
    owner.open()
    owner.press("Hide the chat again")
    expect(owner.step[5]).to_contain_text("Only administrators see the chat.")


def test_a_reindex_that_was_left_is_followed_again(owner: Owner, shop: Site) -> None:
    owner.connect()
    shop.php("return Deskhand\\parts()->reindex()->begin();")
    owner.open()
    expect(owner.step[3]).to_contain_text(re.compile(r"Done: \d+ pages read"), timeout=INDEX_MS)


def test_settings_are_saved_and_what_cannot_be_is_named(owner: Owner) -> None:
    owner.open()
    page = owner.page
    page.get_by_label("Opening hours").fill("Mon–Fri 9–17")
    owner.press("Save Changes")
    expect(page.locator(".notice")).to_have_text(re.compile("Settings saved."))
    expect(page.get_by_label("Opening hours")).to_have_value("Mon–Fri 9–17")

    page.get_by_label("E-mail for staff").fill("desk@")
    page.get_by_label("Trusted proxies").fill("10.0.0.0/8 proxy")
    page.get_by_label("Opening hours").fill("Always")
    owner.press("Save Changes")
    notices = page.locator(".notice")
    expect(notices.nth(0)).to_contain_text("E-mail for staff: this is not an e-mail address.")
    expect(notices.nth(1)).to_contain_text('Trusted proxies: "proxy" is neither')
    expect(notices.nth(2)).to_contain_text("The other settings were saved.")
    expect(page.get_by_label("E-mail for staff")).to_have_value("")
    expect(page.get_by_label("E-mail for staff")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Opening hours")).to_have_value("Always")


def test_each_part_of_the_settings_is_a_click_away_and_so_is_saving(owner: Owner) -> None:
    owner.open()
    page = owner.page
    parts = page.get_by_role("navigation", name="Settings").get_by_role("link")
    headings = page.locator("#deskhand-settings h2:visible")
    expect(parts).to_have_text(headings.all_text_contents())
    parts.get_by_text("Staff and privacy", exact=True).click()
    expect(page.get_by_role("heading", name="Staff and privacy")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Save Changes")).to_be_in_viewport()


def test_a_ticket_is_read_answered_and_solved(owner: Owner, shop: Site) -> None:
    owner.connect()
    shop.set({"published": True})
    with Shopper(shop.url) as guest:
        guest.open()
        offer = {"subject": "A torn tent", "body": "The zip of my tent is torn."}
        number = guest.accept(offer, email="ann@shopper.example", name="Ann")["ticket_id"]
    owner.open("deskhand-tickets")
    row = owner.page.get_by_role("row", name=number)
    row.get_by_text("A torn tent").click()
    expect(row.get_by_text("The zip of my tent is torn.")).to_be_visible()
    mail = row.get_by_role("link", name="ann@shopper.example")
    expect(mail).to_have_attribute("href", re.compile(rf"^mailto:ann@.*\?subject=%5B{number}%5D"))
    row.get_by_label(f"Status of {number}").select_option("Solved")
    row.get_by_role("button", name="Change").click()
    expect(owner.page.locator(".notice-success")).to_have_text(f"{number} was changed.")
    owner.page.get_by_role("link", name="Solved", exact=True).click()
    expect(owner.page.get_by_role("row", name=number)).to_be_visible()
    owner.page.get_by_role("link", name=re.compile(r"^Open \(\d+\)$")).click()
    expect(owner.page.get_by_role("row", name=number)).to_have_count(0)


def test_without_the_sidecar_the_owner_is_told_and_no_message_is_lost(
    owner: Owner, shop: Site
) -> None:
    owner.connect()
    shop.set({"published": True})
    shop.sidecar.kill()
    try:
        owner.press("Check again")
        expect(owner.step[1]).to_contain_text("Nobody answers at the sidecar's address.")
        expect(owner.summary).to_contain_text("Shoppers get a contact form")
        with Shopper(shop.url) as guest:
            words = {"name": "Ann", "email": "ann@shopper.example", "message": "My tent leaks."}
            guest.post("contact", {"request_id": "owner-evening-1", **words})
        assert "My tent leaks." in shop.mails()[-1]["message"]
        owner.open("deskhand-tickets")
        expect(owner.page.locator(".wrap")).to_contain_text("ann@shopper.example: My tent leaks.")
        expect(owner.page.locator(".notice-error")).to_contain_text("Nobody answers")
    finally:
        shop.sidecar.start()
    shop.php("do_action( 'deskhand_jobs' ); return 1;")
    owner.page.reload()
    expect(owner.page.locator("table").get_by_text("My tent leaks.").first).to_be_visible()
    expect(owner.page.locator(".notice-error")).to_have_count(0)


def test_new_salts_are_paired_again_with_a_code(owner: Owner, shop: Site) -> None:
    owner.connect()
    config = shop.wordpress.docroot / "wp-config.php"
    before = config.read_text()
    config.write_text(before.replace("'AUTH_KEY', '", "'AUTH_KEY', 'new-"))
    try:
        changed = Owner(owner.page, shop)  # new salts end every login
        changed.open()
        expect(changed.step[1].get_by_role("alert")).to_contain_text("no valid pairing code")
        changed.code.fill(fresh_code(shop).strip())
        changed.press("Pair")
        expect(changed.step[1]).to_contain_text("the sidecar answers and knows this site")
    finally:
        config.write_text(before)
    restored = Owner(owner.page, shop)  # the sidecar knows these salts still
    restored.connect()
    expect(restored.step[5]).not_to_contain_text("not paired")


def test_the_block_and_the_shortcode_show_the_chat_within_a_page(owner: Owner, shop: Site) -> None:
    owner.connect()
    shop.php(NO_WELCOME)
    page = owner.page
    page.goto(f"{shop.url}/wp-admin/post-new.php?post_type=page")
    canvas: Locator = page.frame_locator("iframe[name='editor-canvas']").locator("body")
    # A block that comes before the editor has its page is lost.
    expect(canvas.get_by_role("textbox", name="Add title")).to_be_visible()
    page.evaluate(INSERT_BLOCK)
    expect(canvas).to_contain_text("The support chat appears here on the page.")
    block = page.evaluate(PUBLISH_BLOCK)
    assert block["valid"] == [True]
    shortcode = {"post_title": "Chat", "post_type": "page", "post_status": "publish"}
    shortcode["post_content"] = "[deskhand]"
    second = shop.php("return get_permalink( wp_insert_post( $data ) );", data=shortcode)
    for link in (block["link"], second):
        page.goto(link)
        expect(page.locator("deskhand-chat dialog")).to_be_visible()


@pytest.mark.parametrize("editor", EDITORS)
def test_a_page_is_kept_from_the_assistant_in_its_editor(
    owner: Owner, shop: Site, editor: str
) -> None:
    owner.connect()
    shop.php(NO_WELCOME)
    plugins = shop.wordpress.docroot / "wp-content/mu-plugins"
    (plugins / "editor.php").write_text(EDITORS[editor])
    fields = {"post_type": "page", "post_status": "publish", "post_content": "<p>Ours.</p>"}
    number = shop.php("return wp_insert_post( $data );", data=fields | {"post_title": editor})
    page = owner.page
    for kept in (True, False):
        page.goto(f"{shop.url}/wp-admin/post.php?post={number}&action=edit")
        page.get_by_label("Keep from the assistant").set_checked(kept)
        if editor == "block":
            with page.expect_response(re.compile(r"/post\.php.*meta-box-loader=1")):
                page.get_by_role("region", name="Editor top bar").get_by_role(
                    "button", name="Save", exact=True
                ).click()
        else:
            page.get_by_role("button", name="Update").click()
            expect(page.locator("#message")).to_contain_text("Page updated.")
        page.reload()
        expect(page.get_by_label("Keep from the assistant")).to_be_checked(checked=kept)
        reasons = shop.php("return (object) Deskhand\\parts()->reindex()->excluded();")
        assert (str(number) in reasons) == kept, reasons
    (plugins / "editor.php").unlink()


@pytest.mark.parametrize("width", [390, 1280])
def test_every_screen_can_be_used_without_seeing_it_and_fits(owner: Owner, width: int) -> None:
    owner.connect()
    owner.page.set_viewport_size({"width": width, "height": 800})
    for screen in SCREENS:
        owner.open(screen)
        expect(owner.page.get_by_role("heading", level=1)).to_be_visible()
        assert owner.page.evaluate(UNFIT) == []
        assert owner.page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_woocommerce_everything_is_under_settings_and_tools(
    owner: Owner, shop: Site
) -> None:
    owner.connect()
    plugins = "require_once ABSPATH . 'wp-admin/includes/plugin.php';"
    woocommerce = "'woocommerce/woocommerce.php'"
    shop.php(f"{plugins} deactivate_plugins( {woocommerce} ); return 1;")
    try:
        page = owner.page
        page.goto(f"{shop.url}/wp-admin/options-general.php?page=deskhand")
        expect(owner.step[1]).to_contain_text("the sidecar answers and knows this site")
        owner.press("Save Changes")
        expect(page.locator(".notice", has_text="Settings saved.")).to_have_count(1)
        for screen in SCREENS[1:]:
            page.goto(f"{shop.url}/wp-admin/tools.php?page={screen}")
            expect(page.locator(".wrap table")).to_be_visible()
    finally:
        shop.php(f"{plugins} activate_plugin( {woocommerce} ); return 1;")


def test_wordpress_suggests_a_text_for_the_privacy_policy(shop: Site) -> None:
    shop.set({"retention_days": 45})
    with Shopper(shop.url) as owner:
        owner.log_in(*shop.admin)
        guide = owner.page("/wp-admin/options-privacy.php?tab=policyguide")
    assert "deleted after 45 days" in guide
    assert "deskhand_anon" in guide
