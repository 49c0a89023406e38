"""The rules of telling other services: what is written, when it is tried, what ends it.

A delivery is written in the transaction of its cause, once per cause and target. Those of a target
go out one at a time, in the order in which they were written; the first that can't keeps the others
waiting, so that nobody hears of an answer before the question. Before each attempt it is counted,
on the disk: whoever finds a delivery that was begun before can't know what came of that attempt,
and looks there for its effect before it makes it. An attempt is not repeated before its time is
over, so that what a killed process sent has arrived by then.

What goes wrong is one of three: it may pass (`Later`: tried again, for a week), somebody has to set
something right (`Blocked`: tried again seldom, and the shop's people are told), or this delivery is
not taken (`Refused`: a dead letter, and they are told).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sidecar.desk.jobs import mail_staff
from sidecar.errors import NotFound
from sidecar.store import Database, deliveries, targets
from sidecar.store.deliveries import Delivery
from sidecar.target import TRACKERS

ATTEMPT_S = 30.0
LEASE_MS = 40_000  # an attempt and what may be under way after it
PAUSES_S = (5.0, 15.0, 60.0, 300.0, 900.0)  # after the first, second … attempt; the last repeats
BLOCKED_PAUSE_S = 1_800.0
MAX_PAUSE_S = 86_400.0
JITTER = 0.25  # of a pause, beyond it: what was asked for is the least
GIVE_UP_MS = 7 * 86_400_000
# What is kept of what the shop's people are told: no thread's id leaves.
FIELDS = (
    "subject", "body", "priority", "status", "person_name", "contact_name", "contact_email"
)  # fmt: skip
# Within this a target's silence is no news.
PATIENCE_MS = 600_000


class Trouble(Exception):
    """An attempt came to nothing; `sentence` is for the owner and holds no foreign text."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Later(Trouble):
    """It may pass. The far end asked to be left alone for `after_s`; 0 when it did not."""

    def __init__(self, sentence: str, after_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.after_s = after_s


class Blocked(Trouble):
    """Somebody has to set something right, here or there."""


class Refused(Trouble):
    """The far end does not take this, and never will."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a delivery: its state, when it is due, and why."""

    state: str
    due_unix_ms: int
    error: str


def announce(
    db: Database,
    about: str,
    cause: str,
    payload: Mapping[str, object],
    now_unix_ms: int,
    *,
    keeper: str = "",
    besides: str = "",
    kind: str = "",
) -> int:
    """Writes a delivery for each target that hears of `about`, once per `cause`; gives how many.

    How a ticket stands is told to one tracker alone, its `keeper`. `besides` names a target that
    knows already; only those of `kind` are told, where it is given. Of the payload, what a `News`
    has is kept.
    """
    told_count = 0
    told = {name: payload[name] for name in FIELDS if name in payload}
    for listener in targets.all_of(db):
        is_elsewhere = listener.kind in TRACKERS and listener.name != keeper
        if about == "ticket_status" and is_elsewhere:
            continue
        if kind not in ("", listener.kind):
            continue
        if about in listener.hears and listener.name != besides:
            told_count += 1
            deliveries.add(
                db,
                delivery_id=key_of(listener.name, about, cause),
                target=listener.name,
                about=about,
                ticket_id=str(payload.get("ticket_id", "")),
                payload_json=json.dumps(told, ensure_ascii=False),
                now_unix_ms=now_unix_ms,
            )
    return told_count


def keeper(db: Database) -> str:
    """The target that a new ticket's record lies at: the tracker, else the first webhook."""
    found = [listener for listener in targets.all_of(db) if "ticket" in listener.hears]
    for kinds in (TRACKERS, {"webhook"}):
        for listener in found:
            if listener.kind in kinds:
                return listener.name
    return ""


def key_of(target: str, about: str, cause: str) -> str:
    """The id of a delivery: the same for the same cause, 32 hexadecimal digits."""
    return hashlib.sha256(json.dumps([target, about, cause]).encode()).hexdigest()[:32]


def begin(db: Database, target: str, now_unix_ms: int) -> Delivery | None:
    """The delivery to attempt now, as it was before, and counts the attempt; None for none."""
    first = deliveries.head(db, target)
    if first is None or first.due_unix_ms > now_unix_ms:
        return None
    deliveries.begin(db, first.delivery_id, now_unix_ms + LEASE_MS)
    return first


def after(delivery: Delivery, trouble: Trouble, now_unix_ms: int, chance: float) -> Outcome:
    """What becomes of a delivery, as it was before the attempt; `chance` is 0 to 1."""
    if isinstance(trouble, Refused):
        return Outcome(deliveries.DEAD, now_unix_ms, trouble.sentence)
    if now_unix_ms - delivery.added_unix_ms >= GIVE_UP_MS:
        given_up = f"Given up after seven days. The last time: {trouble.sentence}"
        return Outcome(deliveries.DEAD, now_unix_ms, given_up)
    pause_s = pause_of(delivery.attempt_count, trouble, chance)
    return Outcome(deliveries.WAITING, now_unix_ms + round(pause_s * 1_000), trouble.sentence)


def pause_of(earlier_count: int, trouble: Trouble, chance: float) -> float:
    """Seconds until the next attempt, when there were that many before the one that failed."""
    pause_s = PAUSES_S[min(earlier_count, len(PAUSES_S) - 1)]
    if isinstance(trouble, Blocked):
        pause_s = BLOCKED_PAUSE_S
    elif isinstance(trouble, Later):
        pause_s = max(pause_s, min(trouble.after_s, MAX_PAUSE_S))
    return pause_s * (1 + JITTER * chance)


def settle(
    db: Database, delivery: Delivery, trouble: Trouble, now_unix_ms: int, chance: float
) -> Outcome:
    """Puts a delivery off or gives it up; tells the shop's people where they have to do something.

    One mail when it is first held up, one when it is given up.
    """
    outcome = after(delivery, trouble, now_unix_ms, chance)
    if outcome.state == deliveries.DEAD:
        _end_dead(db, delivery, outcome.error, now_unix_ms)
        return outcome
    deliveries.postpone(db, delivery.delivery_id, outcome.due_unix_ms, outcome.error)
    if isinstance(trouble, Blocked):
        _tell_staff(db, delivery, "blocked", outcome.error, now_unix_ms)
    return outcome


def retry(db: Database, delivery_id: str, now_unix_ms: int) -> None:
    """Has a delivery tried now; one that got there stays as it is. Raises NotFound."""
    known = deliveries.get(db, delivery_id)
    if known is None:
        raise NotFound("There is no such delivery.")
    if known.state != deliveries.DONE:
        deliveries.revive(db, delivery_id, now_unix_ms)


def take_up(db: Database, now_unix_ms: int) -> None:
    """At the start: settings may be right now, so what waits is tried soon.

    What was to go to a target that is no longer in the settings is given up.
    """
    deliveries.hasten(db, now_unix_ms + LEASE_MS)
    for delivery in deliveries.stranded(db):
        sentence = f"{delivery.target} is no longer among the ticket_targets."
        _end_dead(db, delivery, sentence, now_unix_ms)


def _end_dead(db: Database, delivery: Delivery, sentence: str, now_unix_ms: int) -> None:
    deliveries.end(db, delivery.delivery_id, deliveries.DEAD, sentence, now_unix_ms)
    _tell_staff(db, delivery, "dead", sentence, now_unix_ms)


def _tell_staff(
    db: Database, delivery: Delivery, what: str, sentence: str, now_unix_ms: int
) -> None:
    mail_staff(
        db,
        f"delivery-{delivery.delivery_id}-{what}",
        {
            "about": "delivery",
            "target": delivery.target,
            "ticket_id": delivery.ticket_id,
            "subject": f"{delivery.target} {'was not' if what == 'dead' else 'cannot be'} told",
            "body": sentence,
        },
        now_unix_ms,
    )
