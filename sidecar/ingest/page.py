"""A web page that the shop's WordPress did not send: what of it is content, and what it says of
itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sidecar.ingest.document import is_too_deep
from sidecar.ingest.encoding import Unreadable
from sidecar.ingest.markdown import markdown

# The first of these that is there holds the content; else the whole body.
_CONTENT = ("main article", "main", "[role='main']", "article", "body")
# Around the content, of which `markdown` removes navigation and forms already.
_AROUND = ", ".join(
    (
        "footer, aside, [role='complementary'], [role='contentinfo'], [role='banner']",
        ".breadcrumb, .breadcrumbs, .headerlink, .skip-link, .toc, .pagination",
        "[class*='cookie-banner'], [class*='cookie-notice'], [class*='cookie-consent']",
        "[class*='cookie-bar'], [id*='cookie-banner'], [id*='cookie-notice'], [id*='onetrust']",
        "[aria-label*='cookie' i], [aria-label*='breadcrumb' i]",
    )
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_LOCALE = re.compile(r"[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*")
HEAD_BYTES = 2_048


@dataclass(frozen=True, slots=True)
class Page:
    """A page as read; `canonical` is as the page says it, empty when it says none.

    `text` is light Markdown; `may_index` is false when the page asks robots to stay away.
    """

    title: str
    text: str
    locale: str
    canonical: str
    may_index: bool


def declared_charset(data: bytes) -> str:
    """The encoding that a page names in its head; empty when it names none."""
    found = _CHARSET.search(data[:HEAD_BYTES])
    return found[1].decode("ascii") if found else ""


def known_locale(tag: str) -> str:
    """A language tag as documents carry it; empty for what is none."""
    return tag if _LOCALE.fullmatch(tag) else ""


def read_page(html: str) -> Page:
    """The page that `html` is. Raises Unreadable for one that would take minutes to parse."""
    if is_too_deep(html):
        raise Unreadable("Its HTML opens hundreds of elements and never ends them.")
    tree = LexborHTMLParser(html)
    root = tree.root
    robots = " ".join(
        (node.attributes.get("content") or "").lower()
        for node in tree.css("meta[name='robots' i], meta[name='deskhand' i]")
    )
    canonical = tree.css_first("link[rel='canonical' i]")
    content = next((node for rule in _CONTENT if (node := tree.css_first(rule))), None)
    heading = content.css_first("h1") if content else None
    title = _words(heading) or _words(tree.css_first("head title"))
    return Page(
        title=title or _words(content.css_first("h2, h3") if content else None),
        text=_text(content) if content else "",
        locale=known_locale((root.attributes.get("lang") or "") if root else ""),
        canonical=((canonical.attributes.get("href") or "") if canonical else "").strip(),
        may_index=not re.search(r"\b(noindex|none)\b", robots),
    )


def _text(content: LexborNode) -> str:
    """The content without what stands around it on every page."""
    around = _AROUND if content.tag != "body" else f"header, {_AROUND}"
    for node in content.css(around):
        if node.mem_id != content.mem_id and node.tag != "body":
            node.decompose()
    return markdown(content.html or "")


def _words(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()).rstrip("¶# ") if node else ""
