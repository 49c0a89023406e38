from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from sidecar.ingest import site as module
from sidecar.ingest.reading import SourceFailed
from sidecar.ingest.site import Site
from sidecar.ingest.web import Web
from tests.fakes.docs_site import NAMESPACE, DocsSite, Page, article, xml
from tests.sidecar.ingest.readings import Read

RETURNS = article("Returns", "You have thirty days.")
SIZES = article("Sizes", "Boots run small.")


@dataclass
class Pauses:
    """What was slept."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, pause_s: float) -> None:
        self.seconds.append(pause_s)


@pytest.fixture
def docs() -> Iterator[DocsSite]:
    with DocsSite({"/": Page("Home"), "/returns": RETURNS, "/sizes": SIZES}) as docs:
        docs.sitemap("/returns", "/sizes")
        yield docs


def loader(docs: DocsSite, path: str = "/", pauses: Pauses | None = None) -> Site:
    web = Web(docs.reach, request_timeout_s=5.0)
    return Site("site-1", docs.address(path), web, pauses or Pauses())


async def read(docs: DocsSite, path: str = "/", before: Read | None = None) -> Read:
    return await Read.of(loader(docs, path), before)


async def test_the_pages_of_a_sitemap_are_read_as_what_they_say(docs: DocsSite) -> None:
    found = await read(docs)
    assert found.titles == ["Returns", "Sizes"]
    first = found.taken[0]
    assert first.body_html == "# Returns\n\nYou have thirty days."
    assert (first.url, first.locale) == (docs.address("/returns"), "en")
    assert first.source == "site-1"
    assert first.doc_id.startswith("site-1:")
    assert found.reasons == {}
    assert (found.steps[-1].done_count, found.steps[-1].total_count) == (2, 2)


async def test_sitemaps_are_found_by_robots_by_their_usual_names_or_named_themselves(
    docs: DocsSite,
) -> None:
    docs.pages["/robots.txt"] = Page(f"Sitemap: {docs.address('/odd.xml')}")
    docs.sitemap("/sizes", at="/odd.xml")
    assert (await read(docs)).titles == ["Sizes"]
    assert (await read(docs, "/sitemap.xml")).titles == ["Returns", "Sizes"]
    del docs.pages["/robots.txt"], docs.pages["/sitemap.xml"]
    docs.sitemap("/returns", at="/wp-sitemap.xml")
    assert (await read(docs)).titles == ["Returns"]
    docs.pages["/sitemap.xml.gz"] = Page(
        gzip.compress(
            str(
                xml(
                    f"<urlset {NAMESPACE}><url><loc>{docs.address('/sizes')}</loc></url></urlset>"
                ).body
            ).encode()
        ),
        kind="application/gzip",
    )
    assert (await read(docs, "/sitemap.xml.gz")).titles == ["Sizes"]


async def test_of_an_address_below_the_top_only_what_is_below_it_is_read(docs: DocsSite) -> None:
    docs.pages |= {"/docs/": Page("Docs"), "/docs/wool": article("Wool", "30 degrees.")}
    docs.pages["/docs-old"] = article("Old", "Gone.")
    docs.sitemap("/returns", "/docs/wool", "/docs-old")
    assert (await read(docs, "/docs/")).titles == ["Wool"]
    docs.sitemap("/docs/wool", at="/docs/sitemap.xml")
    docs.sitemap("/returns")
    assert (await read(docs, "/docs/")).titles == ["Wool"]


async def test_an_address_that_is_none_costs_no_other_its_place(docs: DocsSite) -> None:
    docs.pages["/robots.txt"] = Page(f"Sitemap: http://[1\nSitemap: {docs.address('/odd.xml')}")
    odd = ("http://[1", "http://a:b/", "javascript:alert(1)", docs.address("/returns"))
    urls = "".join(f"<url><loc>{address}</loc></url>" for address in odd)
    docs.pages["/odd.xml"] = xml(f"<urlset {NAMESPACE}>{urls}</urlset>")
    assert (await read(docs)).titles == ["Returns"]


async def test_rules_after_a_byte_order_mark_are_respected(docs: DocsSite) -> None:
    docs.pages["/robots.txt"] = Page("\ufeffUser-agent: *\nDisallow: /sizes")
    assert (await read(docs)).titles == ["Returns"]


async def test_robots_txt_is_respected(docs: DocsSite) -> None:
    docs.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /sizes\nCrawl-delay: 3")
    docs.pages["/jump"] = Page(status=302, headers={"Location": "/sizes"})
    docs.sitemap("/returns", "/sizes", "/jump")
    pauses = Pauses()
    found = await Read.of(loader(docs, pauses=pauses))
    assert found.titles == ["Returns"]
    assert "robots.txt forbids" in found.reasons[docs.address("/sizes")]
    assert "robots.txt forbids" in found.reasons[docs.address("/jump")]
    assert "/sizes" not in docs.paths
    assert set(pauses.seconds) == {3.0}
    docs.pages["/robots.txt"] = Page("User-agent: *\nCrawl-delay: 9000")
    await Read.of(loader(docs, pauses=pauses))
    assert max(pauses.seconds) == 5.0


async def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(docs: DocsSite) -> None:
    long = Page("User-agent: *\nDisallow: /\n", repeat=30_000)
    loop = Page(status=302, headers={"Location": "/robots.txt"})
    for broken in (long, loop):
        docs.pages["/robots.txt"] = broken
        with pytest.raises(SourceFailed, match=r"robots\.txt cannot be read"):
            await read(docs)
    docs.pages["/robots.txt"] = Page(status=503)
    with pytest.raises(SourceFailed, match=r"robots\.txt cannot be read"):
        await read(docs)
    assert "/returns" not in docs.paths


async def test_sitemaps_that_lead_to_each_other_are_read_once_each(docs: DocsSite) -> None:
    docs.index("/a.xml", "/b.xml", "/sitemap.xml")
    docs.index("/b.xml", "/a.xml", at="/a.xml")
    docs.sitemap("/returns", at="/b.xml")
    assert (await read(docs)).titles == ["Returns"]
    for path in ("/sitemap.xml", "/a.xml", "/b.xml"):
        assert docs.paths.count(path) == 1


async def test_sitemaps_without_end_are_given_up(
    docs: DocsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_SITEMAPS", 4)
    for number in range(20):
        docs.index(f"/{number + 1}.xml", "/leaf.xml", at=f"/{number}.xml")
    docs.index("/0.xml", "/leaf.xml")
    docs.sitemap("/returns", at="/leaf.xml")
    found = await read(docs)
    assert found.titles == ["Returns"]
    assert any("more than 4 sitemaps" in reason for reason in found.reasons.values())
    assert "/9.xml" not in docs.paths


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page("gone", 404), "not there (404)"),
        (Page("gone", 410), "not there (404)"),
        (Page("members", 403), "answered 403"),
        (Page(b"%PDF-1.4", kind="application/pdf"), "no web page (application/pdf)"),
        (Page("x", kind="image/svg+xml"), "no web page"),
        (Page(b"\x00\x01\xff" * 900), "encoding is broken"),
        (Page("<nav>menu</nav>"), "no text"),
        (Page("x" * 1024 * 1024, repeat=6), "larger than 5 MB"),
        (article("T", "x", "<meta name=robots content=noindex>"), "robots noindex"),
        (Page("x", headers={"X-Robots-Tag": "noarchive, noindex"}), "X-Robots-Tag"),
        (Page("x", headers={"X-Robots-Tag": "deskhand: none"}), "X-Robots-Tag"),
        (Page(status=302, headers={"Location": "http://router.test/"}), "on another host"),
        (Page(status=302, headers={"Location": "http://169.254.169.254/"}), "on another host"),
        (Page(status=302, headers={"Location": "/odd"}), "more than 5 times"),
        (Page("x", headers={"Content-Encoding": "br"}), "not asked for"),
    ],
)
async def test_a_page_that_cannot_be_used_is_left_out_with_its_reason(
    docs: DocsSite, page: Page, reason: str
) -> None:
    docs.pages["/odd"] = page
    docs.sitemap("/odd", "/returns")
    found = await read(docs)
    assert found.titles == ["Returns"]
    assert reason in found.reasons[docs.address("/odd")]


async def test_a_page_that_only_other_robots_may_not_index_is_read(docs: DocsSite) -> None:
    docs.pages["/returns"] = Page(RETURNS.body, headers={"X-Robots-Tag": "googlebot: noindex"})
    assert (await read(docs)).titles == ["Returns", "Sizes"]


async def test_pages_of_other_hosts_are_left_out(docs: DocsSite) -> None:
    docs.names["other.test"] = ["127.0.0.1"]
    there = docs.address("/returns", host="other.test")
    docs.pages["/jump"] = Page(status=301, headers={"Location": there})
    docs.pages["/sitemap.xml"] = xml(
        f"<urlset {NAMESPACE}><url><loc>{there}</loc></url><url><loc>javascript:x</loc></url>"
        f"<url><loc>{docs.address('/jump')}</loc></url><url><loc>/sizes</loc></url></urlset>"
    )
    found = await read(docs)
    assert found.titles == ["Sizes"]
    assert set(found.reasons.values()) == {"It is on another host than the site."}
    assert set(found.reasons) == {there, docs.address("/jump")}


async def test_the_canonical_address_is_cited_and_read_once(docs: DocsSite) -> None:
    link = '<link rel="canonical" href="/returns">'
    docs.pages["/returns?print=1"] = article("Returns", "You have thirty days. Print.", link)
    docs.pages["/sizes"] = article(
        "Sizes", "Small.", '<link rel="canonical" href="https://evil.example/">'
    )
    docs.sitemap("/returns?print=1", "/returns", "/sizes")
    found = await read(docs)
    assert [item.url for item in found.taken] == [docs.address("/returns"), docs.address("/sizes")]
    assert "says the same as" in found.reasons[docs.address("/returns")]


async def test_identical_pages_are_read_once_and_no_more_than_the_limit(
    docs: DocsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_PAGES", 20)
    paths = [f"/copy-{number}" for number in range(10_000)]
    docs.pages |= dict.fromkeys(paths[:30], RETURNS)
    docs.sitemap(*paths)
    found = await read(docs)
    assert found.titles == ["Returns"]
    assert len(found.reasons) == 9_999
    assert sum("says the same" in reason for reason in found.reasons.values()) == 19
    assert "more than 20 pages" in found.reasons[docs.address("/copy-9999")]
    assert len([path for path in docs.paths if path.startswith("/copy")]) == 20


async def test_what_has_not_changed_is_asked_for_and_not_read_again(docs: DocsSite) -> None:
    docs.pages["/returns"] = Page(RETURNS.body, headers={"ETag": '"r1"'})
    docs.pages["/hidden"] = Page("x", headers={"ETag": '"h"', "X-Robots-Tag": "noindex"})
    docs.sitemap("/returns", "/sizes", "/hidden")
    first = await read(docs)
    docs.pages["/sizes"] = article("Sizes", "Boots run large.")
    docs.asked.clear()
    again = await read(docs, before=first)
    conditions = {asked.path: asked.headers.get("if-none-match") for asked in docs.asked}
    assert conditions["/returns"] == '"r1"'
    assert conditions["/hidden"] == '"h"'
    assert again.titles == ["Sizes"]
    assert again.held == first.held
    assert again.reasons == first.reasons


async def test_a_page_in_trouble_keeps_what_was_read_of_it(docs: DocsSite) -> None:
    first = await read(docs)
    docs.pages["/returns"] = Page(status=503)
    again = await read(docs, before=first)
    assert again.held == first.held
    assert "stays" in again.reasons[docs.address("/returns")]


async def test_a_site_that_stops_answering_has_failed(docs: DocsSite) -> None:
    paths = [f"/{number}" for number in range(9)]
    docs.pages |= dict.fromkeys(paths, Page(status=500))
    docs.sitemap(*paths)
    with pytest.raises(SourceFailed, match="stopped answering"):
        await read(docs)
    assert len([path for path in docs.paths if path in paths]) == 5


async def test_a_sitemap_in_trouble_does_not_make_its_pages_go(docs: DocsSite) -> None:
    docs.index("/a.xml", "/b.xml")
    docs.sitemap("/returns", at="/a.xml")
    docs.pages["/b.xml"] = Page(status=503)
    with pytest.raises(SourceFailed, match="Its sitemap cannot be read"):
        await read(docs)
    docs.pages["/b.xml"] = Page(status=404)
    found = await read(docs)
    assert found.titles == ["Returns"]
    assert "404" in found.reasons[docs.address("/b.xml")]


async def test_a_slow_page_is_left_when_its_time_is_over(docs: DocsSite) -> None:
    docs.pages["/slow"] = Page(drips=True)
    docs.sitemap("/slow", "/returns")
    web = Web(docs.reach, request_timeout_s=0.3)
    found = await Read.of(Site("site-1", docs.address(), web, Pauses()))
    assert found.titles == ["Returns"]
    assert "did not answer" in found.reasons[docs.address("/slow")]


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ({}, "No sitemap with pages was found"),
        ({"/sitemap.xml": Page("<html>")}, "No sitemap with pages was found"),
        ({"/": Page(status=500)}, "The site cannot be read. The server answered 500."),
        ({"/": Page(status=302, headers={"Location": "http://10.0.0.1/"})}, "private address"),
    ],
)
async def test_a_site_that_cannot_be_read_says_why(pages: dict[str, Page], reason: str) -> None:
    with DocsSite({"/": Page("Home")} | pages) as docs, pytest.raises(SourceFailed) as failed:
        await read(docs)
    assert reason in str(failed.value)


async def test_a_site_follows_its_own_redirect_to_www_and_no_other(docs: DocsSite) -> None:
    docs.names |= {"www.docs.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]}
    page = docs.address("/returns", host="www.docs.test")
    docs.pages["/sitemap.xml"] = xml(f"<urlset><url><loc>{page}</loc></url></urlset>")
    docs.pages["/index.html"] = Page("Home")
    docs.pages["/"] = moved(docs.address("/index.html", host="www.docs.test"))
    assert (await read(docs)).titles == ["Returns"]
    docs.pages["/"] = moved(docs.address("/index.html", host="other.test"))
    with pytest.raises(SourceFailed, match=r"redirects to other\.test"):
        await read(docs)


async def test_when_a_page_changed_is_what_the_sitemap_says_else_its_server(
    docs: DocsSite,
) -> None:
    docs.pages["/sitemap.xml"] = xml(
        "<urlset><url><loc>/returns</loc><lastmod>1970-01-02</lastmod></url>"
        "<url><loc>/sizes</loc></url><url><loc>/care</loc></url></urlset>"
    )
    dated = {"Last-Modified": "Sat, 03 Jan 1970 00:00:00 GMT"}
    docs.pages["/sizes"] = Page(SIZES.body, headers=dated)
    docs.pages["/care"] = article("Care", "Wash it.")
    days = [item.updated_unix_ms / 86_400_000 for item in (await read(docs)).taken]
    assert days == [1, 2, 0]


def moved(address: str) -> Page:
    return Page(status=301, headers={"Location": address})
