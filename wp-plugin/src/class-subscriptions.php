<?php
/**
 * Subscriptions, where WooCommerce Subscriptions is there.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;

/**
 * Reads how a subscription stands and when it is paid next.
 */
final class Subscriptions {

	private const MAX_COUNT = 5;

	private const NONE = array(
		'status_text'  => '',
		'next_payment' => '',
	);

	/**
	 * The subscription that an order began or renewed; empty texts for none.
	 *
	 * @param WC_Order $order The order.
	 * @return array{status_text: string, next_payment: string}
	 */
	public static function of_order( WC_Order $order ): array {
		if ( ! function_exists( 'wcs_get_subscriptions_for_order' ) ) {
			return self::NONE;
		}
		$found = wcs_get_subscriptions_for_order( $order, array( 'order_type' => 'any' ) );
		return self::rows( $found )[0] ?? self::NONE;
	}

	/**
	 * The subscriptions of a user.
	 *
	 * @param int $user_id The user.
	 * @return list<array{status_text: string, next_payment: string}>
	 */
	public static function of_user( int $user_id ): array {
		return $user_id > 0 && function_exists( 'wcs_get_users_subscriptions' ) ? self::rows( wcs_get_users_subscriptions( $user_id ) ) : array();
	}

	/**
	 * What is told of each.
	 *
	 * @param mixed $found What the extension gave.
	 * @return list<array{status_text: string, next_payment: string}>
	 */
	private static function rows( mixed $found ): array {
		$rows = array();
		foreach ( is_array( $found ) ? array_slice( $found, 0, self::MAX_COUNT ) : array() as $subscription ) {
			$next   = $subscription->get_date( 'next_payment' ); // UTC, `YYYY-MM-DD HH:MM:SS`; 0 for none.
			$rows[] = array(
				'status_text'  => function_exists( 'wcs_get_subscription_status_name' ) ? (string) wcs_get_subscription_status_name( $subscription->get_status() ) : (string) $subscription->get_status(),
				'next_payment' => is_string( $next ) && '' !== $next && '0' !== $next ? get_date_from_gmt( $next, 'Y-m-d' ) : '',
			);
		}
		return $rows;
	}
}
