# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""The staff's calls: threads, transcripts and tickets."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import Any

from google.protobuf.json_format import MessageToJson, Parse

from sidecar.desk import tickets as work
from sidecar.errors import BadMessage, NotFound
from sidecar.orchestrator.message import checked_id
from sidecar.store import Database, Store, calls, threads, tickets, turns
from sidecar.store.tickets import Ticket
from sidecar.v1 import desk_pb2 as pb
from sidecar.v1.desk_pb2_grpc import DeskServicer

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
LAST_TEXT_CHARS = 200
TRANSCRIPT_TURNS = 500


class Desk(DeskServicer):
    """What people of the shop see and do."""

    def __init__(self, store: Store) -> None:
        self._store = store

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

        def read(db: Database) -> tuple[threads.Thread | None, list[turns.Turn]]:
            return (
                threads.get(db, request.thread_id),
                turns.latest(db, request.thread_id, TRANSCRIPT_TURNS),
            )

        thread, found = await self._store.read(read)
        if thread is None:
            raise NotFound("There is no such thread.")
        lines: list[pb.TranscriptLine] = []
        for turn in found:
            lines.append(_line("shopper", turn.text, turn.created_unix_ms))
            if turn.answer:
                lines.append(_line("agent", turn.answer, turn.finished_unix_ms))
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
        body_hash = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()

        def once(db: Database) -> str:
            def change() -> str:
                ticket = work.change_status(db, request.ticket_id, request.status)
                return MessageToJson(_summary(ticket), indent=None)

            now_unix_ms = time.time_ns() // 1_000_000
            return calls.once(db, f"ticket:{request.request_id}", body_hash, now_unix_ms, change)

        stored = await self._store.write(once)
        return pb.UpdateTicketResponse(ticket=Parse(stored, pb.TicketSummary()))


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
