"""A browser, a fake shop, and a page that fails its test when it did something it never may."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.fake_rest import Shop, serve
from tests.browser.widget import Widget

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# However loaded the machine is; a test that passes never waits for it.
PATIENCE_MS = 20_000

# The shop's own, none at all (data:), and where WordPress's review form asks for avatars.
OWN_HOSTS = ("127.0.0.1", None, "secure.gravatar.com")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this folder; gone before other tests run loops of their own."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    fake = Shop()
    server = serve(fake)
    yield fake
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab. No script may fail, no dialog open, no other host be asked while it lives."""
    wrongs: list[str] = []
    opened = context.new_page()

    def see_request(request: Request) -> None:
        if urlsplit(request.url).hostname not in OWN_HOSTS:
            wrongs.append(f"request: {request.url}")

    def see_dialog(dialog: Dialog) -> None:
        wrongs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    opened.on("pageerror", lambda error: wrongs.append(f"script: {error}"))
    opened.on("request", see_request)
    opened.on("dialog", see_dialog)
    yield opened
    assert wrongs == []


@pytest.fixture
def widget(page: Page) -> Widget:
    return Widget(page)
