"""Each conversation of the demonstration goes right, on WooCommerce and on the stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.site import Options, Site, sources
from tests.site.demonstration import CONVERSATIONS


@pytest.fixture(scope="module")
def stand_in() -> Iterator[Site]:
    """The same shop on the stand-in, behind PHP's own web server."""
    with Site.start(Options(woocommerce=sources.stand_in(), builtin=True)) as running:
        yield running


@pytest.mark.parametrize("title", CONVERSATIONS)
def test_the_conversation_goes_right(site: Site, title: str) -> None:
    CONVERSATIONS[title](site, print)


@pytest.mark.parametrize("title", CONVERSATIONS)
def test_the_conversation_goes_right_on_the_stand_in(stand_in: Site, title: str) -> None:
    CONVERSATIONS[title](stand_in, print)
