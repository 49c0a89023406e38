from __future__ import annotations

import pytest

from sidecar.errors import StoreDamaged, StoreFull
from sidecar.ingest.child import failure
from sidecar.store import documents
from tests.sidecar.ingest.test_sync import NEW, put_in_place
from tests.sidecar.shop import SYNC_ID, TENT, Library


@pytest.mark.parametrize("room_bytes", [10_000, 300_000])
async def test_a_full_disk_leaves_what_answers_and_is_told(
    library: Library, monkeypatch: pytest.MonkeyPatch, room_bytes: int
) -> None:
    before = library.shelf.current
    await library.sync.put(SYNC_ID, NEW)
    with monkeypatch.context() as patched:
        put_in_place(patched, "tests.sidecar.ingest.cramped_worker", str(room_bytes))
        with pytest.raises(StoreFull):
            await library.commit()
    assert library.shelf.current is before
    assert "no room" in library.sync.failure
    assert not library.shelf.spill.exists()
    assert not list(library.folder.glob("draft-*"))
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id


async def test_documents_that_cannot_be_read_end_the_build(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.sync.put(SYNC_ID, NEW)

    def damaged(*_: object, **__: object) -> None:
        raise StoreDamaged("The database is damaged.")

    with monkeypatch.context() as patched:
        patched.setattr(documents, "read", damaged)
        with pytest.raises(StoreDamaged):
            await library.commit()
    assert not library.shelf.sync_is_running
    assert (await library.commit())[-1].stage == "done"


@pytest.mark.parametrize(
    "words, reason",
    [
        ("OSError: [Errno 28] No space left on device", "DISK_FULL"),
        ("OSError: 147456 requested and 0 written", "DISK_FULL"),
        ("ValueError: An IO error occurred: 'Disk quota exceeded (os error 122)'", "DISK_FULL"),
        ("RuntimeError: lance error: No space left on device (os error 28)", "DISK_FULL"),
        ("MemoryError", "SYNC_FAILED"),
        ("", "SYNC_FAILED"),
    ],
)
def test_a_full_disk_is_told_from_other_failures(words: str, reason: str) -> None:
    assert failure(words).reason == reason
