"""Telling the shop's people that something happened, once per key and by every way there is.

`about` is one of `ABOUT`; the fields of each are the sender's and the readers' affair. The notice
is recorded in the caller's transaction, so it exists exactly when what it tells of does.
"""

from __future__ import annotations

from collections.abc import Mapping

from sidecar.desk import outbox
from sidecar.desk.jobs import mail_staff
from sidecar.store import Database

ABOUT = frozenset({"ticket", "ticket_status", "handoff", "takeover", "notice", "approval"})


def tell(
    db: Database, about: str, *, key: str, payload: Mapping[str, str], now_unix_ms: int
) -> None:
    """Has the shop's people told; a `key` that was told is left as it is.

    `payload` is what they are told: `subject` and `body`, `thread_id` where it concerns a thread,
    `ticket_id` where a ticket. Other services that the owner chose are told of it, too.
    """
    if about not in ABOUT:
        raise ValueError(f"nobody is told about {about}")
    mail_staff(db, key, {"about": about, **payload}, now_unix_ms)
    outbox.announce(db, about, key, payload, now_unix_ms)
