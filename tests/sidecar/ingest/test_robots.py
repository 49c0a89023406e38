from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.ingest.robots import read_robots

SHOP = """
# our rules
User-agent: GPTBot
Disallow: /

User-Agent: *
Disallow: /wp-admin/
Allow: /wp-admin/admin-ajax.php
Disallow: /*?add-to-cart=
Disallow: /*.pdf$
Disallow: /caf%C3%A9/
Crawl-delay: 2.5
Disallow:

Sitemap: https://shop.example/sitemap.xml
sitemap:https://shop.example/more.xml # the rest
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/docs/", True),
        ("/wp-admin/", False),
        ("/wp-admin/admin-ajax.php", True),
        ("/shop/?add-to-cart=4", False),
        ("/manual.pdf", False),
        ("/manual.pdf?page=2", True),
        ("/café/menu", False),
        ("/caf%c3%a9/menu", False),
    ],
)
def test_the_longest_rule_that_fits_says(path: str, allowed: bool) -> None:
    robots = read_robots(SHOP, "Deskhand")
    assert robots.allows(f"https://shop.example{path}") is allowed


def test_delay_and_sitemaps_are_read() -> None:
    robots = read_robots(SHOP, "Deskhand")
    assert robots.delay_s == 2.5
    assert robots.sitemaps == (
        "https://shop.example/sitemap.xml",
        "https://shop.example/more.xml",
    )


def test_a_group_of_our_own_goes_before_that_of_all() -> None:
    text = "User-agent: a\nUser-agent: DESKHAND\nDisallow: /x\n\nUser-agent: *\nDisallow: /"
    robots = read_robots(text, "Deskhand")
    assert robots.allows("https://a.example/")
    assert not robots.allows("https://a.example/x/y")
    assert not read_robots(text, "Other").allows("https://a.example/")


def test_of_two_rules_that_are_as_long_the_one_that_allows_says() -> None:
    text = "User-agent: *\nDisallow: /a\nAllow: /a"
    assert read_robots(text, "Deskhand").allows("https://a.example/a")


def test_no_rules_allow_everything() -> None:
    assert read_robots("", "Deskhand").allows("https://a.example/x")
    assert read_robots("<html>404</html>", "Deskhand").allows("https://a.example/x")


@given(st.text(max_size=200), st.text(max_size=40))
def test_whatever_it_says_can_be_asked(text: str, path: str) -> None:
    read_robots(f"User-agent: *\nDisallow: {text}", "Deskhand").allows(f"https://a.example/{path}")


def test_a_rule_of_many_stars_costs_no_more_than_its_length() -> None:
    robots = read_robots("User-agent: *\nDisallow: /" + "a*" * 5_000 + "b$", "Deskhand")
    assert robots.allows("https://a.example/" + "a" * 1_900)
