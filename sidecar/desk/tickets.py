"""Opening work for a person: a ticket, or a place in the queue of threads.

Both tell the shop's people by mail, in the transaction of the caller, and both happen once per
idempotency key however often they are asked for.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from sidecar.desk import notices, people
from sidecar.errors import NotFound
from sidecar.store import Database, threads, tickets
from sidecar.store.tickets import Ticket

ID_CHARS = 6  # 30 bits; a clash with another ticket takes more of the same hash


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the shopper; both may be empty."""

    name: str = ""
    email: str = ""


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

    One that a person has gets no place: 0.
    """
    state = people.moved(threads.state_of(db, thread_id), people.Move.ASK)
    if state == threads.TAKEN:
        return 0
    place = tickets.ask_for_person(db, thread_id, message_id, reason, now_unix_ms)
    threads.set_state(db, thread_id, state)
    notices.tell(
        db,
        "handoff",
        key=f"handoff-{thread_id}-{message_id}",
        payload={"thread_id": thread_id, "subject": reason, "body": ""},
        now_unix_ms=now_unix_ms,
    )
    return place


def change_status(db: Database, ticket_id: str, status: int) -> Ticket:
    """Sets where a ticket stands and gives it as stored now. Raises NotFound."""
    tickets.set_status(db, ticket_id, status)
    ticket = tickets.get(db, ticket_id)
    if ticket is None:
        raise NotFound("No such ticket.")
    return ticket


def _free_id(db: Database, id_key: bytes, idempotency_key: str) -> str:
    digest = hmac.new(id_key, b"ticket:" + idempotency_key.encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode()
    for length in range(ID_CHARS, len(letters)):
        ticket_id = f"T-{letters[:length]}"
        if tickets.get(db, ticket_id) is None:
            return ticket_id
    raise RuntimeError("no free ticket id")  # 2^-200
