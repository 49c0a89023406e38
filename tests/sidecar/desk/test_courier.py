"""Each other service in each kind of trouble: told once, in order, and heard."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any
from urllib.parse import unquote_plus

import pytest

from sidecar.desk import notices
from sidecar.desk.adapters import exchange, github, help_scout, linear
from sidecar.desk.courier import POLL_S
from sidecar.desk.outbox import BLOCKED_PAUSE_S, GIVE_UP_MS, LEASE_MS
from sidecar.store import Store, deliveries, targets
from sidecar.store.tickets import OPEN, PENDING, SOLVED
from tests.conftest import FULL
from tests.fakes import help_scout_server, linear_server, slack_server
from tests.fakes.far_end import (
    DROPPED,
    GARBAGE,
    LATE_ANSWER,
    LOST_ANSWER,
    OUT_OF_ORDER,
    SECRET_TEXT,
    SILENCE,
    SWOLLEN,
    Fault,
)
from tests.sidecar.desk.carrying import CONTACT, FAR_ENDS, TRACKERS, Post

PASSING = {
    "down": DROPPED,
    "silent": SILENCE,
    "500": OUT_OF_ORDER,
    "429": Fault(429, {"Retry-After": "77"}),
    "an answer that was lost": LOST_ANSWER,
    "an answer that is late": LATE_ANSWER,
    "garbage": GARBAGE,
    "garbage without an effect": Fault(200, body=b"<html>"),
    "a body without end": SWOLLEN,
}
# Whatever a webhook's receiver says with 200, it has taken it.
TAKEN = {("webhook", "garbage"), ("webhook", "garbage without an effect")}
BLOCKING, REFUSING = (401, 403, 404), (400, 410, 413, 422)


def each(kinds: Iterable[str], others: Iterable[Any], share: list[tuple[str, Any]]) -> list[Any]:
    """Every pair in a full run; else those that have every one of both."""
    return [pair for pair in product(kinds, others) if pair not in TAKEN] if FULL else share


# Each trouble once, and each service at least twice.
TROUBLED = [
    ("github", "down"), ("github", "garbage"), ("linear", "silent"),
    ("linear", "garbage without an effect"), ("help_scout", "500"),
    ("help_scout", "a body without end"), ("webhook", "429"),
    ("webhook", "an answer that was lost"), ("slack", "an answer that is late"), ("slack", "down"),
]  # fmt: skip
BLOCKED = [
    ("github", 401), ("linear", 404), ("help_scout", 403), ("webhook", 403), ("slack", 401)
]  # fmt: skip
REFUSED = [
    ("github", 410), ("linear", 400), ("help_scout", 422), ("webhook", 413), ("slack", 400)
]  # fmt: skip


def test_the_share_has_each_trouble_and_each_service() -> None:
    for share, others in ((TROUBLED, PASSING), (BLOCKED, BLOCKING), (REFUSED, REFUSING)):
        assert {other for _, other in share} == set(others)
        kinds = [kind for kind, _ in share]
        assert set(kinds) == set(FAR_ENDS)
        assert share is not TROUBLED or all(kinds.count(kind) >= 2 for kind in FAR_ENDS)


@pytest.fixture(params=FAR_ENDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def far(kind: str) -> Iterator[Any]:
    with FAR_ENDS[kind]() as end:
        yield end


@pytest.fixture(params=TRACKERS)
def tracker(request: pytest.FixtureRequest) -> Iterator[Any]:
    with FAR_ENDS[request.param]() as end:
        yield end


@pytest.fixture(autouse=True)
def _short_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "REQUEST_S", 0.3)


async def post(store: Store, *ends: Any, **more: Any) -> Post:
    """A courier to these far ends, whose clocks are its own."""
    made = Post(store, *(end.table(**more) for end in ends))
    for end in ends:
        end.clock = lambda: made.now_s
    await made.begin()
    return made


async def test_a_ticket_is_recorded_with_its_id_and_its_address(store: Store, far: Any) -> None:
    carried = await post(store, far)
    (ticket,) = await carried.open("one")
    await carried.run()
    assert far.told == [ticket.ticket_id]
    known = await carried.ticket(ticket.ticket_id)
    if known.target:  # all but Slack, which records nothing
        assert known.target_id
        assert known.target_url.startswith("https://")
        assert known.target_status == OPEN
    (delivery,) = await carried.all()
    assert (delivery.state, delivery.attempt_count) == (deliveries.DONE, 1)
    assert delivery.payload_json == "{}"


@pytest.mark.parametrize(("kind", "trouble"), each(FAR_ENDS, PASSING, TROUBLED))
async def test_whatever_passes_it_is_told_once_and_in_order(
    store: Store, far: Any, trouble: str
) -> None:
    carried = await post(store, far)
    opened = await carried.open("one", "two", "three")
    await carried.run()
    for position in range(2):  # of the request that meets the trouble
        opened += await carried.open(f"{position}-a", f"{position}-b")
        far.faults = [*[None] * position, PASSING[trouble]]
        await carried.run()
    opened += await carried.open("c", "d")
    far.faults, far.creation_faults = [], [PASSING[trouble]]
    await carried.run()
    assert far.creation_faults == []
    assert far.told == [ticket.ticket_id for ticket in opened]
    assert {delivery.state for delivery in await carried.all()} == {deliveries.DONE}


async def test_an_outage_is_outlived_in_order(store: Store, far: Any) -> None:
    carried = await post(store, far)
    far.is_down = True
    carried.pace = 60.0
    opened = await carried.open("one", "two", "three")

    async def hours_later() -> bool:
        return carried.pause_count > 200

    await carried.run(hours_later)
    ok, text = await carried.courier.health()
    assert not ok
    assert text.startswith(f"{carried.courier.names[0]}: 3 wait, the oldest for ")
    assert "does not answer." in text
    far.is_down = False
    await carried.run()
    assert far.told == [ticket.ticket_id for ticket in opened]
    assert await carried.courier.health() == (True, f"Nothing waits for {far.table()['kind']}.")


async def test_a_pause_that_was_asked_for_is_kept(store: Store, far: Any) -> None:
    carried = await post(store, far)
    await carried.open("one")
    far.faults = [Fault(429, {"Retry-After": "3600"})]
    carried.pace = 60.0
    began = carried.now_s
    await carried.run()
    assert carried.now_s - began >= 3_600
    assert len(far.told) == 1


@pytest.mark.parametrize(("kind", "status"), each(FAR_ENDS, BLOCKING, BLOCKED))
async def test_what_somebody_has_to_set_right_waits_and_is_told_once(
    store: Store, far: Any, status: int
) -> None:
    carried = await post(store, far)
    (ticket,) = await carried.open("one")
    far.faults = [Fault(status)] * 3
    carried.pace = 60.0
    began = carried.now_s
    await carried.run()
    assert carried.now_s - began >= BLOCKED_PAUSE_S
    assert far.told == [ticket.ticket_id]
    told = [mail for mail in await carried.mails() if mail["job_id"].startswith("delivery-")]
    assert len(told) == 1
    assert json.loads(told[0]["payload_json"])["body"].endswith(f"({status}).")


@pytest.mark.parametrize(("kind", "status"), each(FAR_ENDS, REFUSING, REFUSED))
async def test_what_is_refused_for_good_is_a_dead_letter_and_holds_up_nobody(
    store: Store, far: Any, status: int
) -> None:
    carried = await post(store, far)
    await carried.run()
    _, second = await carried.open("one", "two")
    far.faults = [_refusal(far, status)]
    await carried.run()
    assert far.told == [second.ticket_id]
    dead, done = sorted(await carried.all(), key=lambda delivery: delivery.state)
    assert (dead.state, done.state) == (deliveries.DEAD, deliveries.DONE)
    assert dead.error.endswith((f"({status}).", "what it was sent."))
    (mail,) = [mail for mail in await carried.mails() if mail["job_id"].startswith("delivery-")]
    assert json.loads(mail["payload_json"])["body"] == dead.error
    ok, text = await carried.courier.health()
    assert (ok, text.endswith(": 1 were not taken.")) == (False, True)


def _refusal(far: Any, status: int) -> Fault:
    if isinstance(far, linear_server.LinearServer):
        return linear_server.refusal("INPUT_ERROR", 400)
    if isinstance(far, slack_server.SlackServer):
        return slack_server.refusal("msg_too_long")
    return Fault(status)


async def test_a_status_there_and_a_status_here_become_one(store: Store, tracker: Any) -> None:
    carried = await post(store, tracker)
    ours, theirs = await carried.open("one", "two")
    await carried.run()
    await carried.change(ours, SOLVED)
    tracker.solve(theirs.ticket_id)

    async def is_solved() -> bool:
        found = await carried.ticket(theirs.ticket_id)
        return found.status == SOLVED and await carried.is_idle()

    await carried.run(is_solved)
    assert tracker.is_solved(ours.ticket_id)
    tracker.solve(theirs.ticket_id, solved=False)
    await carried.change(ours, OPEN)

    async def is_open() -> bool:
        found = await carried.ticket(theirs.ticket_id)
        return found.status == OPEN and await carried.is_idle()

    await carried.run(is_open)
    assert not tracker.is_solved(ours.ticket_id)


@pytest.mark.parametrize("is_refused", [False, True])
async def test_changes_of_more_pages_than_one_are_heard_to_the_last(
    store: Store, tracker: Any, monkeypatch: pytest.MonkeyPatch, is_refused: bool
) -> None:
    for module in (github, help_scout, help_scout_server):
        monkeypatch.setattr(module, "PAGE_SIZE", 2, raising=False)
        monkeypatch.setattr(module, "MAX_PAGES", 1, raising=False)
    monkeypatch.setattr(linear, "MAX_PAGES", 1, raising=False)
    tracker.page_size = 2
    carried = await post(store, tracker)
    opened = await carried.open(*"abcde")
    await carried.run()

    async def heard_until() -> int:
        return await store.read(lambda db: targets.since(db, carried.courier.names[0]))

    before = await heard_until()
    carried.now_s += 3_600
    for ticket in opened:
        tracker.solve(ticket.ticket_id)
    tracker.faults = [None, Fault(400)] if is_refused else []  # the place is forgotten there

    async def is_whole() -> bool:
        return await heard_until() > before

    await carried.run(is_whole)
    found = [await carried.ticket(ticket.ticket_id) for ticket in opened]
    assert {ticket.status for ticket in found} == {SOLVED}


async def test_what_changed_on_both_sides_comes_to_rest(store: Store, tracker: Any) -> None:
    carried = await post(store, tracker)
    (ticket,) = await carried.open("one")
    await carried.run()
    await carried.change(ticket, PENDING)
    tracker.solve(ticket.ticket_id)  # ours was on its way, so it wins
    carried.pace = POLL_S / 10
    begin = carried.pause_count

    async def some_polls_later() -> bool:
        return carried.pause_count - begin > 40

    await carried.run(some_polls_later)
    known = await carried.ticket(ticket.ticket_id)
    assert (known.status, tracker.is_solved(ticket.ticket_id)) == (PENDING, False)
    told = [delivery for delivery in await carried.all() if delivery.about == "ticket_status"]
    assert len(told) == 1


async def test_a_change_there_is_told_to_the_others_and_not_back(
    store: Store, tracker: Any
) -> None:
    with FAR_ENDS["webhook"]() as hook:
        carried = await post(store, tracker, hook)
        (ticket,) = await carried.open("one")
        await carried.run()
        tracker.solve(ticket.ticket_id)
        asked = len(tracker.asked)

        async def is_told() -> bool:
            return hook.is_solved(ticket.ticket_id)  # type: ignore[attr-defined,no-any-return]

        await carried.run(is_told)
    about = [(one.target, one.about) for one in await carried.all()]
    assert about.count(("webhook", "ticket_status")) == 1
    assert (tracker.table()["kind"], "ticket_status") not in about
    assert {one.method for one in tracker.asked[asked:]} <= {"GET", "POST"}


async def test_a_record_that_was_removed_ends_what_was_to_be_told_of_it(
    store: Store, tracker: Any
) -> None:
    carried = await post(store, tracker)
    (ticket,) = await carried.open("one")
    await carried.run()
    tracker.remove(ticket.ticket_id)
    await carried.change(ticket, SOLVED)
    await carried.run()
    (dead,) = [delivery for delivery in await carried.all() if delivery.about == "ticket_status"]
    assert (dead.state, dead.error.endswith("is no longer there.")) == (deliveries.DEAD, True)


async def test_what_was_begun_before_a_crash_is_looked_for_before_it_is_made(
    store: Store, far: Any
) -> None:
    carried = await post(store, far)
    (ticket,) = await carried.open("one")

    class Killed(Exception):
        pass

    def die(*_: object) -> None:
        raise Killed

    carried.courier._end = die  # type: ignore[method-assign,assignment]
    begun = []

    async def broke() -> bool:
        begun.append(carried.now_s)
        return True

    await carried.run(broke)
    assert far.told == [ticket.ticket_id]
    await carried.begin()
    await carried.run()
    assert far.told == [ticket.ticket_id]
    assert carried.now_s - begun[0] >= LEASE_MS / 1_000 - 1
    (delivery,) = await carried.all()
    assert (delivery.state, delivery.attempt_count) == (deliveries.DONE, 2)


async def test_a_target_that_left_the_settings_gets_nothing_more(store: Store, far: Any) -> None:
    carried = await post(store, far)
    await carried.open("one")
    with FAR_ENDS["webhook"]() as hook:
        await carried.begin(hook.table(name="other"))
        await carried.open("two")
        await carried.run()
    assert far.asked == []
    dead, done = sorted(await carried.all(), key=lambda delivery: delivery.state)
    assert dead.error == f"{dead.target} is no longer among the ticket_targets."
    assert (done.target, done.state) == ("other", deliveries.DONE)


async def test_after_a_week_it_is_given_up(store: Store, far: Any) -> None:
    carried = await post(store, far)
    await carried.open("one")
    far.is_down = True
    carried.now_s += GIVE_UP_MS / 1_000
    await carried.run()
    (dead,) = await carried.all()
    assert dead.state == deliveries.DEAD
    assert dead.error.startswith("Given up after seven days. The last time: ")


async def test_who_wrote_is_told_only_where_the_owner_chose_it(store: Store, far: Any) -> None:
    for chosen in (False, True):
        carried = await post(store, far, with_contact=chosen)
        await carried.open(
            f"contact {chosen}",
            subject=f"{CONTACT.name} wants a kettle",
            body=f"Write to {CONTACT.email}, says {CONTACT.name}.",
        )
        begin = len(far.asked)
        await carried.run()
        bodies = b" ".join(asked.body for asked in far.asked[begin:])
        sent = unquote_plus(bodies.decode()).lower()
        assert sent
        for value in ("maeve", "canary@example"):
            assert (value in sent) is chosen


async def test_nothing_of_the_far_end_or_of_a_secret_is_kept(
    store: Store, far: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    carried = await post(store, far)
    await carried.open("one")
    far.faults = [OUT_OF_ORDER, GARBAGE, Fault(401), Fault(418)]
    carried.pace = 60.0
    await carried.run()
    shown = "".join(capsys.readouterr())
    dump = str(await store.read(lambda db: [list(table.rows) for table in db.tables]))
    assert "It leaks." in dump
    for text in (shown, dump, repr(carried.targets)):
        assert SECRET_TEXT not in text
        assert "canary0" not in text
        assert "canary-0" not in text


async def test_a_call_for_a_person_reaches_who_hears_of_it(store: Store, far: Any) -> None:
    carried = await post(store, far)
    await store.write(
        lambda db: notices.tell(
            db,
            "handoff",
            key="handoff-1",
            payload={"subject": "They ask for a person", "body": "", "thread_id": "t" * 32},
            now_unix_ms=carried.now_unix_ms,
        )
    )
    await carried.run()
    told = b" ".join(asked.body for asked in far.asked)
    is_told = far.table()["kind"] in ("webhook", "slack")
    assert (b"They ask for a person" in told or b"They+ask" in told) is is_told
    assert b"t" * 32 not in told
