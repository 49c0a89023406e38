"""Takes out of a sentence what a shop's chat never shows: images, markup, foreign links."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

_IMAGE = re.compile(r"!\[[^\]]*\]\s*(?:\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(
    r"\[(?P<label>[^\]]{0,500})\]\([ \t]{0,9}<?(?P<target>[^)\s>]{0,2000}+)>?[^)]{0,500}+\)"
)
_REFERENCE = re.compile(r"\[(?P<label>[^\]]{1,500})\]\[[^\]]{0,500}\]")
_DEFINITION = re.compile(r"^\s*\[[^\]]+\]:.*$", re.MULTILINE)
_TAG = re.compile(r"<(?!https?://)/?[a-zA-Z!?][^>]*>?")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u2069\ufeff]"
)
_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,20}:)?(?://|\\\\)[^\s<>\"'\]|]+", re.IGNORECASE)
_SCHEME = re.compile(r"\b(?:javascript|data|vbscript|file|blob):\S*", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@./-])(?:[\w-]{1,63}\.)+"
    r"(?:com|net|org|io|co|info|biz|shop|store|app|dev|xyz|site|online|top|ru|cn|de|fr|es|it|nl|uk"
    r"|eu|us|me|ly|gg|to|ai|tk|ml|ga|cf|gq|pw|cc|ws|su|tv|ch|se|dk|fi|pt|pl|cz|ie|br|au|ca|jp|kr"
    r"|mx|nz|za|club|live|vip|website|tech|pro|mobi|zip|mov|cloud|icu|buzz|win|bid|link|click|test"
    r"|example)\b(?:[/?#:][^\s<>\"')\]]*)?",
    re.IGNORECASE,
)


def clean(text: str, hosts: Collection[str]) -> str:
    """`text` without images, tags, control characters and Markdown links off `hosts`.

    A foreign Markdown link leaves its label. Bare addresses stay, for `foreign_links` to judge.
    """
    text = _CONTROL.sub("", text)
    text = _IMAGE.sub("", text)
    text = _DEFINITION.sub("", text)
    text = _LINK.sub(lambda link: _own(link, hosts), text)
    text = _REFERENCE.sub(lambda link: link["label"], text)
    return _TAG.sub("", text)


def foreign_links(text: str, hosts: Collection[str]) -> list[str]:
    """Addresses in `text`, with or without a scheme, that do not lead to one of `hosts`."""
    found = [match[0].rstrip(".,;:!?)") for match in _URL.finditer(text)]
    foreign = [link for link in found if not leads_home(link, hosts)]
    rest = _URL.sub(" ", text)
    foreign += [match[0] for match in _SCHEME.finditer(rest)]
    for match in _DOMAIN.finditer(rest):
        host = re.split(r"[/?#:]", match[0])[0].lower()
        if host not in hosts:
            foreign.append(match[0])
    return foreign


def leads_home(link: str, hosts: Collection[str]) -> bool:
    """Whether `link` is plain http(s) to exactly one of `hosts`, as every reader would parse it."""
    if not link.isascii() or re.search(r"[\\\s\x00-\x20@]", link.split("?")[0]):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and parts.netloc.lower() in hosts
    except ValueError:
        return False


def addresses(text: str) -> set[str]:
    """The web addresses in `text`, as `unknown_link` compares them."""
    return {_plain(match[0]) for match in _URL.finditer(text)}


def unknown_link(text: str, known: Collection[str]) -> str:
    """The first address beyond a shop's front page that is not among `known`, else empty."""
    found = [match[0] for match in _URL.finditer(text)]
    found += [match[0] for match in _DOMAIN.finditer(_URL.sub(" ", text)) if "/" in match[0]]
    return next(
        (link for link in found if "/" in (plain := _plain(link)) and plain not in known), ""
    )


def _plain(link: str) -> str:
    """Without scheme, fragment and what a sentence puts behind it."""
    return re.sub(r"^(?:https?:)?//", "", link.split("#")[0].rstrip(".,;:!?)*_")).rstrip("/")


def host_of(url: str) -> str:
    """Host and port of an address, lower case; empty when it has none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _own(link: re.Match[str], hosts: Collection[str]) -> str:
    return link[0] if leads_home(link["target"], hosts) else link["label"]
