"""What models cost, month by month, and how each version of the Brain did with each model.

Months are of the calendar in UTC, written `2026-11`; money is in millionths of the price list's
currency. Nothing here says who asked: only a thread's own row holds the tokens it used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from sidecar.nouns import Usage
from sidecar.store import jobs
from sidecar.v1.operations_pb2 import TrackRecord

NO_MODEL = "extractive"
KEPT_MONTHS = 13


@dataclass(frozen=True, slots=True)
class Month:
    """A month's row. `leased_micros` may have been spent, nothing beyond it has.

    The owner was told of `told_percent` of a budget of `told_budget_micros`; 0 for never.
    `recorded_micros` is the cost of all ended turns.
    """

    leased_micros: int = 0
    told_percent: int = 0
    told_budget_micros: int = 0
    thread_count: int = 0
    recorded_micros: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    """What one model, or none (`NO_MODEL`), did in one turn.

    `ended` is False when it was asked and gave up; `answered` when it ended the turn with an
    answer. `thread_tokens` is what models used for the whole thread so far.
    """

    thread_id: str
    thread_tokens: int
    brain_version: str
    model: str
    scenario: str
    ended: bool
    answered: bool
    usage: Usage
    refused_sentence_count: int = 0
    took_ms: int = 0


def month_of(now_unix_ms: int) -> str:
    """The month of a moment."""
    return datetime.fromtimestamp(now_unix_ms / 1_000, UTC).strftime("%Y-%m")


def month_after(month: str, count: int = 1) -> str:
    """The month `count` later; before, when it is negative."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + count, 12)
    return f"{year}-{number + 1:02}"


def get(db: Database, month: str) -> Month:
    """The month; an empty one when nothing is known of it."""
    leased, percent, told_budget, thread_count = db.execute(
        "SELECT leased_micros, told_percent, told_budget_micros, thread_count FROM spend_months"
        " WHERE month = ?",
        [month],
    ).fetchone() or (0, 0, 0, 0)
    (recorded,) = db.execute(
        "SELECT coalesce(sum(cost_micros), 0) FROM track_records WHERE month = ?", [month]
    ).fetchone()
    return Month(leased, percent, told_budget, thread_count, recorded)


def lease(db: Database, month: str, more_micros: int) -> int:
    """Writes down that so much more, or less, may have been spent; gives how much in all.

    Processes that spend side by side add to one row.
    """
    (leased_micros,) = db.execute(
        "INSERT INTO spend_months (month, leased_micros) VALUES (?, ?)"
        " ON CONFLICT (month) DO UPDATE SET leased_micros = leased_micros + excluded.leased_micros"
        " RETURNING leased_micros",
        [month, more_micros],
    ).fetchone()
    return int(leased_micros)


def tell(
    db: Database, month: str, percent: int, spent_micros: int, budget_micros: int, now_unix_ms: int
) -> None:
    """Asks WordPress to tell the owner that `percent` of the budget are spent, and notes it."""
    payload = {
        "about": "budget",
        "subject": f"{percent} % of this month's budget for models are spent",
        "percent": percent,
        "spent_micros": spent_micros,
        "budget_micros": budget_micros,
        "until": f"{month_after(month)}-01",
    }
    job_id = f"budget-{month}-{budget_micros}-{percent}"
    jobs.add(db, job_id, "staff_mail", json.dumps(payload), now_unix_ms)
    db.execute(
        "INSERT INTO spend_months (month, told_percent, told_budget_micros) VALUES (?, ?, ?)"
        " ON CONFLICT (month) DO UPDATE SET told_percent = excluded.told_percent,"
        " told_budget_micros = excluded.told_budget_micros",
        [month, percent, budget_micros],
    )


def thread_tokens(db: Database, thread_id: str) -> int:
    """Tokens that models used for the thread, as far as ended turns tell."""
    row = db.execute("SELECT model_tokens FROM threads WHERE thread_id = ?", [thread_id]).fetchone()
    return int(row[0]) if row else 0


def note_turn(db: Database, record: Track, now_unix_ms: int) -> None:
    """Adds what a model did in a turn to the month's track record, and its tokens to the thread.

    A turn that several were asked in is noted once for each of them.
    """
    month = month_of(now_unix_ms)
    db.execute(
        "INSERT INTO track_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET"
        " turn_count = turn_count + excluded.turn_count,"
        " answered_count = answered_count + excluded.answered_count,"
        " failed_count = failed_count + excluded.failed_count,"
        " refused_sentence_count = refused_sentence_count + excluded.refused_sentence_count,"
        " input_tokens = input_tokens + excluded.input_tokens,"
        " output_tokens = output_tokens + excluded.output_tokens,"
        " cost_micros = cost_micros + excluded.cost_micros,"
        " took_ms = took_ms + excluded.took_ms",
        [
            month,
            record.brain_version,
            record.model,
            record.scenario,
            int(record.ended),
            int(record.ended and record.answered),
            int(not record.ended),
            record.refused_sentence_count,
            record.usage.input_tokens,
            record.usage.output_tokens,
            record.usage.cost_micros,
            record.took_ms,
        ],
    )
    if not (record.usage.input_tokens or record.usage.output_tokens):
        return
    db.execute(
        "UPDATE threads SET model_tokens = max(model_tokens, ?) WHERE thread_id = ?",
        [record.thread_tokens, record.thread_id],
    )
    is_new = db.execute(
        "UPDATE threads SET model_month = ? WHERE thread_id = ? AND model_month != ?",
        [month, record.thread_id, month],
    ).rowcount
    if is_new:
        db.execute(
            "INSERT INTO spend_months (month, thread_count) VALUES (?, 1)"
            " ON CONFLICT (month) DO UPDATE SET thread_count = thread_count + 1",
            [month],
        )


def track_records(db: Database, month: str) -> list[TrackRecord]:
    """The month's records, most turns first."""
    rows = db.execute(
        "SELECT brain_version, model, scenario, turn_count, answered_count, failed_count,"
        " refused_sentence_count, input_tokens, output_tokens, cost_micros, took_ms"
        " FROM track_records WHERE month = ?"
        " ORDER BY turn_count DESC, brain_version, model, scenario",
        [month],
    )
    names = [field.name for field in TrackRecord.DESCRIPTOR.fields]
    return [TrackRecord(**dict(zip(names, row, strict=True))) for row in rows]


def forget(db: Database, now_unix_ms: int) -> None:
    """Deletes months older than `KEPT_MONTHS`, the current one counted."""
    first = month_after(month_of(now_unix_ms), 1 - KEPT_MONTHS)
    db.execute("DELETE FROM track_records WHERE month < ?", [first])
    db.execute("DELETE FROM spend_months WHERE month < ?", [first])
