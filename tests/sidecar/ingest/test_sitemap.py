from __future__ import annotations

import gzip

import pytest

from sidecar.ingest import sitemap as module
from sidecar.ingest.encoding import Unreadable
from sidecar.ingest.sitemap import read_sitemap, unix_ms

PAGES = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc> https://a.example/?x=1&amp;y=2 </loc><lastmod>2026-11-02</lastmod>
    <image:image><image:loc>https://a.example/photo.jpg</image:loc></image:image></url>
  <url><loc><![CDATA[https://a.example/b]]></loc><lastmod>soon</lastmod></url>
  <url><lastmod>2026-11-02</lastmod></url>
</urlset>"""
INDEX = b"""<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap>
<sitemap><loc>https://a.example/2.xml.gz</loc></sitemap></sitemapindex>"""


def test_a_sitemap_lists_pages_with_their_dates() -> None:
    assert read_sitemap(PAGES).pages == {
        "https://a.example/?x=1&y=2": 1_793_577_600_000,
        "https://a.example/b": 0,
    }


def test_an_index_lists_sitemaps() -> None:
    found = read_sitemap(INDEX)
    assert found.sitemaps == ["https://a.example/1.xml", "https://a.example/2.xml.gz"]
    assert found.pages == {}


def test_a_packed_sitemap_is_unpacked() -> None:
    assert read_sitemap(gzip.compress(PAGES)) == read_sitemap(PAGES)


LAUGHS = (
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]><urlset><url><loc>&a11;</loc></url></urlset>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>&f;</loc></url></urlset>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (LAUGHS.encode(), "entities"),
        (OUTSIDE.encode(), "entities"),
        (b"<html><body>Not found</body></html>", "no sitemap"),
        (b"<urlset><url>", "broken"),
        (b"", "broken"),
        (b"https://a.example/\n", "no sitemap in XML"),
        (gzip.compress(PAGES)[:40], "broken"),
        (b"\x1f\x8bnonsense", "packing is broken"),
        (gzip.compress(b" " * 11 * 1024 * 1024), "larger than 10 MB"),
    ],
    ids=["laughs", "outside", "html", "cut off", "empty", "text", "cut gz", "bad gz", "bomb"],
)
def test_what_is_no_sitemap_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_sitemap(data)


def test_a_sitemap_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LISTED", 10)
    urls = "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(30))
    assert len(read_sitemap(f"<urlset>{urls}</urlset>".encode()).pages) == 10


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("1970-01-02", 86_400_000),
        ("1970-01-01T01:00:00Z", 3_600_000),
        ("1970-01-01T02:00:00+01:00", 3_600_000),
        ("1950-01-01", 0),
        ("0001-01-01T00:00:00+23:00", 0),
        ("2026-13-45", 0),
        ("", 0),
    ],
)
def test_dates_are_read_and_nonsense_is_none(date: str, at: int) -> None:
    assert unix_ms(date) == at
