"""Deletes conversations that are older than the owner keeps them (requirement M2)."""

from __future__ import annotations

from sqlite_utils import Database

from sidecar.store import approvals, spend, tickets
from sidecar.store.jobs import WAITING

DAY_MS = 24 * 60 * 60 * 1000


def expire(db: Database, retention_days: int, now_unix_ms: int) -> int:
    """Deletes the threads that were last active before the period, with all their turns.

    So go answers of calls, ended jobs and ended deliveries of that age. Tickets stay: they are the
    shop's work, not a transcript. So do threads in which something waits for a person: an action
    to approve, a hand-off, or a ticket that is not solved. Of what models cost, 13 months stay.
    Returns how many threads went.
    """
    spend.forget(db, now_unix_ms)
    before = now_unix_ms - retention_days * DAY_MS
    db.execute("DELETE FROM calls WHERE answered_unix_ms < ?", [before])
    db.execute("DELETE FROM jobs WHERE state != ? AND available_unix_ms < ?", [WAITING, before])
    db.execute("DELETE FROM deliveries WHERE state != ? AND due_unix_ms < ?", [WAITING, before])
    cursor = db.execute(
        "DELETE FROM threads WHERE active_unix_ms < ? AND thread_id NOT IN ("
        "SELECT thread_id FROM approvals WHERE state = ?"
        " UNION SELECT thread_id FROM handoffs"
        " UNION SELECT thread_id FROM tickets WHERE status != ?)",
        [before, approvals.WAITING, tickets.SOLVED],
    )
    return int(cursor.rowcount)
