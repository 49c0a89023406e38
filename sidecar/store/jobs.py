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


@dataclass(frozen=True, slots=True)
class JobState:
    """How a job stands, for the owner; `due_unix_ms` is when it can be leased next."""

    job_id: str
    kind: str
    payload_json: str
    state: str
    attempt_count: int
    added_unix_ms: int
    due_unix_ms: int
    error: str


def add(
    db: Database,
    job_id: str,
    kind: str,
    payload_json: str,
    now_unix_ms: int,
    delay_ms: int = 0,
) -> None:
    """Queues a job that is due after `delay_ms`; one with a known id is left as it is."""
    db.execute(
        "INSERT INTO jobs (job_id, kind, payload_json, added_unix_ms, available_unix_ms)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (job_id) DO NOTHING",
        [job_id, kind, payload_json, now_unix_ms, now_unix_ms + delay_ms],
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
    """Closes a job; one that is `DONE` without what it was to say: that may be personal.

    What is `DEAD` keeps it, so that it can be tried again.
    """
    db.execute(
        "UPDATE jobs SET state = ?, error = ?,"
        " payload_json = CASE ? WHEN 'done' THEN '{}' ELSE payload_json END WHERE job_id = ?",
        [state, error, state, job_id],
    )


def drop(db: Database, job_ids: Sequence[str], now_unix_ms: int) -> None:
    """Closes jobs that are not needed any more, except those that somebody is at."""
    for job_id in job_ids:
        db.execute(
            "UPDATE jobs SET state = ?, payload_json = '{}'"
            " WHERE job_id = ? AND state = ? AND lease_until_unix_ms <= ?",
            [DONE, job_id, WAITING, now_unix_ms],
        )


def postpone(db: Database, job_id: str, available_unix_ms: int, error: str) -> None:
    """Ends the lease; the job comes again at that time."""
    db.execute(
        "UPDATE jobs SET available_unix_ms = ?, lease_until_unix_ms = 0, error = ?"
        " WHERE job_id = ?",
        [available_unix_ms, error, job_id],
    )


def revive(db: Database, job_id: str, now_unix_ms: int) -> None:
    """Makes a job wait again as if it had never been leased; why it failed stays."""
    db.execute(
        "UPDATE jobs SET state = ?, attempt_count = 0, available_unix_ms = ?,"
        " lease_until_unix_ms = 0 WHERE job_id = ?",
        [WAITING, now_unix_ms, job_id],
    )


def get(db: Database, job_id: str) -> JobState | None:
    """One job; None when there is none."""
    found = _states(db, "WHERE job_id = ?", [job_id], 1)
    return found[0] if found else None


def page(db: Database, *, state: str, before: tuple[int, str] | None, limit: int) -> list[JobState]:
    """Jobs, the newest first; an empty `state` means all.

    `before` is the (added_unix_ms, job_id) of the last one already seen.
    """
    clauses: list[str] = []
    values: list[object] = []
    if state:
        clauses.append("state = ?")
        values.append(state)
    if before is not None:
        clauses.append("(added_unix_ms, job_id) < (?, ?)")
        values.extend(before)
    where = "WHERE " + " AND ".join(clauses) if clauses else ""
    return _states(db, where, values, limit)


def waiting_count(db: Database) -> int:
    """Jobs that are still to be done."""
    return count(db, WAITING)


def count(db: Database, state: str) -> int:
    """Jobs that stand so."""
    row = db.execute("SELECT count(*) FROM jobs WHERE state = ?", [state]).fetchone()
    return int(row[0])


def _states(db: Database, where: str, values: Sequence[object], limit: int) -> list[JobState]:
    rows = db.execute(
        "SELECT job_id, kind, payload_json, state, attempt_count, added_unix_ms,"  # noqa: S608
        " max(available_unix_ms, lease_until_unix_ms), error"
        f" FROM jobs {where} ORDER BY added_unix_ms DESC, job_id DESC LIMIT ?",
        [*values, limit],
    )
    return [JobState(*row) for row in rows]
