"""What the outbox asks of another service."""

from __future__ import annotations

from typing import Protocol

from sidecar.desk.news import News, Record, States


class Adapter(Protocol):
    """One target. Each call raises Later, Blocked or Refused, and may be asked for again.

    With `look`, an earlier attempt may have had its effect: it is looked for before it is made.
    """

    async def create(self, news: News, *, look: bool) -> Record:
        """Makes the record of a ticket, or tells whatever else happened."""
        ...

    async def set_status(self, news: News, record_id: str, *, look: bool) -> int:
        """Gives a record the status of the news; gives the one that it will be read with."""
        ...

    async def states_since(self, since_unix_ms: int, after: str = "") -> States:
        """How records stand that changed since then; none where the service does not tell.

        One page of them: the first, or the one that begins at `after`.
        """
        ...

    async def close(self) -> None:
        """Ends the connections."""
        ...
