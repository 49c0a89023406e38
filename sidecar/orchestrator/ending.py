"""RESPOND: how a turn ended, written in one transaction and told to shopper, store and record."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace

from sidecar import nouns
from sidecar.desk.audit import Called, outcome_of
from sidecar.errors import DeskhandError
from sidecar.nouns import ToolResult
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.inquiry import inquiry
from sidecar.store import Database, questions, refund_verdicts, spend, threads, turns
from sidecar.store.spend import Track
from sidecar.store.turns import Ending
from sidecar.telemetry import TurnRecord, log
from sidecar.tools.sequence import verdicts_of
from sidecar.tools.sidecar_tools import Write
from sidecar.v1.agent_pb2 import ChatEvent, Done, Outcome, Usage


def done_event(case: Case, outcome: int | None = None) -> ChatEvent:
    """The terminal event of a turn that has something to say; `outcome` overrules the answer's."""
    answer, retrieval = case.answer, case.retrieval
    usage = answer.usage
    done = Done(
        outcome=answer.outcome() if outcome is None else outcome,  # type: ignore[arg-type]
        confidence=answer.confidence(retrieval.confidence if retrieval is not None else 0.0),
        usage=Usage(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cost_micros=usage.cost_micros,
        ),
    )
    return ChatEvent(done=done)


async def commit(case: Case, closing: Sequence[ChatEvent], terminal: ChatEvent) -> list[ChatEvent]:
    """Writes all of a turn in one transaction; gives the events that are left to show.

    Those are what was traced, `closing`, what the writes tell, and `terminal`. Raises whatever
    the store raises, and then nothing was written. Of a trial by staff nothing stays but its cost;
    which tools it called stands in the log of the process.
    """
    message, answer, parts = case.message, case.answer, case.parts
    is_trial = case.is_trial
    record = _record(case, terminal)
    tracks = _tracks(case, terminal)
    asked = inquiry(case, terminal.done.outcome)
    calls = [
        case.called(result.call, outcome_of(result), duration_ms=result.took_ms)
        for result in answer.results
    ]

    def write(db: Database) -> list[ChatEvent]:
        effects = _effects(db, answer.writes, is_trial=is_trial)
        last = case.log.stamp([*case.journal.taken(), *closing, *effects, terminal])
        ending = Ending(
            state=state_of(terminal),
            answer=answer.text or terminal.failed.text,
            events=tuple(
                event for event in (*case.log.events, *last) if not event.HasField("trace")
            ),
            outcome=terminal.done.outcome,
            confidence=terminal.done.confidence,
            record_json=record.to_json(),
        )
        turns.finish(db, message.thread_id, message.message_id, ending, parts.now_unix_ms())
        said = verdicts_of(answer.results)
        refund_verdicts.put(db, message.thread_id, said, parts.now_unix_ms())
        if not is_trial:
            for ended in _with_approvals(calls, answer.results, effects):
                parts.audit_log.append(db, ended, parts.now_unix_ms())
        if asked is not None:
            questions.add(db, asked)
        for track in tracks:
            spend.note_turn(db, track, parts.now_unix_ms())
        if is_trial:
            threads.forget(db, message.thread_id)
        return last

    last = await parts.store.write(write)
    for ended in calls if is_trial else ():
        log("audit").info("trial_called", tool=ended.tool, outcome=ended.outcome)
    for track in tracks:
        parts.budget.note_stored(track.thread_id, track.thread_tokens)
    parts.metrics.count_turn(record)
    log("turn").info("turn_ended", **_logged(record))
    return last


def state_of(terminal: ChatEvent) -> str:
    """The stored state of a turn that ends so."""
    if terminal.HasField("failed"):
        return turns.FAILED
    stopped = terminal.done.outcome == Outcome.OUTCOME_STOPPED
    return turns.STOPPED if stopped else turns.DONE


def reason_of(cause: Exception) -> str:
    """The stable reason of a failure."""
    return cause.reason if isinstance(cause, DeskhandError) else DeskhandError.reason


def _effects(db: Database, writes: Iterable[Write], *, is_trial: bool) -> list[ChatEvent]:
    """Writes, and gives what the writes tell; what a trial wrote is taken back."""
    if not is_trial:
        return [event for write in writes for event in write(db).events]
    db.execute("SAVEPOINT trial")
    events = _effects(db, writes, is_trial=False)
    db.execute("ROLLBACK TO trial")
    db.execute("RELEASE trial")
    return events


def _record(case: Case, terminal: ChatEvent) -> TurnRecord:
    """What is kept of the turn beside its transcript (O1)."""
    outcome = Outcome.Name(terminal.done.outcome).removeprefix("OUTCOME_").lower()
    pseudonym = case.parts.pseudonyms.of
    return TurnRecord(
        user=pseudonym(case.message.subject),
        thread=pseudonym(case.message.thread_id),
        outcome=outcome if terminal.HasField("done") else "failed",
        confidence=terminal.done.confidence,
        usage=case.answer.usage,
        latency_ms=round((time.monotonic() - case.began) * 1_000, 3),
        latency_parts_ms={name: round(ms, 3) for name, ms in case.journal.parts_ms.items()},
        tools=tuple(result.call.name for result in case.answer.results),
        scenario=case.route.intent,
        brain_version=case.version.name,
        prompt_version=case.version.prompts.version,
        model_version=case.wrote,
        index_version=case.retrieval.generation if case.retrieval is not None else "",
    )


def _with_approvals(
    calls: Iterable[Called], results: Iterable[ToolResult], effects: Iterable[ChatEvent]
) -> Iterator[Called]:
    """The calls with the actions that they wait for: a wish told before waits as it did."""
    offers = (event.approval_offer for event in effects if event.HasField("approval_offer"))
    for ended, result in zip(calls, results, strict=True):
        waits = result.action is not None
        yield replace(ended, approval_id=next(offers).approval_id) if waits else ended


def _tracks(case: Case, terminal: ChatEvent) -> list[Track]:
    """What each model that was asked did, and who ended the turn, once each."""
    names = dict.fromkeys([*case.answer.given_up, *case.answer.spent, case.wrote])
    answered = terminal.done.outcome == Outcome.OUTCOME_ANSWERED
    return [track(case, name, answered=answered and name == case.wrote) for name in names if name]


def track(case: Case, model: str, *, answered: bool) -> Track:
    """What one model, or the Brain that needs none, did in a turn."""
    answer = case.answer
    return Track(
        thread_id=case.account,
        thread_tokens=case.parts.budget.tokens_of(case.account),
        brain_version=case.version.name,
        model=model,
        scenario=case.route.intent,
        ended=model not in answer.given_up,
        answered=answered,
        usage=answer.spent.get(model, nouns.Usage()),
        refused_sentence_count=answer.refused.get(model, 0),
        took_ms=round((time.monotonic() - case.began) * 1_000),
    )


def _logged(record: TurnRecord) -> dict[str, object]:
    """The record's values; whose turn it was stands in every log line already."""
    return {name: value for name, value in asdict(record).items() if name not in ("user", "thread")}
