"""The contract's generators and a PHP worker for what they make."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import contract  # noqa: E402
import wire_php  # noqa: E402

from tests.wire.messages import EVERYTHING  # noqa: E402
from tests.wire.php_worker import PhpWorker  # noqa: E402


@pytest.fixture(scope="session")
def php(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhpWorker]:
    """A worker that knows the committed wire classes and those of everything.proto."""
    wire = tmp_path_factory.mktemp("wire")
    committed = {path.name: path.read_text() for path in (ROOT / wire_php.FOLDER).glob("*.php")}
    rendered = wire_php.render(contract.descriptors(EVERYTHING))
    for name, text in {Path(path).name: text for path, text in rendered.items()}.items():
        assert name not in committed
        (wire / name).write_text(text)
    for name, text in committed.items():
        (wire / name).write_text(text)
    worker = PhpWorker(wire)
    yield worker
    worker.close()
