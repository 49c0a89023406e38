"""Work for WordPress, as rows; the rules of leasing are in `sidecar.desk.jobs`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

WAITING, DONE, DEAD = "waiting", "done", "dead"


@dataclass(frozen=True, slots=True)
class Job:
    """A job; `attempt_count` counts the leases it has had."""

    job_id: str
    kind: str
    payload_json: str
    attempt_count: int


def add(db: Database, job_id: str, kind: str, payload_json: str, now_unix_ms: int) -> None:
    """Queues a job; one with a known id is left as it is."""
    db.execute(
        "INSERT INTO jobs (job_id, kind, payload_json, available_unix_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (job_id) DO NOTHING",
        [job_id, kind, payload_json, now_unix_ms],
    )


def ready(db: Database, now_unix_ms: int, limit: int) -> list[Job]:
    """Waiting jobs that are due and not leased, oldest first."""
    rows = db.execute(
        "SELECT job_id, kind, payload_json, attempt_count FROM jobs WHERE state = ?"
        " AND available_unix_ms <= ? AND lease_until_unix_ms <= ?"
        " ORDER BY available_unix_ms, rowid LIMIT ?",
        [WAITING, now_unix_ms, now_unix_ms, limit],
    )
    return [Job(*row) for row in rows]


def take(db: Database, job_ids: Sequence[str], lease_until_unix_ms: int) -> None:
    """Leases jobs, which counts one attempt each."""
    for job_id in job_ids:
        db.execute(
            "UPDATE jobs SET attempt_count = attempt_count + 1, lease_until_unix_ms = ?"
            " WHERE job_id = ?",
            [lease_until_unix_ms, job_id],
        )


def waiting(db: Database, job_id: str) -> Job | None:
    """A job that is still to be done."""
    row = db.execute(
        "SELECT job_id, kind, payload_json, attempt_count FROM jobs WHERE job_id = ? AND state = ?",
        [job_id, WAITING],
    ).fetchone()
    return None if row is None else Job(*row)


def exists(db: Database, job_id: str) -> bool:
    """Whether the job was ever queued."""
    return db.execute("SELECT 1 FROM jobs WHERE job_id = ?", [job_id]).fetchone() is not None


def end(db: Database, job_id: str, state: str, error: str) -> None:
    """Closes a job as `DONE` or `DEAD`, without what it was to say: that may be personal."""
    db.execute(
        "UPDATE jobs SET state = ?, error = ?, payload_json = '{}' WHERE job_id = ?",
        [state, error, job_id],
    )


def postpone(db: Database, job_id: str, available_unix_ms: int, error: str) -> None:
    """Ends the lease; the job comes again at that time."""
    db.execute(
        "UPDATE jobs SET available_unix_ms = ?, lease_until_unix_ms = 0, error = ?"
        " WHERE job_id = ?",
        [available_unix_ms, error, job_id],
    )


def waiting_count(db: Database) -> int:
    """Jobs that are still to be done."""
    row = db.execute("SELECT count(*) FROM jobs WHERE state = ?", [WAITING]).fetchone()
    return int(row[0])
