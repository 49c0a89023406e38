# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""The staff's calls: tickets, unanswered questions and macros.

Those on threads: `people`; those on actions that wait for somebody's word: `approvals`.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from google.protobuf.json_format import MessageToJson, Parse

from sidecar.desk import macros as answers
from sidecar.desk import tickets as work
from sidecar.desk.audit import AuditLog
from sidecar.desk.meaning import Meanings, name_of
from sidecar.desk.presence import Presence
from sidecar.desk.unanswered import unanswered
from sidecar.errors import BadMessage
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.message import checked_id, checked_text
from sidecar.service.approvals import ApprovalCalls
from sidecar.service.paging import MAX_PAGE_SIZE, PAGE_SIZE, page_size, read_token, token
from sidecar.service.people import PeopleCalls
from sidecar.store import Database, Store, calls, macros, questions, tickets
from sidecar.store.tickets import Ticket
from sidecar.v1 import desk_pb2 as pb


class Desk(PeopleCalls, ApprovalCalls):
    """What people of the shop see and do."""

    def __init__(
        self,
        store: Store,
        meanings: Meanings,
        conversations: Conversations,
        presence: Presence,
        audit_log: AuditLog,
    ) -> None:
        PeopleCalls.__init__(self, store, conversations, presence)
        ApprovalCalls.__init__(self, store, audit_log)
        self.meanings = meanings

    async def ListTickets(
        self, request: pb.ListTicketsRequest, context: Any
    ) -> pb.ListTicketsResponse:
        """Tickets, the newest first."""
        size, before = page_size(request.page_size), read_token(request.page_token)

        def read(db: Database) -> tuple[list[Ticket], int]:
            found = tickets.page(db, status=request.status, before=before, limit=size + 1)
            return found, tickets.open_count(db)

        found, open_count = await self._store.read(read)
        last = found[size - 1] if len(found) > size else None
        return pb.ListTicketsResponse(
            tickets=[_summary(ticket) for ticket in found[:size]],
            next_page_token=token(last.opened_unix_ms, last.ticket_id) if last else "",
            open_count=open_count,
        )

    async def UpdateTicket(
        self, request: pb.UpdateTicketRequest, context: Any
    ) -> pb.UpdateTicketResponse:
        """Changes a ticket once per request id."""
        checked_id("request_id", request.request_id)
        if request.status not in (tickets.OPEN, tickets.PENDING, tickets.SOLVED):
            raise BadMessage("status must be OPEN, PENDING or SOLVED.")

        def change(db: Database) -> str:
            ticket = work.change_status(db, request.ticket_id, request.status)
            return MessageToJson(_summary(ticket), indent=None)

        stored = await self._once("ticket", request, change)
        return pb.UpdateTicketResponse(ticket=Parse(stored, pb.TicketSummary()))

    async def ListUnanswered(
        self, request: pb.ListUnansweredRequest, context: Any
    ) -> pb.ListUnansweredResponse:
        """Groups of questions without an answer, the most asked first."""
        if not 0 <= request.max_count <= MAX_PAGE_SIZE:
            raise BadMessage(f"max_count must be 0 to {MAX_PAGE_SIZE}.")
        found = await unanswered(self._store, self.meanings, request.max_count or PAGE_SIZE)
        groups = [pb.UnansweredGroup(**asdict(group)) for group in found]
        return pb.ListUnansweredResponse(groups=groups)

    async def CloseUnanswered(
        self, request: pb.CloseUnansweredRequest, context: Any
    ) -> pb.CloseUnansweredResponse:
        """Takes a group off the list."""
        count = await self._store.write(lambda db: questions.close_unanswered(db, request.group_id))
        return pb.CloseUnansweredResponse(closed_count=count)

    async def ListMacros(
        self, request: pb.ListMacrosRequest, context: Any
    ) -> pb.ListMacrosResponse:
        """Kept macros, then suggestions."""
        found = await answers.listed(self._store, self.meanings)
        return pb.ListMacrosResponse(macros=[pb.Macro(**asdict(macro)) for macro in found])

    async def PutMacro(self, request: pb.PutMacroRequest, context: Any) -> pb.PutMacroResponse:
        """Keeps a macro once per request id."""
        checked_id("request_id", request.request_id)
        asked = request.macro
        title, text = checked_text(asked.title), checked_text(asked.text)
        if not title or len(title) > answers.MAX_TITLE_CHARS or "\n" in title:
            raise BadMessage(f"title must be a line of 1 to {answers.MAX_TITLE_CHARS} characters.")
        if not text:
            raise BadMessage(f"text must have 1 to {answers.MAX_TEXT_CHARS} characters.")
        macro_id = checked_id("macro_id", asked.macro_id or name_of(request.request_id))
        macro = await answers.keep(self.meanings, macro_id, title, text)

        def put(db: Database) -> str:
            macros.put_all(db, [macro])
            return json.dumps({"macro_id": macro_id, "title": title, "text": text})

        stored = await self._once("macro", request, put)
        return pb.PutMacroResponse(macro=Parse(stored, pb.Macro()))

    async def DeleteMacro(
        self, request: pb.DeleteMacroRequest, context: Any
    ) -> pb.DeleteMacroResponse:
        """Removes a macro or turns a suggestion down."""
        await answers.remove(self._store, self.meanings, request.macro_id)
        return pb.DeleteMacroResponse()

    async def _once(
        self,
        noun: str,
        request: pb.UpdateTicketRequest | pb.PutMacroRequest,
        act: Callable[[Database], str],
    ) -> str:
        """What `act` gives, in JSON; for a request id that came before, what it gave then."""
        key = f"{noun}:{request.request_id}"
        body_hash = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()
        now_unix_ms = time.time_ns() // 1_000_000
        return await self._store.write(
            lambda db: calls.once(db, key, body_hash, now_unix_ms, lambda: act(db))
        )


def _summary(ticket: Ticket) -> pb.TicketSummary:
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
    )
