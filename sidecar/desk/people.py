"""People of the shop in a thread: they take it, write to the shopper, and give it back.

Who has a thread moves by a table. While a person has it the agent is silent and of people only that
one may write; what came of an action that waited is told all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sidecar.desk import notices
from sidecar.errors import NotFound, WrongState
from sidecar.store import Database, handoffs, jobs, replies, threads
from sidecar.store.threads import OPEN, TAKEN, WAITING, Thread

MAX_NAME_CHARS = 100
# How long a shopper who looks at the chat has before a reply is mailed as well.
MAIL_DELAY_MS = 60_000


class Move(StrEnum):
    """What can happen to a thread."""

    ASK = "ASK"  # the shopper, or the agent for them, wants a person
    TAKE = "TAKE"
    TAKE_OVER = "TAKE_OVER"  # from whoever has it
    REPLY = "REPLY"
    RELEASE = "RELEASE"


TRANSITIONS: dict[tuple[int, Move], int] = {
    (OPEN, Move.ASK): WAITING,
    (WAITING, Move.ASK): WAITING,
    (TAKEN, Move.ASK): TAKEN,  # a person is there already
    (OPEN, Move.TAKE): TAKEN,
    (WAITING, Move.TAKE): TAKEN,
    (TAKEN, Move.TAKE_OVER): TAKEN,
    (TAKEN, Move.REPLY): TAKEN,
    (TAKEN, Move.RELEASE): OPEN,
    (OPEN, Move.RELEASE): OPEN,  # one that nobody has is left as it is
    (WAITING, Move.RELEASE): WAITING,
}
_REFUSALS = {
    Move.TAKE: ("Somebody else has this conversation.", "THREAD_TAKEN"),
    Move.REPLY: ("Take this conversation before you write in it.", "THREAD_NOT_TAKEN"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the shop: a WordPress user."""

    person_id: int
    name: str

    @property
    def first_name(self) -> str:
        """What shoppers see."""
        return first_name(self.name)


def first_name(name: str) -> str:
    """The first word of a name; empty for an empty one."""
    return name.partition(" ")[0]


def moved(state: int, move: Move) -> int:
    """Who has the thread after `move`. Raises WrongState for one that the table does not have."""
    after = TRANSITIONS.get((state, move))
    if after is None:
        text, reason = _REFUSALS.get(move, ("That is not possible now.", None))
        raise WrongState(text, reason=reason)
    return after


def check_free(db: Database, thread_id: str, person: Person, *, force: bool) -> Thread:
    """The thread, if `person` may take it. Raises NotFound or WrongState (THREAD_TAKEN)."""
    thread = _thread(db, thread_id)
    if thread.person_id != person.person_id:
        moved(thread.state, _taking(thread, force=force))
    return thread


def take(db: Database, thread_id: str, person: Person, *, force: bool, now_unix_ms: int) -> None:
    """Gives the thread to `person`, takes it out of the queue and tells the others.

    Nothing happens when they have it. Raises NotFound, WrongState (THREAD_TAKEN).
    """
    thread = check_free(db, thread_id, person, force=force)
    if thread.state == TAKEN and thread.person_id == person.person_id:
        return
    state = moved(thread.state, _taking(thread, force=force))
    threads.set_state(db, thread_id, state, person.person_id, person.name)
    handoffs.leave(db, thread_id)
    notices.tell(
        db,
        "takeover",
        key=f"takeover-{thread_id}-{person.person_id}-{now_unix_ms}",
        payload={
            "thread_id": thread_id,
            "person_name": person.name,
            "subject": thread.reason or person.name,
            "body": "",
        },
        now_unix_ms=now_unix_ms,
    )


def release(db: Database, thread_id: str) -> None:
    """Gives the thread back to the agent. Raises NotFound."""
    thread = _thread(db, thread_id)
    after = moved(thread.state, Move.RELEASE)
    if after != thread.state:
        threads.set_state(db, thread_id, after)


def reply(
    db: Database, thread_id: str, person_id: int, text: str, request_id: str, now_unix_ms: int
) -> str:
    """Writes to the shopper as the person who has the thread; gives the message's id.

    It is mailed too, unless the shopper reads it within a minute. Raises NotFound, WrongState
    (THREAD_NOT_TAKEN).
    """
    thread = _thread(db, thread_id)
    # Whoever does not have it stands before it as if nobody had.
    moved(thread.state if thread.person_id == person_id else OPEN, Move.REPLY)
    message_id = hashlib.sha256(f"reply:{request_id}".encode()).hexdigest()[:32]
    replies.add(
        db,
        message_id=message_id,
        thread_id=thread_id,
        author=replies.STAFF,
        author_name=thread.person_name,
        text=text,
        now_unix_ms=now_unix_ms,
    )
    threads.wake(db, thread_id, now_unix_ms)
    mail(db, thread_id, message_id, thread.person_name, text, now_unix_ms)
    return message_id


def mail(
    db: Database,
    thread_id: str,
    message_id: str,
    author_name: str,
    text: str,
    now_unix_ms: int,
) -> None:
    """Has a message of the thread mailed, unless the shopper reads it within a minute.

    A shopper who can't be written to is not. Raises NotFound.
    """
    thread = _thread(db, thread_id)
    if not thread.return_address:
        return
    payload = {
        "return_address": thread.return_address,
        "thread_id": thread_id,
        "author_name": first_name(author_name),
        "text": text,
    }
    told = json.dumps(payload, ensure_ascii=False)
    jobs.add(db, _mail_of(message_id), "reply_mail", told, now_unix_ms, MAIL_DELAY_MS)


def unmailed(db: Database, message_ids: Sequence[str]) -> list[str]:
    """Those of the messages that are still to be mailed."""
    return [name for name in message_ids if jobs.waiting(db, _mail_of(name)) is not None]


def note_read(db: Database, message_ids: Sequence[str], now_unix_ms: int) -> None:
    """The shopper has read these messages: they are not mailed any more."""
    jobs.drop(db, [_mail_of(name) for name in message_ids], now_unix_ms)


def _taking(thread: Thread, *, force: bool) -> Move:
    return Move.TAKE_OVER if force and thread.state == TAKEN else Move.TAKE


def _thread(db: Database, thread_id: str) -> Thread:
    thread = threads.get(db, thread_id)
    if thread is None:
        raise NotFound("There is no such thread.")
    return thread


def _mail_of(message_id: str) -> str:
    return f"reply-{message_id}"
