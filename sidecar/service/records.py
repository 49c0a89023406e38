# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""The owner's calls on what is kept of work: jobs for WordPress, and the audit log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sidecar.desk import jobs as work
from sidecar.desk.audit import AuditLog
from sidecar.errors import BadMessage
from sidecar.service import clock
from sidecar.service.paging import page_size, read_token, token
from sidecar.store import Database, Store, audit, jobs
from sidecar.store.jobs import JobState
from sidecar.v1 import operations_pb2 as pb
from sidecar.v1.operations_pb2_grpc import OperationsServicer

AUDIT_PAGE_SIZE = 200
MAX_AUDIT_PAGE_SIZE = 1_000
STATES = {
    jobs.WAITING: pb.JOB_STATE_WAITING,
    jobs.DONE: pb.JOB_STATE_DONE,
    jobs.DEAD: pb.JOB_STATE_DEAD,
}


class RecordCalls(OperationsServicer):
    """The calls of the service Operations that are about records; see there."""

    def __init__(self, store: Store, audit_log: AuditLog) -> None:
        self._store = store
        self._audit_log = audit_log

    async def ListJobs(self, request: pb.ListJobsRequest, context: Any) -> pb.ListJobsResponse:
        """Work for WordPress, the newest first."""
        size, before = page_size(request.page_size), read_token(request.page_token)
        state = next((name for name, number in STATES.items() if number == request.state), "")

        def read(db: Database) -> tuple[list[JobState], int, int]:
            found = jobs.page(db, state=state, before=before, limit=size + 1)
            return found, jobs.waiting_count(db), jobs.count(db, jobs.DEAD)

        found, waiting_count, dead_count = await self._store.read(read)
        last = found[size - 1] if len(found) > size else None
        return pb.ListJobsResponse(
            jobs=map(_summary, found[:size]),
            next_page_token=token(last.added_unix_ms, last.job_id) if last else "",
            waiting_count=waiting_count,
            dead_count=dead_count,
        )

    async def RetryJob(self, request: pb.RetryJobRequest, context: Any) -> pb.RetryJobResponse:
        """Has a job that was given up leased again."""
        now_unix_ms = clock.now_unix_ms()
        await self._store.write(lambda db: work.retry(db, request.job_id, now_unix_ms))
        return pb.RetryJobResponse()

    async def VerifyAudit(
        self, request: pb.VerifyAuditRequest, context: Any
    ) -> pb.VerifyAuditResponse:
        """Checks the whole chain."""
        verdict = await self._store.read(self._audit_log.verify)
        return pb.VerifyAuditResponse(**asdict(verdict))

    async def ListAudit(self, request: pb.ListAuditRequest, context: Any) -> pb.ListAuditResponse:
        """Entries, the oldest first."""
        if not 0 <= request.page_size <= MAX_AUDIT_PAGE_SIZE:
            raise BadMessage(f"page_size must be 0 to {MAX_AUDIT_PAGE_SIZE}.")
        size = request.page_size or AUDIT_PAGE_SIZE
        entries, entry_count = await self._store.read(
            lambda db: (audit.page(db, request.after_seq, size), audit.count(db))
        )
        return pb.ListAuditResponse(
            entries=[pb.AuditEntry(**asdict(entry)) for entry in entries], entry_count=entry_count
        )


def _summary(job: JobState) -> pb.JobSummary:
    return pb.JobSummary(
        job_id=job.job_id,
        kind=job.kind,
        state=STATES[job.state],
        attempt_count=job.attempt_count,
        added_unix_ms=job.added_unix_ms,
        due_unix_ms=job.due_unix_ms if job.state == jobs.WAITING else 0,
        error=job.error,
        payload_json="" if job.state == jobs.DONE else job.payload_json,
    )
