"""The sidecar's approvals on a real gRPC server: what the plugin talks to when it decides."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from types import TracebackType
from typing import Any, Self

import grpc

from sidecar.v1 import desk_pb2 as pb
from sidecar.v1.desk_pb2_grpc import DeskServicer, add_DeskServicer_to_server

WAITING, DONE, EXPIRED = (
    pb.APPROVAL_STATE_WAITING,
    pb.APPROVAL_STATE_DONE,
    pb.APPROVAL_STATE_EXPIRED,
)


class FakeDesk(DeskServicer):
    """Keeps approvals in memory and follows the contract's rules on who may decide.

    `decisions` holds every DecideApproval that arrived. `before_deciding` and `after_deciding` are
    called around one, as a place to break things. `down` refuses every call.
    """

    def __init__(self, address: str) -> None:
        self.approvals: dict[str, pb.Approval] = {}
        self.decisions: list[pb.DecideApprovalRequest] = []
        self.before_deciding: Callable[[], None] = lambda: None
        self.after_deciding: Callable[[], None] = lambda: None
        self.down = False
        self._lock = Lock()
        self._server = grpc.server(ThreadPoolExecutor(8))
        add_DeskServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]
        self._server.add_insecure_port(address)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop(0).wait()

    def ask(self, approval_id: str, thread_id: str, action: dict[str, Any], **changes: Any) -> None:
        """Record what a turn left: the fields of a SealedAction, as JSON has them."""
        fields: dict[str, Any] = {
            "approval_id": approval_id,
            "thread_id": thread_id,
            "tool": "issue_refund",
            "sealed": action["sealed"],
            "summary": action["summary"],
            "by_shopper": action["by_shopper"],
            "state": WAITING,
            "asked_unix_ms": time.time_ns() // 1_000_000,
            "expires_unix_ms": action["expires_unix_ms"],
        }
        self.approvals[approval_id] = pb.Approval(**(fields | changes))

    def GetApproval(self, request: pb.GetApprovalRequest, context: Any) -> pb.GetApprovalResponse:  # noqa: N802
        """One approval."""
        return pb.GetApprovalResponse(approval=self._find(request.approval_id, context))

    def ListApprovals(  # noqa: N802
        self, request: pb.ListApprovalsRequest, context: Any
    ) -> pb.ListApprovalsResponse:
        """Approvals, the newest first; a page's token is where it begins."""
        found = [one for one in self.approvals.values() if request.state in (0, one.state)][::-1]
        begin = int(request.page_token or 0)
        end = begin + (request.page_size or 50)
        token = str(end) if end < len(found) else ""
        return pb.ListApprovalsResponse(approvals=found[begin:end], next_page_token=token)

    def DecideApproval(  # noqa: N802
        self, request: pb.DecideApprovalRequest, context: Any
    ) -> pb.DecideApprovalResponse:
        """The first decision counts; the same again is no error."""
        self.before_deciding()
        with self._lock:
            approval = self._find(request.approval_id, context)
            self.decisions.append(request)
            if approval.state not in (WAITING, request.state):
                self._refuse(context, grpc.StatusCode.FAILED_PRECONDITION, "APPROVAL_DECIDED")
            if approval.state == WAITING:
                approval.state = request.state
                approval.decided_by = request.decided_by or "shopper"
                approval.outcome_text = request.text
                approval.decided_unix_ms = time.time_ns() // 1_000_000
        self.after_deciding()
        return pb.DecideApprovalResponse(approval=approval)

    def _find(self, approval_id: str, context: Any) -> pb.Approval:
        if self.down:
            self._refuse(context, grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE")
        claims = _claims(context)
        approval = self.approvals.get(approval_id)
        is_staff = "desk.staff" in claims["scp"].split()
        if approval is None or not (is_staff or approval.thread_id == claims["thr"]):
            self._refuse(context, grpc.StatusCode.NOT_FOUND, "NOT_FOUND")
        assert approval is not None
        return approval

    @staticmethod
    def _refuse(context: Any, status: grpc.StatusCode, reason: str) -> None:
        context.set_trailing_metadata((("deskhand-reason", reason),))
        context.abort(status, reason)


def _claims(context: Any) -> dict[str, Any]:
    """What the call's token says; whether it is true is the real sidecar's to check."""
    token = dict(context.invocation_metadata())["authorization"].removeprefix("Bearer ")
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims
