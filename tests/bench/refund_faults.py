"""Part of the group `hands`: kill -9 of PHP workers around each step of a refund.

Each round has a refund for each step, by a payment service and by hand. The worker that carries it
out is killed there. In every other round cron goes on, else another click; what was not begun
always takes a click. Then there is one refund, one payment and one note, and the truth was told.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench import Figure
from tests.faults.refund_shop import Shop, Toll, kill_workers, steps_of

KILLS_PER_STEP = 25
GATEWAYS = ("pays", "by_hand")


def figures() -> Iterator[Figure]:
    """Counts by payment service over 25 kills a step."""
    with Shop.open() as shop:
        for gateway in GATEWAYS:
            toll = kill(shop, gateway, KILLS_PER_STEP)
            name = f"refunds, {gateway}"
            step_count = len(steps_of(gateway))
            least = step_count * KILLS_PER_STEP
            yield Figure(f"{name}: steps", step_count, "")
            yield Figure(f"{name}: kills of a PHP worker", toll.kill_count, "", at_least=least)
            yield Figure(f"{name}: workers that survived", len(toll.survived), "", at_most=0)
            yield Figure(f"{name}: lost", len(toll.lost), "", at_most=0)
            yield Figure(f"{name}: doubled", len(toll.doubled), "", at_most=0)
            yield Figure(f"{name}: differing", len(toll.differing), "", at_most=0)


def kill(shop: Shop, gateway: str, round_count: int) -> Toll:
    """Kills a worker at every step, in so many rounds."""
    toll = Toll()
    for number in range(round_count):
        # Customers take turns, so that the history of none grows long.
        customer = number // 2 % len(shop.site.customers)
        by_cron = number % 2 == 0
        names = steps_of(gateway)
        toll.add(kill_workers(shop, names, gateway, by_cron=by_cron, customer=customer))
    return toll
