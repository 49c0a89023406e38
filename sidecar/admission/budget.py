"""What models may use: tokens per thread, and money per calendar month (UTC).

Every call is paid for before it goes out: `reserve` holds the most that it can use, and what it
did use takes the hold's place. So calls that run side by side never exceed the limit together.

The month's money survives kill -9 without a sync for each call: it is written ahead in blocks of
1/200 of the budget. A process that died may have spent all that was written, and the next one
counts it so; that costs the owner at most one block a crash, and never more than the budget.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sidecar.errors import BudgetSpent, StoreFull
from sidecar.nouns import Usage
from sidecar.store import Store, spend
from sidecar.store.settings import LiveSettings
from sidecar.v1.operations_pb2 import Check

THREAD_TOKENS = 50_000
BLOCKS_PER_BUDGET = 200
WARN_PERCENT = 80
# Threads whose tokens are remembered; of one that was quiet for longer, the store knows. One with a
# call that runs, or with tokens that no ended turn has told of, is not forgotten.
MAX_THREADS = 10_000


@dataclass(slots=True)
class _Ledger:
    """The money of one month, in micros; `told` is the budget and the percent last told of."""

    month: str = ""
    spent: int = 0
    leased: int = 0
    told: tuple[int, int] = (0, 0)
    held: int = 0

    @property
    def committed(self) -> int:
        return self.spent + self.held


@dataclass(slots=True)
class _Account:
    """The tokens of one thread; `stored` of them the store knows of."""

    used: int
    stored: int
    held: int = 0
    asking: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether it can be forgotten without a loss."""
        return not self.held and not self.asking and self.used == self.stored


class Hold:
    """A call that may go out. Used as a block; what it used is settled at the end, once.

    Left without `settle`, it counts in full.
    """

    def __init__(self, ledger: _Ledger, account: _Account, most: Usage) -> None:
        self._ledger = ledger
        self._account = account
        self._most = most
        self._is_open = True
        ledger.held += most.cost_micros
        account.held += _tokens(most)

    def settle(self, usage: Usage) -> None:
        """What the call really used; an empty usage when it was refused. The first one counts."""
        if not self._is_open:
            return
        self._is_open = False
        self._ledger.held -= self._most.cost_micros
        self._ledger.spent += usage.cost_micros
        self._account.held -= _tokens(self._most)
        self._account.used += _tokens(usage)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        cause: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.settle(self._most)


class Budget:
    """Lets calls of models pass while there is something left.

    One that `load` did not make learns what is spent at the first call.
    """

    def __init__(
        self, store: Store, settings: LiveSettings, now_unix_ms: Callable[[], int]
    ) -> None:
        self._store = store
        self._settings = settings
        self._now_unix_ms = now_unix_ms
        self._ledger = _Ledger()
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self._one_write = asyncio.Lock()
        self._writing: set[asyncio.Task[None]] = set()

    @classmethod
    async def load(
        cls, store: Store, settings: LiveSettings, now_unix_ms: Callable[[], int]
    ) -> Budget:
        """The budget as the last process left it; what that had leased counts as spent."""
        budget = cls(store, settings, now_unix_ms)
        await budget._current()
        return budget

    async def reserve(self, thread_id: str, most: Usage) -> Hold:
        """Room for one call: the tokens of `most` for the thread, its cost for the month.

        Raises BudgetSpent (reason THREAD_TOKENS or MONTH_SPENT) when there is none, StoreFull
        when what may be spent cannot be written down. A month is that of the reservation.
        """
        ledger = await self._current()
        account = await self._account(thread_id)
        account.asking += 1
        try:
            return await self._reserved(ledger, account, most)
        finally:
            account.asking -= 1

    async def _reserved(self, ledger: _Ledger, account: _Account, most: Usage) -> Hold:
        while True:
            shop = self._settings.current
            limit = shop.thread_tokens or THREAD_TOKENS
            if account.used + account.held + _tokens(most) > limit:
                raise BudgetSpent("This conversation used its tokens.", reason="THREAD_TOKENS")
            budget = shop.monthly_budget_micros
            if not budget:
                return Hold(ledger, account, most)
            if ledger.spent + most.cost_micros > budget:
                await self._wholly(self._tell(ledger, 100, budget))
            elif ledger.spent * 100 >= WARN_PERCENT * budget:
                await self._wholly(self._tell(ledger, WARN_PERCENT, budget))
            if ledger.committed + most.cost_micros > budget:
                raise BudgetSpent("The month's budget is spent.")
            if ledger.committed + most.cost_micros <= ledger.leased:
                return Hold(ledger, account, most)
            await self._wholly(self._lease(ledger, most.cost_micros, budget))

    def tokens_of(self, thread_id: str) -> int:
        """Tokens that models used for the thread; 0 when none was asked lately."""
        account = self._accounts.get(thread_id)
        return account.used if account is not None else 0

    def note_stored(self, thread_id: str, tokens: int) -> None:
        """An ended turn has told the store of so many of the thread's tokens."""
        account = self._accounts.get(thread_id)
        if account is not None:
            account.stored = max(account.stored, tokens)

    def spent_micros(self, month: str) -> int | None:
        """What counts as spent in the current month; None for another, which the store knows."""
        return self._ledger.spent if month == self._ledger.month else None

    def check(self, unpriced: Sequence[str] = ()) -> Check:
        """For the owner: what is spent; `unpriced` names the models that have no price."""
        ledger, budget = self._ledger, self._settings.current.monthly_budget_micros
        month = spend.month_of(self._now_unix_ms())
        is_current = ledger.month == month
        spent = _amount(ledger.spent if is_current else 0)
        if not budget:
            text = f"No monthly budget is set; {spent} spent this month."
            return Check(name="budget", ok=True, text=text)
        if unpriced:
            text = (
                f"A monthly budget is set, but what {', '.join(unpriced)} costs is not counted: no"
                " price is set. Set DESKHAND_LLM_INPUT_PRICE and DESKHAND_LLM_OUTPUT_PRICE, or that"
                " provider's prices; 0 for a model that is free. The limit of tokens per"
                " conversation holds."
            )
            return Check(name="budget", ok=False, text=text)
        if is_current and ledger.told == (budget, 100):
            text = (
                f"The month's budget of {_amount(budget)} is spent: answers come from the shop's"
                f" pages until {spend.month_after(month)}-01. Raise the monthly budget in"
                " Deskhand's settings to go on with the model."
            )
            return Check(name="budget", ok=False, text=text)
        text = f"{spent} of {_amount(budget)} spent this month."
        return Check(name="budget", ok=True, text=text)

    async def release(self) -> None:
        """Gives back what was leased and not spent, and writes down what was spent without one.

        For a clean stop, when no call runs. On a full disk it stays as it is.
        """
        async with self._one_write:
            await self._close_ledger()

    async def _current(self) -> _Ledger:
        """The ledger of the running month; the one before is closed as it stands."""
        month = spend.month_of(self._now_unix_ms())
        if self._ledger.month != month:
            await self._wholly(self._turn_to(month))
        return self._ledger

    async def _turn_to(self, month: str) -> None:
        async with self._one_write:
            if self._ledger.month != month:
                await self._close_ledger()
                self._ledger = await _open_ledger(self._store, month)

    async def _close_ledger(self) -> None:
        with suppress(StoreFull):
            await self._write_ahead(self._ledger, self._ledger.committed)

    async def _wholly(self, step: Coroutine[object, object, None]) -> None:
        """Takes a step to its end, though who waits for it may be cancelled.

        What is written and not noted here would count twice.
        """
        task = asyncio.create_task(step)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        await asyncio.shield(task)

    async def _account(self, thread_id: str) -> _Account:
        if thread_id not in self._accounts:
            used = await self._store.read(lambda db: spend.thread_tokens(db, thread_id))
            if len(self._accounts) >= MAX_THREADS:
                self._forget_one()
            self._accounts.setdefault(thread_id, _Account(used, stored=used))
        self._accounts.move_to_end(thread_id)
        return self._accounts[thread_id]

    def _forget_one(self) -> None:
        """Forgets the thread that was quiet longest, of those that can be."""
        settled = (name for name, known in self._accounts.items() if known.is_settled)
        oldest = next(settled, None)
        if oldest is not None:
            del self._accounts[oldest]

    async def _lease(self, ledger: _Ledger, cost_micros: int, budget: int) -> None:
        """Writes ahead what is needed, up to the next whole block."""
        async with self._one_write:
            needed = ledger.committed + cost_micros
            block = max(budget // BLOCKS_PER_BUDGET, 1)
            leased = min(-(-needed // block) * block, budget)
            if leased > ledger.leased:
                await self._write_ahead(ledger, leased)

    async def _write_ahead(self, ledger: _Ledger, leased: int) -> None:
        """Makes `leased` what may be spent; what trials in other processes cost comes on top.

        Those add to the same row, see `deskhand ask`. Raises StoreFull, changing nothing.
        """
        more = leased - ledger.leased
        if not more:
            return
        written = await self._store.write(lambda db: spend.lease(db, ledger.month, more))
        ledger.spent += written - leased
        ledger.leased = written

    async def _tell(self, ledger: _Ledger, percent: int, budget: int) -> None:
        """Tells the owner, once for each percent of one budget; on a full disk, later."""
        before = ledger.told
        if before[0] == budget and before[1] >= percent:
            return
        ledger.told = (budget, percent)
        spent, now = ledger.spent, self._now_unix_ms()
        try:
            await self._store.write(
                lambda db: spend.tell(db, ledger.month, percent, spent, budget, now)
            )
        except StoreFull:
            ledger.told = before


async def _open_ledger(store: Store, month: str) -> _Ledger:
    known = await store.read(lambda db: spend.get(db, month))
    return _Ledger(
        month=month,
        spent=max(known.leased_micros, known.recorded_micros),
        leased=known.leased_micros,
        told=(known.told_budget_micros, known.told_percent),
    )


def _tokens(usage: Usage) -> int:
    return usage.input_tokens + usage.output_tokens


def _amount(micros: int) -> str:
    return f"{micros / 1_000_000:,.2f}"
