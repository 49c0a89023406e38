"""The table of a turn: what may follow what, and that nothing else can."""

from __future__ import annotations

from itertools import product

import pytest

from sidecar.orchestrator.turn import (
    MAX_CALLS,
    TRANSITIONS,
    CallsExhausted,
    IllegalMove,
    Move,
    State,
    Turn,
)


def at(state: State) -> Turn:
    turn = Turn()
    turn.state = state
    return turn


def test_the_named_path_is_legal() -> None:
    turn = Turn()
    path = [Move.PREPARED, Move.CALL, Move.CALL, Move.WRITE, Move.CHECK, Move.END]
    states = []
    for move in path:
        turn.move(move)
        states.append(turn.state)
    assert states == [
        State.PLAN,
        State.TOOL_LOOP,
        State.TOOL_LOOP,
        State.DRAFT,
        State.GUARDRAIL,
        State.RESPOND,
    ]


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_a_move_off_the_table_raises_and_changes_nothing(state: State, move: Move) -> None:
    turn = at(state)
    if (state, move) in TRANSITIONS:
        turn.move(move)
        assert turn.state is TRANSITIONS[state, move]
        return
    with pytest.raises(IllegalMove):
        turn.move(move)
    assert turn.state is state
    assert turn.call_count == 0


def test_nothing_follows_respond() -> None:
    assert not any(state is State.RESPOND for state, _ in TRANSITIONS)


def test_only_the_guard_leads_to_respond() -> None:
    sources = {state for (state, _), target in TRANSITIONS.items() if target is State.RESPOND}
    assert sources == {State.GUARDRAIL}


def test_a_failure_anywhere_leads_to_the_guard() -> None:
    for state in set(State) - {State.RESPOND}:
        assert TRANSITIONS[state, Move.FAIL] is State.GUARDRAIL


def test_a_fourth_call_raises_and_changes_nothing() -> None:
    turn = at(State.PLAN)
    for _ in range(MAX_CALLS):
        turn.move(Move.CALL)
    with pytest.raises(CallsExhausted):
        turn.move(Move.CALL)
    assert (turn.state, turn.call_count, turn.calls_left) == (State.TOOL_LOOP, 3, 0)


def test_calls_are_counted_over_all_brains() -> None:
    turn = at(State.PLAN)
    turn.move(Move.CALL)
    turn.move(Move.RETRY)
    turn.move(Move.CALL)
    assert turn.calls_left == 1


def test_the_brain_is_told_of_one_refused_call_only() -> None:
    turn = Turn()
    assert turn.refuse_call()
    assert not turn.refuse_call()
