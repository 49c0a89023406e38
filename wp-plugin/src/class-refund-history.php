<?php
/**
 * What a customer got back before.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;

/**
 * Refunds that the assistant prepared for one customer, across their orders.
 */
final class Refund_History {

	/** Meta of a refund: whose it is. */
	public const CUSTOMER = '_deskhand_customer';

	public const SPAN_S = 30 * DAY_IN_SECONDS;

	/**
	 * Only assigns.
	 *
	 * @param int $count  Refunds.
	 * @param int $amount What they were together, in smallest units.
	 */
	public function __construct( public readonly int $count = 0, public readonly int $amount = 0 ) {}

	/**
	 * The history of the customer of an order; refunds in other currencies count, but not their amounts.
	 *
	 * @param WC_Order $order One of theirs.
	 * @param int      $now   Unix seconds.
	 */
	public static function of( WC_Order $order, int $now ): self {
		$refunds = wc_get_orders(
			array(
				'type'         => 'shop_order_refund',
				'status'       => 'any',
				'limit'        => -1,
				'date_created' => '>=' . ( $now - self::SPAN_S ),
				'meta_key'     => self::CUSTOMER, // phpcs:ignore WordPress.DB.SlowDBQuery -- one customer's refunds, when one is asked for.
				'meta_value'   => self::customer( $order ), // phpcs:ignore WordPress.DB.SlowDBQuery -- as above.
			)
		);
		$amount  = 0;
		$count   = 0;
		foreach ( is_array( $refunds ) ? $refunds : array() as $refund ) {
			if ( $refund instanceof \WC_Order_Refund && Minor_Units::of( $refund->get_amount(), 3 ) > 0 ) {
				++$count;
				$amount += $refund->get_currency() === $order->get_currency() ? Minor_Units::of( $refund->get_amount(), min( 3, wc_get_price_decimals() ) ) : 0;
			}
		}
		return new self( $count, $amount );
	}

	/**
	 * Names the customer of an order: the user, or the address of a guest's bill.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function customer( WC_Order $order ): string {
		return $order->get_customer_id() > 0 ? 'u' . $order->get_customer_id() : 'g' . hash( 'sha256', strtolower( trim( $order->get_billing_email() ) ) );
	}
}
