"""Each conversation of the demonstration goes right on the shared site."""

from __future__ import annotations

import pytest

from tests.site import Site
from tests.site.demonstration import CONVERSATIONS


@pytest.mark.parametrize("title", CONVERSATIONS)
def test_the_conversation_goes_right(site: Site, title: str) -> None:
    CONVERSATIONS[title](site, print)
