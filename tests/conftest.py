"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sidecar.store import Store

pytest_plugins = ["tests.site.fixtures"]

STORE_KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A real, empty store under the test's own folder."""
    opened = Store.open(tmp_path / "data" / "deskhand.db", STORE_KEY)
    yield opened
    opened.close()
