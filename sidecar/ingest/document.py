"""Documents as WordPress sends them, checked one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from urllib.parse import urlsplit

from sidecar.store.documents import StoredDocument
from sidecar.v1.knowledge_pb2 import Document

MAX_BODY_BYTES = 200_000
MAX_TITLE_CHARS = 500
MAX_URL_CHARS = 2_000
MAX_TAG_COUNT = 100
MAX_DEPTH = 512  # as browsers have it; parsing takes the square of it (1.9 s at 40,000)

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^>]*)>")
# Elements that never hold others, and those that a page need not close.
_UNCLOSED_TAGS = (
    "area base br col embed hr img input link meta param source track wbr"
    " p li dt dd tr td th thead tbody tfoot option optgroup rt rp"
)
_UNCLOSED = frozenset(_UNCLOSED_TAGS.split())
# Blocks, which make parsing take the square of their depth; a slash does not end them.
_BLOCK_TAGS = (
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure"
    " footer header hgroup listing main menu nav ol pre search section summary ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_DOC_ID = re.compile(r"[A-Za-z0-9_:./-]{1,128}")
_KIND = re.compile(r"[a-z0-9_-]{1,64}")
_HASH = re.compile(r"[0-9a-f]{64}")
_LOCALE = re.compile(r"([A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*)?")


def refusal(document: Document, hosts: Collection[str]) -> str:
    """Why the document can't be taken, as a sentence for the owner; empty when it can.

    `hosts` are the shop's, in lower case; empty lets any pass.
    """
    texts = (document.doc_id, document.url, document.title, document.body_html, document.kind)
    address = _address(document.url)
    reasons = (
        (not document.doc_id, "It has no id."),
        (not _DOC_ID.fullmatch(document.doc_id), "Its id holds other than A-Z a-z 0-9 _ : . / -."),
        (any("\0" in text for text in texts), "It holds a NUL character; save it again as text."),
        (not document.title.strip(), "It has no title; give it one."),
        (len(document.title) > MAX_TITLE_CHARS, "Its title is longer than 500 characters."),
        (not document.url, "It has no address."),
        (not address or len(document.url) > MAX_URL_CHARS, "Its address is not http or https."),
        (
            bool(hosts) and address not in hosts,
            "Its address is not on one of the shop's hosts.",
        ),
        (not _KIND.fullmatch(document.kind), "Its kind is not a post type's name."),
        (not _HASH.fullmatch(document.content_hash), "Its hash is not a SHA-256 in hex."),
        (not _LOCALE.fullmatch(document.locale), "Its language is not a language tag."),
        (document.product_id < 0, "Its product id is negative."),
        (len(document.tags) > MAX_TAG_COUNT, "It has more than 100 tags."),
        (
            len(document.body_html.encode()) > MAX_BODY_BYTES,
            "It is longer than 200 kB; split the page.",
        ),
        (
            is_too_deep(document.body_html),
            "Its HTML opens hundreds of elements and never ends them.",
        ),
    )
    return next((reason for wrong, reason in reasons if wrong), "")


def is_too_deep(html: str) -> bool:
    """Whether elements are nested deeper than a browser shows: broken, or made to be slow.

    An end tag counts only where such an element is open. Takes no longer than reading `html` does.
    """
    if html.count("<") <= MAX_DEPTH:
        return False
    open_counts: Counter[str] = Counter()
    depth = 0
    # Up to the last end of a tag, so that no tag without an end is looked for till the end.
    for closing, tag, rest in _TAG.findall(html, 0, html.rfind(">") + 1):
        name = tag.lower()
        if name in _UNCLOSED or (rest.endswith("/") and name not in _BLOCKS):
            continue
        if not closing:
            open_counts[name] += 1
            depth += 1
        elif open_counts[name]:
            open_counts[name] -= 1
            depth -= 1
        if depth > MAX_DEPTH:
            return True
    return False


def stored(document: Document) -> StoredDocument:
    """The document as it is kept."""
    return StoredDocument(
        doc_id=document.doc_id,
        kind=document.kind,
        url=document.url,
        title=" ".join(document.title.split()),
        body_html=document.body_html,
        content_hash=document.content_hash,
        locale=document.locale,
        updated_unix_ms=document.updated_unix_ms,
        product_id=document.product_id,
        tags=tuple(document.tags),
        channels=tuple(document.channels),
    )


def _address(url: str) -> str:
    """The host of an http(s) address, lower-case; empty for anything else."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.lower() if parts.scheme in ("http", "https") else ""
