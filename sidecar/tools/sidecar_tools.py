"""The tools that the sidecar runs itself: one argument model and one function each.

A function computes and reads; what it wants written comes back as a step, which the caller
joins into its own transaction. So a turn and `Agent.ToolCall` run the same function, and an
effect exists exactly when its record does.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from sidecar.desk import notices, tickets
from sidecar.desk.opening import Away
from sidecar.desk.tickets import Contact, Proposal
from sidecar.nouns import Passage, Retrieval, ToolSpec
from sidecar.store import Database
from sidecar.v1.agent_pb2 import ChatEvent, HandedOff, Ticket

SNIPPET_CHARS = 700
SUBJECT_CHARS = 80


class Knowledge(Protocol):
    """The search that `search_kb` needs. Raises IndexUnavailable."""

    async def search(
        self, query: str, *, top_k: int = 3, product_id: int = 0, locale: str = ""
    ) -> Retrieval: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom a tool runs.

    `key` is the idempotency key of the call; `hours` are the owner's words on when people
    answer, `away` is how it is now.
    """

    thread_id: str
    message_id: str
    key: str
    locale: str = ""
    hours: str = ""
    away: Away = field(default_factory=Away)
    contact: Contact = field(default_factory=Contact)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write gave: the tool's result, and events to show once it is committed."""

    value: Mapping[str, Any]
    events: tuple[ChatEvent, ...] = ()


Write = Callable[[Database], Written]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a tool gave: its result, passages it found, and a write to be joined."""

    value: Mapping[str, Any]
    passages: tuple[Passage, ...] = ()
    write: Write | None = None


class Arguments(BaseModel):
    """Arguments of a sidecar tool: nothing unknown, nothing coerced."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SearchKb(Arguments):
    """Searches the shop's published pages; answers policy and how-to questions."""

    query: str = Field(min_length=1, max_length=1_000)
    top_k: int = Field(3, ge=1, le=5)
    product_id: int = Field(0, ge=0)


class CreateTicket(Arguments):
    """Proposes a ticket, with what a person needs to know; the shopper confirms it."""

    subject: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1, max_length=8_000)
    priority: Literal["low", "normal", "high"] = "normal"


class HandoffHuman(Arguments):
    """Asks a person of the shop to take over this conversation."""

    reason: str = Field(min_length=1, max_length=300)


class NotifyHuman(Arguments):
    """Tells the people of the shop something they should know now; nobody has to answer.

    It goes by that channel, or by e-mail where the shop has no such channel.
    """

    channel: Literal["email", "slack", "webhook"] = "email"
    text: str = Field(min_length=1, max_length=500)


class SidecarTools:
    """Runs sidecar tools by name; `id_key` keys the ids of tickets."""

    def __init__(
        self,
        knowledge: Knowledge,
        id_key: bytes,
        now_unix_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._knowledge = knowledge
        self._id_key = id_key
        self._now_unix_ms = now_unix_ms
        self._functions: dict[
            str, tuple[type[Arguments], Callable[[Any, Caller], Awaitable[Ran]]]
        ] = {
            "search_kb": (SearchKb, self._search_kb),
            "create_ticket": (CreateTicket, self._create_ticket),
            "handoff_human": (HandoffHuman, self._handoff_human),
            "notify_human": (NotifyHuman, self._notify_human),
        }
        self.specs: tuple[ToolSpec, ...] = tuple(
            _spec(name, model) for name, (model, _) in self._functions.items()
        )
        self.names = frozenset(self._functions)

    async def run(self, name: str, arguments: Mapping[str, Any], caller: Caller) -> Ran:
        """Runs one tool with arguments that fit its schema. Raises IndexUnavailable."""
        model, function = self._functions[name]
        return await function(model.model_validate(dict(arguments)), caller)

    async def _search_kb(self, asked: SearchKb, caller: Caller) -> Ran:
        found = await self._knowledge.search(
            asked.query, top_k=asked.top_k, product_id=asked.product_id, locale=caller.locale
        )
        passages = [
            {
                "id": passage.passage_id,
                "title": passage.title,
                "url": passage.url,
                "section": passage.section,
                "snippet": passage.text[:SNIPPET_CHARS],
                "score": round(passage.score, 4),
                "updated_at_unix_ms": passage.updated_unix_ms,
            }
            for passage in found.passages
        ]
        return Ran({"passages": passages}, found.passages)

    async def _create_ticket(self, asked: CreateTicket, caller: Caller) -> Ran:
        def write(db: Database) -> Written:
            ticket = tickets.open_ticket(
                db,
                id_key=self._id_key,
                idempotency_key=caller.key,
                thread_id=caller.thread_id,
                proposal=Proposal(asked.subject, asked.body, asked.priority),
                contact=caller.contact,
                now_unix_ms=self._now_unix_ms(),
            )
            shown = Ticket(ticket_id=ticket.ticket_id, subject=ticket.subject)
            return Written(
                {"ticket_id": ticket.ticket_id, "subject": ticket.subject},
                (ChatEvent(ticket=shown),),
            )

        return Ran({"subject": asked.subject, "opened": True}, write=write)

    async def _handoff_human(self, asked: HandoffHuman, caller: Caller) -> Ran:
        def write(db: Database) -> Written:
            place = tickets.ask_for_person(
                db,
                thread_id=caller.thread_id,
                message_id=caller.message_id,
                reason=asked.reason,
                now_unix_ms=self._now_unix_ms(),
            )
            shown = HandedOff(
                queue_position=place,
                hours=caller.hours,
                is_away=caller.away.is_away,
                away_text=caller.away.text,
                opens_unix_ms=caller.away.opens_unix_ms,
            )
            value = {field.name: getattr(shown, field.name) for field in shown.DESCRIPTOR.fields}
            return Written(value, (ChatEvent(handed_off=shown),))

        opens = {"opens": caller.away.opens} if caller.away.opens else {}
        return Ran({"asked": True, "hours": caller.hours, **opens}, write=write)

    async def _notify_human(self, asked: NotifyHuman, caller: Caller) -> Ran:
        about = f"notice:{caller.key}:{asked.text}"
        digest = hashlib.sha256(about.encode()).hexdigest()[:32]
        told = {"delivery_id": f"notice-{digest}"}

        def write(db: Database) -> Written:
            line = " ".join(asked.text.split())
            notices.tell(
                db,
                "notice",
                key=told["delivery_id"],
                payload={
                    "thread_id": caller.thread_id,
                    "subject": line if len(line) <= SUBJECT_CHARS else line[:SUBJECT_CHARS] + "…",
                    "body": asked.text,
                },
                now_unix_ms=self._now_unix_ms(),
                channel=asked.channel,
            )
            return Written(told)

        return Ran(told, write=write)


def _spec(name: str, model: type[Arguments]) -> ToolSpec:
    schema = model.model_json_schema()
    description = str(schema.pop("description"))
    return ToolSpec(
        name=name,
        description=description,
        input_schema=schema,
        output_schema={"type": "object"},
        where="sidecar",
        read_only=name == "search_kb",
    )
