from __future__ import annotations

from dataclasses import replace

import pytest

from sidecar.nouns import Usage
from sidecar.store import Database, Store, spend, threads
from sidecar.store.retention import expire
from sidecar.store.spend import NO_MODEL, Track
from sidecar.v1.operations_pb2 import TrackRecord

NOW = 1_795_000_000_000  # 2026-11-18
DAY_MS = 24 * 3_600_000

TRACK = Track(
    thread_id="t1",
    thread_tokens=90,
    brain_version="v1",
    model="small",
    scenario="policy",
    ended=True,
    answered=True,
    usage=Usage(60, 30, 20),
    refused_sentence_count=1,
    took_ms=700,
)


def note(db: Database, *tracks: Track, at: int = NOW) -> None:
    for track in tracks:
        threads.touch(db, track.thread_id, "a_1", "en", at)
        spend.note_turn(db, track, at)


@pytest.mark.parametrize(
    ("month", "count", "other"),
    [
        ("2026-11", 1, "2026-12"),
        ("2026-12", 1, "2027-01"),
        ("2026-11", -12, "2025-11"),
        ("2027-01", -1, "2026-12"),
    ],
)
def test_months_go_over_the_year(month: str, count: int, other: str) -> None:
    assert spend.month_after(month, count) == other


def test_a_month_is_of_the_calendar_in_utc() -> None:
    assert spend.month_of(1_796_083_199_999) == "2026-11"
    assert spend.month_of(1_796_083_200_000) == "2026-12"


async def test_turns_add_up_by_version_model_and_scenario(store: Store) -> None:
    failed = replace(TRACK, ended=False, answered=False, usage=Usage(5, 0, 1))
    handed_over = replace(TRACK, answered=False)
    other = replace(TRACK, scenario="product")
    await store.write(lambda db: note(db, TRACK, TRACK, failed, handed_over, other))
    first, second = await store.read(lambda db: spend.track_records(db, "2026-11"))
    assert first == TrackRecord(
        brain_version="v1",
        model="small",
        scenario="policy",
        turn_count=3,
        answered_count=2,
        failed_count=1,
        refused_sentence_count=4,
        input_tokens=185,
        output_tokens=90,
        cost_micros=61,
        took_ms=2_800,
    )
    assert (second.scenario, second.turn_count) == ("product", 1)
    assert (await store.read(lambda db: spend.get(db, "2026-11"))).recorded_micros == 81


async def test_a_thread_counts_once_a_month_when_a_model_read_or_wrote(store: Store) -> None:
    other = replace(TRACK, thread_id="t2")
    without = replace(TRACK, thread_id="t3", model=NO_MODEL, usage=Usage())
    silent = replace(TRACK, thread_id="t4", ended=False, usage=Usage())
    await store.write(lambda db: note(db, TRACK, TRACK, other, without, silent))
    await store.write(lambda db: note(db, TRACK, at=NOW + 20 * DAY_MS))
    for month, count in (("2026-11", 2), ("2026-12", 1), ("2026-10", 0)):
        known = await store.read(lambda db, month=month: spend.get(db, month))  # type: ignore[misc]
        assert known.thread_count == count


async def test_the_tokens_of_a_thread_never_go_down(store: Store) -> None:
    await store.write(lambda db: note(db, TRACK, replace(TRACK, thread_tokens=0)))
    assert await store.read(lambda db: spend.thread_tokens(db, "t1")) == 90
    assert await store.read(lambda db: spend.thread_tokens(db, "unknown")) == 0


async def test_thirteen_months_are_kept(store: Store) -> None:
    for months in (11, 12, 13):
        at = NOW - months * 30 * DAY_MS
        await store.write(lambda db, at=at: note(db, TRACK, at=at))  # type: ignore[misc]
    await store.write(lambda db: expire(db, 30, NOW))
    kept = await store.read(
        lambda db: [
            [month for (month,) in db.execute(f"SELECT month FROM {table} ORDER BY month")]
            for table in ("track_records", "spend_months")
        ]
    )
    assert kept == [["2025-11", "2025-12"]] * 2
