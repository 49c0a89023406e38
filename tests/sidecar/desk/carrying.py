"""A courier with real adapters and a clock that only its own pauses move."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import TypeAdapter

from sidecar.desk import tickets as work
from sidecar.desk.courier import Courier
from sidecar.desk.tickets import Change, Contact, Proposal
from sidecar.store import Database, Store, deliveries, tickets
from sidecar.store.deliveries import Delivery
from sidecar.store.tickets import Ticket
from sidecar.target import Target
from sidecar.telemetry import Metrics
from tests.fakes.far_end import FarEnd
from tests.fakes.github_server import GitHubServer
from tests.fakes.help_scout_server import HelpScoutServer
from tests.fakes.linear_server import LinearServer
from tests.fakes.slack_server import SlackServer
from tests.fakes.webhook_receiver import WebhookReceiver

KEY = bytes(range(32))
FAR_ENDS: dict[str, type[FarEnd]] = {
    "github": GitHubServer,
    "linear": LinearServer,
    "help_scout": HelpScoutServer,
    "webhook": WebhookReceiver,
    "slack": SlackServer,
}
TRACKERS = ("github", "linear", "help_scout")
CONTACT = Contact("Maeve Canary", "maeve.canary@example.com")
MAX_PAUSES = 3_000


def target_of(table: dict[str, Any]) -> Target:
    """The target that a table of the settings makes."""
    made: Target = TypeAdapter(Target).validate_python(table)
    return made


class Over(Exception):
    """What was waited for has come."""


class Post:
    """A store, targets, and a courier whose clock stands at `now_s` and runs at `pace`."""

    def __init__(self, store: Store, *tables: dict[str, Any]) -> None:
        self.store = store
        self.targets = [target_of(table) for table in tables]
        self.now_s = time.time()
        self.pause_count = 0
        self.pace = 1.0
        self.metrics = Metrics()
        self.courier = self._courier()

    async def begin(self, *tables: dict[str, Any]) -> None:
        """As at a start, with the same or other settings."""
        if tables:
            self.targets = [target_of(table) for table in tables]
        self.courier = self._courier()
        await self.courier.prepare()

    async def run(self, until: Callable[[], Awaitable[bool]] | None = None) -> None:
        """Works until nothing waits, or until what is asked for."""
        self._until = until or self.is_idle
        self._left = MAX_PAUSES
        try:
            await self.courier.run()
        except* Over:
            pass

    async def open(self, *names: str, **proposal: Any) -> list[Ticket]:
        """Opens tickets, a transaction each."""
        return [
            await self.store.write(lambda db, n=n: self._opened(db, n, proposal)) for n in names
        ]

    async def change(self, ticket: Ticket, status: int) -> None:
        """What staff do."""
        await self.store.write(
            lambda db: work.change(db, ticket.ticket_id, Change(status), self.now_unix_ms)
        )

    async def ticket(self, ticket_id: str) -> Ticket:
        found = await self.store.read(lambda db: tickets.get(db, ticket_id))
        assert found is not None
        return found

    async def all(self) -> list[Delivery]:
        """Every delivery, the oldest first."""
        found = await self.store.read(
            lambda db: deliveries.page(db, state="", before=None, limit=500)
        )
        return sorted(found, key=lambda delivery: delivery.added_unix_ms)

    async def mails(self) -> list[dict[str, Any]]:
        return await self.store.read(lambda db: list(db.query("SELECT * FROM jobs")))

    async def is_idle(self) -> bool:
        return all(delivery.state != deliveries.WAITING for delivery in await self.all())

    @property
    def now_unix_ms(self) -> int:
        return int(self.now_s * 1_000)

    def _opened(self, db: Database, name: str, proposal: dict[str, Any]) -> Ticket:
        self.now_s += 0.001
        asked = {"subject": f"Kettle {name}", "body": "It leaks."} | proposal
        return work.open_ticket(
            db,
            id_key=KEY,
            idempotency_key=name,
            thread_id="t" * 32,
            proposal=Proposal(**asked),
            contact=CONTACT,
            now_unix_ms=self.now_unix_ms,
        )

    def _courier(self) -> Courier:
        return Courier(
            self.store,
            self.targets,
            self.metrics,
            clock=lambda: self.now_s,
            sleep=self._sleep,
            chance=lambda: 0.5,
        )

    async def _sleep(self, pause_s: float) -> None:
        self._left -= 1
        assert self._left, "what was waited for did not come"
        self.pause_count += 1
        if await self._until():
            raise Over
        self.now_s += pause_s * self.pace
        await asyncio.sleep(0)
