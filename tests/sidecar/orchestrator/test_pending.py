"""What WordPress may hand in for a call, and what counts as the tool's failure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sidecar.nouns import DeferredJob, SealedAction, ToolCall, ToolErrorCode, ToolResult, ToolSpec
from sidecar.orchestrator.pending import PendingCalls, Returned

WRITES = ToolSpec("send_email", "", {}, {"type": "object"}, "wordpress", read_only=False)
READS = replace(WRITES, name="get_order_status", read_only=True)
DESTROYS = replace(WRITES, name="issue_refund", destructive=True)
ACTION = SealedAction("sealed", "Refund €12.50 of order ••42", False, 1_800_000_000_000)
JOB = DeferredJob("shopper_mail", '{"sealed": "x"}')
DONE = '{"queued": true}'


async def given(spec: ToolSpec, *returned: Returned) -> ToolResult:
    """What the Brain's side gets of the first that is handed in."""
    calls = PendingCalls()
    calls.expect(spec, ToolCall("call-1", spec.name, {}))
    accepted = [calls.settle("call-1", each) for each in returned]
    assert accepted == [True, *[False] * (len(returned) - 1)]
    return await calls.wait("call-1", 1.0)


async def test_an_action_is_a_result_that_says_for_whom_it_waits() -> None:
    by_staff = await given(DESTROYS, Returned(action=ACTION))
    assert by_staff.value == {"approval": "waits for the shop"}
    assert by_staff.action == ACTION
    by_shopper = await given(DESTROYS, Returned(action=replace(ACTION, by_shopper=True)))
    assert by_shopper.value == {"approval": "waits for the shopper"}


async def test_work_that_a_tool_leaves_comes_with_its_result() -> None:
    result = await given(WRITES, Returned(DONE, deferred=(JOB,)))
    assert (result.value, result.deferred) == ({"queued": True}, (JOB,))


async def test_the_first_of_a_result_and_an_action_wins() -> None:
    first = await given(DESTROYS, Returned(action=ACTION), Returned(DONE))
    assert first.action == ACTION


async def test_nothing_is_taken_for_a_call_that_does_not_wait() -> None:
    assert not PendingCalls().settle("call-1", Returned(action=ACTION))


@pytest.mark.parametrize(
    "action",
    [
        {"sealed": ""},
        {"sealed": "x" * 8_193},
        {"sealed": "é" * 4_097},
        {"summary": ""},
        {"summary": "x" * 301},
        {"summary": "two\nlines"},
        {"expires_unix_ms": 0},
    ],
)
async def test_an_action_of_another_size_or_shape_is_the_tools_failure(
    action: dict[str, Any],
) -> None:
    result = await given(DESTROYS, Returned(action=replace(ACTION, **action)))
    assert (result.value, result.action) == (None, None)
    assert result.error_code is ToolErrorCode.UPSTREAM_5XX


async def test_an_action_may_be_as_large_as_agreed() -> None:
    action = replace(ACTION, sealed="x" * 8_192, summary="€\u00a012.50" + "x" * 293)
    assert (await given(DESTROYS, Returned(action=action))).action == action


@pytest.mark.parametrize(
    ("spec", "returned"),
    [
        (DESTROYS, Returned('{"refund_id": 7}')),  # nothing destructive runs in a turn
        (READS, Returned(action=ACTION)),
        (WRITES, Returned(action=ACTION)),
        (DESTROYS, Returned(action=ACTION, deferred=(JOB,))),
        (READS, Returned(DONE, deferred=(JOB,))),
        (WRITES, Returned(DONE, deferred=(JOB,) * 5)),
        (WRITES, Returned(DONE, deferred=(DeferredJob("staff_mail", "{}"),))),
        (WRITES, Returned(DONE, deferred=(DeferredJob("shopper_mail", "[]"),))),
        (WRITES, Returned(DONE, deferred=(DeferredJob("shopper_mail", "{nope"),))),
        (
            WRITES,
            Returned(DONE, deferred=(DeferredJob("shopper_mail", f'{{"a":"{"x" * 16_400}"}}'),)),
        ),
    ],
)
async def test_what_is_not_the_tools_to_give_is_its_failure(
    spec: ToolSpec, returned: Returned
) -> None:
    result = await given(spec, returned)
    assert (result.value, result.action, result.deferred) == (None, None, ())
    assert result.error_code is ToolErrorCode.UPSTREAM_5XX


async def test_four_jobs_are_not_too_many() -> None:
    assert len((await given(WRITES, Returned(DONE, deferred=(JOB,) * 4))).deferred) == 4
