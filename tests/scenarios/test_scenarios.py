"""Holds every conversation of the packs over gRPC, on a whole sidecar without a model.

A scenario: `say` (after the messages in `after`), then what must hold of the last turn:
`outcome`, text that it `contains` or `lacks`, the page it `cites`, the tools it `calls`, the
`card` it shows, whether it `offers_ticket`, and how many `tickets` the thread has. `results`
replaces what WordPress gives; `guest` offers no order tools.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from sidecar.v1 import desk_pb2
from sidecar.v1.agent_pb2 import Outcome
from tests.fakes.shop import KETTLE, ORDER, PRODUCT_TOOLS
from tests.fakes.wordpress import WordPress, sample_site

KEYS = frozenset(
    ["name", "after", "say", "guest", "results", "outcome", "contains", "lacks", "cites", "calls",
     "card", "offers_ticket", "tickets"]
)  # fmt: skip
SCENARIOS: list[dict[str, Any]] = [
    scenario
    for pack in sorted(Path(__file__).parent.glob("*.yaml"))
    for scenario in yaml.safe_load(pack.read_text("utf-8"))
]
RESULTS: dict[str, Any] = {
    "get_order_status": lambda asked: ORDER if asked["order_id"] == 1042 else "NOT_FOUND",
    "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
    "search_products": {"products": [KETTLE]},
}


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
    site.results = RESULTS | scenario.get("results", {})
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
