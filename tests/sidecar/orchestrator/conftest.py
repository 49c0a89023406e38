"""A shop to hold conversations in."""

from __future__ import annotations

import pytest

from sidecar.store import Store
from tests.fakes.shop import KETTLE, ORDER, Shop


@pytest.fixture
def shop(store: Store) -> Shop:
    """An extractive shop whose WordPress has one order and one product."""
    made = Shop(store)
    made.results = {
        "get_order_status": lambda asked: ORDER if asked["order_id"] == 1042 else "NOT_FOUND",
        "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
        "search_products": {"products": [KETTLE]},
    }
    return made
