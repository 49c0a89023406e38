<?php
/**
 * What a shopper is told of an order.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;
use WC_Order_Refund;

/**
 * Reads an order through WooCommerce's own objects, and of them only what is listed here: no name, no address, no note.
 * Amounts come as figures and, in `…_text`, as the shop writes them.
 */
final class Order_Detail {

	/** Order meta that plugins for delivery dates write: a day, or Unix seconds. */
	private const ETA_META = array( '_delivery_date', '_estimated_delivery_date', '_orddd_timestamp', '_orddd_lite_timestamp', 'delivery_date' );

	/**
	 * Schemas of what `of()` gives, by name.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function schema(): array {
		return self::summary_schema() + Schema::texts( 'level', 'updated', 'eta' ) + array(
			'items'        => Schema::rows( Schema::texts( 'name', 'total_text' ) + array( 'quantity' => Schema::COUNT ) ),
			'tracking'     => Schema::rows( Schema::texts( 'provider', 'number', 'url' ) ),
			'refunds'      => Schema::rows( Schema::texts( 'amount_text', 'created' ) ),
			'subscription' => Schema::whole( Schema::texts( 'status_text', 'next_payment' ) ),
		) + Schema::texts( 'subtotal', 'subtotal_text', 'shipping', 'shipping_text', 'tax', 'tax_text', 'total_text' );
	}

	/**
	 * Schemas of what `Own_Orders::summary()` gives, by name.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function summary_schema(): array {
		return array( 'order_id' => Schema::COUNT ) + Schema::texts( 'number', 'status', 'status_text', 'total', 'currency', 'created' );
	}

	/**
	 * An order with what is in it, what it cost and where it is; or, at the level `status`, with where it stands alone,
	 * and everything else empty.
	 *
	 * @param WC_Order $order One of the shopper's own.
	 * @param string   $level A level of `Verified_Order`.
	 * @return array<string, mixed>
	 */
	public static function of( WC_Order $order, string $level ): array {
		$known = array(
			'level'   => $level,
			'updated' => $order->get_date_modified()?->date( 'c' ) ?? '',
			'eta'     => self::eta( $order ),
		);
		if ( Verified_Order::FULL !== $level ) {
			$told = array_intersect_key( Own_Orders::summary( $order ), array_flip( array( 'order_id', 'number', 'status', 'status_text', 'created' ) ) );
			return $told + $known + array_map( self::empty_value( ... ), self::schema() );
		}
		return Own_Orders::summary( $order ) + $known + self::totals( $order ) + array(
			'items'        => self::items( $order ),
			'tracking'     => Parcels::of( $order ),
			'refunds'      => self::refunds( $order ),
			'subscription' => Subscriptions::of_order( $order ),
		);
	}

	/**
	 * The day it should arrive, `YYYY-MM-DD`; empty when no plugin wrote one.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function eta( WC_Order $order ): string {
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
	 * Lines of the order.
	 *
	 * @param WC_Order $order The order.
	 * @return list<array{name: string, quantity: int, total_text: string}>
	 */
	private static function items( WC_Order $order ): array {
		$items = array();
		foreach ( $order->get_items() as $item ) {
			$items[] = array(
				'name'       => wp_strip_all_tags( $item->get_name() ),
				'quantity'   => (int) $item->get_quantity(),
				'total_text' => Product_Shelf::money( (float) $item->get_total() + self::shown_tax( (float) $item->get_total_tax() ), $order->get_currency() ),
			);
		}
		return $items;
	}

	/**
	 * What the order cost. Subtotal and shipping hold the tax where the shop shows them so.
	 *
	 * @param WC_Order $order The order.
	 * @return array<string, string>
	 */
	private static function totals( WC_Order $order ): array {
		$subtotal_tax = 0.0;
		foreach ( $order->get_items() as $item ) {
			$subtotal_tax += (float) $item->get_subtotal_tax();
		}
		$amounts = array(
			'subtotal' => (float) $order->get_subtotal() + self::shown_tax( $subtotal_tax ),
			'shipping' => (float) $order->get_shipping_total() + self::shown_tax( (float) $order->get_shipping_tax() ),
			'tax'      => (float) $order->get_total_tax(),
		);
		$totals  = array( 'total_text' => Product_Shelf::money( (float) $order->get_total(), $order->get_currency() ) );
		foreach ( $amounts as $name => $amount ) {
			$totals[ $name ]        = wc_format_decimal( $amount, wc_get_price_decimals() );
			$totals[ "{$name}_text" ] = Product_Shelf::money( $amount, $order->get_currency() );
		}
		return $totals;
	}

	/**
	 * What went back, the latest first, as WooCommerce gives it.
	 *
	 * @param WC_Order $order The order.
	 * @return list<array{amount_text: string, created: string}>
	 */
	private static function refunds( WC_Order $order ): array {
		return array_values(
			array_map(
				static fn( WC_Order_Refund $refund ): array => array(
					'amount_text' => Product_Shelf::money( (float) $refund->get_amount(), $order->get_currency() ),
					'created'     => $refund->get_date_created()?->date( 'c' ) ?? '',
				),
				$order->get_refunds()
			)
		);
	}

	/**
	 * The tax that belongs to an amount as the shop shows it.
	 *
	 * @param float $tax Of the amount.
	 */
	private static function shown_tax( float $tax ): float {
		return 'incl' === get_option( 'woocommerce_tax_display_cart' ) ? $tax : 0.0;
	}

	/**
	 * What stands where nothing is told.
	 *
	 * @param array<string, mixed> $schema Of the property.
	 */
	private static function empty_value( array $schema ): mixed {
		return match ( $schema['type'] ) {
			'integer' => 0,
			'array' => array(),
			'object' => array_map( self::empty_value( ... ), $schema['properties'] ),
			default => '',
		};
	}
}
