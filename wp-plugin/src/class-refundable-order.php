<?php
/**
 * An order, as far as it can be refunded.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;
use WC_Order_Item;

/**
 * The facts that decide on a refund, read once. Amounts are smallest units of the currency.
 */
final class Refundable_Order {

	private const KINDS = array( 'line_item', 'shipping', 'fee' );

	/**
	 * Only assigns.
	 *
	 * @param int                   $order_id    The order.
	 * @param string                $number      Its number, masked.
	 * @param string                $status      Without prefix.
	 * @param string                $status_text The status in words.
	 * @param string                $currency    ISO 4217 code.
	 * @param int                   $decimals    Decimals of the shop's currency, 0 to 3; an order in another is left to staff.
	 * @param int                   $total       What was to be paid.
	 * @param int                   $left        Of it, not refunded yet.
	 * @param int                   $since       Unix seconds when it was completed, else paid, else made.
	 * @param list<Refundable_Line> $lines       All lines, also those of which nothing is left.
	 * @param bool                  $is_unclear  True when a refund was asked of the payment service and its answer was lost or was no.
	 */
	public function __construct(
		public readonly int $order_id,
		public readonly string $number,
		public readonly string $status,
		public readonly string $status_text,
		public readonly string $currency,
		public readonly int $decimals,
		public readonly int $total,
		public readonly int $left,
		public readonly int $since,
		public readonly array $lines,
		public readonly bool $is_unclear = false,
	) {}

	/**
	 * Reads an order of WooCommerce.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function of( WC_Order $order ): self {
		$decimals = min( 3, wc_get_price_decimals() );
		$refunds  = $order->get_refunds();
		$refunded = array();
		$left     = Minor_Units::of( $order->get_total(), $decimals );
		foreach ( $refunds as $refund ) {
			$left -= Minor_Units::of( $refund->get_amount(), $decimals );
			foreach ( self::KINDS as $kind ) {
				foreach ( $refund->get_items( $kind ) as $item ) {
					$refunded[ (int) $item->get_meta( '_refunded_item_id' ) ][] = $item;
				}
			}
		}
		$lines = array();
		foreach ( self::KINDS as $kind ) {
			foreach ( $order->get_items( $kind ) as $id => $item ) {
				$lines[] = self::line( $order, (int) $id, $kind, $item, $refunded[ $id ] ?? array(), $decimals );
			}
		}
		$date = $order->get_date_completed() ?? $order->get_date_paid() ?? $order->get_date_created();
		return new self(
			$order->get_id(),
			Own_Orders::masked( (string) $order->get_order_number() ),
			$order->get_status(),
			wc_get_order_status_name( $order->get_status() ),
			$order->get_currency(),
			$decimals,
			Minor_Units::of( $order->get_total(), $decimals ),
			max( 0, $left ),
			$date?->getTimestamp() ?? 0,
			$lines,
			'' !== (string) $order->get_meta( Refund_Run::UNCLEAR ),
		);
	}

	/**
	 * Reads a line and takes off what was refunded of it.
	 *
	 * @param WC_Order            $order    Its order.
	 * @param int                 $id       The item.
	 * @param string              $kind     Its kind.
	 * @param WC_Order_Item       $item     The item.
	 * @param list<WC_Order_Item> $refunded The same item in refunds, where amounts are below 0.
	 * @param int                 $decimals Decimals of the currency.
	 */
	private static function line( WC_Order $order, int $id, string $kind, WC_Order_Item $item, array $refunded, int $decimals ): Refundable_Line {
		$gross = self::gross( $item, $decimals );
		$taxes = self::taxes( $item, $decimals );
		$count = 'line_item' === $kind ? (int) $item->get_quantity() : 1;
		foreach ( $refunded as $part ) {
			$gross += self::gross( $part, $decimals );
			$count -= 'line_item' === $kind ? abs( (int) $part->get_quantity() ) : 0;
			foreach ( self::taxes( $part, $decimals ) as $rate => $tax ) {
				$taxes[ $rate ] = ( $taxes[ $rate ] ?? 0 ) + $tax;
			}
		}
		$product = 'line_item' === $kind ? $item->get_product() : false;
		$parents = 'line_item' === $kind ? array( (int) $item->get_product_id(), (int) $item->get_variation_id() ) : array();
		$terms   = $parents && $parents[0] > 0 ? wp_get_post_terms( $parents[0], 'product_cat', array( 'fields' => 'ids' ) ) : array();
		return new Refundable_Line(
			$id,
			$kind,
			trim( wp_strip_all_tags( $item->get_name() ) ),
			max( 0, $count ),
			$gross,
			$taxes,
			array_values( array_filter( $parents ) ),
			is_array( $terms ) ? array_map( intval( ... ), $terms ) : array(),
			$product instanceof \WC_Product && self::was_on_sale( $order, $item, $product, $decimals )
		);
	}

	/**
	 * An item's amount with tax.
	 *
	 * @param WC_Order_Item $item     Of an order or of a refund.
	 * @param int           $decimals Decimals of the currency.
	 */
	private static function gross( WC_Order_Item $item, int $decimals ): int {
		$exact = Minor_Units::exact( $item->get_total(), $decimals );
		foreach ( (array) ( $item->get_taxes()['total'] ?? array() ) as $tax ) {
			$exact += Minor_Units::exact( $tax, $decimals );
		}
		return Minor_Units::rounded( $exact );
	}

	/**
	 * An item's tax by rate.
	 *
	 * @param WC_Order_Item $item     Of an order or of a refund.
	 * @param int           $decimals Decimals of the currency.
	 * @return array<int, int>
	 */
	private static function taxes( WC_Order_Item $item, int $decimals ): array {
		$taxes = array();
		foreach ( (array) ( $item->get_taxes()['total'] ?? array() ) as $rate => $tax ) {
			$taxes[ (int) $rate ] = Minor_Units::of( $tax, $decimals );
		}
		return $taxes;
	}

	/**
	 * True when a product was sold, before coupons, below what it regularly costs. Orders do not keep it.
	 *
	 * @param WC_Order      $order    The order.
	 * @param WC_Order_Item $item     Its item.
	 * @param \WC_Product   $product  The product as it is now.
	 * @param int           $decimals Decimals of the currency.
	 */
	private static function was_on_sale( WC_Order $order, WC_Order_Item $item, \WC_Product $product, int $decimals ): bool {
		$regular = Minor_Units::of( $product->get_regular_price(), $decimals ) * (int) $item->get_quantity();
		$paid    = Minor_Units::exact( $item->get_subtotal(), $decimals ) + ( $order->get_prices_include_tax() ? Minor_Units::exact( $item->get_subtotal_tax(), $decimals ) : 0 );
		return $regular > 0 && Minor_Units::rounded( $paid ) < $regular - 1; // What taxes round away is no sale.
	}
}
