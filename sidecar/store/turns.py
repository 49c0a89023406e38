"""Shopper messages and the turns that answer them.

A turn's events are kept as one blob of length-delimited `ChatEvent` messages, so that a
finished turn can be followed again exactly as it was sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from google.protobuf import proto
from sqlite_utils import Database

from sidecar.nouns import Exchange
from sidecar.v1.agent_pb2 import ChatEvent, TicketOffer

RUNNING, DONE, FAILED, STOPPED = "running", "done", "failed", "stopped"


@dataclass(frozen=True, slots=True)
class Turn:
    """A row of `turns` with its events decoded; they are empty while it runs."""

    thread_id: str
    message_id: str
    run: int
    state: str
    text: str
    text_hash: str
    request: bytes
    created_unix_ms: int
    finished_unix_ms: int
    answer: str
    events: tuple[ChatEvent, ...]
    outcome: int
    rating: int


@dataclass(frozen=True, slots=True)
class Ending:
    """What RESPOND writes about a turn; `record_json` is the turn's record (O1)."""

    state: str
    answer: str
    events: tuple[ChatEvent, ...]
    outcome: int
    confidence: float
    record_json: str


_COLUMNS = (
    "thread_id, message_id, run, state, text, text_hash, request, created_unix_ms,"
    " coalesce(finished_unix_ms, 0), answer, events, outcome, rating"
)
# Ended before a message came in: one that runs again is answered as it was to be at first.
_EARLIER = (
    "thread_id = ? AND state != ? AND (created_unix_ms, rowid) <"
    " (SELECT created_unix_ms, rowid FROM turns WHERE thread_id = ? AND message_id = ?)"
)


def begin(
    db: Database,
    *,
    thread_id: str,
    message_id: str,
    text: str,
    text_hash: str,
    request: bytes,
    now_unix_ms: int,
) -> None:
    """Accepts a message. Raises the database's IntegrityError when the id is known."""
    db.execute(
        "INSERT INTO turns (thread_id, message_id, text, text_hash, request, created_unix_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [thread_id, message_id, text, text_hash, request, now_unix_ms],
    )


def get(db: Database, thread_id: str, message_id: str) -> Turn | None:
    """One turn; None when it is unknown."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM turns WHERE thread_id = ? AND message_id = ?",  # noqa: S608
        [thread_id, message_id],
    ).fetchone()
    return None if row is None else _turn(row)


def rerun_unfinished(db: Database) -> list[Turn]:
    """Counts up the run of every turn that was cut off, and gives them, oldest first."""
    db.execute("UPDATE turns SET run = run + 1 WHERE state = ?", [RUNNING])
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM turns WHERE state = ?"  # noqa: S608
        " ORDER BY created_unix_ms, rowid",
        [RUNNING],
    )
    return [_turn(row) for row in rows]


def rerun(db: Database, thread_id: str, message_id: str) -> Turn | None:
    """Counts up the run of one turn whose end could not be stored, and gives it.

    One that has ended meanwhile is given as it is.
    """
    db.execute(
        "UPDATE turns SET run = run + 1 WHERE thread_id = ? AND message_id = ? AND state = ?",
        [thread_id, message_id, RUNNING],
    )
    return get(db, thread_id, message_id)


def finish(db: Database, thread_id: str, message_id: str, ending: Ending, now_unix_ms: int) -> None:
    """Ends a running turn; one that has ended is left as it is."""
    db.execute(
        "UPDATE turns SET state = ?, answer = ?, events = ?, outcome = ?, confidence = ?,"
        " record_json = ?, finished_unix_ms = ?"
        " WHERE thread_id = ? AND message_id = ? AND state = ?",
        [
            ending.state,
            ending.answer,
            encode_events(ending.events),
            ending.outcome,
            ending.confidence,
            ending.record_json,
            now_unix_ms,
            thread_id,
            message_id,
            RUNNING,
        ],
    )


def rate(db: Database, thread_id: str, message_id: str, rating: int, reason: str) -> bool:
    """Stores the shopper's opinion; False when there is no such turn."""
    cursor = db.execute(
        "UPDATE turns SET rating = ?, rating_reason = ? WHERE thread_id = ? AND message_id = ?",
        [rating, reason, thread_id, message_id],
    )
    return bool(cursor.rowcount)


def latest(db: Database, thread_id: str, limit: int) -> list[Turn]:
    """The last `limit` turns of a thread, oldest first, running ones included."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM turns WHERE thread_id = ?"  # noqa: S608
        " ORDER BY created_unix_ms DESC, rowid DESC LIMIT ?",
        [thread_id, limit],
    ).fetchall()
    return [_turn(row) for row in reversed(rows)]


def history(db: Database, thread_id: str, message_id: str, limit: int) -> list[Exchange]:
    """The `limit` ended turns before that of `message_id`, oldest first.

    A failed turn has no answer: that something went wrong is no word of the assistant. A proposal
    counts as offered until a ticket of the thread is opened.
    """
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM turns WHERE {_EARLIER}"  # noqa: S608
        " ORDER BY created_unix_ms DESC, rowid DESC LIMIT ?",
        [thread_id, RUNNING, thread_id, message_id, limit],
    ).fetchall()
    opened = db.execute(
        "SELECT coalesce(max(opened_unix_ms), 0) FROM tickets WHERE thread_id = ?", [thread_id]
    ).fetchone()[0]
    return [_exchange(_turn(row), opened) for row in reversed(rows)]


def earlier_texts(
    db: Database, thread_id: str, message_id: str, skipped: int, limit: int
) -> list[str]:
    """How messages before the `skipped` latest of them began (500 characters), oldest first."""
    rows = db.execute(
        f"SELECT substr(text, 1, 500) FROM turns WHERE {_EARLIER}"  # noqa: S608
        " ORDER BY created_unix_ms DESC, rowid DESC LIMIT ? OFFSET ?",
        [thread_id, RUNNING, thread_id, message_id, limit, skipped],
    ).fetchall()
    return [str(row[0]) for row in reversed(rows)]


def proposal(db: Database, thread_id: str, message_id: str) -> TicketOffer | None:
    """The ticket that a turn proposed; None when it proposed none."""
    turn = get(db, thread_id, message_id)
    offers = (
        [event.ticket_offer for event in turn.events if event.HasField("ticket_offer")]
        if turn
        else []
    )
    return offers[-1] if offers else None


def encode_events(events: Iterable[ChatEvent]) -> bytes:
    """Length-delimited, in order."""
    buffer = BytesIO()
    for event in events:
        proto.serialize_length_prefixed(event, buffer)
    return buffer.getvalue()


def decode_events(blob: bytes) -> tuple[ChatEvent, ...]:
    """What `encode_events` made."""
    buffer, events = BytesIO(blob), []
    while (event := proto.parse_length_prefixed(ChatEvent, buffer)) is not None:
        events.append(event)
    return tuple(events)


def _turn(row: tuple[object, ...]) -> Turn:
    values = list(row)
    values[10] = decode_events(bytes(values[10]))  # type: ignore[call-overload]
    return Turn(*values)  # type: ignore[arg-type]


def _exchange(turn: Turn, ticket_opened_unix_ms: int) -> Exchange:
    kinds = [event.WhichOneof("event") for event in turn.events]
    return Exchange(
        message_id=turn.message_id,
        question=turn.text,
        answer="" if turn.state == FAILED else turn.answer,
        offered_ticket="ticket_offer" in kinds and ticket_opened_unix_ms < turn.finished_unix_ms,
    )
