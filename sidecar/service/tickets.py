"""The staff's calls on tickets."""

from __future__ import annotations

from collections.abc import Callable

from google.protobuf.json_format import MessageToJson, Parse

from sidecar.desk import tickets as work
from sidecar.desk.tickets import PRIORITIES, Change
from sidecar.errors import BadMessage
from sidecar.orchestrator.message import checked_id
from sidecar.service import clock
from sidecar.service.once import once
from sidecar.service.paging import page_size, read_token, token
from sidecar.store import Database, Store, deliveries, tickets
from sidecar.store.tickets import Ticket
from sidecar.v1 import desk_pb2 as pb

MAX_NAME_CHARS = 100


class TicketCalls:
    """The calls of the service Desk that are about tickets; see there."""

    def __init__(self, store: Store, now_unix_ms: Callable[[], int] = clock.now_unix_ms) -> None:
        self._store = store
        self._now_unix_ms = now_unix_ms

    async def list_tickets(self, request: pb.ListTicketsRequest) -> pb.ListTicketsResponse:
        """A page of them, and how many are open and late in all."""
        size, before = page_size(request.page_size), read_token(request.page_token)
        if request.assignee_id < 0:
            raise BadMessage("assignee_id must be the id of a user, or 0.")
        now_unix_ms = self._now_unix_ms()

        def read(db: Database) -> pb.ListTicketsResponse:
            found = tickets.page(
                db,
                status=request.status,
                before=before,
                limit=size + 1,
                assignee_id=request.assignee_id,
                late_at_unix_ms=now_unix_ms if request.only_late else 0,
            )
            last = found[size - 1] if len(found) > size else None
            return pb.ListTicketsResponse(
                tickets=[summary(db, ticket, now_unix_ms) for ticket in found[:size]],
                next_page_token=token(last.opened_unix_ms, last.ticket_id) if last else "",
                open_count=tickets.open_count(db),
                late_count=tickets.late_count(db, now_unix_ms),
            )

        return await self._store.read(read)

    async def update_ticket(self, request: pb.UpdateTicketRequest) -> pb.UpdateTicketResponse:
        """Changes a ticket once per request id. Raises NotFound, WrongState, BadMessage."""
        checked_id("request_id", request.request_id)
        wanted = _change(request)

        def act(db: Database) -> str:
            now_unix_ms = self._now_unix_ms()
            ticket = work.change(db, request.ticket_id, wanted, now_unix_ms)
            return MessageToJson(summary(db, ticket, now_unix_ms), indent=None)

        stored = await once(self._store, "ticket", request, act)
        return pb.UpdateTicketResponse(ticket=Parse(stored, pb.TicketSummary()))


def summary(db: Database, ticket: Ticket, now_unix_ms: int) -> pb.TicketSummary:
    """A ticket as staff see it."""
    is_due = 0 < ticket.due_unix_ms <= now_unix_ms
    unrecorded = bool(ticket.target) and not ticket.target_status
    return pb.TicketSummary(
        ticket_id=ticket.ticket_id,
        thread_id=ticket.thread_id,
        subject=ticket.subject,
        body=ticket.body,
        status=ticket.status,  # type: ignore[arg-type]
        priority=ticket.priority,
        opened_unix_ms=ticket.opened_unix_ms,
        contact_email=ticket.contact_email,
        contact_name=ticket.contact_name,
        assignee_id=ticket.assignee_id,
        assignee_name=ticket.assignee_name,
        due_unix_ms=ticket.due_unix_ms,
        is_late=is_due and ticket.status == tickets.OPEN,
        target=ticket.target,
        target_url=ticket.target_url,
        target_error=deliveries.error_of(db, ticket.target, ticket.ticket_id) if unrecorded else "",
    )


def _change(request: pb.UpdateTicketRequest) -> Change:
    """What is asked for. Raises BadMessage where it makes no sense, or is nothing."""
    if request.status not in (0, tickets.OPEN, tickets.PENDING, tickets.SOLVED):
        raise BadMessage("status must be OPEN, PENDING or SOLVED.")
    if request.priority not in ("", *PRIORITIES):
        raise BadMessage("priority must be low, normal or high.")
    if request.assignee_id < 0 or len(request.assignee_name) > MAX_NAME_CHARS:
        raise BadMessage(f"An assignee has an id, and a name of {MAX_NAME_CHARS} characters.")
    if not (request.status or request.priority or request.set_assignee):
        raise BadMessage("The request changes nothing.")
    assignee = (request.assignee_id, request.assignee_name) if request.set_assignee else None
    return Change(request.status, request.priority, assignee)
