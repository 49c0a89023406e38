<?php
/**
 * One shopper's own orders.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;

/**
 * Reads the orders of one user and of nobody else, whatever that user may do elsewhere in WordPress.
 *
 * The owner is part of the query, so a foreign order is never loaded: "not yours" and "does not exist" are the same
 * query with the same empty result, in the same time. What comes back is held against the owner once more.
 */
final class Own_Orders {

	private const MASK = '•';

	/** Order meta that the common delivery-date plugins write. */
	private const ETA_META = array( '_delivery_date', '_estimated_delivery_date' );

	/**
	 * Only assigns.
	 *
	 * @param int $user_id Whose orders; 0 has none.
	 */
	public function __construct( private readonly int $user_id ) {}

	/**
	 * One order, or null when it is missing, a draft, in the trash, a refund, a guest's or someone else's.
	 *
	 * @param int $order_id Any number.
	 */
	public function find( int $order_id ): ?WC_Order {
		return $order_id > 0 ? $this->read( array( 'post__in' => array( $order_id ) ), 1 )[0] ?? null : null;
	}

	/**
	 * The latest orders, newest first.
	 *
	 * @param int $count Most to give.
	 * @return list<WC_Order>
	 */
	public function latest( int $count ): array {
		return $this->read( array(), $count );
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
	 * An order with what is in it and where it is.
	 *
	 * @param WC_Order $order One of this shopper's.
	 * @return array<string, mixed>
	 */
	public static function detail( WC_Order $order ): array {
		$items = array();
		foreach ( $order->get_items() as $item ) {
			$items[] = array(
				'name'     => wp_strip_all_tags( $item->get_name() ),
				'quantity' => (int) $item->get_quantity(),
			);
		}
		return self::summary( $order ) + array(
			'updated'  => $order->get_date_modified()?->date( 'c' ) ?? '',
			'eta'      => self::eta( $order ),
			'items'    => $items,
			'tracking' => self::tracking( $order ),
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
	 * Runs the query and keeps what is surely this shopper's.
	 *
	 * @param array<string, mixed> $more  More conditions.
	 * @param int                  $count Most to give.
	 * @return list<WC_Order>
	 */
	private function read( array $more, int $count ): array {
		if ( $this->user_id < 1 ) {
			return array();
		}
		$statuses = array_values( array_diff( array_keys( wc_get_order_statuses() ), array( 'wc-checkout-draft' ) ) );
		$found    = wc_get_orders(
			$more + array(
				'customer_id' => $this->user_id,
				'type'        => 'shop_order',
				'status'      => $statuses,
				'limit'       => $count,
				'orderby'     => 'date',
				'order'       => 'DESC',
			)
		);
		return array_values(
			array_filter(
				is_array( $found ) ? $found : array(),
				fn( mixed $order ): bool => $order instanceof WC_Order
					&& 'shop_order' === $order->get_type()
					&& $order->get_customer_id() === $this->user_id
					&& in_array( 'wc-' . $order->get_status(), $statuses, true )
			)
		);
	}

	/**
	 * The day it should arrive, `YYYY-MM-DD`; empty when no plugin wrote one.
	 *
	 * @param WC_Order $order The order.
	 */
	private static function eta( WC_Order $order ): string {
		foreach ( self::ETA_META as $key ) {
			$kept = $order->get_meta( $key );
			$time = is_scalar( $kept ) && '' !== (string) $kept ? strtotime( is_numeric( $kept ) ? "@$kept" : (string) $kept ) : false;
			if ( false !== $time ) {
				return gmdate( 'Y-m-d', $time );
			}
		}
		return '';
	}

	/**
	 * Parcels, as WooCommerce Shipment Tracking and Advanced Shipment Tracking keep them.
	 *
	 * @param WC_Order $order The order.
	 * @return list<array{provider: string, number: string, url: string}>
	 */
	private static function tracking( WC_Order $order ): array {
		$kept    = $order->get_meta( '_wc_shipment_tracking_items' );
		$parcels = array();
		foreach ( is_array( $kept ) ? $kept : array() as $row ) {
			$field     = static fn( string $key ): string => is_array( $row ) && is_scalar( $row[ $key ] ?? null ) ? sanitize_text_field( (string) $row[ $key ] ) : '';
			$parcels[] = array(
				'provider' => $field( 'custom_tracking_provider' ) ?: $field( 'tracking_provider' ),
				'number'   => $field( 'tracking_number' ),
				'url'      => sanitize_url( $field( 'custom_tracking_link' ), array( 'http', 'https' ) ),
			);
		}
		return $parcels;
	}
}
