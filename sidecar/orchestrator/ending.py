"""How a turn ended, as the shopper, the store and the record of turns are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sidecar.errors import DeskhandError
from sidecar.nouns import Retrieval
from sidecar.orchestrator.answer import Answer
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.parts import Parts
from sidecar.store import turns
from sidecar.telemetry import TurnRecord
from sidecar.v1.agent_pb2 import ChatEvent, Done, Outcome, Usage


def done_event(
    answer: Answer, retrieval: Retrieval | None, outcome: int | None = None
) -> ChatEvent:
    """The terminal event of a turn that has something to say; `outcome` overrules the answer's."""
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


def state_of(terminal: ChatEvent) -> str:
    """The stored state of a turn that ends so."""
    if terminal.HasField("failed"):
        return turns.FAILED
    stopped = terminal.done.outcome == Outcome.OUTCOME_STOPPED
    return turns.STOPPED if stopped else turns.DONE


def turn_record(
    parts: Parts,
    message: ShopperMessage,
    answer: Answer,
    terminal: ChatEvent,
    retrieval: Retrieval | None,
    brain: str,
    took_ms: float,
    parts_ms: Mapping[str, float],
) -> TurnRecord:
    """What is kept of the turn beside its transcript (O1)."""
    outcome = Outcome.Name(terminal.done.outcome).removeprefix("OUTCOME_").lower()
    return TurnRecord(
        user=parts.pseudonyms.of(message.subject),
        thread=parts.pseudonyms.of(message.thread_id),
        outcome=outcome if terminal.HasField("done") else "failed",
        confidence=terminal.done.confidence,
        usage=answer.usage,
        latency_ms=round(took_ms, 3),
        latency_parts_ms={name: round(ms, 3) for name, ms in parts_ms.items()},
        tools=tuple(result.call.name for result in answer.results),
        prompt_version=parts.prompts.version,
        model_version=brain,
        index_version=retrieval.generation if retrieval is not None else "",
    )


def reason_of(cause: Exception) -> str:
    """The stable reason of a failure."""
    return cause.reason if isinstance(cause, DeskhandError) else DeskhandError.reason


def logged(record: TurnRecord) -> dict[str, object]:
    """The record's values; whose turn it was stands in every log line already."""
    return {name: value for name, value in asdict(record).items() if name not in ("user", "thread")}
