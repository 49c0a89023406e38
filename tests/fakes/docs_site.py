"""A web site that speaks real HTTP on loopback and answers what it is told.

    site = DocsSite({"/robots.txt": Page("User-agent: *\\nDisallow: /private")})
    with site: ... site.address("/docs/")

Its name is `docs.test`, which no name server knows; `site.reach` resolves it, and lets connections
go to this one port and otherwise where production lets them go.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any, Self

from sidecar.ingest.reach import IP, Reach, is_public, resolve

HOST = "docs.test"
# Names that lead where nobody from outside should get to.
INSIDE = {
    "router.test": ["10.0.0.1"],
    "cloud.test": ["169.254.169.254"],
    "half.test": ["93.184.216.34", "192.168.1.1"],
}


@dataclass
class Page:
    """What a path answers. With `drips` the body comes a byte at a time and never ends."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    drips: bool = False
    repeat: int = 1


@dataclass
class Asked:
    """A request that came."""

    path: str
    headers: dict[str, str]


class DocsSite:
    """The server; `pages` may be changed while it serves. `asked` are the requests so far."""

    def __init__(self, pages: Mapping[str, Page] | None = None, tls: SSLContext | None = None):
        self.pages: dict[str, Page | Callable[[], Page]] = dict(pages or {})
        self.asked: list[Asked] = []
        self.names = {HOST: ["127.0.0.1"], **INSIDE}
        self.resolved: list[str] = []
        self.stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def address(self, path: str = "/", host: str = HOST) -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    @property
    def reach(self) -> Reach:
        return Reach(self._may_reach, self._resolve)

    def sitemap(self, *paths: str, at: str = "/sitemap.xml") -> None:
        """Lists these paths in a sitemap."""
        urls = "".join(f"<url><loc>{self.address(path)}</loc></url>" for path in paths)
        self.pages[at] = xml(f"<urlset {NAMESPACE}>{urls}</urlset>")

    def index(self, *paths: str, at: str = "/sitemap.xml") -> None:
        """Lists these sitemaps in an index."""
        urls = "".join(f"<sitemap><loc>{self.address(path)}</loc></sitemap>" for path in paths)
        self.pages[at] = xml(f"<sitemapindex {NAMESPACE}>{urls}</sitemapindex>")

    def _may_reach(self, ip: IP, port: int) -> bool:
        return (str(ip) == "127.0.0.1" and port == self.port) or is_public(ip, port)

    async def _resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        return self.names[host] if host in self.names else await resolve(host, port)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.asked.append(Asked(self.path, headers))
                page = site.pages.get(self.path, Page("gone", 404))
                self.answer(page if isinstance(page, Page) else page(), headers)

            def answer(self, page: Page, headers: Mapping[str, str]) -> None:
                body = page.body.encode() if isinstance(page.body, str) else page.body
                etag = page.headers.get("ETag")
                if etag and headers.get("if-none-match") == etag:
                    self.send_response(304)
                    self.send_header("ETag", etag)
                    self.end_headers()
                    return
                self.send_response(page.status)
                for name, value in {"Content-Type": page.kind, **page.headers}.items():
                    self.send_header(name, value)
                length = 10**9 if page.drips else len(body) * page.repeat
                self.send_header("Content-Length", str(length))
                self.end_headers()
                try:
                    for _ in range(page.repeat):
                        self.wfile.write(body)
                    while page.drips and not site.stopped.wait(0.02):
                        self.wfile.write(b".")
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def xml(text: str) -> Page:
    return Page(f'<?xml version="1.0" encoding="UTF-8"?>{text}', kind="application/xml")


def article(title: str, text: str, head: str = "") -> Page:
    """A page as a docs generator makes it."""
    return Page(
        f'<!doctype html><html lang="en"><head><title>{title} | Docs</title>{head}</head><body>'
        "<header>ACME Docs</header><nav><a href='/'>Home</a> Pricing</nav>"
        "<div class='cookie-banner'>We use cookies. Accept all</div>"
        f"<main><h1>{title}</h1><p>{text}</p><aside>Was this helpful?</aside></main>"
        "<footer>Copyright ACME</footer></body></html>"
    )
