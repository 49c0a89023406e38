from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from sidecar.errors import BadMessage, NotFound, StoreFull, WrongState
from sidecar.ingest.child import Step
from sidecar.ingest.folder import Folder
from sidecar.ingest.sources import SITE_PERIOD_MS, Sources, SourceState
from sidecar.store import documents
from sidecar.store import sources as kept
from tests.fakes.docs_site import DocsSite, Page, article
from tests.sidecar.shop import DOCUMENTS, NOW_UNIX_MS, Library, page


@pytest.fixture
def docs() -> Iterator[DocsSite]:
    pages = {
        "/": Page("Home"),
        "/stove": article("Stove", "The stove burns alcohol and weighs 90 grams."),
        "/lamp": article("Lamp", "The lamp shines for 40 hours on two batteries."),
    }
    with DocsSite(pages) as docs:
        docs.sitemap("/stove", "/lamp")
        yield docs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "kites.md").write_text("# Kites\n\nOur kites fly in winds of four knots.")
    (folder / "gas.md").write_text("# Gas cartridges\n\nCartridges can't be sent by air mail.")
    return folder


class Gate:
    """In place of sleep: nobody waits while it is open."""

    def __init__(self) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()
        self.opened.set()

    async def __call__(self, pause_s: float) -> None:
        self.reached.set()
        await self.opened.wait()

    def shut(self) -> None:
        self.reached.clear()
        self.opened.clear()


async def opened(
    library: Library,
    docs: DocsSite | None = None,
    folder: Path | None = None,
    gate: Gate | None = None,
) -> Sources:
    sources = Sources(
        library.store,
        library.shelf,
        library.sync,
        library.clock,
        folder,
        reach=docs.reach if docs else None,
        sleep=gate or Gate(),
    )
    await sources.open()
    return sources


async def loaded(sources: Sources, source_id: str) -> list[Step]:
    return [step async for step in sources.load(source_id)]


async def state(sources: Sources, source_id: str) -> SourceState:
    (found,) = [one for one in await sources.listed() if one.source.source_id == source_id]
    return found


def stages(steps: list[Step]) -> list[str]:
    return list(dict.fromkeys(step.stage for step in steps))


async def test_a_site_is_read_indexed_and_answers_with_its_address(
    library: Library, docs: DocsSite
) -> None:
    sources = await opened(library, docs)
    source_id = await sources.put(docs.address())
    assert docs.asked == []
    steps = await loaded(sources, source_id)
    assert stages(steps)[0] == "read"
    assert stages(steps)[-2:] == ["switch", "done"]
    assert library.shelf.current is not None
    assert steps[-1].generation == library.shelf.current.name
    best = (await library.knowledge.search("how much does the stove weigh")).passages[0]
    assert (best.title, best.url) == ("Stove", docs.address("/stove"))
    told = await state(sources, source_id)
    assert (told.document_count, told.is_running) == (2, False)
    assert (told.source.loaded_unix_ms, told.source.error) == (NOW_UNIX_MS, "")


async def test_files_without_an_address_each_have_their_place_in_a_search(
    library: Library, folder: Path
) -> None:
    sources = await opened(library, folder=folder)
    await loaded(sources, "folder")
    found = await library.knowledge.search("kites and gas cartridges", top_k=5)
    titles = [passage.title for passage in found.passages if not passage.url]
    assert sorted(titles) == ["Gas cartridges", "Kites"]


async def test_what_is_gone_from_a_source_is_gone_from_answers_and_nothing_else_is(
    library: Library, docs: DocsSite, folder: Path
) -> None:
    sources = await opened(library, docs, folder)
    source_id = await sources.put(docs.address())
    await loaded(sources, source_id)
    await loaded(sources, "folder")
    docs.sitemap("/lamp")
    steps = await loaded(sources, source_id)
    assert steps[-1].pruned_count == 1
    assert "Stove" not in [hit.title for hit in await passages(library, "alcohol stove")]
    assert (await state(sources, "folder")).document_count == 2
    assert (await state(sources, "wordpress")).document_count == len(DOCUMENTS)


async def passages(library: Library, query: str) -> list[object]:
    return list((await library.knowledge.search(query, top_k=5)).passages)


async def test_a_full_sync_of_wordpress_prunes_only_what_wordpress_pushed(
    library: Library, folder: Path
) -> None:
    sources = await opened(library, folder=folder)
    await loaded(sources, "folder")
    library.clock.now_unix_ms += 1
    await library.sync.put("nightly-9", DOCUMENTS[:3])
    steps = await library.commit("nightly-9", full=True)
    assert steps[-1].pruned_count == len(DOCUMENTS) - 3
    assert (await state(sources, "folder")).document_count == 2
    assert (await state(sources, "wordpress")).document_count == 3


async def test_a_sync_of_wordpress_that_put_nothing_is_still_refused(
    library: Library, folder: Path
) -> None:
    await loaded(await opened(library, folder=folder), "folder")
    with pytest.raises(WrongState) as refused:
        await library.commit("nightly-9", full=True)
    assert refused.value.reason == "SYNC_UNKNOWN"


async def test_reading_a_source_does_not_hide_that_wordpress_has_fallen_silent(
    library: Library, folder: Path
) -> None:
    sources = await opened(library, folder=folder)
    library.clock.now_unix_ms += 40 * 3_600_000
    await loaded(sources, "folder")
    assert library.shelf.synced_unix_ms == NOW_UNIX_MS
    assert (await state(sources, "wordpress")).source.loaded_unix_ms == NOW_UNIX_MS


async def test_an_unchanged_source_builds_nothing(library: Library, folder: Path) -> None:
    sources = await opened(library, folder=folder)
    await loaded(sources, "folder")
    before = library.shelf.current
    assert stages(await loaded(sources, "folder")) == ["read", "done"]
    assert library.shelf.current is before


async def test_a_source_that_fails_says_why_and_keeps_what_it_had(
    library: Library, docs: DocsSite
) -> None:
    sources = await opened(library, docs)
    source_id = await sources.put(docs.address())
    await loaded(sources, source_id)
    docs.pages["/robots.txt"] = Page(status=500)
    with pytest.raises(WrongState) as failed:
        await loaded(sources, source_id)
    assert failed.value.reason == "SOURCE_FAILED"
    told = await state(sources, source_id)
    assert "robots.txt" in told.source.error
    assert told.document_count == 2
    del docs.pages["/robots.txt"]
    await loaded(sources, source_id)
    assert (await state(sources, source_id)).source.error == ""


async def test_a_failure_that_nobody_foresaw_is_told_and_costs_no_other_source(
    library: Library, docs: DocsSite, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(loader: object, reading: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Folder, "read", fail)
    sources = await opened(library, docs, folder)
    source_id = await sources.put(docs.address())
    with pytest.raises(ZeroDivisionError):
        await loaded(sources, "folder")
    assert "log" in (await state(sources, "folder")).source.error
    await sources.refresh()
    assert (await state(sources, source_id)).document_count == 2


async def test_what_was_left_out_is_told_and_counted(library: Library, docs: DocsSite) -> None:
    sources = await opened(library, docs)
    source_id = await sources.put(docs.address())
    docs.sitemap("/stove", *(f"/gone-{number}" for number in range(120)))
    await loaded(sources, source_id)
    source = (await state(sources, source_id)).source
    assert (source.excluded_count, len(source.excluded)) == (120, 100)
    assert source.excluded[0].address == docs.address("/gone-0")
    assert "404" in source.excluded[0].reason


async def test_a_reading_goes_on_without_its_caller_and_is_followed_again(
    library: Library, docs: DocsSite, folder: Path
) -> None:
    gate = Gate()
    sources = await opened(library, docs, folder, gate)
    source_id = await sources.put(docs.address())
    gate.shut()
    first = asyncio.create_task(anext(sources.load(source_id)))
    await gate.reached.wait()
    assert (await state(sources, source_id)).is_running
    with pytest.raises(WrongState) as refused:
        await loaded(sources, "folder")
    assert refused.value.reason == "SYNC_RUNNING"
    first.cancel()
    await library.save(page("zebra", "Zebra tarp", "<p>Saved meanwhile.</p>"))
    gate.opened.set()
    assert (await loaded(sources, source_id))[-1].stage == "done"
    assert (await state(sources, source_id)).document_count == 2


async def test_a_source_is_not_read_while_wordpress_syncs(library: Library, folder: Path) -> None:
    sources = await opened(library, folder=folder)
    await library.sync.put("save-0001", [page("zebra", "Zebra tarp", "<p>x</p>")])
    running = library.sync.commit("save-0001", full=False)
    await anext(running)
    with pytest.raises(WrongState) as refused:
        await loaded(sources, "folder")
    assert refused.value.reason == "SYNC_RUNNING"
    assert [step async for step in running][-1].stage == "done"


async def test_a_site_is_removed_with_what_came_from_it_even_while_it_is_read(
    library: Library, docs: DocsSite
) -> None:
    gate = Gate()
    sources = await opened(library, docs, gate=gate)
    source_id = await sources.put(docs.address())
    await loaded(sources, source_id)
    gate.shut()
    running = asyncio.create_task(anext(sources.load(source_id)))
    await gate.reached.wait()
    assert await sources.delete(source_id) == 2
    running.cancel()
    assert [one.source.source_id for one in await sources.listed()] == ["wordpress"]
    assert await sources.delete(source_id) == 0
    assert "Stove" not in [hit.title for hit in await passages(library, "alcohol stove")]
    await library.sync.idle()
    for fixed in ("wordpress", "folder"):
        with pytest.raises(BadMessage):
            await sources.delete(fixed)


async def test_removing_a_site_while_it_is_refreshed_does_not_end_the_refreshing(
    library: Library, docs: DocsSite
) -> None:
    gate = Gate()
    sources = await opened(library, docs, gate=gate)
    source_id = await sources.put(docs.address())
    gate.shut()
    refreshing = asyncio.create_task(sources.refresh())
    await gate.reached.wait()
    await sources.delete(source_id)
    await refreshing
    assert await sources.put(docs.address()) == source_id
    gate.opened.set()
    await sources.refresh()
    assert (await state(sources, source_id)).document_count == 2


async def test_a_site_that_is_removed_before_its_reading_begins_is_not_read(
    library: Library, docs: DocsSite
) -> None:
    sources = await opened(library, docs)
    source_id = await sources.put(docs.address())
    reading = asyncio.create_task(loaded(sources, source_id))
    await asyncio.sleep(0)  # it has begun to ask for the source
    await sources.delete(source_id)
    with pytest.raises((NotFound, WrongState)):
        await reading
    assert docs.asked == []


async def test_a_crash_leaves_no_documents_of_a_source_that_is_gone(
    library: Library, docs: DocsSite
) -> None:
    sources = await opened(library, docs)
    source_id = await sources.put(docs.address())
    await loaded(sources, source_id)
    removed = await library.store.write(lambda db: kept.remove(db, source_id))
    assert len(removed) == 2
    again = await library.reopened()
    assert "Stove" not in [hit.title for hit in await passages(again, "alcohol stove")]
    assert source_id not in await library.store.read(documents.counts)
    await again.close()


async def test_a_start_with_a_known_folder_writes_nothing(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(library, folder=folder)

    async def full(_: object) -> None:
        raise StoreFull("The disk takes no more writes; nothing was written.")

    monkeypatch.setattr(library.store, "write", full)
    await opened(library, folder=folder)


@pytest.mark.parametrize(
    "address",
    [
        *("http://router.test/", "http://cloud.test/", "http://half.test/", "http://127.0.0.1/"),
        *("https://localhost/", "http://[::1]/", "https://93.184.216.34:8443/", "ftp://docs.test/"),
        *("", "docs.test", "https://a:b@docs.test/", "https://docs.test/" + "a" * 500),
    ],
)
async def test_an_address_that_may_not_be_read_is_not_taken(
    library: Library, docs: DocsSite, address: str
) -> None:
    sources = await opened(library, docs)
    with pytest.raises(BadMessage) as refused:
        await sources.put(address)
    assert refused.value.reason == "SOURCE_ADDRESS_FORBIDDEN"


async def test_ten_sites_can_be_read_and_each_is_there_once(
    library: Library, docs: DocsSite
) -> None:
    sources = await opened(library, docs)
    first = [await sources.put(docs.address(f"/{number}/")) for number in range(10)]
    assert await sources.put(docs.address("/0/#part")) == first[0]
    with pytest.raises(BadMessage, match="10 sites"):
        await sources.put(docs.address("/10/"))
    assert len(await sources.listed()) == 11


async def test_only_what_is_there_can_be_read(library: Library) -> None:
    sources = await opened(library)
    for source_id in ("wordpress", "folder", "site-000000000000", ""):
        with pytest.raises(NotFound):
            await loaded(sources, source_id)


async def test_a_folder_that_is_no_longer_mounted_is_forgotten(
    library: Library, folder: Path
) -> None:
    await loaded(await opened(library, folder=folder), "folder")
    sources = await opened(library)
    await library.sync.idle()
    assert [one.source.source_id for one in await sources.listed()] == ["wordpress"]
    assert "Kites" not in [hit.title for hit in await passages(library, "kites")]


async def test_sites_are_read_again_once_a_day_and_the_folder_each_time(
    library: Library, docs: DocsSite, folder: Path
) -> None:
    sources = await opened(library, docs, folder)
    source_id = await sources.put(docs.address())
    await sources.refresh()
    assert (await state(sources, source_id)).document_count == 2
    assert (await state(sources, "folder")).document_count == 2
    asked_count = len(docs.asked)
    (folder / "rope.md").write_text("# Rope\n\nForty metres.")
    library.clock.now_unix_ms += SITE_PERIOD_MS - 1
    await sources.refresh()
    assert (await state(sources, "folder")).document_count == 3
    assert len(docs.asked) == asked_count
    docs.pages["/robots.txt"] = Page(status=500)
    library.clock.now_unix_ms += 1
    await sources.refresh()
    assert "robots.txt" in (await state(sources, source_id)).source.error
    asked_count = len(docs.asked)
    await sources.refresh()
    assert len(docs.asked) == asked_count


async def test_after_a_restart_what_is_known_of_a_source_is_known_again(
    library: Library, docs: DocsSite
) -> None:
    sources = await opened(library, docs)
    docs.pages["/stove"] = Page(docs.pages["/stove"].body, headers={"ETag": '"1"'})
    source_id = await sources.put(docs.address())
    await loaded(sources, source_id)
    docs.asked.clear()
    again = await opened(library, docs)
    await loaded(again, source_id)
    assert [
        asked.headers.get("if-none-match") for asked in docs.asked if asked.path == "/stove"
    ] == ['"1"']
    assert (await state(again, source_id)).document_count == 2
