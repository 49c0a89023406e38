"""Telling the shop's people that something happened, once per key.

By every way there is, unless one is named.

`about` is one of `ABOUT`; the fields of each are the sender's and the readers' affair. The notice
is recorded in the caller's transaction, so it exists exactly when what it tells of does.
"""

from __future__ import annotations

from collections.abc import Mapping

from sidecar.desk import outbox
from sidecar.desk.jobs import mail_staff
from sidecar.store import Database

EMAIL = "email"
ABOUT = frozenset({"ticket", "ticket_status", "handoff", "takeover", "notice", "approval"})


def tell(
    db: Database,
    about: str,
    *,
    key: str,
    payload: Mapping[str, str],
    now_unix_ms: int,
    channel: str = "",
) -> None:
    """Has the shop's people told; a `key` that was told is left as it is.

    `payload` is what they are told: `subject` and `body`, `thread_id` where it concerns a thread,
    `ticket_id` where a ticket. Other services that the owner chose are told of it, too. `channel`
    is the one way it goes: `email`, or a kind of target; by e-mail where none of that kind hears.
    """
    if about not in ABOUT:
        raise ValueError(f"nobody is told about {about}")
    told_count = 0
    if channel != EMAIL:
        told_count = outbox.announce(db, about, key, payload, now_unix_ms, kind=channel)
    if channel in ("", EMAIL) or not told_count:
        mail_staff(db, key, {"about": about, **payload}, now_unix_ms)
