# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""The staff's calls on threads: lists, transcripts, taking one, writing in it, giving it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sidecar.desk import people
from sidecar.desk.people import MAX_NAME_CHARS, Person
from sidecar.desk.presence import Presence
from sidecar.errors import BadMessage, NotFound
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.message import checked_id, checked_text
from sidecar.service import clock
from sidecar.service.once import once
from sidecar.service.paging import page_size, read_token, token
from sidecar.store import Database, Store, drafts, replies, threads, turns
from sidecar.store.drafts import ShadowDraft
from sidecar.store.replies import Reply
from sidecar.store.turns import Turn
from sidecar.v1 import desk_pb2 as pb
from sidecar.v1.desk_pb2_grpc import DeskServicer

LAST_TEXT_CHARS = 200
TRANSCRIPT_TURNS = 500


class PeopleCalls(DeskServicer):
    """The calls of the service Desk that are about threads; see there."""

    def __init__(
        self,
        store: Store,
        conversations: Conversations,
        presence: Presence,
        now_unix_ms: Callable[[], int] = clock.now_unix_ms,
    ) -> None:
        self._store = store
        self._now_unix_ms = now_unix_ms
        self._conversations = conversations
        self._presence = presence

    async def ListThreads(
        self, request: pb.ListThreadsRequest, context: Any
    ) -> pb.ListThreadsResponse:
        """Threads, the most recently active first."""
        size, before = page_size(request.page_size), read_token(request.page_token)
        found = await self._store.read(
            lambda db: threads.page(db, state=request.state, before=before, limit=size + 1)
        )
        last = found[size - 1] if len(found) > size else None
        return pb.ListThreadsResponse(
            threads=[
                pb.ThreadSummary(
                    thread_id=thread.thread_id,
                    state=thread.state,  # type: ignore[arg-type]
                    last_text=thread.last_text[:LAST_TEXT_CHARS],
                    active_unix_ms=thread.active_unix_ms,
                    message_count=thread.message_count,
                    person_name=thread.person_name,
                    waiting_unix_ms=thread.waiting_unix_ms,
                    reason=thread.reason,
                    is_escalated=thread.is_escalated,
                )
                for thread in found[:size]
            ],
            next_page_token=token(last.active_unix_ms, last.thread_id) if last else "",
        )

    async def ReadThread(
        self, request: pb.ReadThreadRequest, context: Any
    ) -> pb.ReadThreadResponse:
        """One transcript; NotFound when there is no such thread."""
        thread_id = request.thread_id

        def read(
            db: Database,
        ) -> tuple[threads.Thread | None, list[Turn], list[Reply], dict[str, ShadowDraft]]:
            return (
                threads.get(db, thread_id),
                turns.latest(db, thread_id, TRANSCRIPT_TURNS),
                replies.of_thread(db, thread_id, TRANSCRIPT_TURNS),
                drafts.of_thread(db, thread_id),
            )

        thread, found, written, beside = await self._store.read(read)
        if thread is None:
            raise NotFound("There is no such thread.")
        return pb.ReadThreadResponse(
            state=thread.state,  # type: ignore[arg-type]
            lines=_lines(found, written, beside),
            person_id=thread.person_id,
            person_name=thread.person_name,
            reason=thread.reason,
            is_shopper_present=self._presence.has(thread_id),
            is_reachable=bool(thread.return_address),
        )

    async def TakeThread(
        self, request: pb.TakeThreadRequest, context: Any
    ) -> pb.TakeThreadResponse:
        """Gives the thread to a person, once the agent has fallen silent in it."""
        person = _person(request)
        thread_id, force = request.thread_id, request.force
        await self._store.read(lambda db: people.check_free(db, thread_id, person, force=force))
        async with self._conversations.quiet(thread_id):
            await self._store.write(
                lambda db: people.take(
                    db, thread_id, person, force=force, now_unix_ms=self._now_unix_ms()
                )
            )
        return pb.TakeThreadResponse()

    async def ReleaseThread(
        self, request: pb.ReleaseThreadRequest, context: Any
    ) -> pb.ReleaseThreadResponse:
        """Gives the thread back to the agent."""
        await self._store.write(lambda db: people.release(db, request.thread_id))
        return pb.ReleaseThreadResponse()

    async def ReplyThread(
        self, request: pb.ReplyThreadRequest, context: Any
    ) -> pb.ReplyThreadResponse:
        """Writes to the shopper, once per request id."""
        checked_id("request_id", request.request_id)
        text = checked_text(request.text)
        if not text:
            raise BadMessage("text must not be empty.")

        def write(db: Database) -> str:
            message_id = people.reply(
                db,
                request.thread_id,
                request.person_id,
                text,
                request.request_id,
                self._now_unix_ms(),
            )
            return json.dumps({"message_id": message_id})

        stored = await once(self._store, "reply", request, write)
        return pb.ReplyThreadResponse(message_id=json.loads(stored)["message_id"])


def _person(request: pb.TakeThreadRequest) -> Person:
    name = checked_text(request.person_name)
    if not name or len(name) > MAX_NAME_CHARS or "\n" in name:
        raise BadMessage(f"person_name must be a line of 1 to {MAX_NAME_CHARS} characters.")
    if request.person_id < 1:
        raise BadMessage("person_id must be a WordPress user.")
    return Person(request.person_id, name)


def _lines(
    found: Iterable[Turn], written: Iterable[Reply], beside: dict[str, ShadowDraft]
) -> list[pb.TranscriptLine]:
    """The transcript, oldest first; an answer stands below its question."""
    dated: list[tuple[int, list[pb.TranscriptLine]]] = []
    for turn in found:
        lines = [_line("shopper", turn.text, turn.created_unix_ms)]
        if turn.answer:
            lines.append(_line("agent", turn.answer, turn.finished_unix_ms))
        if (draft := beside.get(turn.message_id)) is not None:
            text = f"{draft.brain_version}: {draft.text or '–'}"
            lines.append(_line("draft", text, turn.finished_unix_ms))
        dated.append((turn.created_unix_ms, lines))
    for reply in written:
        line = _line(reply.author, reply.text, reply.at_unix_ms, reply.author_name)
        dated.append((reply.at_unix_ms, [line]))
    return [line for _, lines in sorted(dated, key=lambda known: known[0]) for line in lines]


def _line(author: str, text: str, at_unix_ms: int, author_name: str = "") -> pb.TranscriptLine:
    return pb.TranscriptLine(
        author=author, text=text, at_unix_ms=at_unix_ms, author_name=author_name
    )
