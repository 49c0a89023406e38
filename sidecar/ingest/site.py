"""A docs site, read by its sitemap: politely, page by page, and no further than its own host."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.parse import urljoin, urlsplit

from sidecar.ingest import robots
from sidecar.ingest.encoding import Unreadable, decoded
from sidecar.ingest.page import declared_charset, read_page
from sidecar.ingest.reach import AddressForbidden, Unreachable
from sidecar.ingest.reading import Reading, SourceFailed, Text
from sidecar.ingest.robots import Robots, read_robots
from sidecar.ingest.sitemap import MAX_BYTES as MAX_SITEMAP_BYTES
from sidecar.ingest.sitemap import Sitemap, read_sitemap
from sidecar.ingest.web import USER_AGENT, Answer, Web, web_address

MAX_PAGES = 1_000
MAX_PAGE_BYTES = 5 * 1024 * 1024
MAX_SITEMAPS = 50
MAX_LISTED = 20_000  # addresses looked at; those beyond `MAX_PAGES` are told as left out
# Between two requests: our own pace, and the slowest that a site may ask for.
PAUSE_S, MAX_PAUSE_S = 0.2, 5.0
# Pages in a row that cannot be reached before the site is given up.
MAX_SILENT_PAGES = 5

_HTML = ("text/html", "application/xhtml+xml", "")
_NOINDEX = re.compile(rf"(?:^|,)\s*(?:{USER_AGENT}\s*:)?\s*(?:noindex|none)\s*(?:,|$)", re.I)


@dataclass(frozen=True, slots=True)
class Site:
    """A site to read; `address` is its own, that of a part of it, or a sitemap's.

    `sleep` waits between requests.
    """

    source_id: str
    address: str
    web: Web
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def read(self, reading: Reading) -> None:
        """Reads what has changed since the last time. Raises SourceFailed for the site's own."""
        home = await self._home()
        rules = await self._robots(home)
        pause_s = max(PAUSE_S, min(rules.delay_s, MAX_PAUSE_S))
        pages = await self._pages(home, rules, pause_s, reading)
        if not pages:
            raise SourceFailed(
                "No sitemap with pages was found. Enter the address of the sitemap itself."
            )
        silent_count = 0
        for number, (address, changed_unix_ms) in enumerate(pages.items()):
            if number >= MAX_PAGES:
                reading.exclude(address, f"The site has more than {MAX_PAGES:,} pages.")
                continue
            reading.progress(number, min(len(pages), MAX_PAGES))
            await self.sleep(pause_s)
            try:
                await self._page(address, changed_unix_ms, home, rules, reading)
                silent_count = 0
            except Unreachable as unreachable:
                reading.miss(address, str(unreachable))
                silent_count += 1
                if silent_count == MAX_SILENT_PAGES:
                    raise SourceFailed(f"The site stopped answering. {unreachable}") from None
            except Unreadable as unreadable:
                reading.exclude(address, str(unreadable))
        reading.progress(min(len(pages), MAX_PAGES), min(len(pages), MAX_PAGES))

    async def _home(self) -> str:
        """The address after the redirect to or from `www.` and to `https` that many sites have."""
        try:
            answer = await self.web.get(self.address, MAX_SITEMAP_BYTES)
        except Unreadable as unreadable:
            raise SourceFailed(f"The site cannot be read. {unreadable}") from None
        if _bare(answer.url) != _bare(self.address):
            raise SourceFailed(f"It redirects to {_host(answer.url)}; enter that address instead.")
        return answer.url

    async def _robots(self, home: str) -> Robots:
        """The site's rules; without the file all may be read, with a broken one nothing."""
        try:
            answer = await self.web.get(urljoin(home, "/robots.txt"), robots.MAX_BYTES)
        except Unreadable as unreadable:
            raise SourceFailed(f"Its robots.txt cannot be read. {unreadable}") from None
        if answer.status != 200:
            return Robots()
        return read_robots(answer.body.decode("utf-8-sig", "replace"), USER_AGENT)

    async def _pages(
        self, home: str, rules: Robots, pause_s: float, reading: Reading
    ) -> dict[str, int]:
        """Addresses to read and when each last changed, in the order of the sitemaps."""
        is_sitemap = urlsplit(home).path.endswith((".xml", ".xml.gz"))
        within = "" if is_sitemap else _folder(home)
        usual = [urljoin(home, name) for name in ("sitemap.xml", "/sitemap.xml", "/wp-sitemap.xml")]
        # Asked one after another until one of them lists pages.
        starts = [[home]] if is_sitemap else [list(rules.sitemaps), *([name] for name in usual)]
        for start in starts:
            pages = await self._listed(start, home, rules, pause_s, reading)
            found = {
                address: changed
                for address, changed in pages.items()
                if _host(address) != _host(home)
                or f"{urlsplit(address).path}/".startswith(f"{within}/")
            }
            if found:
                return found
        return {}

    async def _listed(
        self, start: list[str], home: str, rules: Robots, pause_s: float, reading: Reading
    ) -> dict[str, int]:
        """The pages of these sitemaps and of those that they lead to, each read once.

        Raises SourceFailed for one that cannot be read now: its pages would seem to be gone.
        """
        pages: dict[str, int] = {}
        waiting, seen = list(start), set(start)
        read_count = 0
        while waiting and read_count < MAX_SITEMAPS and len(pages) < MAX_LISTED:
            address = waiting.pop(0)
            read_count += 1
            await self.sleep(pause_s)
            try:
                sitemap = await self._sitemap(address, home, rules)
            except Unreadable as unreadable:
                if _is_named(address, home, rules, start):
                    if isinstance(unreadable, Unreachable):
                        raise SourceFailed(f"Its sitemap cannot be read. {unreadable}") from None
                    reading.exclude(address, str(unreadable))
                continue
            for listed, changed_unix_ms in sitemap.pages.items():
                pages.setdefault(listed, changed_unix_ms)
            for other in sitemap.sitemaps:
                if other not in seen and len(seen) < MAX_LISTED:
                    seen.add(other)
                    waiting.append(other)
        for address in waiting:
            reading.exclude(address, f"The site has more than {MAX_SITEMAPS} sitemaps.")
        return dict(list(pages.items())[:MAX_LISTED])

    async def _sitemap(self, address: str, home: str, rules: Robots) -> Sitemap:
        address = _whole(home, address)
        answer = await self.web.get(address, MAX_SITEMAP_BYTES, permit=_permit(home, rules))
        _check_status(answer)
        return await asyncio.to_thread(_plain, answer.body, address)

    async def _page(
        self, address: str, changed_unix_ms: int, home: str, rules: Robots, reading: Reading
    ) -> None:
        """Reads one page. Raises Unreadable."""
        known = reading.stamp(address)
        permit = _permit(home, rules)
        answer = await self.web.get(address, MAX_PAGE_BYTES, _conditions(known), permit)
        if answer.status == 304 and known:
            reading.keep(address)
            return
        _check_status(answer)
        stamp = {name: answer.headers.get(name, "") for name in ("etag", "last-modified")}
        try:
            text = await self._text(answer, changed_unix_ms, home)
        except Unreadable as unreadable:
            reading.exclude(address, str(unreadable), stamp)
        else:
            await reading.take(address, text, stamp)

    async def _text(self, answer: Answer, changed_unix_ms: int, home: str) -> Text:
        if answer.kind not in _HTML:
            raise Unreadable(f"It is no web page ({answer.kind[:60]}).")
        if _NOINDEX.search(answer.headers.get("x-robots-tag", "")):
            raise Unreadable("It asks not to be indexed (X-Robots-Tag noindex).")
        charset = answer.charset or declared_charset(answer.body)
        page = await asyncio.to_thread(lambda: read_page(decoded(answer.body, charset)))
        if not page.may_index:
            raise Unreadable("It asks not to be indexed (robots noindex).")
        url = answer.url
        with suppress(Unreadable):
            canonical = _whole(url, page.canonical)
            url = canonical if page.canonical and _host(canonical) == _host(home) else url
        return Text(
            doc_id=f"{self.source_id}:{hashlib.sha256(url.encode()).hexdigest()[:24]}",
            url=url,
            title=page.title or urlsplit(url).path.strip("/") or _host(url),
            text=page.text,
            locale=page.locale,
            updated_unix_ms=changed_unix_ms or _http_unix_ms(answer.headers),
        )


def _plain(body: bytes, address: str) -> Sitemap:
    """A sitemap with its pages' addresses whole; reading 20,000 of them takes 2 s."""
    found = read_sitemap(body)
    pages: dict[str, int] = {}
    for listed, changed_unix_ms in islice(found.pages.items(), MAX_LISTED):
        with suppress(Unreadable):
            pages.setdefault(_whole(address, listed), changed_unix_ms)
    return Sitemap(pages, found.sitemaps)


def _whole(base: str, address: str) -> str:
    """An address as what is at `base` writes it, in its plain form. Raises AddressForbidden."""
    try:
        return web_address(urljoin(base, address))
    except ValueError:
        raise AddressForbidden("It is not an address of a web site.") from None


def _host(address: str) -> str:
    """Host and port."""
    return urlsplit(address).netloc.lower()


def _folder(address: str) -> str:
    """The path that an address is the top of, without the last slash: `/docs` of `/docs/a.html`."""
    folder, _, name = urlsplit(address).path.rpartition("/")
    return f"{folder}/{name}" if name and "." not in name else folder


def _bare(address: str) -> str:
    """The host, the same with and without `www.`."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _permit(home: str, rules: Robots) -> Callable[[str], None]:
    """Raises Unreadable for what is not the site's, or what its rules forbid."""

    def permit(address: str) -> None:
        if _host(address) != _host(home):
            raise Unreadable("It is on another host than the site.")
        if not rules.allows(address):
            raise Unreadable("The site's robots.txt forbids it.")

    return permit


def _check_status(answer: Answer) -> None:
    if answer.status in (404, 410):
        raise Unreadable("It is not there (404); take it out of the sitemap.")
    if answer.status != 200:
        raise Unreadable(f"The server answered {answer.status}.")


def _is_named(address: str, home: str, rules: Robots, start: list[str]) -> bool:
    """Whether somebody said that there is a sitemap, so that its absence is worth telling."""
    return address in rules.sitemaps or address == home or address not in start


def _conditions(known: Mapping[str, str]) -> dict[str, str]:
    """Headers that ask for the page only if it has changed."""
    names = {"etag": "if-none-match", "last-modified": "if-modified-since"}
    return {header: known[name] for name, header in names.items() if known.get(name)}


def _http_unix_ms(headers: Mapping[str, str]) -> int:
    """When a page last changed, as its server says; 0 when it says nothing."""
    try:
        at = parsedate_to_datetime(headers.get("last-modified", ""))
        return max(0, int(at.timestamp() * 1000))
    except (ValueError, TypeError, OverflowError):
        return 0
