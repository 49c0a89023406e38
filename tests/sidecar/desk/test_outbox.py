"""The rules of telling other services."""

from __future__ import annotations

import pytest

from sidecar.desk import outbox
from sidecar.desk.outbox import (
    BLOCKED_PAUSE_S,
    GIVE_UP_MS,
    JITTER,
    LEASE_MS,
    MAX_PAUSE_S,
    PAUSES_S,
    Blocked,
    Later,
    Refused,
)
from sidecar.errors import NotFound
from sidecar.store import Database, Store, deliveries, targets
from sidecar.store.deliveries import Delivery
from sidecar.store.retention import DAY_MS, expire
from sidecar.store.targets import Listener

NOW = 1_780_000_000_000
ALL = frozenset({"ticket", "ticket_status", "handoff", "takeover", "notice"})
GITHUB = Listener("github", "github", frozenset({"ticket", "ticket_status"}))
HOOK = Listener("hook", "webhook", ALL)
SLACK = Listener("slack", "slack", frozenset({"handoff", "notice"}))


def set_up(db: Database) -> None:
    targets.replace(db, [SLACK, HOOK, GITHUB], NOW)


def announce(db: Database, cause: str, about: str = "ticket", now: int = NOW, **more: str) -> None:
    payload = {"subject": cause, "body": "It leaks.", "ticket_id": "T-1", "thread_id": "t" * 32}
    outbox.announce(db, about, cause, payload, now, **more)


async def rows(store: Store) -> list[Delivery]:
    return await store.read(lambda db: deliveries.page(db, state="", before=None, limit=99))


async def test_each_target_is_told_what_it_hears_of_once_a_cause(store: Store) -> None:
    def step(db: Database) -> None:
        set_up(db)
        for _ in range(2):
            announce(db, "a")
            announce(db, "b", "handoff")

    await store.write(step)
    assert sorted((row.target, row.about) for row in await rows(store)) == [
        ("github", "ticket"),
        ("hook", "handoff"),
        ("hook", "ticket"),
        ("slack", "handoff"),
    ]
    assert all("t" * 32 not in row.payload_json for row in await rows(store))


async def test_a_status_goes_to_the_tracker_that_has_the_record_alone(store: Store) -> None:
    def step(db: Database) -> None:
        set_up(db)
        announce(db, "a", "ticket_status", keeper="another")
        announce(db, "b", "ticket_status", keeper="github")
        announce(db, "c", "ticket_status", keeper="github", besides="hook")

    await store.write(step)
    assert sorted(row.target for row in await rows(store)) == ["github", "github", "hook", "hook"]


async def test_a_record_lies_at_the_tracker_else_at_a_webhook(store: Store) -> None:
    def keepers(db: Database) -> list[str]:
        found = [outbox.keeper(db)]
        for listeners in ([SLACK, HOOK], [SLACK, HOOK, GITHUB]):
            targets.replace(db, listeners, NOW)
            found.append(outbox.keeper(db))
        return found

    assert await store.write(keepers) == ["", "hook", "github"]


async def test_nothing_overtakes_what_waits(store: Store) -> None:
    def step(db: Database) -> list[str | None]:
        targets.replace(db, [GITHUB], NOW)
        announce(db, "a", now=NOW)
        announce(db, "b", now=NOW)
        seen = []
        for at in (NOW, NOW + LEASE_MS - 1, NOW + LEASE_MS):
            begun = outbox.begin(db, "github", at)
            seen.append(begun.payload_json[13] if begun else None)
        first = deliveries.head(db, "github")
        assert first is not None
        assert first.attempt_count == 2
        deliveries.end(db, first.delivery_id, deliveries.DONE, "", NOW)
        begun = outbox.begin(db, "github", NOW)
        seen.append(begun.payload_json[13] if begun else None)
        return seen

    assert await store.write(step) == ["a", None, "a", "b"]


def delivery(attempt_count: int = 0, added: int = NOW) -> Delivery:
    return Delivery("d", "github", "ticket", "T-1", "{}", "waiting", attempt_count, added, NOW, "")


def test_pauses_grow_and_stop_growing() -> None:
    pauses = [outbox.pause_of(count, Later("x"), 0.0) for count in range(len(PAUSES_S) + 2)]
    assert pauses == [*PAUSES_S, PAUSES_S[-1], PAUSES_S[-1]]
    assert outbox.pause_of(0, Later("x"), 1.0) == PAUSES_S[0] * (1 + JITTER)


@pytest.mark.parametrize(
    ("trouble", "pause_s"),
    [
        (Later("x", 3_600), 3_600),
        (Later("x", 1), PAUSES_S[0]),
        (Later("x", 10**9), MAX_PAUSE_S),
        (Blocked("x"), BLOCKED_PAUSE_S),
    ],
)
def test_a_pause_is_at_least_what_was_asked_for(trouble: outbox.Trouble, pause_s: float) -> None:
    outcome = outbox.after(delivery(), trouble, NOW, 0.0)
    assert outcome.state == deliveries.WAITING
    assert outcome.due_unix_ms == NOW + pause_s * 1_000


@pytest.mark.parametrize("trouble", [Later("It is down."), Blocked("It is shut.")])
def test_what_does_not_pass_within_a_week_is_given_up(trouble: outbox.Trouble) -> None:
    at = NOW + GIVE_UP_MS
    assert outbox.after(delivery(), trouble, at - 1, 0.0).state == deliveries.WAITING
    outcome = outbox.after(delivery(), trouble, at, 0.0)
    assert outcome.state == deliveries.DEAD
    assert outcome.error.endswith(trouble.sentence)


def test_what_is_refused_is_given_up_at_once() -> None:
    assert outbox.after(delivery(), Refused("No."), NOW, 0.0).state == deliveries.DEAD


async def test_a_dead_letter_is_told_and_can_be_tried_again_with_what_it_says(
    store: Store,
) -> None:
    def step(db: Database) -> Delivery:
        targets.replace(db, [GITHUB], NOW)
        announce(db, "a")
        first = outbox.begin(db, "github", NOW)
        assert first is not None
        for _ in range(2):
            outbox.settle(db, first, Refused("No."), NOW, 0.0)
        outbox.retry(db, first.delivery_id, NOW + 5)
        again = outbox.begin(db, "github", NOW + 5)
        assert again is not None
        return again

    again = await store.write(step)
    assert (again.attempt_count, "It leaks." in again.payload_json) == (1, True)
    mails = await store.read(lambda db: list(db.query("SELECT job_id FROM jobs")))
    assert len(mails) == 1


async def test_what_got_there_is_not_tried_again_and_the_unknown_not_found(store: Store) -> None:
    def step(db: Database) -> str:
        targets.replace(db, [GITHUB], NOW)
        announce(db, "a")
        first = outbox.begin(db, "github", NOW)
        assert first is not None
        deliveries.end(db, first.delivery_id, deliveries.DONE, "", NOW)
        outbox.retry(db, first.delivery_id, NOW)
        found = deliveries.get(db, first.delivery_id)
        assert found is not None
        return found.state

    assert await store.write(step) == deliveries.DONE
    with pytest.raises(NotFound):
        await store.write(lambda db: outbox.retry(db, "nope", NOW))


async def test_a_start_tries_soon_what_was_put_off_for_long(store: Store) -> None:
    def step(db: Database) -> int | None:
        targets.replace(db, [GITHUB], NOW)
        announce(db, "a")
        first = outbox.begin(db, "github", NOW)
        assert first is not None
        outbox.settle(db, first, Blocked("It is shut."), NOW, 0.0)
        outbox.take_up(db, NOW + 1)
        return deliveries.next_due_unix_ms(db, "github")

    assert await store.write(step) == NOW + 1 + LEASE_MS


async def test_a_target_keeps_what_is_known_of_it_over_a_start(store: Store) -> None:
    def step(db: Database) -> tuple[int, int, int]:
        set_up(db)
        targets.set_since(db, "github", NOW + 7)
        targets.replace(db, [GITHUB, SLACK], NOW + 99)
        return tuple(targets.since(db, name) for name in ("github", "slack", "hook"))  # type: ignore[return-value]

    assert await store.write(step) == (NOW + 7, NOW, 0)


async def test_ended_deliveries_go_after_the_period_and_waiting_ones_stay(store: Store) -> None:
    def step(db: Database) -> None:
        targets.replace(db, [GITHUB], NOW)
        announce(db, "a")
        announce(db, "b")
        first = deliveries.head(db, "github")
        assert first is not None
        deliveries.end(db, first.delivery_id, deliveries.DONE, "", NOW)
        expire(db, 30, NOW + 30 * DAY_MS + 1)

    await store.write(step)
    (left,) = await rows(store)
    assert left.state == deliveries.WAITING
