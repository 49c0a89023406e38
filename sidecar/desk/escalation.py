"""Hand-offs that nobody came for in time: told again once, and turned into tickets."""

from __future__ import annotations

from sidecar.desk import notices, tickets
from sidecar.desk.opening import Opening
from sidecar.desk.tickets import Contact, Proposal
from sidecar.store import Database, handoffs
from sidecar.store.handoffs import Handoff
from sidecar.v1.operations_pb2 import ShopSettings

ESCALATE_AFTER_MINUTES = 30  # where the owner has not said


def overdue(db: Database, settings: ShopSettings, now_unix_ms: int) -> list[Handoff]:
    """Hand-offs that have waited for the owner's minutes of opening time, the oldest first."""
    opening = Opening.read(settings)
    minutes = settings.escalate_after_minutes or ESCALATE_AFTER_MINUTES
    return [
        known
        for known in handoffs.unescalated(db)
        if opening.after(known.asked_unix_ms, minutes) <= now_unix_ms
    ]


def escalate(db: Database, known: Handoff, *, id_key: bytes, now_unix_ms: int) -> bool:
    """Tells the shop's people again; of a shopper who can be written to, a ticket is opened too.

    False when it was escalated before, or somebody came meanwhile: then nothing happens.
    """
    if not handoffs.escalate(db, known.thread_id, known.message_id, now_unix_ms):
        return False
    name = f"{known.thread_id}-{known.message_id}-{known.asked_unix_ms}"
    notices.tell(
        db,
        "handoff",
        key=f"escalated-{name}",
        payload={
            "thread_id": known.thread_id,
            "subject": known.reason,
            "body": "",
            "is_escalated": "1",
        },
        now_unix_ms=now_unix_ms,
    )
    if known.is_reachable:
        tickets.open_ticket(
            db,
            id_key=id_key,
            idempotency_key=f"escalated:{name}",
            thread_id=known.thread_id,
            proposal=Proposal(known.reason, known.last_text, "high"),
            contact=Contact(),
            now_unix_ms=now_unix_ms,
        )
    return True
