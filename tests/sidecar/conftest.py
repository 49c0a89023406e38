"""The model and an index of a small shop, made once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sidecar.embedder import Embedder
from sidecar.index import build
from sidecar.index.manifest import Manifest
from sidecar.index.shelf import Shelf
from sidecar.ingest.passages import prepare
from sidecar.store import Store, documents
from tests.sidecar.shop import DOCUMENTS, MODEL_DIR, NOW_UNIX_MS, SYNC_ID, Library


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The exported model; `scripts/setup` makes it."""
    return Embedder.open(MODEL_DIR)


@pytest.fixture(scope="session")
def shop_index(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """An index folder with one generation of the shop; to be copied, not used."""
    folder = tmp_path_factory.mktemp("shop") / "index"
    shelf = Shelf.open(folder, embedder.model.fingerprint)
    shelf.stored = {item.doc_id: item.content_hash for item in DOCUMENTS}
    name, draft = shelf.draft()
    passages = prepare(DOCUMENTS, len(DOCUMENTS), embedder, lambda *_: None)
    manifest = Manifest(name, NOW_UNIX_MS, embedder.model.fingerprint, {}, 0, {})
    build.bulk(draft, None, passages, (), manifest, lambda *_: None)
    shelf.switch(name, draft)
    return folder


@pytest.fixture
async def empty_library(store: Store, tmp_path: Path, embedder: Embedder) -> AsyncIterator[Library]:
    """A library to which nothing was ever put."""
    library = await Library.open(store, tmp_path / "index", embedder)
    yield library
    await library.close()


@pytest.fixture
async def library(
    store: Store, tmp_path: Path, embedder: Embedder, shop_index: Path
) -> AsyncIterator[Library]:
    """A library that holds and has indexed `DOCUMENTS`."""
    shutil.copytree(shop_index, tmp_path / "index")
    await store.write(lambda db: documents.put(db, DOCUMENTS, SYNC_ID, NOW_UNIX_MS))
    await store.write(lambda db: documents.record_sync(db, NOW_UNIX_MS))
    library = await Library.open(store, tmp_path / "index", embedder)
    yield library
    await library.close()
