# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""The staff's calls: tickets, unanswered questions and macros.

Those on threads: `people`; those on actions that wait for somebody's word: `approvals`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from google.protobuf.json_format import Parse

from sidecar.desk import macros as answers
from sidecar.desk.audit import AuditLog
from sidecar.desk.meaning import Meanings, name_of
from sidecar.desk.presence import Presence
from sidecar.desk.unanswered import unanswered
from sidecar.errors import BadMessage
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.message import checked_id, checked_text
from sidecar.service.approvals import ApprovalCalls
from sidecar.service.once import once
from sidecar.service.paging import MAX_PAGE_SIZE, PAGE_SIZE
from sidecar.service.people import PeopleCalls
from sidecar.service.tickets import TicketCalls
from sidecar.store import Database, Store, macros, questions
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
        self._tickets = TicketCalls(store)
        self.meanings = meanings

    async def ListTickets(
        self, request: pb.ListTicketsRequest, context: Any
    ) -> pb.ListTicketsResponse:
        """Tickets, the newest first."""
        return await self._tickets.list_tickets(request)

    async def UpdateTicket(
        self, request: pb.UpdateTicketRequest, context: Any
    ) -> pb.UpdateTicketResponse:
        """Changes a ticket once per request id."""
        return await self._tickets.update_ticket(request)

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

        stored = await once(self._store, "macro", request, put)
        return pb.PutMacroResponse(macro=Parse(stored, pb.Macro()))

    async def DeleteMacro(
        self, request: pb.DeleteMacroRequest, context: Any
    ) -> pb.DeleteMacroResponse:
        """Removes a macro or turns a suggestion down."""
        await answers.remove(self._store, self.meanings, request.macro_id)
        return pb.DeleteMacroResponse()
