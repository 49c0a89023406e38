"""Out-of-scope messages held as turns: which of them make the agent act."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sidecar.embedder import Embedder
from sidecar.store import Store
from tests.conftest import STORE_KEY
from tests.fakes.shop import KETTLE, ORDER, Shop

ORDER_TOOLS = frozenset(["get_order_status", "list_orders"])


async def acting(messages: Sequence[str], folder: Path, embedder: Embedder) -> list[int]:
    """Places of the messages that had an order looked up or a ticket opened.

    Each is the first of its conversation, by a shopper who is logged in and has an order.
    """
    store = Store.open(folder / "deskhand.db", STORE_KEY)
    shop = Shop(store, embedder=embedder)
    shop.results = {
        "get_order_status": ORDER,
        "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
        "search_products": {"products": [KETTLE]},
    }
    found = []
    for place, message in enumerate(messages):
        shop.asked.clear()
        heard = await shop.ask(message, thread_id=f"{place:032x}")
        if heard.terminal_count != 1:
            raise RuntimeError(f"message {place} did not end")
        if heard.all("ticket") or ORDER_TOOLS & {name for name, _ in shop.asked}:
            found.append(place)
    store.close()
    return found
