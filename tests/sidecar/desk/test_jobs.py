"""Work for WordPress: leased, completed, tried again, given up."""

from __future__ import annotations

import pytest

from sidecar.desk import jobs
from sidecar.desk.jobs import MAX_ATTEMPTS, PAUSES_MS
from sidecar.errors import NotFound
from sidecar.store import Database, Store
from sidecar.store.jobs import waiting_count

NOW = 1_780_000_000_000


async def queued(store: Store, *job_ids: str) -> None:
    def add(db: Database) -> None:
        for job_id in job_ids:
            jobs.mail_staff(db, job_id, {"about": "ticket"}, NOW)

    await store.write(add)


async def leased(store: Store, now: int = NOW, count: int = 10) -> list[tuple[str, int]]:
    found = await store.write(lambda db: jobs.lease(db, now, count, 60_000))
    return [(job.job_id, job.attempt_count) for job in found]


async def test_a_job_is_queued_once_per_id(store: Store) -> None:
    await queued(store, "a", "a")
    assert await leased(store) == [("a", 1)]


async def test_a_leased_job_is_not_handed_out_again_before_its_lease_ends(store: Store) -> None:
    await queued(store, "a", "b")
    assert await leased(store, count=1) == [("a", 1)]
    assert await leased(store) == [("b", 1)]
    assert await leased(store, NOW + 59_999) == []
    assert await leased(store, NOW + 60_000) == [("a", 2), ("b", 2)]


async def test_a_completed_job_is_done_for_good(store: Store) -> None:
    await queued(store, "a")
    await leased(store)
    for _ in range(2):
        await store.write(lambda db: jobs.complete(db, "a", "", NOW))
    assert await leased(store, NOW + 10**9) == []
    assert await store.read(waiting_count) == 0


async def test_an_ended_job_forgets_what_it_said(store: Store) -> None:
    await queued(store, "a")
    await leased(store)
    await store.write(lambda db: jobs.complete(db, "a", "", NOW))
    payloads = await store.read(lambda db: db.execute("SELECT payload_json FROM jobs").fetchall())
    assert payloads == [("{}",)]


async def test_a_failed_job_comes_again_after_growing_pauses_five_times_in_all(
    store: Store,
) -> None:
    await queued(store, "a")
    now = NOW
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert await leased(store, now) == [("a", attempt)]
        at = now
        await store.write(lambda db, at=at: jobs.complete(db, "a", "smtp down", at))
        if attempt < MAX_ATTEMPTS:
            now += PAUSES_MS[attempt - 1]
            assert await leased(store, now - 1) == []
    assert await leased(store, now + 10**9) == []


async def test_a_job_whose_leases_all_ran_out_is_given_up(store: Store) -> None:
    await queued(store, "a")
    for attempt in range(MAX_ATTEMPTS):
        assert len(await leased(store, NOW + attempt * 60_000)) == 1
    assert await leased(store, NOW + 10**9) == []
    assert await store.read(waiting_count) == 0


async def test_an_unknown_job_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.write(lambda db: jobs.complete(db, "nope", "", NOW))


async def test_a_job_that_is_given_up_takes_no_place_of_others(store: Store) -> None:
    await queued(store, "a", "b")
    for attempt in range(MAX_ATTEMPTS):
        assert await leased(store, NOW + attempt * 60_000, count=1) == [("a", attempt + 1)]
    assert await leased(store, NOW + MAX_ATTEMPTS * 60_000, count=1) == [("b", 1)]
