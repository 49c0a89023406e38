from __future__ import annotations

from collections.abc import Callable

import pytest

from sidecar.store import Database, Store, approvals, calls, handoffs, jobs, replies, tickets
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
        replies.add(
            db, message_id=thread_id, thread_id=thread_id, author=replies.STAFF,
            author_name="Maeve", text="Hello", now_unix_ms=active,
        )  # fmt: skip
        db.execute(
            "INSERT INTO tickets (ticket_id, idempotency_key, thread_id, subject, body,"
            " status, opened_unix_ms) VALUES (?, ?, ?, 's', 'b', ?, ?)",
            [thread_id, thread_id, thread_id, tickets.SOLVED, active],
        )


def threads_in(db: Database, table: str) -> set[str]:
    return {name for (name,) in db.execute(f"SELECT thread_id FROM {table}")}


async def test_what_is_older_than_the_period_goes_with_all_that_hangs_on_it(store: Store) -> None:
    await store.write(fill)
    assert await store.write(lambda db: expire(db, 30, NOW)) == 1
    for table in ("threads", "turns", "replies"):
        assert await store.read(lambda db, table=table: threads_in(db, table)) == {"fresh"}  # type: ignore[misc]


def act(db: Database, state: int) -> None:
    approval = approvals.Approval(
        approval_id="a", thread_id="old", tool="t", sealed="s", summary="s", by_shopper=False,
        state=state, asked_unix_ms=1, expires_unix_ms=2, decided_unix_ms=0, decided_by="",
        outcome_text="",
    )  # fmt: skip
    approvals.add(db, approval, "")


WAITING: dict[str, tuple[Callable[[Database], object], Callable[[Database], object]]] = {
    "an action": (
        lambda db: act(db, approvals.WAITING),
        lambda db: approvals.close(db, "a", approvals.DECLINED, "Ann", "No.", NOW),
    ),
    "a hand-off": (
        lambda db: tickets.ask_for_person(db, "old", "m", "asked", 1),
        lambda db: handoffs.leave(db, "old"),
    ),
    "a ticket": (
        lambda db: db.execute("UPDATE tickets SET status = ?", [tickets.PENDING]),
        lambda db: db.execute("UPDATE tickets SET status = ?", [tickets.SOLVED]),
    ),
}


@pytest.mark.parametrize("what", WAITING)
async def test_a_thread_in_which_something_waits_stays_until_that_ends(
    store: Store, what: str
) -> None:
    begin, end = WAITING[what]
    await store.write(fill)
    await store.write(begin)
    assert await store.write(lambda db: expire(db, 30, NOW)) == 0
    await store.write(end)
    assert await store.write(lambda db: expire(db, 30, NOW)) == 1


def ids_in(db: Database, table: str, name: str) -> list[str]:
    return [value for (value,) in db.execute(f"SELECT {name} FROM {table} ORDER BY 1")]


async def test_answers_and_ended_jobs_are_forgotten_but_not_work_to_do(store: Store) -> None:
    def fill_calls(db: Database) -> None:
        for name, age_days in (("fresh", 29), ("old", 31)):
            at = NOW - age_days * DAY_MS
            calls.once(db, name, "h", at, lambda: "{}")
            for job_id in (name, f"{name}-done"):
                jobs.add(db, job_id, "staff_mail", "{}", at)
            jobs.end(db, f"{name}-done", jobs.DONE, "")

    await store.write(fill_calls)
    await store.write(lambda db: expire(db, 30, NOW))
    assert await store.read(lambda db: ids_in(db, "calls", "request_id")) == ["fresh"]
    left = await store.read(lambda db: ids_in(db, "jobs", "job_id"))
    assert left == ["fresh", "fresh-done", "old"]


async def test_tickets_outlive_the_conversation(store: Store) -> None:
    await store.write(fill)
    await store.write(lambda db: expire(db, 30, NOW))
    assert await store.read(lambda db: threads_in(db, "tickets")) == {"fresh", "old"}
