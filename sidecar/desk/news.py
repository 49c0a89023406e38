"""What other services are told, and what they tell back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from sidecar.desk.outbox import FIELDS
from sidecar.nouns import KnownField
from sidecar.redaction import scrub
from sidecar.store.deliveries import Delivery
from sidecar.store.tickets import OPEN, PENDING, SOLVED

STATUS_WORDS: Mapping[int, str] = {OPEN: "open", PENDING: "pending", SOLVED: "solved"}


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell; `key` is its idempotency key.

    `status` is a TicketStatus number, 0 where it is about no ticket; `person_name` is of the shop's
    people, the contact of the shopper.
    """

    key: str
    about: str
    at_unix_ms: int
    ticket_id: str = ""
    subject: str = ""
    body: str = ""
    priority: str = "normal"
    status: int = 0
    person_name: str = ""
    contact_name: str = ""
    contact_email: str = ""

    @classmethod
    def of(cls, delivery: Delivery, *, with_contact: bool) -> Self:
        """What a delivery says; without the contact, nobody can tell from it who wrote."""
        told = json.loads(delivery.payload_json)
        known = {name: told[name] for name in FIELDS if name in told}
        if delivery.about == "ticket":
            known.setdefault("status", OPEN)
        news = cls(
            **{
                **known,
                "key": delivery.delivery_id,
                "about": delivery.about,
                "at_unix_ms": delivery.added_unix_ms,
                "ticket_id": delivery.ticket_id,
            }
        )
        return news if with_contact else news._without_contact()

    def _without_contact(self) -> Self:
        known = [
            KnownField(kind, value)
            for kind, value in (("name", self.contact_name), ("email", self.contact_email))
            if value
        ]
        return replace(
            self,
            subject=scrub(self.subject, known),
            body=scrub(self.body, known),
            contact_name="",
            contact_email="",
        )


@dataclass(frozen=True, slots=True)
class Record:
    """A ticket at another service: its id and its address there; either may be empty."""

    record_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How a record stands: a TicketStatus number, as far as that service tells them apart."""

    record_id: str
    status: int


@dataclass(frozen=True, slots=True)
class States:
    """A page of how records stand; `after` is where the next one begins, empty for the last."""

    states: tuple[State, ...] = ()
    after: str = ""
