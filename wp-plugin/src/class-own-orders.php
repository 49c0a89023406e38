<?php
/**
 * One shopper's own orders.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;
use WP_Error;

/**
 * Reads the orders of one shopper and of nobody else, whatever that shopper may do elsewhere in WordPress: those of a
 * user, and the one order that a guest has shown to be theirs in this thread.
 *
 * The owner is part of the query, so a foreign order is never loaded: "not yours" and "does not exist" are the same
 * query with the same empty result, in the same time. What comes back is held against the owner once more.
 */
final class Own_Orders {

	private const MASK = '•';

	/**
	 * Only assigns.
	 *
	 * @param int                 $user_id  Whose orders; 0 has none.
	 * @param Verified_Order|null $verified What the shopper has shown to be theirs in this thread.
	 */
	public function __construct( private readonly int $user_id, private readonly ?Verified_Order $verified = null ) {}

	/**
	 * The orders of whoever chats.
	 *
	 * @param Shopper $shopper Who.
	 */
	public static function of( Shopper $shopper ): self {
		return new self( $shopper->user_id, parts()->verifications()->of( $shopper ) );
	}

	/**
	 * One order, or null when it is missing, a draft, in the trash, a refund, another guest's or someone else's. Where a
	 * plugin gives orders numbers of their own, the number counts before the id.
	 *
	 * @param int $order_id Any number.
	 */
	public function find( int $order_id ): ?WC_Order {
		if ( $order_id < 1 ) {
			return null;
		}
		$found = $this->among( ...self::ids_for( (string) $order_id ) );
		foreach ( $found as $order ) {
			if ( self::is_numbered( $order, (string) $order_id ) ) {
				return $order;
			}
		}
		foreach ( $found as $order ) {
			if ( $order->get_id() === $order_id ) {
				return $order;
			}
		}
		return null;
	}

	/**
	 * The latest orders of the user, newest first; none for a guest, who knows theirs.
	 *
	 * @param int $count Most to give.
	 * @return list<WC_Order>
	 */
	public function latest( int $count ): array {
		return $this->user_id > 0 ? $this->read( array(), $count ) : array();
	}

	/** How many orders the user has. */
	public function count(): int {
		if ( $this->user_id < 1 ) {
			return 0;
		}
		$found = wc_get_orders(
			$this->owned(
				array(
					'type'     => 'shop_order',
					'status'   => self::statuses(),
					'limit'    => 1,
					'return'   => 'ids',
					'paginate' => true,
				)
			)
		);
		return is_object( $found ) ? (int) ( $found->total ?? 0 ) : 0;
	}

	/**
	 * How much of an order this shopper is told: all of a user's own, of a verified one what was proven.
	 *
	 * @param WC_Order $order One that `find()` gave.
	 * @return string A level of `Verified_Order`.
	 */
	public function level( WC_Order $order ): string {
		if ( $this->user_id > 0 && $order->get_customer_id() === $this->user_id ) {
			return Verified_Order::FULL;
		}
		return null !== $this->verified && $this->verified->order->get_id() === $order->get_id() ? $this->verified->level : Verified_Order::STATUS;
	}

	/**
	 * One order with which this shopper may do whatever a buyer may.
	 *
	 * @param int $order_id Any number.
	 * @return WC_Order|WP_Error `not_found` where `find()` gives null; `order_unproven` while only number and address of it were
	 *                           shown, which stand on every parcel.
	 */
	public function proven( int $order_id ): WC_Order|WP_Error {
		$order = $this->find( $order_id );
		return match ( true ) {
			null === $order => new WP_Error( 'not_found', 'No such order for this shopper.' ),
			Verified_Order::FULL !== $this->level( $order ) => new WP_Error( 'order_unproven', 'The shopper must first prove that the order is theirs.' ),
			default => $order,
		};
	}

	/**
	 * True while `proven()` holds of an order that was found before; a guest's proof ends.
	 *
	 * @param int $id Its id, never its number.
	 */
	public function is_still_proven( int $id ): bool {
		foreach ( function_exists( 'wc_get_orders' ) ? $this->among( $id ) : array() as $order ) {
			if ( $order->get_id() === $id ) {
				return Verified_Order::FULL === $this->level( $order );
			}
		}
		return false;
	}

	/**
	 * Orders that a shopper may have: no drafts, nothing from the trash, no refunds.
	 *
	 * @param array<string, mixed> $query Which of them, for `wc_get_orders()`.
	 * @return list<WC_Order>
	 */
	public static function visible( array $query ): array {
		$statuses = self::statuses();
		$found    = wc_get_orders(
			$query + array(
				'type'    => 'shop_order',
				'status'  => $statuses,
				'orderby' => 'date',
				'order'   => 'DESC',
			)
		);
		return array_values(
			array_filter(
				is_array( $found ) ? $found : array(),
				static fn( mixed $order ): bool => $order instanceof WC_Order
					&& 'shop_order' === $order->get_type()
					&& in_array( 'wc-' . $order->get_status(), $statuses, true )
			)
		);
	}

	/**
	 * The ids that a number may stand for: what plugins for order numbers say, by the filter that WooCommerce's own order
	 * tracking asks, and the id itself.
	 *
	 * @param string $number A number as a shopper writes it.
	 * @return non-empty-list<int>
	 */
	public static function ids_for( string $number ): array {
		// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WooCommerce's.
		$told = apply_filters( 'woocommerce_shortcode_order_tracking_order_id', $number );
		$ids  = array_map( static fn( mixed $id ): int => is_numeric( $id ) && $id > 0 ? (int) $id : PHP_INT_MAX, array( $told, $number ) );
		return array_values( array_unique( $ids ) );
	}

	/**
	 * True when the shopper knows the order by this number.
	 *
	 * @param WC_Order $order  An order.
	 * @param string   $number As a shopper writes it.
	 */
	public static function is_numbered( WC_Order $order, string $number ): bool {
		return hash_equals( mb_strtolower( (string) $order->get_order_number() ), mb_strtolower( $number ) );
	}

	/**
	 * An order as a list shows it.
	 *
	 * @param WC_Order $order One of this shopper's.
	 * @return array<string, mixed>
	 */
	public static function summary( WC_Order $order ): array {
		return array(
			'order_id'    => $order->get_id(),
			'number'      => self::masked( (string) $order->get_order_number() ),
			'status'      => $order->get_status(),
			'status_text' => wc_get_order_status_name( $order->get_status() ),
			'total'       => wc_format_decimal( $order->get_total(), wc_get_price_decimals() ),
			'currency'    => $order->get_currency(),
			'created'     => $order->get_date_created()?->date( 'c' ) ?? '',
		);
	}

	/**
	 * A number of which at most the last half of the digits can be read.
	 *
	 * @param string $number The order's number, with or without letters.
	 */
	public static function masked( string $number ): string {
		$hidden = (int) ceil( preg_match_all( '/\d/', $number ) / 2 );
		return (string) preg_replace( '/\d/', self::MASK, $number, $hidden );
	}

	/**
	 * What this shopper has verified, and the user's orders among some.
	 *
	 * @param int ...$ids Of orders.
	 * @return list<WC_Order>
	 */
	private function among( int ...$ids ): array {
		$verified = array_values( array_filter( array( $this->verified?->order ) ) );
		return $this->user_id > 0 ? array( ...$verified, ...$this->read( array( 'post__in' => $ids ), count( $ids ) ) ) : $verified;
	}

	/**
	 * Runs the query and keeps what is surely this user's.
	 *
	 * @param array<string, mixed> $more  More conditions.
	 * @param int                  $count Most to give.
	 * @return list<WC_Order>
	 */
	private function read( array $more, int $count ): array {
		return array_values(
			array_filter(
				self::visible( $this->owned( $more + array( 'limit' => $count ) ) ),
				fn( WC_Order $order ): bool => $order->get_customer_id() === $this->user_id
			)
		);
	}

	/**
	 * A query for orders of this user only.
	 *
	 * @param array<string, mixed> $query Which of them.
	 * @return array<string, mixed>
	 */
	private function owned( array $query ): array {
		return array(
			'customer_id' => $this->user_id,
		) + $query;
	}

	/**
	 * States in which an order is the shopper's to know of.
	 *
	 * @return list<string> With the prefix `wc-`.
	 */
	private static function statuses(): array {
		return array_values( array_diff( array_keys( wc_get_order_statuses() ), array( 'wc-checkout-draft' ) ) );
	}
}
