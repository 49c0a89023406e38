<?php
/**
 * Who pays back.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;
use WC_Payment_Gateway;

/**
 * An order's payment service, as far as refunds go.
 */
final class Payment_Service {

	/**
	 * The order's payment service, where it can pay this order back by itself.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function of( WC_Order $order ): ?WC_Payment_Gateway {
		$gateway = WC()->payment_gateways()->payment_gateways()[ $order->get_payment_method() ] ?? null;
		return $gateway instanceof WC_Payment_Gateway && $gateway->supports( 'refunds' ) && $gateway->can_refund_order( $order ) ? $gateway : null;
	}

	/**
	 * True when WooCommerce's filter is heard as a service is asked whether it can refund; some answer without it.
	 *
	 * @param WC_Payment_Gateway $gateway The service.
	 */
	public static function says_when_asked( WC_Payment_Gateway $gateway ): bool {
		$is_heard = false;
		$hear     = static function ( mixed $supports ) use ( &$is_heard ): mixed {
			$is_heard = true;
			return $supports;
		};
		add_filter( 'woocommerce_payment_gateway_supports', $hear, PHP_INT_MIN );
		$gateway->supports( 'refunds' );
		remove_filter( 'woocommerce_payment_gateway_supports', $hear, PHP_INT_MIN );
		return $is_heard;
	}
}
