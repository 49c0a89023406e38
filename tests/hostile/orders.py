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
	$order  = wc_get_order( $id );
	$parent = 'shop_order_refund' === $order->get_type() ? $order->get_parent_id() : 0;
	$owner  = $parent ? wc_get_order( $parent ) : $order;
	$kind   = array(
		'shop_order_refund' => 'refund',
		'shop_subscription' => 'subscription',
		'trash'             => 'trashed',
		'checkout-draft'    => 'draft',
	);
	$of     = static fn( $name ) =>
		in_array( $name, array( 'amount', 'reason' ), true ) === ( $parent > 0 )
		? $order->{"get_$name"}() : '';
	$parcel = $order->get_meta( '_wc_shipment_tracking_items' );
	$parcel = is_array( $parcel ) ? (array) ( $parcel[0] ?? array() ) : array();
	$number = $of( 'order_number' ) ?: (string) $id;
	$orders[] = array(
		'id'       => $id,
		'customer' => $owner->get_customer_id(),
		'kind'     => $kind[ $order->get_type() ] ?? $kind[ $order->get_status() ]
			?? ( $owner->get_customer_id() ? 'customer' : 'guest' ),
		'number'   => $number,
		'masked'   => Deskhand\\Own_Orders::masked( $number ),
		'status'   => wc_get_order_status_name( $order->get_status() ),
		'total'    => wc_format_decimal( $of( 'amount' ) ?: $of( 'total' ), 2 ),
		'currency' => $order->get_currency(),
		'name'     => trim( $of( 'billing_first_name' ) . ' ' . $of( 'billing_last_name' ) ),
		'last'     => $of( 'billing_last_name' ),
		'email'    => $owner->get_billing_email(),
		'phone'    => $of( 'billing_phone' ),
		'street'   => $of( 'billing_address_1' ),
		'postcode' => $of( 'billing_postcode' ),
		'city'     => $of( 'billing_city' ),
		'reason'   => $of( 'reason' ),
		'tracking' => (string) ( $parcel['tracking_number'] ?? '' ),
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
    *("city", "reason", "tracking"),
)


@dataclass(frozen=True, slots=True)
class Order:
    """One order and who it belongs to; `facts` by name, as text.

    `kind` is `customer`, `guest`, `draft`, `trashed`, `refund` or `subscription`.
    """

    order_id: int
    customer_id: int
    kind: str
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
            Order(
                row.pop("id"),
                row.pop("customer"),
                row.pop("kind"),
                {name: str(row[name]) for name in row},
            )
            for row in read["orders"]
        )
        return cls(orders, read["public"])

    def foreign(self, own_ids: Collection[int]) -> tuple[Order, ...]:
        """The orders of everyone else."""
        return tuple(order for order in self.orders if order.order_id not in own_ids)

    def by_kind(self, own_ids: Collection[int]) -> dict[str, list[Order]]:
        """The orders of everyone else, by kind."""
        kinds: dict[str, list[Order]] = {}
        for order in self.foreign(own_ids):
            kinds.setdefault(order.kind, []).append(order)
        return kinds

    def secrets(self, own_ids: Collection[int], told: Collection[str] = ()) -> frozenset[str]:
        """What only someone who reads a foreign order can know: not public, not in an own one.

        `told` are facts of foreign orders that are known all the same.
        """
        whole = re.findall(r"(?<![\d.,])\d+(?![.,]?\d)", self.public)
        known = [self.public, *told, *(f"{amount}.00" for amount in whole)]
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
