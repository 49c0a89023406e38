# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""The calls on actions that wait for somebody's word, by staff or by the shopper concerned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sidecar.desk import approvals as rules
from sidecar.desk.audit import DECLINED, OK, STAFF, AuditLog, Called
from sidecar.errors import BadMessage, NotAllowed, NotFound
from sidecar.nouns import Identity, ToolErrorCode
from sidecar.orchestrator.message import checked_id, checked_text
from sidecar.service import clock
from sidecar.service.authentication import identity
from sidecar.service.paging import page_size, read_token, token
from sidecar.store import Database, Store, approvals, threads
from sidecar.store.approvals import Approval
from sidecar.v1 import desk_pb2 as pb
from sidecar.v1.desk_pb2_grpc import DeskServicer

STAFF_SCOPE = "desk.staff"
# What the audit log calls a decision.
OUTCOMES = {
    approvals.DONE: OK,
    approvals.DECLINED: DECLINED,
    approvals.FAILED: str(ToolErrorCode.UPSTREAM_5XX),
}
MAX_NAME_CHARS = 100
MAX_OUTCOME_CHARS = 500


class ApprovalCalls(DeskServicer):
    """Staff see all of them; a shopper those of their own thread."""

    def __init__(
        self,
        store: Store,
        audit_log: AuditLog,
        now_unix_ms: Callable[[], int] = clock.now_unix_ms,
    ) -> None:
        self._store = store
        self._audit_log = audit_log
        self._now_unix_ms = now_unix_ms

    async def ListApprovals(
        self, request: pb.ListApprovalsRequest, context: Any
    ) -> pb.ListApprovalsResponse:
        """Actions, the newest first."""
        size, before = page_size(request.page_size), read_token(request.page_token)
        now_unix_ms = self._now_unix_ms()

        def read(db: Database) -> tuple[list[Approval], int]:
            found = approvals.page(
                db,
                state=request.state,
                before=before,
                limit=size + 1,
                now_unix_ms=now_unix_ms,
            )
            return found, approvals.waiting_count(db, now_unix_ms)

        found, waiting_count = await self._store.read(read)
        last = found[size - 1] if len(found) > size else None
        return pb.ListApprovalsResponse(
            approvals=[_shown(approval) for approval in found[:size]],
            next_page_token=token(last.asked_unix_ms, last.approval_id) if last else "",
            waiting_count=waiting_count,
        )

    async def GetApproval(
        self, request: pb.GetApprovalRequest, context: Any
    ) -> pb.GetApprovalResponse:
        """One action; a shopper gets the seal of what is theirs to confirm alone."""
        caller, name = identity(), checked_id("approval_id", request.approval_id)
        now_unix_ms = self._now_unix_ms()
        approval = await self._store.read(lambda db: _of(db, name, caller, now_unix_ms))
        shown = _shown(approval)
        if not _is_staff(caller) and not approval.by_shopper:
            shown.sealed = ""
        return pb.GetApprovalResponse(approval=shown)

    async def DecideApproval(
        self, request: pb.DecideApprovalRequest, context: Any
    ) -> pb.DecideApprovalResponse:
        """Records a decision; the first one counts."""
        caller, name = identity(), checked_id("approval_id", request.approval_id)
        if request.state not in rules.DECISIONS:
            raise BadMessage("state must be DONE, DECLINED or FAILED.")
        text = checked_text(request.text)
        if len(text) > MAX_OUTCOME_CHARS:
            raise BadMessage(f"text must have at most {MAX_OUTCOME_CHARS} characters.")
        decided_by = _name(caller, request.decided_by)

        def decide(db: Database) -> Approval:
            now_unix_ms = self._now_unix_ms()
            approval = _of(db, name, caller, now_unix_ms)
            if not _is_staff(caller) and not approval.by_shopper:
                raise NotAllowed("This is for the people of the shop to decide.")
            decided = rules.decide(
                db,
                approval,
                state=request.state,
                decided_by=decided_by,
                is_shopper=not _is_staff(caller),
                text=text,
                now_unix_ms=now_unix_ms,
            )
            if decided != approval:  # not the same decision told again
                self._audit_log.append(db, _called(decided, caller, request.person_id), now_unix_ms)
            return decided

        return pb.DecideApprovalResponse(approval=_shown(await self._store.write(decide)))


def _of(db: Database, name: str, caller: Identity, now_unix_ms: int) -> Approval:
    """The action, if it is the caller's to see. Raises NotFound, the same for both reasons."""
    approval = rules.get(db, name, now_unix_ms)
    if _is_staff(caller):
        return approval
    is_own = approval.thread_id == caller.thread_id
    if not is_own or threads.owner(db, approval.thread_id) != caller.subject:
        raise NotFound("There is no such action.")
    return approval


def _called(decided: Approval, caller: Identity, person_id: int) -> Called:
    """The decision, as the audit log knows it; it took as long as the action waited.

    Two people may have one name, and a person may change it: their id tells who it was.
    """
    is_staff = _is_staff(caller)
    return Called(
        subject=STAFF if is_staff else caller.subject,
        person=str(person_id or decided.decided_by) if is_staff else "",
        duration_ms=decided.decided_unix_ms - decided.asked_unix_ms,
        thread_id=decided.thread_id,
        tool=decided.tool,
        outcome=OUTCOMES[decided.state],
        approval_id=decided.approval_id,
    )


def _is_staff(caller: Identity) -> bool:
    return STAFF_SCOPE in caller.scopes


def _name(caller: Identity, given: str) -> str:
    """Who decides: a shopper has no other name here. Raises BadMessage."""
    if not _is_staff(caller):
        return rules.SHOPPER
    name = " ".join(checked_text(given).split())
    if not 0 < len(name) <= MAX_NAME_CHARS:
        raise BadMessage(f"decided_by must be a name of 1 to {MAX_NAME_CHARS} characters.")
    return name


def _shown(approval: Approval) -> pb.Approval:
    return pb.Approval(
        approval_id=approval.approval_id,
        thread_id=approval.thread_id,
        tool=approval.tool,
        sealed=approval.sealed,
        summary=approval.summary,
        by_shopper=approval.by_shopper,
        state=approval.state,  # type: ignore[arg-type]
        asked_unix_ms=approval.asked_unix_ms,
        expires_unix_ms=approval.expires_unix_ms,
        decided_unix_ms=approval.decided_unix_ms,
        decided_by=approval.decided_by,
        outcome_text=approval.outcome_text,
    )
