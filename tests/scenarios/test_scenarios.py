"""Holds every conversation of the packs over gRPC, on a whole sidecar without a model.

A scenario: `say` (after the messages in `after`), then what must hold of the last turn:
`outcome`, text that it `contains` or `lacks`, the page it `cites`, the tools it `calls`, the
`card` it shows, whether it `offers_ticket`, and how many `tickets` the thread has. `results`
replaces what WordPress gives, `{waits: …}` being an action that waits for the shop, `{confirm: …}`
one for the shopper. `guest` offers no order tools; `tools` are all that an `anonymous` shopper, a
`verified` guest or a `customer` gets, `coded` those of an anonymous one to whom a code was sent.
`passes` are arguments the shop is given, of the last call; `approval` is what waits at the end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from sidecar.v1 import desk_pb2
from sidecar.v1.agent_pb2 import Outcome, Page
from tests.fakes.shop import (
    CONFIRMED,
    CUSTOMER_TOOLS,
    ELIGIBLE,
    GUEST_TOOLS,
    KETTLE,
    ORDER,
    PRODUCT_TOOLS,
    PROFILE_OF_JANE,
    UNCONFIRMED,
    VERIFIED_TOOLS,
    VERIFY_CODE,
    Result,
    waits,
)
from tests.fakes.wordpress import WordPress, sample_site

KEYS = frozenset(
    ["name", "after", "say", "guest", "results", "outcome", "contains", "lacks", "cites", "calls",
     "card", "offers_ticket", "tickets", "tools", "passes", "approval", "locale"]
)  # fmt: skip
MAIL = "jane@b.ie"
SCENARIOS: list[dict[str, Any]] = [
    scenario
    for pack in sorted(Path(__file__).parent.glob("*.yaml"))
    for scenario in yaml.safe_load(pack.read_text("utf-8"))
]
RESULTS: dict[str, Any] = {
    "get_order_status": lambda asked: ORDER if asked["order_id"] == 1042 else "NOT_FOUND",
    "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
    "search_products": {"products": [KETTLE]},
    "verify_identity": lambda asked: _verified(**asked),
    "check_refund_policy": lambda asked: _ruled(**asked),
    "issue_refund": waits(),
    "get_customer_profile": PROFILE_OF_JANE,
    "add_note": {"note_id": 7},
    "send_email": {"queued": True, "to_masked": "j•••@b.ie"},
}
TOOLS = {
    "anonymous": GUEST_TOOLS,
    "coded": (*PRODUCT_TOOLS, VERIFY_CODE),
    "verified": VERIFIED_TOOLS,
    "customer": CUSTOMER_TOOLS,
}


def _verified(order_number: str = "", email: str = "", code: str = "") -> Result:
    """What a shop says whose order 1042 is Jane's, and that mailed her 123456."""
    if code == "123456":
        return {**CONFIRMED, "verified": "full", "code_sent": False}
    return CONFIRMED if (order_number, email) == ("1042", MAIL) else UNCONFIRMED


def _ruled(order_id: int, items: Sequence[Mapping[str, Any]] = ()) -> Result:
    """What the rules say of order 1042, or of its kettle."""
    if order_id != 1042:
        return "NOT_FOUND"
    kettle = ELIGIBLE["items"][:1]
    return {**ELIGIBLE, "amount_limit": "39.00", "items": kettle} if items else ELIGIBLE


def _given(value: Any) -> Result:
    """What WordPress gives, out of a pack."""
    if isinstance(value, dict) and value.keys() & {"waits", "confirm"}:
        return waits(*value.values(), by_shopper="confirm" in value)
    return value  # type: ignore[no-any-return]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WordPress]:
    async with sample_site(tmp_path_factory.mktemp("scenarios")) as made:
        yield made


def test_the_packs_use_known_words_and_names_of_their_own() -> None:
    names = [scenario["name"] for scenario in SCENARIOS]
    assert len(names) == len(set(names))
    assert all(scenario.keys() <= KEYS for scenario in SCENARIOS)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=[known["name"] for known in SCENARIOS])
async def test_the_conversation_goes_as_written(site: WordPress, scenario: dict[str, Any]) -> None:
    thread_id = f"{SCENARIOS.index(scenario):032x}"
    fields: dict[str, Any] = {"thread_id": thread_id}
    if scenario.get("guest"):
        fields["tools"] = PRODUCT_TOOLS
    if "tools" in scenario:
        fields["tools"] = TOOLS[scenario["tools"]]
    if "locale" in scenario:
        fields["page"] = Page(locale=scenario["locale"])
    given = {name: _given(value) for name, value in scenario.get("results", {}).items()}
    site.results = RESULTS | given
    for number, text in enumerate(scenario.get("after", ())):
        await site.ask(text, f"before-{number}", **fields)
    site.asked.clear()
    heard = await site.ask(scenario["say"], "message-1", **fields)

    assert heard.terminal_count == 1
    if "outcome" in scenario:
        outcome = Outcome.Name(heard.outcome).removeprefix("OUTCOME_").lower()
        assert outcome == scenario["outcome"], heard.text
    for text in scenario.get("contains", ()):
        assert text in heard.text
    for text in scenario.get("lacks", ()):
        assert text not in heard.text
    if "cites" in scenario:
        assert scenario["cites"] in [cited.title for cited in heard.all("citation")]
    if "calls" in scenario:
        assert [name for name, _ in site.asked] == scenario["calls"]
    if "passes" in scenario:
        assert site.asked[-1][1] == scenario["passes"]
    if "approval" in scenario:
        assert [offer.summary for offer in heard.all("approval_offer")] == scenario["approval"]
    if "card" in scenario:
        assert [card.kind for card in heard.all("card")] == [scenario["card"]]
    if "offers_ticket" in scenario:
        assert bool(heard.all("ticket_offer")) == scenario["offers_ticket"]
    if "tickets" in scenario:
        listed = await site.caller.call(
            "/sidecar.v1.Desk/ListTickets", desk_pb2.ListTicketsRequest(page_size=200)
        )
        opened = [ticket for ticket in listed.tickets if ticket.thread_id == thread_id]
        assert len(opened) == scenario["tickets"]
