"""A sidecar that dies: `python -m tests.faults.doomed_sidecar serve`, as it is told.

DOOMED_AT names a step of a delivery, `begin before` and so on; there the process kills itself, at
the first delivery that was never attempted. What was begun by one that died is finished first, and
without waiting for it to be long ago.

DESKHAND_DOOMED_BY names a file; where that holds a step of a turn or a call, `commit before` and so
on, the process takes the file away and kills itself at that step. Without either nothing dies.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sidecar.__main__ import main
from sidecar.desk import approvals, courier, outbox, tickets
from sidecar.desk.adapters import exchange
from sidecar.orchestrator import driver
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.pending import PendingCalls
from sidecar.service.agent import Agent
from sidecar.service.approvals import ApprovalCalls
from sidecar.service.operations import Operations
from sidecar.store import Database, calls, deliveries
from sidecar.tools.sidecar_tools import SidecarTools

LEASE_MS = 100
# In order: nothing is counted; counted, but not written; counted; each request; told, but not
# recorded; recorded, but not written; recorded.
STEPS = (
    "begin before",
    "begin after",
    "tell before",
    "send before",
    "send after",
    "tell after",
    "end before",
    "end after",
    "note before",
)


class Doom:
    """Where the process dies, and whether the delivery in hand is a new one."""

    def __init__(self, step: str, order: Path | None) -> None:
        self._step = step
        self._order = order
        self.is_new = False

    def at(self, step: str) -> None:
        """Dies here if this is the step."""
        if self.is_new and step == self._step:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._order is not None and self._order.exists() and self._order.read_text() == step:
            self._order.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, attribute: str, name: str) -> None:
        """Makes a step of a coroutine function."""
        inner = getattr(owner, attribute)

        async def stepped(*arguments: Any, **options: Any) -> Any:
            self.at(f"{name} before")
            result = await inner(*arguments, **options)
            self.at(f"{name} after")
            return result

        setattr(owner, attribute, stepped)

    def around_plain(self, owner: Any, attribute: str, name: str) -> None:
        """Makes a step of a function."""
        inner: Callable[..., Any] = getattr(owner, attribute)

        def stepped(*arguments: Any, **options: Any) -> Any:
            self.at(f"{name} before")
            result = inner(*arguments, **options)
            self.at(f"{name} after")
            return result

        setattr(owner, attribute, stepped)

    def watch(self) -> None:
        """Knows from now on whether a delivery is new."""
        begin = outbox.begin

        def watched(db: Database, target: str, now_unix_ms: int) -> Any:
            first = deliveries.head(db, target)
            self.is_new = first is not None and first.attempt_count == 0
            self.at("begin before")
            begun = begin(db, target, now_unix_ms)
            self.at("begin after")
            return begun

        outbox.begin = watched

    def watch_turns(self) -> None:
        """Makes the steps of turns, of tickets from a form, and of decisions."""
        self.around(Conversations, "_accept", "accept")  # the message is stored
        self.around(SidecarTools, "run", "run")
        self.around_plain(PendingCalls, "settle", "settle")  # WordPress has run its tool
        self.around(driver, "commit", "commit")  # all that a turn leaves is stored
        self.around_plain(tickets, "open_ticket", "open")  # these in the transaction
        self.around_plain(approvals, "ask", "ask")
        self.around_plain(approvals, "decide", "decide")
        self.around_plain(calls, "once", "once")
        self.around(driver.Driver, "_respond", "respond")  # and told
        self.around(Agent, "ToolCall", "form")
        self.around(ApprovalCalls, "DecideApproval", "decision")
        self.around(Operations, "LeaseJobs", "lease")
        self.around(Operations, "CompleteJob", "complete")


if __name__ == "__main__":
    outbox.LEASE_MS = LEASE_MS
    by = os.environ.get("DESKHAND_DOOMED_BY", "")
    doom = Doom(os.environ.get("DOOMED_AT", ""), Path(by) if by else None)
    doom.watch()
    doom.watch_turns()
    doom.around(courier.Courier, "_tell", "tell")
    doom.around(exchange.Exchange, "send", "send")
    doom.around_plain(courier.Courier, "_end", "end")
    doom.around_plain(courier.Courier, "_note", "note")
    main()
