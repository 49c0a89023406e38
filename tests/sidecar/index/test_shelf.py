from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sidecar.embedder import Embedder
from sidecar.errors import IndexUnavailable
from sidecar.index.manifest import DamagedGeneration, read, verify
from sidecar.index.shelf import CURRENT_FILE, Shelf
from sidecar.v1.knowledge_pb2 import IndexState
from tests.bench.index_faults import DAMAGES, flipped, removed
from tests.sidecar.shop import TENT, Library, changed, page

FILES = [
    "manifest.json",
    "basis.npy",
    "segment-*/rows.npy",
    "segment-*/head.npy",
    "segment-*/tail.npy",
    "segment-*/texts.jsonl",
    "segment-*/terms.npy",
    "segment-*/documents.json",
    "lexical/meta.json",
    "lexical/*.term",
    "lance/windows.lance/**/*.lance",
    "lance/windows.lance/_versions/*",
]


def opened(folder: Path, embedder: Embedder) -> Shelf:
    return Shelf.open(folder, embedder.model.fingerprint)


@pytest.mark.parametrize("pattern", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damaged_file_is_detected(
    shop_index: Path,
    tmp_path: Path,
    embedder: Embedder,
    pattern: str,
    damage: Callable[[Path], None],
) -> None:
    shutil.copytree(shop_index, tmp_path / "index")
    damage(next((tmp_path / "index").glob(f"g*/{pattern}")))
    shelf = opened(tmp_path / "index", embedder)
    assert shelf.current is None
    assert not list((tmp_path / "index").glob("g*"))


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_index_is_rebuilt_from_the_store(
    library: Library, damage: Callable[[Path], None]
) -> None:
    for path in library.folder.glob("g*/segment-*/head.npy"):
        damage(path)
    library = await library.reopened()
    assert library.knowledge.status().state == IndexState.INDEX_STATE_REBUILDING
    with pytest.raises(IndexUnavailable) as refused:
        await library.knowledge.search("tent")
    assert refused.value.reason == "INDEX_REBUILDING"
    library.sync.repair()
    await library.sync.idle()
    assert library.knowledge.status().state == IndexState.INDEX_STATE_READY
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id
    await library.close()


async def test_the_generation_before_answers_while_a_damaged_one_is_made_anew(
    library: Library,
) -> None:
    await library.save(page("zebra", "Zebra pattern", "<p>The zebra tarp costs nothing.</p>"))
    assert (await library.found("zebra tarp"))[0] == "zebra"
    current = library.shelf.current
    assert current is not None
    flipped(current.folder / list(current.manifest.segments)[-1] / "head.npy")
    library = await library.reopened()
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id
    assert library.knowledge.status().pending_count == 1
    library.sync.repair()
    await library.sync.idle()
    assert (await library.found("zebra tarp"))[0] == "zebra"
    await library.close()


async def test_the_generation_before_takes_the_place_of_one_damaged_while_it_answers(
    library: Library,
) -> None:
    await library.save(page("zebra", "Zebra pattern", "<p>The zebra tarp costs nothing.</p>"))
    current = library.shelf.current
    assert current is not None
    began = library.repairing()
    library.shelf.check()
    assert library.shelf.current is current
    flipped(current.folder / list(current.manifest.segments)[-1] / "texts.jsonl")
    library.shelf.check()
    assert library.shelf.current is not None
    assert library.shelf.current is not current
    assert (library.folder / CURRENT_FILE).read_text() == library.shelf.current.name
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id
    await began.wait()
    await library.sync.idle()
    assert (await library.found("zebra tarp"))[0] == "zebra"


async def test_a_search_that_meets_damage_is_answered_by_the_generation_before(
    library: Library,
) -> None:
    await library.save(page("zebra", "Zebra pattern", "<p>The zebra tarp costs nothing.</p>"))
    current = library.shelf.current
    assert current is not None
    path = current.folder / list(current.manifest.segments)[-1] / "texts.jsonl"
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
    began = library.repairing()
    found = await library.found("a zebra in a tent for two people", top_k=5)
    assert TENT.doc_id in found
    assert "zebra" not in found
    await began.wait()
    await library.sync.idle()
    assert (await library.found("zebra tarp"))[0] == "zebra"


async def test_damage_after_the_start_does_not_stop_answers(library: Library) -> None:
    for path in library.folder.glob("g*/segment-*/*.json*"):
        removed(path)
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id


@pytest.mark.parametrize("text", ["", "g00000099-ffffff", "\udcff", "../../etc"])
async def test_a_damaged_pointer_leads_to_the_newest_whole_generation(
    library: Library, text: str
) -> None:
    (library.folder / CURRENT_FILE).write_bytes(text.encode(errors="surrogateescape"))
    library = await library.reopened()
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id
    await library.close()


async def test_what_a_crash_left_is_removed_at_the_next_start(library: Library) -> None:
    (library.folder / "draft-g00000009-abcdef" / "lexical").mkdir(parents=True)
    library = await library.reopened()
    assert not list(library.folder.glob("draft-*"))
    await library.close()


async def test_old_generations_go_once_their_readers_have_left(library: Library) -> None:
    first = library.shelf.current
    assert first is not None
    with first.reading():
        for number in range(4):
            await library.save(changed(TENT, f"<p>Version {number}</p>"))
        assert first.folder.exists()
    await library.save(changed(TENT, "<p>The last version</p>"))
    await library.save(changed(TENT, "<p>The very last version</p>"))
    assert not first.folder.exists()
    assert len(list(library.folder.glob("g*"))) == 2


async def test_an_index_of_another_model_is_not_searched(
    library: Library, embedder: Embedder
) -> None:
    shelf = Shelf.open(library.folder, "another model")
    assert shelf.current is None


def test_a_draft_that_was_altered_is_not_switched_to(
    shop_index: Path, tmp_path: Path, embedder: Embedder
) -> None:
    shutil.copytree(shop_index, tmp_path / "index")
    shelf = opened(tmp_path / "index", embedder)
    before = shelf.current
    assert before is not None
    name, draft = shelf.draft()
    shutil.copytree(before.folder, draft)
    flipped(draft / "basis.npy")
    with pytest.raises(DamagedGeneration):
        shelf.switch(name, draft)
    assert shelf.current is before
    assert (tmp_path / "index" / CURRENT_FILE).read_text() == before.name


def test_files_that_are_not_links_to_verified_ones_are_read_again(
    shop_index: Path, tmp_path: Path
) -> None:
    original = next(shop_index.glob("g*"))
    shutil.copytree(original, tmp_path / "copy")
    flipped(tmp_path / "copy" / "basis.npy")
    with pytest.raises(DamagedGeneration):
        verify(tmp_path / "copy", read(original), original)
