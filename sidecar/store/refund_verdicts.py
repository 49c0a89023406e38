"""What the shop's rules said of refunds in a thread; the last word on each order."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from sidecar.nouns import RefundVerdict


def put(db: Database, thread_id: str, verdicts: Iterable[RefundVerdict], now_unix_ms: int) -> None:
    """Keeps what was said; of an order that is known the earlier word goes."""
    for verdict in verdicts:
        db.execute(
            "INSERT INTO refund_verdicts VALUES (?, ?, ?, ?, ?) ON CONFLICT (thread_id, order_id)"
            " DO UPDATE SET eligible = excluded.eligible, amount_limit = excluded.amount_limit,"
            " said_unix_ms = excluded.said_unix_ms",
            [thread_id, verdict.order_id, verdict.eligible, verdict.amount_limit, now_unix_ms],
        )


def of_thread(db: Database, thread_id: str) -> list[RefundVerdict]:
    """All of a thread."""
    rows = db.execute(
        "SELECT order_id, eligible, amount_limit FROM refund_verdicts WHERE thread_id = ?",
        [thread_id],
    )
    return [RefundVerdict(order_id, bool(eligible), limit) for order_id, eligible, limit in rows]
