"""What every test may ask for; the running shop is `tests.site.fixtures`."""

from __future__ import annotations

import os

# As the sidecar is served, before anything loads numpy: more threads than cores only wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Iterator
from pathlib import Path

import pytest

from sidecar.config import Config
from sidecar.store import Store

pytest_plugins = ["tests.site.fixtures"]

# As `scripts/test --full` asks: more kills, more and always new examples.
FULL = os.environ.get("DESKHAND_FULL") == "1"

MODEL_DIR = Path(__file__).parents[1] / "var" / "model"
STORE_KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A real, empty store under the test's own folder."""
    opened = Store.open(tmp_path / "data" / "deskhand.db", STORE_KEY)
    yield opened
    opened.close()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings of a sidecar that lives under the test's own folder."""
    return Config(
        data_dir=tmp_path / "sidecar",
        key_file=tmp_path / "keys" / "store.key",
        model_dir=MODEL_DIR,
        socket=tmp_path / "run" / "d.sock",
        listen="127.0.0.1:0",
    )
