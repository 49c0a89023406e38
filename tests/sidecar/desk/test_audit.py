"""The audit log: what is written stays, and whatever is changed is found."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from sidecar.desk.audit import FIRST, AuditLog, Called, outcome_of
from sidecar.nouns import ToolCall, ToolErrorCode, ToolResult
from sidecar.store import Database, Store, audit
from sidecar.telemetry import Pseudonyms

NOW = 1_780_000_000_000
LOG = AuditLog(Pseudonyms(bytes(32)).of, bytes(range(32)))


def called(number: int = 0) -> Called:
    return Called(
        subject="u_17",
        thread_id="t" * 32,
        tool="get_order_status",
        outcome="OK",
        arguments={"order_id": 1_000 + number, "note": "to Maeve"},
        duration_ms=7,
        versions={"prompts": "3", "model": "extractive"},
    )


async def fill(store: Store, count: int = 5) -> None:
    def write(db: Database) -> None:
        for number in range(count):
            LOG.append(db, called(number), NOW + number)

    await store.write(write)


async def broken_after(store: Store, *statements: str) -> int:
    """Where the log is broken once somebody with the key has run `statements`."""

    def tamper(db: Database) -> None:
        db.execute("DROP TRIGGER IF EXISTS audit_no_update")
        db.execute("DROP TRIGGER IF EXISTS audit_no_delete")
        for statement in statements:
            db.execute(statement)

    await store.write(tamper)
    return (await store.read(LOG.verify)).first_broken_seq


async def test_an_empty_log_is_whole(store: Store) -> None:
    verdict = await store.read(LOG.verify)
    assert (verdict.entry_count, verdict.first_broken_seq) == (0, 0)
    assert verdict.head_hash == FIRST


async def test_entries_are_a_chain(store: Store) -> None:
    await fill(store, audit.BATCH + 3)
    entries = await store.read(lambda db: list(audit.every(db)))
    assert [entry.seq for entry in entries] == list(range(1, audit.BATCH + 4))
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    verdict = await store.read(LOG.verify)
    assert (verdict.entry_count, verdict.first_broken_seq) == (audit.BATCH + 3, 0)
    assert verdict.head_hash == entries[-1].hash


async def test_an_entry_names_nobody_and_the_same_ids_alike(store: Store) -> None:
    await fill(store, 2)
    await store.write(lambda db: LOG.append(db, called(0), NOW))
    first, second, third = await store.read(lambda db: list(audit.every(db)))
    assert "17" not in first.actor
    assert first.actor == second.actor
    assert json.loads(first.ids_json).keys() == {"order_id"}
    assert first.ids_json == third.ids_json != second.ids_json
    text = json.dumps([str(first), str(second)])
    assert not any(told in text for told in ("u_17", "1000", "Maeve", "t" * 32))


async def test_staff_and_the_sidecar_itself_are_called_so(store: Store) -> None:
    for subject in ("staff", "system"):
        await store.write(
            lambda db, subject=subject: LOG.append(
                db, Called(subject, "", "issue_refund", "OK", approval_id="a" * 32), NOW
            )
        )
    entries = await store.read(lambda db: list(audit.every(db)))
    assert [entry.actor for entry in entries] == ["staff", "system"]
    assert {entry.thread for entry in entries} == {""}
    assert {entry.approval_id for entry in entries} == {"a" * 32}


async def test_lists_of_ids_are_hashed_one_by_one_and_bounded(store: Store) -> None:
    asked = Called("u_1", "t", "x", "OK", {"item_ids": list(range(30)), "id": 5})
    await store.write(lambda db: LOG.append(db, asked, NOW))
    (entry,) = await store.read(lambda db: list(audit.every(db)))
    ids = json.loads(entry.ids_json)
    assert len(ids["item_ids"]) == 20
    assert ids["item_ids"][5] == ids["id"]


@pytest.mark.parametrize("statement", ["UPDATE audit SET outcome = 'OK'", "DELETE FROM audit"])
async def test_the_database_takes_no_change_of_it(store: Store, statement: str) -> None:
    await fill(store)
    with pytest.raises(Exception, match="append-only"):
        await store.write(lambda db: db.execute(statement))
    assert (await store.read(LOG.verify)).first_broken_seq == 0


COLUMNS = [name for name in audit.Entry.__slots__ if name not in ("seq", "hash", "previous_hash")]


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_changed_value_breaks_the_log_there(store: Store, column: str) -> None:
    await fill(store)
    value = "8" if column in ("at_unix_ms", "duration_ms") else "'changed'"
    assert await broken_after(store, f"UPDATE audit SET {column} = {value} WHERE seq = 3") == 3


@pytest.mark.parametrize(
    ("statements", "seq"),
    [
        (["DELETE FROM audit WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq = 3"], 3),
        (["DELETE FROM audit WHERE seq >= 4"], 4),
        (["DELETE FROM audit"], 1),
        (["DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = seq - 1 WHERE seq > 3"], 3),
        (["UPDATE audit SET hash = previous_hash WHERE seq = 5"], 5),
        (["DELETE FROM settings"], 6),
        (["DELETE FROM audit WHERE seq = 5", "DELETE FROM settings"], 5),
    ],
)
async def test_whatever_is_taken_out_is_missed(
    store: Store, statements: list[str], seq: int
) -> None:
    await fill(store)
    assert await broken_after(store, *statements) == seq


async def test_an_end_that_was_cut_off_stays_missed_when_the_log_goes_on(store: Store) -> None:
    await fill(store)
    assert await broken_after(store, "DELETE FROM audit WHERE seq >= 4") == 4
    await fill(store, 3)
    assert (await store.read(LOG.verify)).first_broken_seq == 4


async def test_a_forged_end_is_never_made_good(store: Store) -> None:
    await fill(store)

    def forge(db: Database) -> None:
        (third,) = audit.page(db, 2, 1)
        audit.set_head(db, audit.Head(3, third.hash, "0" * 64))

    await store.write(forge)
    assert await broken_after(store, "DELETE FROM audit WHERE seq >= 4") == 4
    await fill(store, 2)
    assert (await store.read(LOG.verify)).first_broken_seq == 6


async def test_the_end_needs_the_key(store: Store) -> None:
    await fill(store)
    other = AuditLog(Pseudonyms(bytes(32)).of, bytes(32))
    assert (await store.read(other.verify)).first_broken_seq == 6


async def test_an_undone_effect_leaves_no_entry(store: Store) -> None:
    class Undone(Exception):
        pass

    def write(db: Database) -> None:
        LOG.append(db, called(), NOW)
        raise Undone

    with pytest.raises(Undone):
        await store.write(write)
    assert (await store.read(LOG.verify)).entry_count == 0


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (lambda call: ToolResult(call, {"status": "sent"}), "OK"),
        (lambda call: ToolResult(call, None, ToolErrorCode.TIMEOUT, "late"), "TIMEOUT"),
        (lambda call: ToolResult(call, {"proposed": True}), "APPROVAL_NEEDED"),
    ],
)
def test_how_a_call_ended_has_one_word(
    result: Callable[[ToolCall], ToolResult], outcome: str
) -> None:
    assert outcome_of(result(ToolCall("c", "create_ticket", {}))) == outcome
