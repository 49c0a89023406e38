"""The movement of a turn, without any I/O.

`INIT → PLAN → (TOOL_LOOP)* → DRAFT → GUARDRAIL → RESPOND`, as a table. DRAFT and GUARDRAIL
alternate sentence by sentence, so that the first is shown while the rest is being written; a
Brain that says "let me look" before it asks for a tool goes back to TOOL_LOOP from there. Any
failure leads to GUARDRAIL, which checks the fixed text that is shown instead. RESPOND is final.
"""

from __future__ import annotations

from enum import StrEnum

MAX_CALLS = 3
MAX_REFUSALS = 1


class State(StrEnum):
    """Where a turn is."""

    INIT = "INIT"
    PLAN = "PLAN"
    TOOL_LOOP = "TOOL_LOOP"
    DRAFT = "DRAFT"
    GUARDRAIL = "GUARDRAIL"
    RESPOND = "RESPOND"


class Move(StrEnum):
    """What can happen to it."""

    PREPARED = "PREPARED"  # history and passages are there
    CALL = "CALL"  # the Brain asks for a tool
    WRITE = "WRITE"  # the Brain writes, or rewrites, a sentence
    CHECK = "CHECK"  # the sentence goes to the guard
    FAIL = "FAIL"  # something gave way; a fixed text takes the answer's place
    RETRY = "RETRY"  # the next Brain starts over
    END = "END"  # everything shown is proven


TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.INIT, Move.PREPARED): State.PLAN,
    (State.PLAN, Move.CALL): State.TOOL_LOOP,
    (State.TOOL_LOOP, Move.CALL): State.TOOL_LOOP,
    (State.PLAN, Move.WRITE): State.DRAFT,
    (State.TOOL_LOOP, Move.WRITE): State.DRAFT,
    (State.DRAFT, Move.CHECK): State.GUARDRAIL,
    (State.GUARDRAIL, Move.WRITE): State.DRAFT,
    (State.GUARDRAIL, Move.CALL): State.TOOL_LOOP,
    (State.PLAN, Move.RETRY): State.PLAN,
    (State.TOOL_LOOP, Move.RETRY): State.PLAN,
    (State.DRAFT, Move.RETRY): State.PLAN,
    (State.GUARDRAIL, Move.RETRY): State.PLAN,
    (State.INIT, Move.FAIL): State.GUARDRAIL,
    (State.PLAN, Move.FAIL): State.GUARDRAIL,
    (State.TOOL_LOOP, Move.FAIL): State.GUARDRAIL,
    (State.DRAFT, Move.FAIL): State.GUARDRAIL,
    (State.GUARDRAIL, Move.FAIL): State.GUARDRAIL,
    (State.GUARDRAIL, Move.END): State.RESPOND,
}


class IllegalMove(Exception):
    """The table has no such move from this state; nothing was changed."""


class CallsExhausted(Exception):
    """The turn has had its three tool calls; nothing was changed."""


class Turn:
    """One turn's place in the table, and how many tool calls it has had.

    Calls are counted for the whole turn, over all Brains that try it.
    """

    def __init__(self, state: State = State.INIT, call_count: int = 0) -> None:
        self.state = state
        self.call_count = call_count
        self.refusal_count = 0

    @property
    def calls_left(self) -> int:
        """Tool calls that may still be made."""
        return MAX_CALLS - self.call_count

    def move(self, move: Move) -> None:
        """Goes where the table says. Raises IllegalMove or CallsExhausted, changing nothing."""
        state = TRANSITIONS.get((self.state, move))
        if state is None:
            raise IllegalMove(f"{move} is not possible in {self.state}.")
        if move is Move.CALL:
            if self.call_count == MAX_CALLS:
                raise CallsExhausted(f"{MAX_CALLS} tool calls were made.")
            self.call_count += 1
        self.state = state

    def refuse_call(self) -> bool:
        """Notes a call that can't be made; True when the Brain may be told and try again."""
        self.refusal_count += 1
        return self.refusal_count <= MAX_REFUSALS
