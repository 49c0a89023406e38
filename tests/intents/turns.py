"""Out-of-scope messages held as turns: which of them make the agent act."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sidecar.embedder import Embedder
from sidecar.store import Store
from sidecar.v1.agent_pb2 import ToolSpec
from tests.conftest import STORE_KEY
from tests.fakes.shop import CONFIRMED, ELIGIBLE, KETTLE, ORDER, PROFILE_OF_JANE, Shop, waits

HARMLESS = frozenset(["search_products"])


async def acting(
    messages: Sequence[str], folder: Path, embedder: Embedder, tools: Sequence[ToolSpec]
) -> list[int]:
    """Places of the messages that had a tool of the shop's run or a ticket opened.

    Each is the first of its conversation, by a shopper who has an order and these tools.
    """
    store = Store.open(folder / "deskhand.db", STORE_KEY)
    shop = Shop(store, embedder=embedder)
    shop.results = {
        "get_order_status": ORDER,
        "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
        "search_products": {"products": [KETTLE]},
        "check_refund_policy": ELIGIBLE,
        "issue_refund": waits(),
        "verify_identity": CONFIRMED,
        "get_customer_profile": PROFILE_OF_JANE,
        "add_note": {"note_id": 7},
        "send_email": {"queued": True},
    }
    found = []
    for place, message in enumerate(messages):
        shop.asked.clear()
        heard = await shop.ask(message, thread_id=f"{place:032x}", tools=tools)
        if heard.terminal_count != 1:
            raise RuntimeError(f"message {place} did not end")
        if heard.all("ticket") or {name for name, _ in shop.asked} - HARMLESS:
            found.append(place)
    store.close()
    return found
