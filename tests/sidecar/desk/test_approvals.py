"""Actions that wait for somebody's word: asked once, decided once, told to whom it concerns."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from sidecar.desk import approvals as rules
from sidecar.errors import NotFound, WrongState
from sidecar.nouns import SealedAction, ToolCall
from sidecar.store import Database, Store, approvals, jobs, replies, threads
from sidecar.store.approvals import DECLINED, DONE, EXPIRED, FAILED, WAITING, Approval
from tests.fakes.shop import PROMPTS, SHOPPER, THREAD

NOW = 1_790_000_000_000
CALL = ToolCall("call-1", "issue_refund", {"order_id": 1042})
ACTION = SealedAction("sealed", "Refund €12.50 of order ••42", False, NOW + 1_000)


async def asked(store: Store, call: ToolCall = CALL, action: SealedAction = ACTION) -> Approval:
    def write(db: Database) -> Approval:
        threads.touch(db, THREAD, SHOPPER, "en-GB", NOW)
        return rules.ask(db, call=call, action=action, thread_id=THREAD, now_unix_ms=NOW)

    return await store.write(write)


def decision(
    state: int, text: str = "Done.", *, by_shopper: bool = False
) -> Callable[[Database], Approval]:
    def write(db: Database) -> Approval:
        return rules.decide(
            db,
            rules.get(db, rules.approval_id("call-1"), NOW),
            state=state,
            decided_by=rules.SHOPPER if by_shopper else "Ann",
            is_shopper=by_shopper,
            text=text,
            now_unix_ms=NOW,
        )

    return write


async def told(store: Store) -> list[dict[str, str]]:
    ready = await store.read(lambda db: jobs.ready(db, NOW, 50))
    return [json.loads(job.payload_json) for job in ready if job.kind == "staff_mail"]


async def test_an_action_is_recorded_and_told_to_staff_once(store: Store) -> None:
    first, again = await asked(store), await asked(store)
    assert first == again
    assert (first.state, first.sealed, first.tool) == (WAITING, "sealed", "issue_refund")
    (mail,) = await told(store)
    assert (mail["about"], mail["state"]) == ("approval", "asked")
    assert mail["subject"] == ACTION.summary
    assert mail["approval_id"] == first.approval_id


async def test_what_the_shopper_confirms_is_told_to_staff_when_they_have(store: Store) -> None:
    await asked(store, action=replace(ACTION, by_shopper=True))
    assert await told(store) == []
    await store.write(decision(DONE, by_shopper=True))
    assert [(mail["about"], mail["state"]) for mail in await told(store)] == [("notice", "decided")]


async def test_the_same_wish_again_is_the_same_action(store: Store) -> None:
    first = await asked(store)
    worded = {"reason": "It leaks", **CALL.arguments}
    wished = replace(CALL, call_id="call-2", arguments=worded)
    assert (await asked(store, wished)).approval_id == first.approval_id
    other = await asked(store, wished, replace(ACTION, summary="Refund €1.00 of order ••42"))
    assert other.approval_id != first.approval_id
    await store.write(decision(DECLINED))
    once_more = await asked(store, replace(CALL, call_id="call-3"))
    assert once_more.approval_id not in (first.approval_id, other.approval_id)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"order_id": 1042}, {"order_id": 1142}),
        ({"order_id": 1042, "items": [1]}, {"order_id": 1042, "items": [2]}),
        ({"to": "12 High St"}, {"to": "21 High St"}),
    ],
)
async def test_another_wish_of_the_same_summary_waits_beside_it(
    store: Store, first: dict[str, object], second: dict[str, object]
) -> None:
    one = await asked(store, replace(CALL, arguments=first))
    two = await asked(store, replace(CALL, call_id="call-2", arguments=second))
    assert one.approval_id != two.approval_id
    assert len(await told(store)) == 2


async def test_the_first_decision_counts_and_stands_in_the_thread_once(store: Store) -> None:
    await asked(store)
    done = await store.write(decision(DONE, "We have refunded €12.50."))
    assert (done.state, done.decided_by, done.decided_unix_ms) == (DONE, "Ann", NOW)
    assert await store.write(decision(DONE, "We have refunded €12.50.")) == done
    for state, text in ((DECLINED, "No."), (DONE, "Refunded."), (FAILED, "No.")):
        with pytest.raises(WrongState) as refused:
            await store.write(decision(state, text))
        assert refused.value.reason == "APPROVAL_DECIDED"
    (reply,) = await store.read(lambda db: replies.of_thread(db, THREAD, 50))
    assert (reply.author, reply.text) == ("agent", "We have refunded €12.50.")


@pytest.mark.parametrize(("by_shopper", "count"), [(False, 1), (True, 0)])
async def test_a_shopper_who_has_left_is_mailed_what_staff_decided(
    store: Store, by_shopper: bool, count: int
) -> None:
    await asked(store)
    await store.write(lambda db: db.execute("UPDATE threads SET return_address = 'sealed address'"))
    await store.write(decision(DECLINED, "No.", by_shopper=by_shopper))
    at_once = await store.read(lambda db: jobs.ready(db, NOW + 59_999, 50))
    later = await store.read(lambda db: jobs.ready(db, NOW + 60_000, 50))
    assert [job.kind for job in at_once if job.kind == "reply_mail"] == []
    mails = [json.loads(job.payload_json) for job in later if job.kind == "reply_mail"]
    assert [(mail["return_address"], mail["text"]) for mail in mails] == [
        ("sealed address", "No.")
    ] * count


async def test_a_decision_without_words_says_nothing_in_the_thread(store: Store) -> None:
    await asked(store)
    await store.write(decision(DECLINED, ""))
    assert await store.read(lambda db: replies.of_thread(db, THREAD, 50)) == []


@pytest.mark.parametrize("late_state", [DONE, FAILED])
async def test_an_action_expires_by_itself(store: Store, late_state: int) -> None:
    name = (await asked(store)).approval_id
    at, after = NOW + 999, NOW + 1_000
    assert (await store.read(lambda db: rules.get(db, name, at))).state == WAITING
    late = await store.read(lambda db: rules.get(db, name, after))
    assert late.state == EXPIRED
    assert await store.read(lambda db: approvals.waiting_count(db, at)) == 1
    assert await store.read(lambda db: approvals.waiting_count(db, after)) == 0

    def decide(db: Database, state: int) -> Approval:
        return rules.decide(
            db, late, state=state, decided_by="Ann", is_shopper=False, text="", now_unix_ms=after
        )

    with pytest.raises(WrongState):
        await store.write(lambda db: decide(db, DECLINED))
    # What came of what was agreed to in time is told as it is.
    assert (await store.write(lambda db: decide(db, late_state))).state == late_state


async def test_housekeeping_closes_what_nobody_decided(store: Store) -> None:
    await asked(store)
    for now, count in ((NOW, 0), (NOW + 1_000, 1), (NOW + 1_000, 0)):
        assert await store.write(lambda db, now=now: rules.expire(db, PROMPTS, now)) == count  # type: ignore[misc]


@pytest.mark.parametrize("by_shopper", [False, True])
async def test_an_action_that_expires_is_told_to_those_who_wait_for_it(
    store: Store, by_shopper: bool
) -> None:
    await asked(store, action=replace(ACTION, by_shopper=by_shopper))
    await store.write(lambda db: db.execute("UPDATE threads SET return_address = 'sealed address'"))
    for _ in range(2):
        await store.write(lambda db: rules.expire(db, PROMPTS, NOW + 1_000))
    name = "approval.unconfirmed" if by_shopper else "approval.expired"
    text = PROMPTS.text(name, "en", summary=ACTION.summary)
    (reply,) = await store.read(lambda db: replies.of_thread(db, THREAD, 50))
    assert (reply.author, reply.text) == ("agent", text)
    ready = await store.read(lambda db: jobs.ready(db, NOW + 100_000, 50))
    mails = [json.loads(job.payload_json) for job in ready if job.kind == "reply_mail"]
    assert [mail["text"] for mail in mails] == ([] if by_shopper else [text])
    staff = [job for job in ready if job.kind == "staff_mail"]
    subjects = [json.loads(job.payload_json)["subject"] for job in staff]
    expected = [] if by_shopper else [ACTION.summary, f"Expired: {ACTION.summary}"]
    assert sorted(subjects) == sorted(expected)
    active = await store.read(lambda db: threads.get(db, THREAD))
    assert active is not None
    assert active.active_unix_ms == NOW + 1_000


async def test_what_was_done_in_time_is_said_after_it_was_said_to_be_over(store: Store) -> None:
    await asked(store)
    await store.write(lambda db: rules.expire(db, PROMPTS, NOW + 1_000))
    await store.write(decision(DONE, "We have refunded €12.50."))
    said = await store.read(lambda db: replies.of_thread(db, THREAD, 50))
    assert "We have refunded €12.50." in [reply.text for reply in said]
    assert len(said) == 2


async def test_an_unknown_action_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.read(lambda db: rules.get(db, "nothing-like-it", NOW))


@pytest.mark.parametrize("state", [WAITING, EXPIRED])
async def test_nothing_else_is_a_decision(state: int) -> None:
    assert state not in rules.DECISIONS
