"""What a page pays for the chat: bytes, requests, layout; and what brings the chat back."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.fake_rest import WIDGET, Shop, shipped
from tests.browser.widget import Widget

LOADER_BYTES = 3 * 1024
CHAT_BYTES = 22 * 1024


def gzip_size(file: Path) -> int:
    return len(gzip.compress(shipped(file), 9))


def test_the_loader_weighs_at_most_3_kb() -> None:
    assert gzip_size(WIDGET / "loader.js") <= LOADER_BYTES


def test_the_chat_weighs_at_most_22_kb() -> None:
    modules = [file for file in WIDGET.glob("*.js") if file.name != "loader.js"]
    assert modules
    assert sum(map(gzip_size, modules)) <= CHAT_BYTES


def test_what_ships_of_a_module_is_the_module_without_its_comments() -> None:
    for file in WIDGET.glob("*.js"):
        code = shipped(file).decode()
        assert not re.search(r"^\s*(/\*|//)", code, re.MULTILINE), file.name
        kept = iter(file.read_text().splitlines())
        assert all(line in kept for line in code.splitlines()), file.name


def test_every_module_of_the_chat_gets_the_version_of_the_plugin() -> None:
    source = (WIDGET.parents[1] / "src/class-widget.php").read_text()
    named = re.search(r"const MODULES = array\( (.+?) \);", source)
    assert named
    files = {file.stem for file in WIDGET.glob("*.js")} - {"loader", "chat"}
    assert set(re.findall(r"'(\w+)'", named.group(1))) == files


def test_the_loader_falls_back_to_the_words_of_the_widget(page: Page, shop: Shop) -> None:
    page.goto(shop.url)
    spoken = page.evaluate("async () => (await import('/widget/strings.js')).STRINGS")
    fallbacks = re.findall(
        r"strings\.(launcher\w*) \?\? '([^']+)'", (WIDGET / "loader.js").read_text()
    )
    assert len(fallbacks) == 3
    assert all(spoken[key] == english for key, english in fallbacks)


def test_a_page_loads_nothing_but_the_loader_until_the_launcher_is_used(
    page: Page, shop: Shop, widget: Widget
) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.removeprefix(shop.url)))
    page.goto(shop.url)
    expect(widget.launcher).to_be_visible()
    assert [path for path in loaded if path.startswith("widget/")] == ["widget/loader.js"]
    assert shop.asked == []
    widget.launcher.click()
    shop.wait(lambda: bool(shop.requests("session")))
    assert "widget/chat.js" in loaded


def test_nothing_of_the_chat_exists_before_the_page_has_loaded_and_is_idle(
    page: Page, shop: Shop
) -> None:
    page.add_init_script(
        """window.early = [];
        window.requestIdleCallback = (step) => {
            early.push(document.readyState, document.querySelectorAll('deskhand-launcher').length);
            setTimeout(step, 0);
        };"""
    )
    page.goto(shop.url)
    expect(page.locator("deskhand-launcher button")).to_be_visible()
    assert page.evaluate("early") == ["complete", 0]


def test_the_launcher_shifts_no_layout(page: Page, shop: Shop, widget: Widget) -> None:
    page.goto(shop.url)
    page.evaluate(
        """() => {
            window.shifts = 0;
            new PerformanceObserver((list) => {
                list.getEntries().forEach((entry) => { shifts += entry.value; });
            }).observe({ type: 'layout-shift', buffered: true });
        }"""
    )
    widget.launcher.click()
    expect(widget.panel).to_be_visible()
    assert page.evaluate("shifts") == 0


def test_an_open_chat_is_open_on_the_next_page_and_takes_no_focus(
    page: Page, shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    page.locator("#before").click()
    expect(page).to_have_url(shop.url + "other/")
    expect(widget.panel).to_be_visible()
    expect(widget.launcher).to_be_hidden()
    assert page.evaluate("document.activeElement === document.body")


def test_a_closed_chat_stays_closed_on_the_next_page(
    page: Page, shop: Shop, widget: Widget
) -> None:
    widget.open(shop.url)
    widget.close.click()
    page.goto(shop.url + "other/")
    expect(widget.launcher).to_be_visible()
    expect(widget.panel).to_have_count(0)


def test_on_a_phone_the_page_a_link_leads_to_is_not_covered(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700})
    widget = Widget(context.new_page())
    widget.open(shop.url)
    widget.page.goto(shop.url + "other/")
    expect(widget.launcher).to_have_accessible_name("Chat with us, conversation open")
    expect(widget.panel).to_have_count(0)
    context.close()


def test_a_missing_chat_module_leaves_a_launcher_that_can_be_pressed_again(
    page: Page, shop: Shop, widget: Widget
) -> None:
    page.route("**/widget/chat.js", lambda route: route.abort())
    page.goto(shop.url)
    widget.launcher.click()
    expect(widget.launcher).to_have_accessible_name("The chat could not be loaded. Try again.")
    page.unroute("**/widget/chat.js")
    widget.launcher.click()
    expect(widget.panel).to_be_visible()


def test_an_inline_chat_stands_in_the_page_without_a_launcher(
    page: Page, shop: Shop, widget: Widget
) -> None:
    page.route(
        "**/block/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=shop.page().replace("</body>", "<deskhand-chat inline></deskhand-chat></body>"),
        ),
    )
    shop.script = [{"type": "delta", "text": "Yes."}, {"type": "done", "outcome": "answered"}]
    page.goto(shop.url + "block/")
    expect(widget.panel).to_be_visible()
    expect(widget.close).to_have_count(0)
    expect(widget.launcher).to_have_count(0)
    widget.ask("Is it wool?")
    expect(widget.answer()).to_have_text("Yes.")
    widget.input.press("Escape")
    expect(widget.panel).to_be_visible()


def test_a_post_that_holds_a_config_of_its_own_is_not_heeded(
    page: Page, shop: Shop, widget: Widget
) -> None:
    forged = json.dumps({"rest": shop.url, "chat": "/evil.js", "strings": {}})
    post = f'<body><pre id="deskhand-config">{forged}</pre>'
    page.route(
        "**/post/",
        lambda route: route.fulfill(
            content_type="text/html", body=shop.page().replace("<body>", post)
        ),
    )
    page.goto(shop.url + "post/")
    widget.launcher.click()
    expect(widget.panel).to_be_visible()


def test_strings_of_the_page_replace_the_english(page: Page, shop: Shop, widget: Widget) -> None:
    shop.strings = {"launcher": "Schreib uns", "placeholder": "Stell eine Frage …"}
    widget.page.goto(shop.url)
    expect(widget.launcher).to_have_accessible_name("Schreib uns")
    widget.launcher.click()
    expect(widget.input).to_have_attribute("placeholder", "Stell eine Frage …")
    expect(widget.person).to_be_visible()
