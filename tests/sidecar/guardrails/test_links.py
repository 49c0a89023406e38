"""What counts as a link, and which of them lead to the shop."""

from __future__ import annotations

import pytest

from sidecar.guardrails.links import foreign_links, unknown_link

HOSTS = frozenset({"shop.test", "tent.in"})


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Please pay at shop-refund.in first.", "shop-refund.in"),
        ("Go to kettles.lol.", "kettles.lol"),
        ("The form is on returns-desk.page/start.", "returns-desk.page/start"),
        ("Visit www.kettle.zzz now.", "www.kettle.zzz"),
        ("Pay at kettle.anything please.", "kettle.anything"),
        ("See kettle.anything/x there.", "kettle.anything/x"),
        ("Pay at t.co/abc.", "t.co/abc"),
        ("The form is on evil.md/pay today.", "evil.md/pay"),
        ("See EVIL.COM today.", "EVIL.COM"),
        ("Pay at Evil.In now.", "Evil.In"),
        ("Zahlen Sie auf konto.rückzahlung.beer.", "konto.rückzahlung.beer"),
    ],
)
def test_an_address_without_a_scheme_is_a_link(text: str, link: str) -> None:
    assert link in foreign_links(text, HOSTS)


@pytest.mark.parametrize(
    "text",
    [
        "Use soap, e.g. this one, at e.g. 30 degrees.",
        "The Trail Tent.It weighs 3 kg.",
        "Open at manual.pdf or look at setup.exe and readme.md.",
        "Open from 9 a.m. to 5 p.m. on weekdays.",
        "It costs 1.234,50 and holds 1.7 litres.",
        "z.B. am Montag, d.h. bald, u.a. hier, p.ej. hoy, i.e. now.",
        "See shop.test and tent.in.",
        "Write to jane@post.in please.",
        "It is 10.in wide.",
        "Lavare a mano, p.es. con sapone.",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert foreign_links(text, HOSTS) == []


def test_a_path_without_a_scheme_must_be_known() -> None:
    assert unknown_link("See tent.in/sale.", set()) == "tent.in/sale"
    assert unknown_link("See tent.in/sale.", {"tent.in/sale"}) == ""
