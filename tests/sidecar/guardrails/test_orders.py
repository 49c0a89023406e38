"""Orders: their contents, number and state, as tools gave them."""

from __future__ import annotations

from typing import Any

import pytest

from sidecar.guardrails.proof import Evidence
from sidecar.nouns import ToolCall, ToolErrorCode, ToolResult

SENT: dict[str, Any] = {
    "number": "••99", "status": "completed", "status_text": "Shipped", "total": "81.40",
    "currency": "EUR", "created": "2026-10-01T10:00:00+00:00", "eta": "2026-10-06",
    "items": [{"name": "Linen Runner", "quantity": 2}, {"name": "Stoneware Bowl", "quantity": 1}],
    "tracking": [{"provider": "An Post", "number": "CE100200300IE", "url": ""}],
}  # fmt: skip
OPEN = {"number": "••77", "status": "processing", "status_text": "Processing"}


def judged(sentence: str, name: str, value: Any) -> bool:
    evidence = Evidence()
    error_code = ToolErrorCode.TIMEOUT if value is None else None
    evidence.add_result(ToolResult(ToolCall("c", name, {}), value, error_code))
    return bool(evidence.judge(sentence).text)


@pytest.mark.parametrize(
    ("sentence", "is_so"),
    [
        ("Your order contains two Linen Runners and one Stoneware Bowl.", True),
        ("Your order contains three Linen Runners.", False),
        ("Your order contains a Wool Blanket.", False),
        ("You placed this order on 1 October.", True),
        ("You placed this order on 6 October.", False),
        ("It is expected on Tuesday, 6 October 2026.", True),
        ("It is expected on Monday, 6 October 2026.", False),
        ("Your order ••99 has been shipped with An Post.", True),
        ("It was shipped with UPS.", False),
        ("Ihre Bestellung ist unterwegs.", True),
        ("Ihre Bestellung liegt abholbereit in der Filiale.", False),
        ("Votre commande n'a pas encore été expédiée.", False),
        ("Su pedido se está preparando.", False),
    ],
)
def test_an_order_is_what_the_tool_gave(sentence: str, is_so: bool) -> None:
    assert judged(sentence, "get_order_status", SENT) == is_so


@pytest.mark.parametrize(
    ("sentence", "is_so"),
    [
        ("You have two orders.", True),
        ("Vous avez cinq commandes.", False),
        ("Order ••77 is processing.", True),
        ("Order ••77 has been shipped.", False),
        ("Ihre Bestellung ••77 wurde noch nicht versandt.", True),
    ],
)
def test_each_order_has_its_own_state(sentence: str, is_so: bool) -> None:
    assert judged(sentence, "list_orders", {"orders": [SENT, OPEN]}) == is_so


@pytest.mark.parametrize(
    "sentence",
    ["You have no orders at the moment.", "Sie haben derzeit keine Bestellungen.",
     "Tiene dos pedidos.", "Your order has not been shipped yet."],
)  # fmt: skip
def test_nothing_is_known_of_orders_that_could_not_be_listed(sentence: str) -> None:
    assert not judged(sentence, "list_orders", None)


@pytest.mark.parametrize(
    ("sentence", "is_so"),
    [("You are number 3 in the queue.", True), ("Vous êtes en troisième position.", True),
     ("You're next in line.", False), ("Sie sind als Nächster dran.", False)],
)  # fmt: skip
def test_a_place_in_the_queue_is_a_figure_in_words_too(sentence: str, is_so: bool) -> None:
    assert judged(sentence, "handoff_human", {"asked": True, "queue_position": 3}) == is_so
