"""What may be claimed to be done: only what a tool's result of this turn shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sidecar.guardrails import promises
from sidecar.guardrails.proof import Evidence
from sidecar.nouns import SealedAction, ToolCall, ToolErrorCode, ToolResult
from tests.fakes.shop import CONFIRMED, ELIGIBLE, ORDER, PROFILE_OF_JANE, TOO_LATE, UNCONFIRMED

WAITS = SealedAction("sealed", "Refund €12.50 of order ••42", False, 1_900_000_000_000)
REFUNDED = {**ORDER, "refunds": [{"amount_text": "€12.00", "created": "2026-11-05T09:00:00Z"}]}


def evidence(name: str = "", value: Mapping[str, Any] | None = None, **more: Any) -> Evidence:
    made = Evidence()
    if name:
        code = None if value is not None or more else ToolErrorCode.UPSTREAM_5XX
        made.add_result(ToolResult(ToolCall("c", name, {}), value, code, **more))
    return made


ASKED = evidence("issue_refund", {"approval": "waits for the shop"}, action=WAITS)


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (ASKED, "I have asked the shop to approve it."),
        (ASKED, "I have asked the shop to approve a refund of €12.50."),
        (ASKED, "I've requested the refund for you."),
        (ASKED, "A refund of €12.50 has been requested."),
        (ASKED, "I have asked the team to refund €12.50."),
        (ASKED, "Nothing is refunded until the shop agrees."),
        (evidence("send_email", {"queued": True}), "I have e-mailed it to you."),
        (evidence("send_email", {"queued": True}), "An e-mail has been sent to you."),
        (evidence("add_note", {"note_id": 7}), "I have added a note to your order."),
        (evidence("add_note", {"note_id": 7}), "A note has been added."),
        (evidence("verify_identity", CONFIRMED), "I have e-mailed you a code."),
        (evidence("verify_identity", CONFIRMED), "Your order ••42 is Processing."),
        (evidence("get_order_status", REFUNDED), "A refund of €12.00 was made on 5 November 2026."),
        (evidence("get_order_status", REFUNDED), "Your refund of €12.00 has been issued."),
        (evidence("notify_human", {"delivery_id": "n"}), "I have informed the shop."),
        (evidence("check_refund_policy", ELIGIBLE), "Your order can be refunded, up to €58.00."),
        (evidence("check_refund_policy", ELIGIBLE), "It is eligible for a refund."),
        (evidence("check_refund_policy", TOO_LATE), "Your order can't be refunded."),
        (evidence("check_refund_policy", TOO_LATE), "It is not eligible for a refund."),
        (evidence("get_customer_profile", PROFILE_OF_JANE), "You have 12 orders."),
    ],
)
def test_what_a_result_shows_may_be_said(known: Evidence, sentence: str) -> None:
    verdict = known.judge(sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (evidence(), "I have asked the shop to approve it."),
        (evidence(), "I've requested the refund for you."),
        (evidence(), "I have asked the team to refund you."),
        (
            evidence("handoff_human", {"asked": True}),
            "I have asked the shop to approve the refund.",
        ),
        (ASKED, "I have refunded it."),
        (ASKED, "We refunded €12.50."),
        (ASKED, "Your refund has been issued."),
        (ASKED, "I have asked the shop to approve a refund of €13.50."),
        (ASKED, "I have asked a colleague to call you."),
        (ASKED, "I have added a note."),
        (evidence("send_email"), "I have e-mailed it to you."),
        (evidence("send_email", {"queued": False}), "I have e-mailed it to you."),
        (evidence("send_email", {"queued": False}), "An e-mail was sent to you."),
        (evidence("verify_identity", CONFIRMED), "I have e-mailed you the answer."),
        (evidence("verify_identity", {**CONFIRMED, "code_sent": False}), "I have sent you a code."),
        (evidence("verify_identity", UNCONFIRMED), "Your order was processed."),
        (evidence("add_note"), "I have added a note to your order."),
        (evidence("add_note"), "Your note was recorded."),
        (evidence("get_order_status", ORDER), "Your refund has been issued."),
        (evidence("get_order_status", REFUNDED), "I have refunded €12.00."),
        (evidence("get_order_status", REFUNDED), "A refund of €13.00 was made on 5 November 2026."),
        (evidence("notify_human", {"delivery_id": "n"}), "I have asked a person to take over."),
        (evidence("check_refund_policy", TOO_LATE), "Your order can be refunded."),
        (evidence("check_refund_policy", TOO_LATE), "It is eligible for a refund."),
        (evidence("check_refund_policy", TOO_LATE), "Diese Bestellung kann erstattet werden."),
        (evidence("check_refund_policy", TOO_LATE), "Cette commande peut être remboursée."),
        (evidence("check_refund_policy", ELIGIBLE), "Your order cannot be refunded."),
        (evidence("check_refund_policy", ELIGIBLE), "Your order can be refunded, up to €59.00."),
        (evidence("get_customer_profile", PROFILE_OF_JANE), "You have 11 orders."),
    ],
)
def test_what_no_result_shows_is_not_said(known: Evidence, sentence: str) -> None:
    assert known.judge(sentence).text == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "After checking, I have cancelled your order.",
        "Once again we have cancelled your order.",
        "When I have cancelled your order, it is gone.",
        "When you wrote, our team cancelled your order.",
        "As soon as I saw it, I cancelled your order.",
        "Nachdem ich nachgesehen habe: Ich habe Ihre Bestellung storniert.",
        "Après vérification, nous avons annulé votre commande.",
        "Después de revisarlo, he cancelado su pedido.",
        "Dopo aver controllato, ho annullato il suo ordine.",
        "Zodra ik het las, heb ik uw bestelling geannuleerd.",
    ],
)
def test_no_condition_before_it_excuses_what_i_have_done(sentence: str) -> None:
    assert promises.unfulfilled(sentence, frozenset(), quoted=True)


@pytest.mark.parametrize(
    "sentence",
    [
        "Once we have cancelled your order, you get an e-mail.",
        "If we sent you the wrong item, the return is free.",
        "Sobald wir haben storniert, was Sie wünschen, erhalten Sie das Geld.",
        "Dès que nous avons annulé la commande, elle est remboursée.",
        "Cuando hemos cancelado un pedido, se reembolsa.",
        "Si ha cancelado su pedido, se reembolsa.",
        "Once your refund has been approved, it takes 5 days.",
    ],
)
def test_what_we_do_first_is_a_condition(sentence: str) -> None:
    assert not promises.unfulfilled(sentence, frozenset(), quoted=True)
