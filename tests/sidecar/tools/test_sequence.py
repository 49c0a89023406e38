"""No refund is asked for before the shop's rules were, nor above what they allow."""

from __future__ import annotations

from typing import Any

import pytest

from sidecar.nouns import RefundVerdict, SealedAction, ToolCall, ToolErrorCode, ToolResult
from sidecar.tools.sequence import too_early, verdicts_of

ASKED = {"order_id": 1042, "amount": "12.50", "reason": "Broken"}
YES = RefundVerdict(1042, eligible=True, amount_limit="58.00")


def said(name: str, value: dict[str, Any] | None, **arguments: Any) -> ToolResult:
    code = None if value is not None else ToolErrorCode.NOT_FOUND
    return ToolResult(ToolCall("call-1", name, arguments), value, code)


def policy(order_id: int = 1042, *, eligible: bool = True, limit: str = "58.00") -> ToolResult:
    value = {"eligible": eligible, "amount_limit": limit}
    return said("check_refund_policy", value, order_id=order_id)


def test_a_refund_follows_the_rules_word_in_this_turn_or_an_earlier_one() -> None:
    assert too_early("issue_refund", ASKED, [policy()], ()) == ""
    assert too_early("issue_refund", ASKED, (), [YES]) == ""


@pytest.mark.parametrize(
    ("results", "earlier"),
    [
        ([], []),
        ([policy(7)], []),  # of another order
        ([policy(eligible=False)], []),
        ([policy(eligible=False)], [YES]),  # the last word counts
        ([said("check_refund_policy", None, order_id=1042)], []),
        ([policy(limit="12.49")], []),
        ([policy(limit="")], []),
        ([policy(limit="plenty")], []),
    ],
)
def test_a_refund_that_the_rules_do_not_allow_is_too_early(
    results: list[ToolResult], earlier: list[RefundVerdict]
) -> None:
    assert too_early("issue_refund", ASKED, results, earlier)


@pytest.mark.parametrize("amount", ["0", "0.00", "-1", "12,50", "1e2", "12.5000", "", "12.50 EUR"])
def test_an_amount_is_a_decimal_above_zero(amount: str) -> None:
    assert too_early("issue_refund", ASKED | {"amount": amount}, [policy()], ())


def test_the_whole_limit_may_be_asked_for() -> None:
    assert too_early("issue_refund", ASKED | {"amount": "58.00"}, [policy()], ()) == ""


def test_a_second_refund_in_a_turn_waits_for_the_first() -> None:
    action = SealedAction("sealed", "Refund", False, 1)
    asked = ToolResult(ToolCall("call-2", "issue_refund", ASKED), {}, action=action)
    assert too_early("issue_refund", ASKED, [policy(), asked], ())


def test_rules_are_asked_only_once_the_shopper_has_shown_whose_order_it_is() -> None:
    unknown = said("verify_identity", {"verified": "none", "code_sent": False})
    known = said("verify_identity", {"verified": "full", "code_sent": False})
    for name in ("check_refund_policy", "issue_refund"):
        assert too_early(name, ASKED, [policy(), unknown], ())
        assert too_early(name, ASKED, [policy(), said("verify_identity", None)], ())
        assert too_early(name, ASKED, [unknown, known, policy()], ()) == ""


def test_other_tools_wait_for_nothing() -> None:
    assert too_early("add_note", {"text": "Ring the bell"}, (), ()) == ""


def test_what_the_rules_said_is_read_off_the_results() -> None:
    assert verdicts_of([policy(), said("add_note", {"note_id": 1}), policy(eligible=False)]) == [
        YES,
        RefundVerdict(1042, eligible=False, amount_limit="58.00"),
    ]
