# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""The staff's calls: threads, transcripts, tickets, unanswered questions and macros."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from google.protobuf.json_format import MessageToJson, Parse

from sidecar.desk import macros as answers
from sidecar.desk import tickets as work
from sidecar.desk.meaning import Meanings, name_of
from sidecar.desk.unanswered import unanswered
from sidecar.errors import BadMessage, NotFound
from sidecar.orchestrator.message import checked_id, checked_text
from sidecar.store import Database, Store, calls, drafts, macros, questions, threads, tickets, turns
from sidecar.store.drafts import ShadowDraft
from sidecar.store.tickets import Ticket
from sidecar.v1 import desk_pb2 as pb
from sidecar.v1.desk_pb2_grpc import DeskServicer

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
LAST_TEXT_CHARS = 200
TRANSCRIPT_TURNS = 500


class Desk(DeskServicer):
    """What people of the shop see and do."""

    def __init__(self, store: Store, meanings: Meanings) -> None:
        self._store = store
        self.meanings = meanings

    async def ListThreads(
        self, request: pb.ListThreadsRequest, context: Any
    ) -> pb.ListThreadsResponse:
        """Threads, the most recently active first."""
        size, before = _page_size(request.page_size), _read_token(request.page_token)
        found = await self._store.read(
            lambda db: threads.page(db, state=request.state, before=before, limit=size + 1)
        )
        more = len(found) > size
        last = found[size - 1] if more else None
        return pb.ListThreadsResponse(
            threads=[
                pb.ThreadSummary(
                    thread_id=thread.thread_id,
                    state=thread.state,  # type: ignore[arg-type]
                    last_text=thread.last_text[:LAST_TEXT_CHARS],
                    active_unix_ms=thread.active_unix_ms,
                    message_count=thread.message_count,
                )
                for thread in found[:size]
            ],
            next_page_token=_token(last.active_unix_ms, last.thread_id) if last else "",
        )

    async def ReadThread(
        self, request: pb.ReadThreadRequest, context: Any
    ) -> pb.ReadThreadResponse:
        """One transcript; NotFound when there is no such thread."""

        def read(
            db: Database,
        ) -> tuple[threads.Thread | None, list[turns.Turn], dict[str, ShadowDraft]]:
            thread_id = request.thread_id
            found = turns.latest(db, thread_id, TRANSCRIPT_TURNS)
            return threads.get(db, thread_id), found, drafts.of_thread(db, thread_id)

        thread, found, beside = await self._store.read(read)
        if thread is None:
            raise NotFound("There is no such thread.")
        lines: list[pb.TranscriptLine] = []
        for turn in found:
            lines.append(_line("shopper", turn.text, turn.created_unix_ms))
            if turn.answer:
                lines.append(_line("agent", turn.answer, turn.finished_unix_ms))
            if (draft := beside.get(turn.message_id)) is not None:
                text = f"{draft.brain_version}: {draft.text or '–'}"
                lines.append(_line("draft", text, turn.finished_unix_ms))
        return pb.ReadThreadResponse(state=thread.state, lines=lines)  # type: ignore[arg-type]

    async def ListTickets(
        self, request: pb.ListTicketsRequest, context: Any
    ) -> pb.ListTicketsResponse:
        """Tickets, the newest first."""
        size, before = _page_size(request.page_size), _read_token(request.page_token)

        def read(db: Database) -> tuple[list[Ticket], int]:
            found = tickets.page(db, status=request.status, before=before, limit=size + 1)
            return found, tickets.open_count(db)

        found, open_count = await self._store.read(read)
        last = found[size - 1] if len(found) > size else None
        return pb.ListTicketsResponse(
            tickets=[_summary(ticket) for ticket in found[:size]],
            next_page_token=_token(last.opened_unix_ms, last.ticket_id) if last else "",
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


def _line(author: str, text: str, at_unix_ms: int) -> pb.TranscriptLine:
    return pb.TranscriptLine(author=author, text=text, at_unix_ms=at_unix_ms)


def _page_size(asked: int) -> int:
    if not 0 <= asked <= MAX_PAGE_SIZE:
        raise BadMessage(f"page_size must be 0 to {MAX_PAGE_SIZE}.")
    return asked or PAGE_SIZE


def _token(at_unix_ms: int, row_id: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([at_unix_ms, row_id]).encode()).decode()


def _read_token(token: str) -> tuple[int, str] | None:
    if not token:
        return None
    try:
        at_unix_ms, row_id = json.loads(base64.urlsafe_b64decode(token))
        return int(at_unix_ms), str(row_id)
    except (ValueError, TypeError):
        raise BadMessage("page_token is not one of ours.") from None
