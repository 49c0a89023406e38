"""What has to come before what: no refund without the shop's own rules having been asked (T2).

`verify_identity`, then `check_refund_policy`, then `issue_refund`. WordPress checks all of it
again; here the Brain is told early, and no hostile one gets an offer made that can't be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sidecar.nouns import RefundVerdict, ToolResult

AMOUNT = re.compile(r"\d{1,9}(?:\.\d{1,3})?")


def verdicts_of(results: Iterable[ToolResult]) -> list[RefundVerdict]:
    """What the refund rules said in these results, in order."""
    return [
        RefundVerdict(
            order_id=int(result.call.arguments.get("order_id") or 0),
            eligible=result.value.get("eligible") is True,
            amount_limit=str(result.value.get("amount_limit") or ""),
        )
        for result in results
        if result.call.name == "check_refund_policy" and result.value is not None
    ]


def too_early(
    name: str,
    arguments: Mapping[str, Any],
    results: Sequence[ToolResult],
    earlier: Iterable[RefundVerdict],
) -> str:
    """Why a call can't be made yet, for the Brain; empty when it can.

    `results` are those of this turn, `earlier` the verdicts of the turns before, oldest first.
    """
    if name in ("check_refund_policy", "issue_refund") and _is_unverified(results):
        return "The shopper has not shown whose order it is: verify_identity comes first."
    if name != "issue_refund":
        return ""
    if any(result.action is not None and result.call.name == name for result in results):
        return "A refund waits for approval already; one is enough."
    said = [*earlier, *verdicts_of(results)]
    order_id = arguments.get("order_id")
    last = next((known for known in reversed(said) if known.order_id == order_id), None)
    if last is None:
        return "Call check_refund_policy for this order first."
    if not last.eligible:
        return "check_refund_policy says that this order can't be refunded."
    amount = str(arguments.get("amount", ""))
    if not AMOUNT.fullmatch(amount) or not Decimal(amount):
        return "amount must be a decimal above zero such as 12.50."
    if not AMOUNT.fullmatch(last.amount_limit) or Decimal(amount) > Decimal(last.amount_limit):
        return "amount is above what check_refund_policy allows."
    return ""


def _is_unverified(results: Sequence[ToolResult]) -> bool:
    """Whether the last try of this turn to show whose order it is has failed."""
    tries = [result for result in results if result.call.name == "verify_identity"]
    return bool(tries) and (tries[-1].value or {}).get("verified", "none") == "none"
