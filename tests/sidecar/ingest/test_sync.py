from __future__ import annotations

import asyncio
import os
import random
import sys
import threading
from pathlib import Path

import pytest

from sidecar.errors import DeskhandError, StoreFull, WrongState
from sidecar.ingest import sync as module
from sidecar.ingest.child import Step
from sidecar.ingest.spill import Spill
from sidecar.store import Database, documents
from tests.bench.index_faults import flipped
from tests.sidecar.shop import (
    DOCUMENTS,
    MUG,
    NOW_UNIX_MS,
    RETURNS,
    SYNC_ID,
    TENT,
    Library,
    changed,
    page,
)

NEW = [page(f"new-{n}", f"Zebra tarp {n}", f"<p>Zebra tarp, number {n}.</p>") for n in range(12)]
# How often the worker tells its progress for these documents.
STEPS = 6


def workers() -> list[int]:
    """Ids of this process's indexing children."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [
        int(child)
        for child in children
        if b"sidecar.ingest.worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def stages(steps: list[Step]) -> list[str]:
    return list(dict.fromkeys(step.stage for step in steps))


async def test_a_first_sync_runs_in_a_child_and_shows_its_progress(
    empty_library: Library,
) -> None:
    library = empty_library
    assert await library.sync.put(SYNC_ID, DOCUMENTS) == (12, 0)
    assert library.knowledge.status().pending_count == 12
    steps = await library.commit(full=True)
    assert stages(steps) == ["embed", "index", "seal", "switch", "done"]
    embedded = [step for step in steps if step.stage == "embed"]
    assert (embedded[-1].done_count, embedded[-1].total_count) == (12, 12)
    assert steps[-1].generation == library.knowledge.status().generation
    status = library.knowledge.status()
    assert (status.document_count, status.pending_count) == (12, 0)
    assert status.synced_unix_ms == NOW_UNIX_MS
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id


async def test_a_saved_page_is_indexed_without_a_child(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_child(*_: object, **__: object) -> None:
        raise AssertionError("a child was started")

    monkeypatch.setattr(module.asyncio, "create_subprocess_exec", no_child)
    await library.save(NEW[0], changed(TENT, "<p>The tent is now a yurt.</p>"))
    assert (await library.found("zebra tarp"))[0] == "new-0"
    assert (await library.found("is it a yurt"))[0] == TENT.doc_id
    assert library.shelf.current is not None
    assert len(library.shelf.current.documents) == 13


async def test_putting_the_same_content_again_changes_nothing(library: Library) -> None:
    before = library.shelf.current
    assert await library.sync.put("nightly-2", DOCUMENTS) == (0, 12)
    steps = await library.commit("nightly-2", full=True)
    assert stages(steps) == ["done"]
    assert library.shelf.current is before


async def test_a_caller_that_leaves_does_not_part_the_index_from_the_store(
    library: Library,
) -> None:
    begun, free = threading.Event(), threading.Event()

    def occupied(_: Database) -> None:
        begun.set()
        free.wait()

    busy = asyncio.create_task(library.store.write(occupied))
    await asyncio.to_thread(begun.wait)
    putting = asyncio.create_task(library.sync.put("save-0001", NEW[:1]))
    deleting = asyncio.create_task(library.sync.delete([TENT.doc_id]))
    await asyncio.sleep(0)  # both wait for the writer
    putting.cancel()
    deleting.cancel()
    await asyncio.wait([putting, deleting])
    free.set()
    await busy
    await library.store.write(lambda _: None)  # the writer has done what stood before it
    assert TENT.doc_id not in await library.found("a tent for two people")
    assert library.shelf.stored == await library.store.read(documents.hashes)
    assert library.shelf.pending == (["new-0"], [TENT.doc_id])


async def test_only_a_full_commit_prunes_what_was_not_seen(library: Library) -> None:
    library.clock.now_unix_ms += 1_000
    await library.sync.put("nightly-2", DOCUMENTS[:9])
    assert (await library.commit("nightly-2"))[-1].pruned_count == 0
    assert len(library.shelf.stored) == 12
    assert (await library.commit("nightly-2", full=True))[-1].pruned_count == 3
    assert library.shelf.current is not None
    assert set(library.shelf.current.documents) == {item.doc_id for item in DOCUMENTS[:9]}
    library = await library.reopened()
    assert len(library.shelf.stored) == 9
    await library.close()


async def test_a_page_saved_during_a_full_sync_is_not_pruned_by_it(library: Library) -> None:
    library.clock.now_unix_ms += 1_000
    await library.sync.put("nightly-2", DOCUMENTS)
    library.clock.now_unix_ms += 1_000
    await library.save(changed(MUG, "<p>The mug is blue.</p>"), NEW[0])
    assert (await library.commit("nightly-2", full=True))[-1].pruned_count == 0
    assert len(library.shelf.stored) == 13


async def test_a_full_commit_of_a_sync_that_saw_nothing_is_refused(library: Library) -> None:
    with pytest.raises(WrongState) as refused:
        await library.commit("never-was", full=True)
    assert refused.value.reason == "SYNC_UNKNOWN"
    assert len(library.shelf.stored) == 12
    assert await library.found("tent")


async def test_one_commit_runs_at_a_time(library: Library) -> None:
    await library.sync.put(SYNC_ID, NEW)
    first = library.sync.commit(SYNC_ID, full=False)
    await anext(first)
    assert library.knowledge.status().sync_is_running
    with pytest.raises(WrongState) as refused:
        await library.commit("nightly-2")
    assert refused.value.reason == "SYNC_RUNNING"
    assert [step async for step in first][-1].stage == "done"
    assert stages(await library.commit()) == ["done"]


async def test_a_commit_goes_on_when_its_caller_leaves(library: Library) -> None:
    await library.sync.put(SYNC_ID, NEW)
    steps = library.sync.commit(SYNC_ID, full=False)
    await anext(steps)
    await steps.aclose()
    await library.sync.idle()
    assert (await library.found("zebra tarp"))[0].startswith("new-")


async def test_who_left_a_commit_listens_to_it_again(library: Library) -> None:
    await library.sync.put(SYNC_ID, NEW)
    first = library.sync.commit(SYNC_ID, full=False)
    seen = await anext(first)
    await first.aclose()
    steps = await library.commit()
    assert steps[0] == seen
    assert steps[-1].stage == "done"


async def test_a_failure_that_nobody_heard_is_told_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.sync.put(SYNC_ID, NEW)
    with monkeypatch.context() as patched:
        doom(patched, 1, 0.0)
        steps = library.sync.commit(SYNC_ID, full=False)
        await anext(steps)
        await steps.aclose()
        await library.sync.idle()
    with pytest.raises(DeskhandError) as failed:
        await library.commit()
    assert failed.value.reason == "SYNC_FAILED"
    assert (await library.commit())[-1].stage == "done"


async def test_what_is_put_while_a_commit_runs_is_indexed_by_it(library: Library) -> None:
    await library.sync.put(SYNC_ID, NEW)
    steps = library.sync.commit(SYNC_ID, full=False)
    await anext(steps)
    await library.sync.put("save-0002", [page("late", "Late", "<p>A walrus at last.</p>")])
    await library.sync.delete([RETURNS.doc_id])
    assert [step async for step in steps][-1].stage == "done"
    assert library.knowledge.status().pending_count == 0
    assert (await library.found("walrus"))[0] == "late"


async def test_ending_the_sidecar_ends_the_child_and_keeps_what_answers(
    library: Library,
) -> None:
    await library.sync.put(SYNC_ID, NEW)
    await anext(library.sync.commit(SYNC_ID, full=False))
    library = await library.reopened()
    assert workers() == []
    assert not list(library.folder.glob("draft-*"))
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id
    assert library.knowledge.status().pending_count == 12
    await library.close()


async def test_a_build_that_fails_leaves_no_trace(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.build, "delta", no_room)
    before = library.shelf.current
    with pytest.raises(StoreFull) as failed:
        await library.save(NEW[0])
    assert "goes on answering" in failed.value.text
    assert library.shelf.current is before
    assert not list(library.folder.glob("draft-*"))
    assert not library.knowledge.status().sync_is_running
    monkeypatch.undo()
    await library.commit()
    assert (await library.found("zebra tarp"))[0] == "new-0"


async def test_a_killed_child_never_costs_an_answer_or_mixes_generations(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(20261120)
    at_steps = [(step, 0.0) for step in range(STEPS + 1)]
    between = [(chance.randint(1, STEPS), chance.uniform(0.001, 0.03)) for _ in range(4)]
    contents = [
        [changed(item, f"<p>{item.title} in version {version}.</p>") for item in DOCUMENTS]
        for version in range(2)
    ]
    held = {item.doc_id: item.content_hash for item in DOCUMENTS}
    for number, (step, cpu_s) in enumerate(at_steps + between):
        new = contents[number % 2]
        wanted = {item.doc_id: item.content_hash for item in new}
        await library.sync.put(SYNC_ID, new)
        with monkeypatch.context() as patched:
            doom(patched, step, cpu_s)
            failure = await _commit_and_search(library)
        assert failure == "SYNC_FAILED" or cpu_s
        library = await library.reopened()
        assert library.shelf.current is not None
        assert library.shelf.current.documents == (held if failure else wanted)
        held = library.shelf.current.documents
        await _answers(library)
    await library.commit()
    assert library.shelf.current is not None
    assert library.shelf.current.documents == wanted
    await library.close()


async def test_pages_in_languages_that_the_model_does_not_know_are_found_by_their_words(
    library: Library,
) -> None:
    await library.save(
        page("fi", "Palautukset", "<p>Käyttämättömän retkiastian voi palauttaa kuukaudessa.</p>"),
        page("th", "การคืนสินค้า", "<p>คืนสินค้าได้ภายใน 30 วัน</p>", locale="th"),
        page("broken", "B\ufffdrde", "<p>Str\ufffdme \u200b und \x07 Zeichen</p>"),
    )
    assert (await library.found("retkiastian palautukset"))[0] == "fi"
    assert (await library.found("การคืนสินค้า"))[0] == "th"
    assert (await library.found("Zeichen"))[0] == "broken"


async def test_a_build_that_failed_is_told_and_tried_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_S", 0.2)
    began = library.repairing()
    await library.sync.put(SYNC_ID, NEW)
    with monkeypatch.context() as patched:
        doom(patched, 1, 0.0)
        with pytest.raises(DeskhandError):
            await library.commit()
    assert library.shelf.failure == "The index could not be built."
    await began.wait()
    await library.sync.idle()
    assert library.shelf.failure == ""
    assert (await library.found("zebra tarp"))[0].startswith("new-")


async def test_a_full_sync_finds_damage_and_mends_it(library: Library) -> None:
    assert library.shelf.current is not None
    damaged = library.shelf.current.folder
    flipped(next(damaged.glob("segment-*/tail.npy")))
    await library.sync.put(SYNC_ID, DOCUMENTS)
    await library.commit(full=True)
    assert not damaged.exists()
    assert library.knowledge.status().pending_count == 0
    library.shelf.check()
    assert library.shelf.current is not None
    assert (await library.found("a tent for two people"))[0] == TENT.doc_id


async def test_a_killed_build_leaves_its_vectors_to_the_next(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.sync.put(SYNC_ID, NEW)
    with monkeypatch.context() as patched:
        doom(patched, 2, 0.0)
        with pytest.raises(DeskhandError):
            await library.commit()
    library = await library.reopened()
    spill = Spill(library.embedder, library.shelf.spill)
    assert len(spill.vectors()) == len(NEW)
    spill.close()
    assert stages(await library.commit()) == ["embed", "index", "seal", "switch", "done"]
    assert not library.shelf.spill.exists()
    assert (await library.found("zebra tarp, number 5"))[0] == "new-5"
    await library.close()


def doom(monkeypatch: pytest.MonkeyPatch, step: int, cpu_s: float) -> None:
    """Puts a worker that dies in the place of the real one."""
    put_in_place(monkeypatch, "tests.sidecar.ingest.doomed_worker", str(step), str(cpu_s))


def put_in_place(monkeypatch: pytest.MonkeyPatch, worker: str, *arguments: str) -> None:
    """Starts another module where the worker would be."""
    start = asyncio.create_subprocess_exec
    command = (sys.executable, "-m", worker, *arguments)
    monkeypatch.setattr(
        module.asyncio, "create_subprocess_exec", lambda *_, **pipes: start(*command, **pipes)
    )


async def _commit_and_search(library: Library) -> str:
    """Commits and searches all the while; gives the reason why the commit failed."""
    searching = asyncio.create_task(_search_on(library))
    failure = ""
    try:
        await library.commit()
    except DeskhandError as error:
        failure = error.reason
    searching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await searching
    return failure


async def _search_on(library: Library) -> None:
    while True:
        await _answers(library)
        await asyncio.sleep(0.02)


async def _answers(library: Library) -> None:
    """A search finds what it should, and all of it from one version of the shop."""
    found = await library.knowledge.search("version of the two-person tent", top_k=5)
    assert TENT.doc_id in {passage.doc_id for passage in found.passages}
    versions = {passage.text.partition(" in version ")[2] for passage in found.passages}
    assert len(versions) == 1
