"""Bringing home what was done to a ticket's record at another service.

Only a change there counts: how a record stood when it was last heard of, or made so by us, is
known. So what we closed there is not closed here by hearing of it, and what stands differently on
purpose (a ticket that waits, an issue that is open) stays. While a change of ours is on its way,
it wins.
"""

from __future__ import annotations

from collections.abc import Iterable

from sidecar.desk.news import State
from sidecar.desk.tickets import moved, tell_status
from sidecar.store import Database, deliveries, tickets


def follow(db: Database, target: str, states: Iterable[State], now_unix_ms: int) -> int:
    """Gives tickets the status that their record was given at `target`; gives how many changed."""
    changed_count = 0
    for state in states:
        ticket = tickets.at_target(db, target, state.record_id)
        if ticket is None or state.status == ticket.target_status:
            continue
        if deliveries.is_waiting(db, target, "ticket_status", ticket.ticket_id):
            continue
        tickets.set_target_status(db, ticket.ticket_id, target, state.status)
        if ticket.status != state.status:
            changed = moved(db, ticket, state.status, now_unix_ms)
            tickets.put(db, changed)
            tell_status(db, changed, now_unix_ms, besides=target)
            changed_count += 1
    return changed_count
