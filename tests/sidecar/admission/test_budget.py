from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sidecar.admission import budget as admission_budget
from sidecar.admission.budget import BLOCKS_PER_BUDGET, THREAD_TOKENS, Budget, Hold
from sidecar.errors import BudgetSpent, StoreFull
from sidecar.nouns import Usage
from sidecar.store import Database, Store, jobs, spend, threads
from sidecar.store.settings import LiveSettings
from sidecar.v1.operations_pb2 import ShopSettings

KEY = bytes(range(32))
NOVEMBER = 1_795_000_000_000  # 2026-11-18
LIVES, CALLS_PER_LIFE = 13, 40  # times four: 2,080 calls
DECEMBER = NOVEMBER + 20 * 24 * 3_600_000
MICROS = 1_000_000


@dataclass
class Clock:
    now_unix_ms: int = NOVEMBER

    def __call__(self) -> int:
        return self.now_unix_ms


async def budget_of(
    store: Store, monthly: int = 0, tokens: int = 0, clock: Clock | None = None
) -> Budget:
    shop = ShopSettings(monthly_budget_micros=monthly, thread_tokens=tokens)
    return await Budget.load(store, LiveSettings(store, shop), clock or Clock())


def cost(micros: int) -> Usage:
    return Usage(cost_micros=micros)


async def used(budget: Budget, most: Usage, thread_id: str = "t") -> None:
    with await budget.reserve(thread_id, most) as hold:
        hold.settle(most)


async def refused(budget: Budget, most: Usage, thread_id: str = "t") -> str:
    with pytest.raises(BudgetSpent) as refusal:
        await budget.reserve(thread_id, most)
    return refusal.value.reason


def mails(db: Database) -> list[tuple[str, int]]:
    found = jobs.ready(db, 2 * NOVEMBER, 100)
    return [(job.job_id, json.loads(job.payload_json)["percent"]) for job in found]


async def test_a_call_that_could_exceed_the_month_is_refused(store: Store) -> None:
    budget = await budget_of(store, monthly=100)
    await used(budget, cost(60))
    assert await refused(budget, cost(41)) == "MONTH_SPENT"
    await used(budget, cost(40))
    assert budget.spent_micros("2026-11") == 100


async def test_what_a_call_did_not_use_is_free_again(store: Store) -> None:
    budget = await budget_of(store, monthly=100)
    with await budget.reserve("t", cost(100)) as hold:
        assert await refused(budget, cost(1)) == "MONTH_SPENT"
        hold.settle(cost(30))
        hold.settle(cost(90))
    assert budget.spent_micros("2026-11") == 30
    await used(budget, cost(70))


@pytest.mark.parametrize("cause", [asyncio.CancelledError, ValueError])
async def test_a_call_that_ends_without_telling_counts_in_full(
    store: Store, cause: type[BaseException]
) -> None:
    budget = await budget_of(store, monthly=100)
    with pytest.raises(cause), await budget.reserve("t", Usage(10, 5, 40)):
        raise cause
    assert budget.spent_micros("2026-11") == 40
    assert budget.tokens_of("t") == 15


async def test_a_thousand_calls_at_once_do_not_exceed_the_month_together(store: Store) -> None:
    budget = await budget_of(store, monthly=1_000)
    holds = await asyncio.gather(
        *(budget.reserve(f"t{number}", cost(7)) for number in range(1_000)),
        return_exceptions=True,
    )
    held = [hold for hold in holds if isinstance(hold, Hold)]
    assert len(held) == 1_000 // 7
    assert all(isinstance(hold, Hold | BudgetSpent) for hold in holds)
    for hold in held:
        hold.settle(cost(7))
    assert budget.spent_micros("2026-11") == 994


async def test_a_thread_may_use_its_tokens_and_no_more(store: Store) -> None:
    budget = await budget_of(store, tokens=100)
    await used(budget, Usage(60, 30))
    assert await refused(budget, Usage(6, 5)) == "THREAD_TOKENS"
    await used(budget, Usage(6, 4))
    await used(budget, Usage(60, 30), "another")


async def test_a_thread_has_fifty_thousand_tokens_unless_the_owner_says_otherwise(
    store: Store,
) -> None:
    budget = await budget_of(store)
    assert await refused(budget, Usage(THREAD_TOKENS, 1)) == "THREAD_TOKENS"
    await used(budget, Usage(THREAD_TOKENS, 0))
    assert THREAD_TOKENS == 50_000


async def test_calls_of_one_thread_at_once_do_not_exceed_its_tokens_together(store: Store) -> None:
    budget = await budget_of(store, monthly=MICROS, tokens=100)
    holds = await asyncio.gather(
        *(budget.reserve("t", Usage(10, 0, 1)) for _ in range(50)), return_exceptions=True
    )
    assert sum(isinstance(hold, Hold) for hold in holds) == 10


async def test_the_tokens_of_a_thread_outlive_a_restart_and_go_with_it(store: Store) -> None:
    def note(db: Database) -> None:
        threads.touch(db, "t", "a_1", "en", NOVEMBER)
        spend.note_turn(db, track(budget.tokens_of("t")), NOVEMBER)

    budget = await budget_of(store, tokens=100)
    await used(budget, Usage(60, 30))
    await store.write(note)
    restarted = await budget_of(store, tokens=100)
    assert await refused(restarted, Usage(11, 0)) == "THREAD_TOKENS"
    await store.write(lambda db: db.execute("DELETE FROM threads"))
    await used(await budget_of(store, tokens=100), Usage(11, 0))


def track(thread_tokens: int) -> spend.Track:
    return spend.Track(
        thread_id="t",
        thread_tokens=thread_tokens,
        brain_version="v1",
        model="m",
        scenario="policy",
        ended=True,
        answered=True,
        usage=Usage(60, 30, 20),
    )


async def test_few_calls_wait_for_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    budget = await budget_of(store, monthly=100 * MICROS)
    writes = []
    write = store.write

    async def counted(step: object) -> object:
        writes.append(step)
        return await write(step)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "write", counted)
    for _ in range(1_000):  # 0.01 each: a tenth of the budget
        await used(budget, cost(MICROS // 100))
    assert len(writes) == BLOCKS_PER_BUDGET // 10


async def test_a_crash_costs_one_block_and_a_clean_stop_nothing(store: Store) -> None:
    budget = await budget_of(store, monthly=MICROS)
    await used(budget, cost(100))
    crashed = await budget_of(store, monthly=MICROS)
    assert crashed.spent_micros("2026-11") == MICROS // BLOCKS_PER_BUDGET
    await used(crashed, cost(100))
    await crashed.release()
    stopped = await budget_of(store, monthly=MICROS)
    assert stopped.spent_micros("2026-11") == MICROS // BLOCKS_PER_BUDGET + 100


async def test_a_clean_stop_writes_down_what_no_turn_did_without_a_budget(store: Store) -> None:
    budget = await budget_of(store)
    await used(budget, cost(100))
    await budget.release()
    again = await budget_of(store)
    assert again.spent_micros("2026-11") == 100
    await used(again, cost(20))
    await again.release()
    assert (await store.read(lambda db: spend.get(db, "2026-11"))).leased_micros == 120


async def test_what_a_trial_beside_costs_is_counted_at_the_next_block_and_kept(
    store: Store,
) -> None:
    budget = await budget_of(store, monthly=2_000)
    await used(budget, cost(10))
    await store.write(lambda db: spend.lease(db, "2026-11", 500))
    await used(budget, cost(10))
    assert budget.spent_micros("2026-11") == 520
    await store.write(lambda db: spend.lease(db, "2026-11", 1_400))
    assert await refused(budget, cost(100)) == "MONTH_SPENT"
    await budget.release()
    assert (await budget_of(store)).spent_micros("2026-11") == 1_920


async def test_a_caller_that_leaves_while_its_block_is_written_costs_none(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = await budget_of(store, monthly=MICROS)
    is_written, may_return = asyncio.Event(), asyncio.Event()
    write = store.write

    async def slow(step: Callable[[Database], int]) -> int:
        written = await write(step)
        is_written.set()
        await may_return.wait()
        return written

    monkeypatch.setattr(store, "write", slow)
    leaving = asyncio.create_task(budget.reserve("t", cost(1)))
    await is_written.wait()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    may_return.set()
    await used(budget, cost(MICROS // BLOCKS_PER_BUDGET + 1))
    assert budget.spent_micros("2026-11") == MICROS // BLOCKS_PER_BUDGET + 1
    await budget.release()
    assert (await store.read(lambda db: spend.get(db, "2026-11"))).leased_micros == 5_001


async def test_what_ended_turns_cost_counts_also_when_no_budget_was_set(store: Store) -> None:
    await store.write(lambda db: spend.note_turn(db, track(0), NOVEMBER))
    budget = await budget_of(store, monthly=100)
    assert budget.spent_micros("2026-11") == 20
    assert await refused(budget, cost(81)) == "MONTH_SPENT"


@pytest.mark.parametrize("seed", range(4))
async def test_a_flood_with_crashes_never_spends_more_than_the_budget(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    monthly = chance.choice([10_000, 250_000, 5 * MICROS])
    really_used = 0

    async def call(budget: Budget, until_crash: asyncio.Semaphore) -> None:
        nonlocal really_used
        most = cost(chance.randint(1, monthly // 60))
        try:
            hold = await budget.reserve(f"t{chance.randint(0, 9)}", most)
        except BudgetSpent:
            until_crash.release()
            return
        usage = cost(chance.randint(0, most.cost_micros))
        really_used += usage.cost_micros
        until_crash.release()
        for _ in range(chance.randint(0, 5)):
            await asyncio.sleep(0)
        if chance.random() < 0.7:  # the others are cut off by the crash
            hold.settle(usage)

    for _ in range(LIVES):
        store = Store.open(tmp_path / "deskhand.db", KEY)
        budget = await budget_of(store, monthly=monthly)
        assert really_used <= (budget.spent_micros("2026-11") or 0) <= monthly
        until_crash = asyncio.Semaphore(0)
        calls = [asyncio.create_task(call(budget, until_crash)) for _ in range(CALLS_PER_LIFE)]
        for _ in range(chance.randint(1, CALLS_PER_LIFE)):
            await until_crash.acquire()
        for task in calls:  # wherever they are
            task.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        store.close()
    store = Store.open(tmp_path / "deskhand.db", KEY)
    budget = await budget_of(store, monthly=monthly)
    with pytest.raises(BudgetSpent):  # the flood goes on until nothing is left
        while True:
            most = cost(monthly // 100)
            (await budget.reserve("last", most)).settle(most)
            really_used += most.cost_micros
    counted = budget.spent_micros("2026-11") or 0
    store.close()
    assert really_used <= counted <= monthly * 1.01


async def test_a_new_month_begins_anew_and_the_old_one_is_closed(store: Store) -> None:
    clock = Clock()
    budget = await budget_of(store, monthly=MICROS, clock=clock)
    late = await budget.reserve("t", cost(MICROS))
    clock.now_unix_ms = DECEMBER
    await used(budget, cost(MICROS))
    late.settle(cost(MICROS))
    assert budget.spent_micros("2026-12") == MICROS
    assert budget.spent_micros("2026-11") is None
    assert (await store.read(lambda db: spend.get(db, "2026-11"))).leased_micros == MICROS


async def test_the_owner_hears_at_80_and_at_100_percent_once_each(store: Store) -> None:
    budget = await budget_of(store, monthly=100)
    await used(budget, cost(79))
    await used(budget, cost(1))
    assert not await store.read(mails)
    await used(budget, cost(1))
    for _ in range(2):
        assert await refused(budget, cost(20)) == "MONTH_SPENT"
        budget = await budget_of(store, monthly=100)
    assert await store.read(mails) == [
        ("budget-2026-11-100-80", 80),
        ("budget-2026-11-100-100", 100),
    ]
    payload = json.loads((await store.read(lambda db: jobs.ready(db, DECEMBER, 9)))[1].payload_json)
    assert payload["spent_micros"] == 81
    assert payload["budget_micros"] == 100
    assert payload["until"] == "2026-12-01"


async def test_a_call_that_only_waits_for_others_is_no_spent_budget(store: Store) -> None:
    budget = await budget_of(store, monthly=100)
    with await budget.reserve("t", cost(90)):
        assert await refused(budget, cost(20)) == "MONTH_SPENT"
    assert not await store.read(mails)
    assert budget.check().ok


async def test_of_a_raised_budget_the_owner_hears_again(store: Store) -> None:
    budget = await budget_of(store, monthly=100)
    await used(budget, cost(100))
    assert await refused(budget, cost(1)) == "MONTH_SPENT"
    raised = await budget_of(store, monthly=120)
    assert raised.check().ok
    await used(raised, cost(1))
    told = [percent for _, percent in await store.read(mails)]
    assert told == [100, 80]


async def test_a_full_disk_stops_no_refusal_and_the_owner_hears_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: object) -> None:
        raise StoreFull("no room")

    budget = await budget_of(store, monthly=100)
    await used(budget, cost(100))
    with monkeypatch.context() as patched:
        patched.setattr(store, "write", full)
        assert await refused(budget, cost(1)) == "MONTH_SPENT"
    assert await refused(budget, cost(1)) == "MONTH_SPENT"
    assert [percent for _, percent in await store.read(mails)] == [100]


async def test_nothing_is_spent_that_cannot_be_written_down(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: object) -> None:
        raise StoreFull("no room")

    budget = await budget_of(store, monthly=100)
    monkeypatch.setattr(store, "write", full)
    with pytest.raises(StoreFull):
        await budget.reserve("t", cost(1))
    assert budget.spent_micros("2026-11") == 0


async def test_a_full_disk_keeps_nobody_from_stopping(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: object) -> None:
        raise StoreFull("no room")

    budget = await budget_of(store, monthly=100)
    await used(budget, cost(1))
    monkeypatch.setattr(store, "write", full)
    await budget.release()


async def test_the_owner_sees_what_is_spent_and_what_to_do(store: Store) -> None:
    unlimited = (await budget_of(store)).check(["main/large"])
    assert unlimited.ok
    assert unlimited.text == "No monthly budget is set; 0.00 spent this month."
    clock = Clock()
    budget = await budget_of(store, monthly=3 * MICROS, clock=clock)
    unpriced = budget.check(["main/large"])
    assert not unpriced.ok
    assert "what main/large costs is not counted" in unpriced.text
    assert "DESKHAND_LLM_INPUT_PRICE" in unpriced.text
    await used(budget, cost(MICROS // 2))
    assert budget.check().text == "0.50 of 3.00 spent this month."
    await refused(budget, cost(3 * MICROS))
    for degraded in (budget, await budget_of(store, monthly=3 * MICROS)):
        assert not degraded.check().ok
        assert "pages until 2026-12-01" in degraded.check().text
    clock.now_unix_ms = DECEMBER
    assert budget.check().text == "0.00 of 3.00 spent this month."


async def test_a_thread_with_a_running_call_or_untold_tokens_is_not_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission_budget, "MAX_THREADS", 2)
    budget = await budget_of(store, tokens=100)
    most = Usage(input_tokens=40)
    running = await budget.reserve("running", most)
    await used(budget, most, "untold")
    for number in range(5):
        with await budget.reserve(f"other-{number}", most) as hold:
            hold.settle(Usage())
    assert budget.tokens_of("untold") == 40
    running.settle(most)
    assert budget.tokens_of("running") == 40
    await used(budget, most, "running")
    assert await refused(budget, most, "running") == "THREAD_TOKENS"


async def test_a_thread_whose_tokens_are_stored_makes_room(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission_budget, "MAX_THREADS", 2)
    budget = await budget_of(store)
    for number in range(5):
        await used(budget, Usage(input_tokens=40), f"t-{number}")
        budget.note_stored(f"t-{number}", 40)
    assert [budget.tokens_of(f"t-{number}") for number in range(5)] == [0, 0, 0, 40, 40]
