"""A thread as its shopper sees it."""

from __future__ import annotations

from collections.abc import Iterable

from sidecar.desk.people import first_name
from sidecar.store import replies
from sidecar.store.replies import Reply
from sidecar.store.turns import Turn
from sidecar.v1 import agent_pb2 as pb

AUTHORS = {replies.AGENT: pb.AUTHOR_AGENT, replies.STAFF: pb.AUTHOR_STAFF}


def transcript(turns: Iterable[Turn], written: Iterable[Reply]) -> list[pb.Message]:
    """All that was said, oldest first; an answer stands below its question."""
    dated = [(turn.created_unix_ms, _messages(turn)) for turn in turns]
    dated += [(reply.at_unix_ms, [_message(reply)]) for reply in written]
    return [message for _, said in sorted(dated, key=lambda known: known[0]) for message in said]


def _message(reply: Reply) -> pb.Message:
    return pb.Message(
        message_id=reply.message_id,
        author=AUTHORS[reply.author],
        text=reply.text,
        at_unix_ms=reply.at_unix_ms,
        author_name=first_name(reply.author_name),
    )


def _messages(turn: Turn) -> list[pb.Message]:
    """What the shopper wrote and, once the turn has ended, what was answered."""
    asked = pb.Message(
        message_id=turn.message_id,
        author=pb.AUTHOR_SHOPPER,
        text=turn.text,
        at_unix_ms=turn.created_unix_ms,
    )
    if not turn.answer:
        return [asked]
    shown: list[pb.ChatEvent] = []
    for event in turn.events:
        shown = [] if event.HasField("replaced") else [*shown, event]
    answered = pb.Message(
        message_id=turn.message_id,
        author=pb.AUTHOR_AGENT,
        text=turn.answer,
        at_unix_ms=turn.finished_unix_ms,
        citations=[event.citation for event in shown if event.HasField("citation")],
        cards=[event.card for event in shown if event.HasField("card")],
        rating=turn.rating,  # type: ignore[arg-type]
    )
    return [asked, answered]
