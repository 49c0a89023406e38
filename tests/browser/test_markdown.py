"""Text becomes text: what a model, a shopper or a page writes never runs and never leads away."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.fake_rest import Json, Shop
from tests.browser.widget import Widget

DONE = {"type": "done", "outcome": "answered"}
RUN = "window.__xss=1"
HOSTILE = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f'<a href="javascript:{RUN}">x</a>',
    f"javascript:{RUN}",
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"[x](java\tscript:{RUN})",
    f"[x](&#106;avascript:{RUN})",
    f"[x](\x01javascript:{RUN})",
    "[x](data:text/html;base64,PHNjcmlwdD53aW5kb3cuX194c3M9MTwvc2NyaXB0Pg==)",
    f"[x](vbscript:{RUN})",
    f'[x](/ok" onmouseover="{RUN})',
    f'[<img src=x onerror={RUN}>](/ok "t")',
    f"![x](x onerror={RUN})",
    "**<iframe srcdoc='<script>parent.__xss=1</script>'>**",
    f"`<img src=x onerror={RUN}>`",
    f"```html\n<img src=x onerror={RUN}>\n```",
    f"- <details open ontoggle={RUN}>\n1. <input autofocus onfocus={RUN}>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"</template></deskhand-chat><script>{RUN}</script>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f"\u202e[x](javascript:{RUN})\u202c\u0000\ufeff",
    f"[a]: javascript:{RUN}\n[x][a]",
    f"<javascript:{RUN}>",
]
AWAY = [
    "[a](https://evil.example/)",
    "[a](//evil.example/x)",
    "[a](\\\\evil.example/x)",
    "[a](https:evil.example)",
    "[a](http://127.0.0.1@evil.example/)",
    "[a](http://127.0.0.1.evil.example/)",
    "[a](http://127.0.0.1:1/other-port)",
    "https://evil.example/plain",
    "<https://evil.example/angle>",
    "![pixel](https://evil.example/pixel.png)",
    "[a](mailto:ada@evil.example)",
    "[a](ftp://127.0.0.1/x)",
    "[a](http://user:pass@127.0.0.1/)",
]

NODES = [
    ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
    (
        "**a** *b* _c_ snake_case_name",
        "<p><strong>a</strong> <em>b</em> <em>c</em> snake_case_name</p>",
    ),
    ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
    ("2 * 3 * 4 and **", "<p>2 * 3 * 4 and **</p>"),
    ("- a\n- b\n  - c\n- d", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"),
    ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
    ("# Title\ntext", "<p><strong>Title</strong></p><p>text</p>"),
    ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
    ("```\n<b>\n  x\n```", '<pre tabindex="0"><code>&lt;b&gt;\n  x</code></pre>'),
    ("```\nopen", '<pre tabindex="0"><code>open</code></pre>'),
    (r"\*not italic\*", "<p>*not italic*</p>"),
    ("![alt](/a.png)", "<p>alt</p>"),
    ("", ""),
]


def shown_everywhere(text: str) -> list[Json]:
    """A turn that shows `text` wherever an answer can show one."""
    parcel = {"provider": text, "number": text, "url": text}
    product = {"kind": "product", "title": text, "url": text, "image": "", "in_stock": True}
    order = {"kind": "order", "number": text, "status": text, "total": text, "date": text}
    return [
        {"type": "step", "name": "x", "text": text},
        {"type": "delta", "text": text},
        {"type": "citation", "title": text, "url": text, "section": text},
        {"type": "card", **product, "price_text": text, "stock_text": text},
        {
            "type": "card",
            **order,
            "items": [{"name": text, "quantity": 1}],
            "tracking": [parcel],
            "url": text,
        },
        {"type": "handed_off", "queue_position": 1, "hours": text},
        {"type": "ticket_offer", "subject": text, "body": text},
        {"type": "ticket", "ticket_id": text, "subject": text},
        DONE,
    ]


def test_hostile_text_runs_nowhere_it_is_shown(page: Page, shop: Shop, widget: Widget) -> None:
    everything = "\n".join(HOSTILE)
    shop.config.update(shop_name=everything, greeting=everything)
    shop.config.update(suggestions=[everything], privacy_url=HOSTILE[3])
    shop.messages = [
        {"message_id": "m-000001", "author": author, "text": everything}
        for author in ("shopper", "agent", "staff")
    ]
    widget.open(shop.url)
    for count, text in enumerate(HOSTILE, 1):
        shop.script = shown_everywhere(text)
        widget.ask(text)
        expect(widget.log.locator(".rating")).to_have_count(count)
    for link in widget.log.get_by_role("link").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://"))
        link.dispatch_event("mouseover")
    assert page.evaluate("window.__xss") is None
    made = page.evaluate(
        """() => [...document.querySelector('deskhand-chat').shadowRoot.querySelectorAll('*')]
            .filter((node) => node.matches('script,iframe,object,embed,style,img,base,meta,details')
                || [...node.attributes].some(({ name }) => name.startsWith('on')))
            .map((node) => node.outerHTML)"""
    )
    assert made == []


def test_text_leads_to_no_other_host(shop: Shop, widget: Widget) -> None:
    widget.open(shop.url)
    for count, text in enumerate(AWAY, 1):
        shop.script = [{"type": "delta", "text": f"See {text} now"}, DONE]
        widget.ask("Hello")
        expect(widget.log.locator(".rating")).to_have_count(count)
        expect(widget.answer()).to_contain_text("now")
        expect(widget.answer().locator("a, img")).to_have_count(0)


def test_links_to_the_shop_are_links(shop: Shop, widget: Widget) -> None:
    text = f"[policy](/returns/) and {shop.url}care/. Also [**bold**]({shop.url}x?a=1&b=2#c)"
    shop.script = [{"type": "delta", "text": text}, DONE]
    widget.open(shop.url)
    widget.ask("Hello")
    links = widget.answer().get_by_role("link")
    expect(links).to_have_count(3)
    assert [link.get_attribute("href") for link in links.all()] == [
        shop.url + "returns/",
        shop.url + "care/",
        shop.url + "x?a=1&b=2#c",
    ]


def test_markdown_becomes_these_nodes(page: Page, shop: Shop) -> None:
    page.goto(shop.url)
    made = page.evaluate(
        """async (texts) => {
            const { markdown } = await import('/widget/markdown.js');
            return texts.map((text) => {
                const box = document.createElement('div');
                box.append(...markdown(text, new Set([location.host])));
                return box.innerHTML;
            });
        }""",
        [text for text, _ in NODES],
    )
    assert made == [html for _, html in NODES]


def test_text_built_to_be_slow_is_shown_all_the_same(page: Page, shop: Shop) -> None:
    """Backtracking without bound over 16 kB would never return."""
    page.goto(shop.url)
    lengths = page.evaluate(
        """async () => {
            const { markdown } = await import('/widget/markdown.js');
            return ['**a', '[', '![a](', 'a`', '_a', '*', '[a](b', '> ', '\\\\'].map((piece) => {
                const box = document.createElement('div');
                box.append(...markdown(piece.repeat(16000 / piece.length), new Set()));
                return box.textContent.length;
            });
        }"""
    )
    assert min(lengths) > 1000
