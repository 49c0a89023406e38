"""Mirrors of a real index, made by the real child."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from sidecar.errors import DeskhandError, IndexUnavailable
from sidecar.evaluation.mirrors import Mirrors
from sidecar.ingest.child import Step
from sidecar.store import mirrors as kept
from sidecar.telemetry import Metrics
from tests.sidecar.shop import MODEL_DIR, RETURNS, Library, page


def opened(library: Library, metrics: Metrics | None = None) -> Mirrors:
    return Mirrors(library.store, library.shelf, MODEL_DIR, metrics or Metrics(), library.clock)


@pytest.fixture
async def mirrors(library: Library) -> AsyncIterator[Mirrors]:
    made = opened(library)
    library.sync.on_whole = made.renew
    yield made
    await made.close()


async def steps(mirrors: Mirrors) -> list[Step]:
    return [step async for step in mirrors.steps()]


async def test_a_mirror_tells_what_is_found_repeated_and_contradicted(
    library: Library, mirrors: Mirrors
) -> None:
    copy = page("copy", "Returning goods", RETURNS.body_html)
    odd = page("odd", "Help", "<p>You may return anything unused within 14 days of delivery.</p>")
    await library.save(copy, odd)
    told = await steps(mirrors)
    assert [step.stage for step in told if step.done_count == step.total_count] == [
        "ask",
        "compare",
        "done",
    ]
    mirror = await mirrors.last()
    assert library.shelf.current is not None
    assert mirror.generation == told[-1].generation == library.shelf.current.name
    assert mirror.question_count >= 15
    assert mirror.recall_at_5 > 0.9
    assert 0.5 < mirror.mrr <= mirror.recall_at_5
    (duplicate,) = mirror.duplicates
    assert {duplicate.one.doc_id, duplicate.other.doc_id} == {"copy", "returns"}
    (contradiction,) = mirror.contradictions
    assert contradiction.about == "return window: 30 days or 14 days"
    assert "14 days" in contradiction.one_text + contradiction.other_text


async def test_a_page_that_its_own_question_does_not_find_is_told(
    library: Library, mirrors: Mirrors
) -> None:
    crowd = [page(f"boots-{n}", f"Boots {n}", "<p>Boots, boots, boots.</p>") for n in range(6)]
    await library.save(page("lost", "Boots", "<p>Ask for the printed catalogue.</p>"), *crowd)
    await steps(mirrors)
    (lost,) = (await mirrors.last()).lost
    assert (lost.question, lost.page.doc_id) == ("Boots", "lost")
    assert lost.found.doc_id.startswith("boots-")


async def test_a_full_sync_makes_a_mirror_and_a_saved_page_does_not(
    library: Library, mirrors: Mirrors
) -> None:
    await library.save(page("zebra", "Zebra tarp", "<p>Zebra.</p>"))
    await mirrors.idle()
    assert (await mirrors.last()).made_unix_ms == 0
    await library.commit(full=True)
    await mirrors.idle()
    assert (await mirrors.last()).made_unix_ms > 0


async def test_a_sync_meanwhile_has_it_made_again(library: Library, mirrors: Mirrors) -> None:
    making = mirrors.steps()
    await anext(making)
    await library.save(page("zebra", "Zebra tarp", "<p>Zebra.</p>"))
    mirrors.renew()
    told = [step async for step in making]
    assert library.shelf.current is not None
    assert told[-1].generation == library.shelf.current.name


async def test_who_leaves_does_not_end_it_and_who_comes_follows_it(
    library: Library, mirrors: Mirrors
) -> None:
    async with aclosing(mirrors.steps()) as left:
        await anext(left)
    assert (await steps(mirrors))[-1].stage == "done"
    assert (await mirrors.last()).made_unix_ms > 0


async def test_one_that_a_crash_cut_off_is_made_by_the_next_start(
    library: Library, mirrors: Mirrors
) -> None:
    making = mirrors.steps()
    await anext(making)
    await mirrors.close()
    metrics = Metrics()
    after = opened(library, metrics)
    await after.resume()
    await after.idle()
    assert (await after.last()).question_count > 0
    assert "deskhand_mirror_recall_at_5 1.0" in metrics.text()
    assert not await library.store.read(kept.is_wanted)


async def test_deleted_pages_are_neither_asked_nor_compared(
    library: Library, mirrors: Mirrors
) -> None:
    await library.save(page("copy", "Returning goods", RETURNS.body_html))
    await library.sync.delete(["copy"])
    await steps(mirrors)
    mirror = await mirrors.last()
    assert not mirror.duplicates
    assert not mirror.lost


async def test_without_an_index_there_is_no_mirror(empty_library: Library) -> None:
    with pytest.raises(IndexUnavailable):
        await steps(opened(empty_library))


async def test_a_child_that_fails_is_told_and_not_tried_for_ever(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = MODEL_DIR / "nowhere"
    mirrors = Mirrors(library.store, library.shelf, nowhere, Metrics(), library.clock)
    with pytest.raises(DeskhandError) as failure:
        await steps(mirrors)
    assert failure.value.reason == "MIRROR_FAILED"
    assert not await library.store.read(kept.is_wanted)
    assert (await mirrors.last()).made_unix_ms == 0


async def test_a_failure_that_nobody_foresaw_is_not_tried_for_ever_either(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def out_of_files(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", out_of_files)
    mirrors = opened(library)
    mirrors.renew()
    await mirrors.idle()
    assert not await library.store.read(kept.is_wanted)
