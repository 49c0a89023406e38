"""The rules of work for WordPress: leased at least once, closed once, tried for a week."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sidecar.errors import NotFound, WrongState
from sidecar.store import Database, jobs
from sidecar.store.jobs import Job

HOUR_MS = 3_600_000
# Pause after the first, second … failed attempt. Mail servers can be away for a weekend.
PAUSES_MS = (60_000, 300_000, 1_800_000, *(hours * HOUR_MS for hours in (2, 6, 12, *(24,) * 6)))
MAX_ATTEMPTS = len(PAUSES_MS) + 1
ERROR_CHARS = 500


def mail_staff(db: Database, job_id: str, payload: Mapping[str, str], now_unix_ms: int) -> None:
    """Asks WordPress to write to the shop's people; once per `job_id`."""
    jobs.add(db, job_id, "staff_mail", json.dumps(payload, ensure_ascii=False), now_unix_ms)


def lease(db: Database, now_unix_ms: int, max_count: int, lease_ms: int) -> list[Job]:
    """Hands out due jobs, oldest first, for `lease_ms`; each lease is one attempt.

    A job whose last lease ran out without a word is closed as dead, not handed out again.
    """
    ready = jobs.ready(db, now_unix_ms, max_count)
    while spent := [job for job in ready if job.attempt_count >= MAX_ATTEMPTS]:
        for job in spent:
            jobs.end(db, job.job_id, jobs.DEAD, f"The lease ran out {MAX_ATTEMPTS} times.")
        ready = jobs.ready(db, now_unix_ms, max_count)
    due = [Job(job.job_id, job.kind, job.payload_json, job.attempt_count + 1) for job in ready]
    jobs.take(db, [job.job_id for job in due], now_unix_ms + lease_ms)
    return due


def complete(db: Database, job_id: str, error: str, now_unix_ms: int) -> None:
    """Closes a job, or with an `error` puts it off for a growing pause.

    Completing a closed job again changes nothing. Raises NotFound for an unknown one.
    """
    job = jobs.waiting(db, job_id)
    if job is None:
        if not jobs.exists(db, job_id):
            raise NotFound("No such job.")
        return
    if not error:
        jobs.end(db, job_id, jobs.DONE, "")
    elif job.attempt_count >= MAX_ATTEMPTS:
        jobs.end(db, job_id, jobs.DEAD, error[:ERROR_CHARS])
    else:
        pause_ms = PAUSES_MS[max(job.attempt_count, 1) - 1]
        jobs.postpone(db, job_id, now_unix_ms + pause_ms, error[:ERROR_CHARS])


def retry(db: Database, job_id: str, now_unix_ms: int) -> None:
    """Gives a job that was given up its attempts again; asked for twice, once.

    Raises NotFound, or WrongState (JOB_NOT_DEAD) for one that was not given up.
    """
    job = jobs.get(db, job_id)
    if job is None:
        raise NotFound("No such job.")
    if job.state == jobs.WAITING and job.error and not job.attempt_count:
        return  # given again, and not tried since
    if job.state != jobs.DEAD:
        raise WrongState("This job was not given up.", reason="JOB_NOT_DEAD")
    jobs.revive(db, job_id, now_unix_ms)
