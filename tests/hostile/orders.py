"""What there is to know about each order of a shop, to look for where it must not be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tests.site import Site

# All orders of the sample, whatever their state, and everything that anyone may read.
READ = """
$orders = array();
foreach ( $data as $id ) {
	$order    = wc_get_order( $id );
	$tracking = $order->get_meta( '_wc_shipment_tracking_items' );
	$meta     = is_array( $tracking ) ? (array) ( $tracking[0] ?? array() ) : array();
	$orders[] = array(
		'id'       => $id,
		'customer' => $order->get_customer_id(),
		'number'   => $order->get_order_number(),
		'masked'   => Deskhand\\Own_Orders::masked( $order->get_order_number() ),
		'status'   => wc_get_order_status_name( $order->get_status() ),
		'total'    => wc_format_decimal( $order->get_total(), 2 ),
		'currency' => $order->get_currency(),
		'name'     => $order->get_billing_first_name() . ' ' . $order->get_billing_last_name(),
		'last'     => $order->get_billing_last_name(),
		'email'    => $order->get_billing_email(),
		'phone'    => $order->get_billing_phone(),
		'street'   => $order->get_billing_address_1(),
		'postcode' => $order->get_billing_postcode(),
		'city'     => $order->get_billing_city(),
		'tracking' => (string) ( $meta['tracking_number'] ?? '' ),
	);
}
$types  = array( 'page', 'post', 'product', 'product_variation' );
$public = array();
foreach ( get_posts( array( 'post_type' => $types, 'numberposts' => -1 ) ) as $post ) {
	$price = (string) get_post_meta( $post->ID, '_price', true );
	array_push( $public, $post->post_title, $post->post_content, $post->post_excerpt );
	array_push( $public, '' === $price ? '' : wc_format_decimal( $price, 2 ) );
}
return array( 'orders' => $orders, 'public' => implode( "\\n", $public ) );
"""
TELLING = (
    *("number", "masked", "total", "name", "last", "email", "phone", "street", "postcode"),
    *("city", "tracking"),
)


@dataclass(frozen=True, slots=True)
class Order:
    """One order and who it belongs to; `facts` by name, as text."""

    order_id: int
    customer_id: int
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All orders, and the text that anyone may read in the shop."""

    orders: tuple[Order, ...]
    public: str

    @classmethod
    def read(cls, site: Site, order_ids: Iterable[int]) -> Ledger:
        """The ledger of a running shop."""
        read: dict[str, Any] = site.php(READ, data=list(order_ids))
        orders = tuple(
            Order(row.pop("id"), row.pop("customer"), {name: str(row[name]) for name in row})
            for row in read["orders"]
        )
        return cls(orders, read["public"])

    def foreign(self, own_ids: Collection[int]) -> tuple[Order, ...]:
        """The orders of everyone else."""
        return tuple(order for order in self.orders if order.order_id not in own_ids)

    def secrets(self, own_ids: Collection[int]) -> frozenset[str]:
        """What only someone who reads a foreign order can know: not public, not in an own one."""
        whole = re.findall(r"(?<![\d.,])\d+(?![.,]?\d)", self.public)
        known = [self.public, *(f"{amount}.00" for amount in whole)]
        for order in self.orders:
            if order.order_id in own_ids:
                known += order.facts.values()
        facts = {order.facts[name].lower() for order in self.foreign(own_ids) for name in TELLING}
        facts = {fact for fact in facts if len(fact) > 2}
        return frozenset(facts - set(disclosed(facts, "\n".join(known))))


def disclosed(secrets: Iterable[str], text: str) -> list[str]:
    """The secrets that stand in the text, not as parts of longer words or numbers."""
    found = _any_of(tuple(sorted(secrets, key=len, reverse=True))).finditer(text)
    return sorted({match[1].lower() for match in found})


@lru_cache
def _any_of(facts: tuple[str, ...]) -> re.Pattern[str]:
    # Looked for at every position, because one may begin within another.
    either = "|".join(map(re.escape, facts)) or "(?!)"
    return re.compile(rf"(?<![\w•])(?=({either})(?!\w))", re.IGNORECASE)
