"""A page's HTML as light Markdown: what a visitor reads of it.

The one door to html-to-markdown.
"""

from __future__ import annotations

import re

from html_to_markdown import ConversionOptions, convert
from selectolax.lexbor import LexborHTMLParser

from sidecar.ingest.document import is_too_deep

# What a visitor does not read as content, or must not be quoted from.
_UNREAD = ", ".join(
    (
        "script, style, noscript, template, iframe, object, embed, svg, canvas, video, audio",
        "nav, form, button, input, select, textarea, head, dialog",
        "[hidden], [aria-hidden='true'], [role='navigation'], [role='search']",
        "[style*='display:none'], [style*='display: none'], [style*='visibility:hidden']",
        "[style*='visibility: hidden'], .screen-reader-text, .sr-only",
    )
)
# Marks that say nothing to a search or to a shopper; their text stays.
_INLINE_TAGS = (
    "a abbr b bdi bdo big cite del dfn em font i ins label mark q s small span strike strong sub"
    " sup tt u var code kbd samp"
)
_INLINE = _INLINE_TAGS.split()
_OPTIONS = ConversionOptions(
    skip_images=True,
    extract_metadata=False,
    compact_tables=True,
    escape_misc=False,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_BLANK_LINES = re.compile(r"\n\s*\n\s*")


def markdown(html: str) -> str:
    """The readable text of a page as light Markdown: headings, lists, tables, paragraphs.

    Empty when it is nested too deeply to be read.
    """
    if is_too_deep(html):
        return ""
    tree = LexborHTMLParser(html)
    body = tree.body
    if body is None:
        return ""
    for node in body.css(_UNREAD):
        node.decompose()
    tree.unwrap_tags(_INLINE)
    try:
        text = convert(body.html or "", _OPTIONS).content or ""
    except Exception:  # the converter has many errors for odd pages; their words still count
        text = body.text(separator="\n", strip=True)
    text = _CONTROLS.sub("", text.replace("\xa0", " "))
    return _BLANK_LINES.sub("\n\n", text).strip()
