"""Guessing orders: number after number with an address that is known to be a customer's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.hostile.forms import VERIFY
from tests.hostile.siege import Siege, new_address

CALLS = 3
"""Calls that a turn may make."""


def enumerated(
    siege: Siege, numbers: Sequence[int], email: str, *, at_a_time: int = 1
) -> Iterator[str]:
    """What comes of each number: `none`, `status` or `RATE_LIMIT`.

    All come from one network address; each turn is a new guest in a new thread.
    """
    address = new_address()

    def guess(some: Sequence[int]) -> list[str]:
        calls = [{"order_number": str(number), "email": email} for number in some]
        with siege.shopper("guest", address) as guest:
            return [outcome(told) for told in siege.told(guest, VERIFY, *calls)]

    turns = [numbers[place : place + CALLS] for place in range(0, len(numbers), CALLS)]
    with ThreadPoolExecutor(at_a_time) as pool:
        for outcomes in pool.map(guess, turns):
            yield from outcomes


def outcome(told: str) -> str:
    """How far a call got, or why it did not."""
    value = json.loads(told)
    return str(value.get("verified", value.get("error", "")))
