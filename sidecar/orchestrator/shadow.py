"""Lets another version of the Brain draft an answer that no shopper sees.

It has what the turn has found and looked up, and may call nothing itself: what one version does
to the shop, two would do twice.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from sidecar.errors import BudgetSpent, DeskhandError, ModelUnavailable
from sidecar.orchestrator.answer import Answer
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.dialogue import Dialogue, HandOffNeeded
from sidecar.orchestrator.draft import Draft
from sidecar.orchestrator.ending import track
from sidecar.orchestrator.event_log import EventLog
from sidecar.orchestrator.hands import Hands
from sidecar.orchestrator.turn import MAX_CALLS, State, Turn
from sidecar.orchestrator.version import Version
from sidecar.store import Database, drafts, spend
from sidecar.store.drafts import ShadowDraft
from sidecar.telemetry import log


async def draft_beside(shown: Case, version: Version) -> None:
    """Drafts what `version` would have said where `shown` has ended, and keeps it."""
    case = _beside(shown, version)
    draft = Draft(case)
    dialogue = Dialogue(case, draft, Hands(case))
    try:
        async with asyncio.timeout(shown.parts.deadline_s):
            await dialogue.hold(version.brains[0])
            await draft.finish()
    except (ModelUnavailable, BudgetSpent, HandOffNeeded, TimeoutError) as cause:
        reason = cause.reason if isinstance(cause, DeskhandError) else type(cause).__name__
        log("turn").warning("draft_given_up", version=version.name, reason=reason)
        case.answer.given_up.append(case.wrote)
    message, text = case.message, case.answer.text
    ended = track(case, case.wrote, answered=bool(case.answer.cited or case.answer.looked_up))

    def write(db: Database) -> None:
        drafts.put(db, ShadowDraft(message.thread_id, message.message_id, version.name, text))
        spend.note_turn(db, ended, case.parts.now_unix_ms())

    await case.parts.store.write(write)
    case.parts.budget.note_stored(ended.thread_id, ended.thread_tokens)


def _beside(shown: Case, version: Version) -> Case:
    """A case with what `shown` has found and looked up, in which nothing is said yet."""
    case = replace(
        Case.of(shown.parts, replace(shown.message, is_traced=False), _nowhere(shown)),
        version=version,
        question=shown.question,
        history=shown.history,
        route=shown.route,
        retrieval=shown.retrieval,
        turn=Turn(State.PLAN, call_count=MAX_CALLS),
        answer=Answer(results=list(shown.answer.results)),
        account=f"{shown.message.thread_id}:draft",
        began=time.monotonic(),
        ends_at=time.monotonic() + shown.parts.deadline_s,
    )
    case.evidence.add_passages(shown.evidence.passages.values())
    for result in shown.answer.results:
        case.evidence.add_result(result, is_passages=result.call.name == "search_kb")
    return case


def _nowhere(shown: Case) -> EventLog:
    return EventLog(shown.message.message_id, 0, shown.parts.now_unix_ms)
