"""The widget as a person meets it: the things that can be seen, pressed and read."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Widget:
    """The chat on a page. Locators look into the open shadow roots."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.locator("deskhand-launcher button")
        self.panel = page.locator("deskhand-chat dialog")
        self.log = self.panel.get_by_role("log")
        self.input = self.panel.get_by_role("textbox", name="Your message", exact=True).first
        self.send = self.panel.get_by_role("button", name="Send", exact=True)
        self.stop = self.panel.get_by_role("button", name="Stop answering")
        self.close = self.panel.get_by_role("button", name="Close chat")
        self.person = self.panel.get_by_role("button", name="Talk to a person")
        self.retry = self.log.get_by_role("button", name="Try again")
        self.live = self.panel.get_by_role("status")
        self.agent = self.log.locator(".message.agent:not(.intro *)")
        self.shopper = self.log.locator(".message.shopper")
        self.contact = self.log.get_by_role("region", name="Leave us a message")
        self.ticket = self.log.get_by_role("region", name="Ask our team")

    def open(self, url: str) -> None:
        """Go to a page and press the launcher."""
        self.page.goto(url)
        self.launcher.click()
        expect(self.panel).to_be_visible()

    def ask(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def answer(self) -> Locator:
        """The newest answer's text."""
        return self.agent.locator("> .text").last

    def active(self) -> str:
        """What has focus, as `tag#id` outside the widget and as its label inside."""
        found = self.page.evaluate(
            """() => {
                let node = document.activeElement;
                while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
                return node.getAttribute('aria-label') || node.textContent.trim() || node.tagName;
            }"""
        )
        return str(found)
