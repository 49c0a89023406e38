"""A sitemap: the pages it lists, and the sitemaps that it is an index of (sitemaps.org)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.parsers.expat import ExpatError, ParserCreate

from sidecar.ingest.encoding import Unreadable

MAX_BYTES = 10 * 1024 * 1024
MAX_LISTED = 50_000  # of sitemaps.org
_GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class Sitemap:
    """What one file lists: `pages` with when each last changed (0 unknown), and `sitemaps`."""

    pages: dict[str, int] = field(default_factory=dict)
    sitemaps: list[str] = field(default_factory=list)


def read_sitemap(data: bytes) -> Sitemap:
    """The sitemap that `data` is, packed or not. Raises Unreadable."""
    reader = _Reader()
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    try:
        parser.Parse(_unpacked(data), True)
    except ExpatError:
        raise Unreadable("It is no sitemap in XML, or a broken one.") from None
    if not reader.is_sitemap:
        raise Unreadable("It is no sitemap.")
    return reader.found


class _Reader:
    """Collects `loc` and `lastmod` of each `url` and `sitemap`, whatever else is between."""

    def __init__(self) -> None:
        self.found = Sitemap()
        self.is_sitemap = False
        self._path: list[str] = []
        self._words = ""
        self._entry = {"loc": "", "lastmod": ""}

    def start(self, name: str, _: object) -> None:
        tag = name.rpartition(" ")[2]
        if not self._path:
            self.is_sitemap = tag in ("urlset", "sitemapindex")
        self._path.append(tag)
        self._words = ""
        if tag in ("url", "sitemap"):
            self._entry = {"loc": "", "lastmod": ""}

    def words(self, text: str) -> None:
        self._words += text

    def end(self, _: str) -> None:
        tag = self._path.pop()
        parent = self._path[-1] if self._path else ""
        if tag in self._entry and parent in ("url", "sitemap"):
            self._entry[tag] = self._words.strip()
        elif len(self.found.pages) + len(self.found.sitemaps) >= MAX_LISTED:
            return
        elif tag == "url" and self._entry["loc"]:
            self.found.pages[self._entry["loc"]] = unix_ms(self._entry["lastmod"])
        elif tag == "sitemap" and self._entry["loc"]:
            self.found.sitemaps.append(self._entry["loc"])


def unix_ms(date: str) -> int:
    """The time of a W3C date such as `2026-11-02` or `2026-11-02T10:00:00Z`; 0 for no date."""
    try:
        at = datetime.fromisoformat(date)
        return max(0, int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000))
    except (ValueError, OverflowError):
        return 0


def _refuse(*_: object) -> None:
    raise Unreadable("It declares entities of its own, as no sitemap does.")


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        found = zlib.decompressobj(wbits=31).decompress(data, MAX_BYTES + 1)
    except zlib.error:
        raise Unreadable("Its packing is broken.") from None
    if len(found) > MAX_BYTES:
        raise Unreadable("It is larger than 10 MB.")
    return found
