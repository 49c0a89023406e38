"""Carries deliveries to other services, one target beside the other, and brings home what they say.

What a target is told and what it tells are one line of work: while a change of ours is under way
nothing old is read there.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

from sidecar.desk import outbox
from sidecar.desk.adapters import Adapter, adapter_of
from sidecar.desk.following import follow
from sidecar.desk.news import News, Record
from sidecar.desk.outbox import ATTEMPT_S, GIVE_UP_MS, PATIENCE_MS, Later, Refused, Trouble
from sidecar.store import Database, Store, deliveries, targets, tickets
from sidecar.store.deliveries import Backlog, Delivery
from sidecar.store.targets import Listener
from sidecar.target import TRACKERS, Target
from sidecar.telemetry import Metrics, log

IDLE_S = 1.0  # between looks at what waits
POLL_S = 300.0
SOON_S = 5.0  # after a change of ours
BROKEN_S = 30.0
OVERLAP_MS = 60_000  # of what was read before, read again


class Courier:
    """Serves the targets of the settings until cancelled; one process a store."""

    def __init__(
        self,
        store: Store,
        wanted: Sequence[Target],
        metrics: Metrics,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._wanted = wanted
        self._metrics = metrics
        self._clock = clock
        self._sleep = sleep
        self._chance = chance

    @property
    def names(self) -> list[str]:
        """The targets, in the owner's order."""
        return [target.name for target in self._wanted]

    async def prepare(self) -> None:
        """Makes known who is told from now on. Raises StoreFull."""
        listeners = [
            Listener(target.name, target.kind, frozenset(target.hears)) for target in self._wanted
        ]
        now_unix_ms = self._now_unix_ms()

        def step(db: Database) -> None:
            targets.replace(db, listeners, now_unix_ms)
            outbox.take_up(db, now_unix_ms)

        await self._store.write(step)

    async def run(self) -> None:
        """Works until cancelled."""
        async with asyncio.TaskGroup() as group:
            for target in self._wanted:
                group.create_task(self._serve(target))

    async def backlog(self) -> list[Backlog]:
        """What waits for each target, and what it refused within the week."""
        since_unix_ms = self._now_unix_ms() - GIVE_UP_MS
        return await self._store.read(lambda db: deliveries.backlogs(db, since_unix_ms))

    async def health(self) -> tuple[bool, str]:
        """Whether everything gets there, and a sentence on what does not."""
        backlogs = await self.backlog()
        now_unix_ms = self._now_unix_ms()
        is_well = all(
            not known.dead_count
            and not (known.error and now_unix_ms - known.oldest_unix_ms >= PATIENCE_MS)
            for known in backlogs
        )
        told = [_sentence(known, now_unix_ms) for known in backlogs]
        nothing = f"Nothing waits for {', '.join(self.names)}."
        return is_well, " ".join(filter(None, told)) or nothing

    async def _serve(self, target: Target) -> None:
        """Whatever breaks, the line is taken up again."""
        adapter = adapter_of(target)
        line = Line(target, adapter)
        async with aclosing(line):
            while True:
                try:
                    pause_s = await self._round(line)
                except Exception as cause:  # a full disk, or a fault of ours
                    log("outbox").error("delivery_broke", target=target.name, exc_info=cause)
                    pause_s = BROKEN_S
                if pause_s:
                    await self._sleep(pause_s)

    async def _round(self, line: Line) -> float:
        """Tells one thing, or hears what changed, or does nothing; seconds until the next."""
        now_unix_ms = self._now_unix_ms()
        due_unix_ms = await self._store.read(lambda db: deliveries.next_due_unix_ms(db, line.name))
        if due_unix_ms is not None and due_unix_ms <= now_unix_ms:
            delivery = await self._store.write(lambda db: outbox.begin(db, line.name, now_unix_ms))
            if delivery is not None:
                await self._attempt(line, delivery)
                return 0.0
        if line.reads and self._clock() >= line.reads_at:
            line.reads_at = self._clock() + POLL_S
            await self._read(line)
        return IDLE_S

    async def _attempt(self, line: Line, delivery: Delivery) -> None:
        """One attempt, and what becomes of the delivery. Raises StoreFull: it comes again."""
        try:
            async with asyncio.timeout(ATTEMPT_S):
                record = await self._tell(line, delivery)
        except TimeoutError:
            await self._settle(delivery, Later("It took too long."))
        except Trouble as trouble:
            await self._settle(delivery, trouble)
        else:
            await self._store.write(lambda db: self._end(db, delivery, record))
            if delivery.about == "ticket_status":
                line.reads_at = min(line.reads_at, self._clock() + SOON_S)
            self._note(delivery, "done")

    async def _tell(self, line: Line, delivery: Delivery) -> Record | int:
        """The record that was made, or the status that it has now."""
        look = delivery.attempt_count > 0
        news = News.of(delivery, with_contact=line.target.with_contact)
        if delivery.about != "ticket_status":
            return await line.adapter.create(news, look=look)
        ticket = await self._store.read(lambda db: tickets.get(db, delivery.ticket_id))
        record_id = ticket.target_id if ticket and ticket.target == line.name else ""
        if line.reads and not record_id:
            raise Refused("The ticket is not recorded there.")
        return await line.adapter.set_status(news, record_id, look=look)

    def _end(self, db: Database, delivery: Delivery, record: Record | int) -> None:
        deliveries.end(db, delivery.delivery_id, deliveries.DONE, "", self._now_unix_ms())
        name, ticket_id = delivery.target, delivery.ticket_id
        if isinstance(record, int):
            tickets.set_target_status(db, ticket_id, name, record)
        elif delivery.about == "ticket":
            tickets.set_record(db, ticket_id, name, record.record_id, record.url)

    async def _settle(self, delivery: Delivery, trouble: Trouble) -> None:
        outcome = await self._store.write(
            lambda db: outbox.settle(db, delivery, trouble, self._now_unix_ms(), self._chance())
        )
        is_dead = outcome.state == deliveries.DEAD
        self._note(delivery, "refused" if is_dead else "put_off", trouble.sentence)

    async def _read(self, line: Line) -> None:
        """Hears how records stand, a page at a time; what can't be read now is read the next time.

        However many there are, what was read is kept: the next time begins where this one ends.
        """
        since_unix_ms = await self._store.read(lambda db: targets.since(db, line.name))
        now_unix_ms = self._now_unix_ms()
        if not line.after:
            line.began_unix_ms = now_unix_ms
        try:
            async with asyncio.timeout(ATTEMPT_S):
                page = await line.adapter.states_since(since_unix_ms, line.after)
        except (Trouble, TimeoutError) as cause:
            if isinstance(cause, Refused):
                line.after = ""  # perhaps it does not know the place any more
            sentence = cause.sentence if isinstance(cause, Trouble) else "It took too long."
            log("outbox").warning("states_not_read", target=line.name, cause=sentence)
            return

        def step(db: Database) -> int:
            if not page.after:
                targets.set_since(db, line.name, line.began_unix_ms - OVERLAP_MS)
            return follow(db, line.name, page.states, now_unix_ms)

        if changed_count := await self._store.write(step):
            log("outbox").info("states_read", target=line.name, ticket_count=changed_count)
        line.after = page.after
        if page.after:
            line.reads_at = self._clock()

    def _note(self, delivery: Delivery, outcome: str, cause: str = "") -> None:
        self._metrics.deliveries.labels(delivery.target, outcome).inc()
        log("outbox").info(
            "delivery_ended" if outcome != "put_off" else "delivery_put_off",
            target=delivery.target,
            about=delivery.about,
            outcome=outcome,
            attempt_count=delivery.attempt_count + 1,
            cause=cause,
        )

    def _now_unix_ms(self) -> int:
        return int(self._clock() * 1_000)


class Line:
    """A target, who speaks to it, when it is read next, and where that goes on.

    `began_unix_ms` is when its first page was read; `after` is empty before that.
    """

    def __init__(self, target: Target, adapter: Adapter) -> None:
        self.target = target
        self.adapter = adapter
        self.name = target.name
        self.reads = target.kind in TRACKERS
        self.reads_at = 0.0
        self.after = ""
        self.began_unix_ms = 0

    async def aclose(self) -> None:
        """Ends the connections."""
        await self.adapter.close()


def _sentence(known: Backlog, now_unix_ms: int) -> str:
    parts = []
    if known.waiting_count:
        minutes = max(0, now_unix_ms - known.oldest_unix_ms) // 60_000
        parts.append(
            f"{known.target}: {known.waiting_count} wait, the oldest for {minutes} min."
            + (f" {known.error}" if known.error else "")
        )
    if known.dead_count:
        parts.append(f"{known.target}: {known.dead_count} were not taken.")
    return " ".join(parts)
