from __future__ import annotations

from sidecar.store import Database, Store
from sidecar.store.retention import DAY_MS, expire

NOW = 1_800_000_000_000


def fill(db: Database) -> None:
    for thread_id, age_days in (("fresh", 29), ("old", 31)):
        active = NOW - age_days * DAY_MS
        db.execute(
            "INSERT INTO threads (thread_id, subject, created_unix_ms, active_unix_ms)"
            " VALUES (?, 'u_1', 0, ?)",
            [thread_id, active],
        )
        db.execute(
            "INSERT INTO turns (thread_id, message_id, text, text_hash, request, created_unix_ms)"
            " VALUES (?, 'm', 'hello', '', x'', ?)",
            [thread_id, active],
        )
        db.execute("INSERT INTO handoffs VALUES (?, 'm', 'asked', ?)", [thread_id, active])
        db.execute(
            "INSERT INTO tickets (ticket_id, idempotency_key, thread_id, subject, body,"
            " opened_unix_ms) VALUES (?, ?, ?, 's', 'b', ?)",
            [thread_id, thread_id, thread_id, active],
        )


def threads_in(db: Database, table: str) -> set[str]:
    return {name for (name,) in db.execute(f"SELECT thread_id FROM {table}")}


async def test_what_is_older_than_the_period_goes_with_all_that_hangs_on_it(store: Store) -> None:
    await store.write(fill)
    assert await store.write(lambda db: expire(db, 30, NOW)) == 1
    for table in ("threads", "turns", "handoffs"):
        assert await store.read(lambda db, table=table: threads_in(db, table)) == {"fresh"}  # type: ignore[misc]


async def test_tickets_outlive_the_conversation(store: Store) -> None:
    await store.write(fill)
    await store.write(lambda db: expire(db, 30, NOW))
    assert await store.read(lambda db: threads_in(db, "tickets")) == {"fresh", "old"}
