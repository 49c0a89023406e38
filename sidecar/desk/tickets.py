"""Opening work for a person: a ticket, or a place in the queue of threads.

Both tell the shop's people by mail, in the transaction of the caller, and both happen once per
idempotency key however often they are asked for.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sidecar.desk import notices, outbox, people
from sidecar.desk.opening import Opening
from sidecar.errors import NotFound, WrongState
from sidecar.store import Database, deliveries, settings, threads, tickets
from sidecar.store.tickets import OPEN, PENDING, SOLVED, Ticket

PRIORITIES = ("low", "normal", "high")
# Where a ticket can get from where it stands.
TRANSITIONS: Mapping[int, frozenset[int]] = {
    OPEN: frozenset({PENDING, SOLVED}),
    PENDING: frozenset({OPEN, SOLVED}),
    SOLVED: frozenset({OPEN}),
}
ID_CHARS = 6  # 30 bits; a clash with another ticket takes more of the same hash


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the shopper; both may be empty."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different of a ticket: 0, empty and None leave what is there.

    `assignee` is a WordPress user and their name, user 0 for nobody.
    """

    status: int = 0
    priority: str = ""
    assignee: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ticket as it is asked for; `priority` is low, normal or high."""

    subject: str
    body: str
    priority: str = "normal"


def open_ticket(
    db: Database,
    *,
    id_key: bytes,
    idempotency_key: str,
    thread_id: str,
    proposal: Proposal,
    contact: Contact,
    now_unix_ms: int,
) -> Ticket:
    """Opens the ticket of `idempotency_key`, or gives the one that is there.

    `id_key` keys the hash that ids are made of, so that an id says nothing of its key.
    """
    if (known := tickets.by_key(db, idempotency_key)) is not None:
        return known
    ticket = Ticket(
        target=outbox.keeper(db),
        due_unix_ms=due_unix_ms(db, proposal.priority, now_unix_ms),
        ticket_id=_free_id(db, id_key, idempotency_key),
        idempotency_key=idempotency_key,
        thread_id=thread_id,
        subject=proposal.subject,
        body=proposal.body,
        status=tickets.OPEN,
        priority=proposal.priority,
        contact_name=contact.name,
        contact_email=contact.email,
        opened_unix_ms=now_unix_ms,
    )
    tickets.add(db, ticket)
    notices.tell(
        db,
        "ticket",
        key=f"ticket-{ticket.ticket_id}",
        payload={
            "ticket_id": ticket.ticket_id,
            "thread_id": thread_id,
            "subject": ticket.subject,
            "body": ticket.body,
            "priority": ticket.priority,
            "contact_name": contact.name,
            "contact_email": contact.email,
        },
        now_unix_ms=now_unix_ms,
    )
    return ticket


def ask_for_person(
    db: Database, *, thread_id: str, message_id: str, reason: str, now_unix_ms: int
) -> int:
    """Puts the thread in the queue and tells the shop's people; gives its place, 1 is next.

    One that waits there keeps its place, and nobody is told again. One that a person has gets no
    place: 0.
    """
    state = people.moved(threads.state_of(db, thread_id), people.Move.ASK)
    if state == threads.TAKEN:
        return 0
    place, is_new = tickets.ask_for_person(db, thread_id, message_id, reason, now_unix_ms)
    threads.set_state(db, thread_id, state)
    if is_new:
        notices.tell(
            db,
            "handoff",
            key=f"handoff-{thread_id}-{message_id}",
            payload={"thread_id": thread_id, "subject": reason, "body": ""},
            now_unix_ms=now_unix_ms,
        )
    return place


def change(db: Database, ticket_id: str, wanted: Change, now_unix_ms: int) -> Ticket:
    """Makes a change and gives the ticket as stored now; a new status is told where it is heard.

    Raises NotFound, or WrongState for a status that the ticket can't get from where it stands.
    """
    known = tickets.get(db, ticket_id)
    if known is None:
        raise NotFound("No such ticket.")
    changed = known
    if wanted.status not in (0, known.status):
        if wanted.status not in TRANSITIONS[known.status]:
            raise WrongState(
                "A solved ticket has to be opened before it can wait.", reason="TICKET_SOLVED"
            )
        changed = moved(db, known, wanted.status, now_unix_ms)
    if wanted.priority not in ("", known.priority):
        since_unix_ms = changed.reopened_unix_ms or changed.opened_unix_ms
        due = due_unix_ms(db, wanted.priority, since_unix_ms)
        late = changed.late_unix_ms if 0 < due <= now_unix_ms else 0  # the new time can pass, too
        changed = replace(changed, priority=wanted.priority, due_unix_ms=due, late_unix_ms=late)
    if wanted.assignee is not None:
        person_id, name = wanted.assignee
        changed = replace(changed, assignee_id=person_id, assignee_name=name if person_id else "")
    tickets.put(db, changed)
    if changed.status != known.status:
        tell_status(db, changed, now_unix_ms)
    return changed


def moved(db: Database, ticket: Ticket, status: int, now_unix_ms: int) -> Ticket:
    """The ticket with another status; one that was solved has its time anew, and is not late."""
    if ticket.status != SOLVED or status == SOLVED:
        return replace(ticket, status=status)
    due = due_unix_ms(db, ticket.priority, now_unix_ms)
    return replace(
        ticket, status=status, due_unix_ms=due, late_unix_ms=0, reopened_unix_ms=now_unix_ms
    )


def tell_status(db: Database, ticket: Ticket, now_unix_ms: int, *, besides: str = "") -> None:
    """Has other services told how a ticket stands now, but for one that knows."""
    place = deliveries.status_count(db, ticket.ticket_id)  # old ones are forgotten
    outbox.announce(
        db,
        "ticket_status",
        f"status-{ticket.ticket_id}-{now_unix_ms}-{place}",
        {
            "ticket_id": ticket.ticket_id,
            "subject": ticket.subject,
            "priority": ticket.priority,
            "status": ticket.status,
        },
        now_unix_ms,
        keeper=ticket.target,
        besides=besides,
    )


def due_unix_ms(db: Database, priority: str, opened_unix_ms: int) -> int:
    """When a ticket of that priority should have an answer; 0 when the owner sets no times."""
    shop = settings.get(db)
    for time in shop.reply_times:
        if time.priority == priority:
            return Opening.read(shop).after(opened_unix_ms, time.minutes)
    return 0


def tell_late(db: Database, now_unix_ms: int) -> int:
    """Tells the shop's people of tickets that have become late, once each; gives how many."""
    late = tickets.newly_late(db, now_unix_ms)
    for ticket in late:
        tickets.put(db, replace(ticket, late_unix_ms=now_unix_ms))
        notices.tell(
            db,
            "notice",
            key=f"late-{ticket.ticket_id}-{ticket.due_unix_ms}",
            payload={
                "ticket_id": ticket.ticket_id,
                "thread_id": ticket.thread_id,
                "subject": f"Late: {ticket.subject}",
                "body": "",
                "priority": ticket.priority,
                "contact_name": ticket.contact_name,
                "contact_email": ticket.contact_email,
            },
            now_unix_ms=now_unix_ms,
        )
    return len(late)


def _free_id(db: Database, id_key: bytes, idempotency_key: str) -> str:
    digest = hmac.new(id_key, b"ticket:" + idempotency_key.encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode()
    for length in range(ID_CHARS, len(letters)):
        ticket_id = f"T-{letters[:length]}"
        if tickets.get(db, ticket_id) is None:
            return ticket_id
    raise RuntimeError("no free ticket id")  # 2^-200
