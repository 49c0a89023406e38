"""Actions that somebody has to agree to: asked for once, decided once.

Nothing is done here. WordPress opens its own seal, does what it finds in it, and tells what came
of that; what a shopper reads of it stands in the thread from the same transaction on.
"""

from __future__ import annotations

import hashlib
import json

from sidecar.desk import notices, people
from sidecar.errors import NotFound, WrongState
from sidecar.nouns import SealedAction, ToolCall
from sidecar.prompts import Prompts
from sidecar.store import Database, approvals, replies, threads
from sidecar.store.approvals import DECLINED, DONE, EXPIRED, FAILED, WAITING, Approval

SHOPPER = "shopper"  # who decided, where it was the shopper
DECISIONS = frozenset({DONE, DECLINED, FAILED})

# From -> to. What came of what was agreed to in time may be told late: done is done.
TRANSITIONS = frozenset(
    {
        (WAITING, DONE),
        (WAITING, DECLINED),
        (WAITING, FAILED),
        (WAITING, EXPIRED),
        (EXPIRED, DONE),
        (EXPIRED, FAILED),
    }
)


def approval_id(call_id: str) -> str:
    """Names the action that a call asks for; the same whenever the turn runs again."""
    return hashlib.sha256(f"approval:{call_id}".encode()).hexdigest()[:32]


def ask(
    db: Database, *, call: ToolCall, action: SealedAction, thread_id: str, now_unix_ms: int
) -> Approval:
    """Records the action of `call` and tells the shop's people if theirs is the word.

    One that is known, or that would do what another of the thread waits to do, is that one: a
    summary alone does not tell two orders or two items apart.
    """
    name, wish = approval_id(call.call_id), _wish(call)
    known = approvals.get(db, name, now_unix_ms) or approvals.waiting_like(
        db, thread_id, call.name, action.summary, wish, now_unix_ms
    )
    if known is not None:
        return known
    asked = Approval(
        approval_id=name,
        thread_id=thread_id,
        tool=call.name,
        sealed=action.sealed,
        summary=action.summary,
        by_shopper=action.by_shopper,
        state=WAITING,
        asked_unix_ms=now_unix_ms,
        expires_unix_ms=action.expires_unix_ms,
        decided_unix_ms=0,
        decided_by="",
        outcome_text="",
    )
    approvals.add(db, asked, wish)
    if not action.by_shopper:
        _tell_staff(db, asked, "asked", now_unix_ms)
    return asked


def decide(
    db: Database,
    approval: Approval,
    *,
    state: int,
    decided_by: str,
    is_shopper: bool,
    text: str,
    now_unix_ms: int,
) -> Approval:
    """Records what came of an action, for the shopper in the thread; gives it as stored now.

    Whoever did not decide is told. The same decision again changes nothing. Raises WrongState
    (APPROVAL_DECIDED) for another.
    """
    if (approval.state, approval.outcome_text) == (state, text):
        return approval
    if (approval.state, state) not in TRANSITIONS:
        raise WrongState("This was decided already.", reason="APPROVAL_DECIDED")
    approvals.close(db, approval.approval_id, state, decided_by, text, now_unix_ms)
    if text:
        _say(db, approval, text, is_shopper=is_shopper, now_unix_ms=now_unix_ms)
    if is_shopper:
        _tell_staff(db, approval, "decided", now_unix_ms)
    return get(db, approval.approval_id, now_unix_ms)


def get(db: Database, name: str, now_unix_ms: int) -> Approval:
    """One action as it stands now. Raises NotFound."""
    approval = approvals.get(db, name, now_unix_ms)
    if approval is None:
        raise NotFound("There is no such action.")
    return approval


def expire(db: Database, prompts: Prompts, now_unix_ms: int) -> int:
    """Closes the actions that nobody decided in time; gives their number.

    The shopper reads it in the thread and, where it was the shop's to decide, by mail; the shop's
    people are told as well then.
    """
    late = approvals.overdue(db, now_unix_ms)
    for approval in late:
        text = prompts.text(
            "approval.unconfirmed" if approval.by_shopper else "approval.expired",
            threads.locale_of(db, approval.thread_id),
            summary=approval.summary,
        )
        approvals.close(db, approval.approval_id, EXPIRED, "", text, now_unix_ms)
        _say(db, approval, text, is_shopper=approval.by_shopper, now_unix_ms=now_unix_ms, late=True)
        if not approval.by_shopper:
            _tell_staff(db, approval, "expired", now_unix_ms)
    return len(late)


def _wish(call: ToolCall) -> str:
    """SHA-256 of what a call would do; why it is wished for is no part of that."""
    wished = {name: value for name, value in call.arguments.items() if name != "reason"}
    return hashlib.sha256(json.dumps(wished, sort_keys=True).encode()).hexdigest()


def _say(
    db: Database,
    approval: Approval,
    text: str,
    *,
    is_shopper: bool,
    now_unix_ms: int,
    late: bool = False,
) -> None:
    """Writes into the thread; it is mailed too, unless the shopper is there to read it.

    What is said because it was too `late` leaves room for what is told after all. The thread is
    active then: what came of a wish can be read for as long as any message.
    """
    message_id = f"approval-{approval.approval_id}{'-expired' if late else ''}"
    replies.add(
        db,
        message_id=message_id,
        thread_id=approval.thread_id,
        author=replies.AGENT,
        author_name="",
        text=text,
        now_unix_ms=now_unix_ms,
    )
    threads.wake(db, approval.thread_id, now_unix_ms)
    if not is_shopper:
        people.mail(db, approval.thread_id, message_id, "", text, now_unix_ms)


def _tell_staff(db: Database, approval: Approval, what: str, now_unix_ms: int) -> None:
    notices.tell(
        db,
        "approval" if what == "asked" else "notice",
        key=f"approval-{what}-{approval.approval_id}",
        payload={
            "approval_id": approval.approval_id,
            "thread_id": approval.thread_id,
            "state": what,
            "subject": f"Expired: {approval.summary}" if what == "expired" else approval.summary,
            "body": "",
        },
        now_unix_ms=now_unix_ms,
    )
