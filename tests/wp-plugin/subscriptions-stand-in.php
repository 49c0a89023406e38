<?php
/**
 * WooCommerce Subscriptions where it can't be had: the functions that Deskhand calls, in its shapes.
 *
 * @package Deskhand
 */

declare(strict_types=1);

/** What stands for a subscription. */
final class Deskhand_Test_Subscription {

	/**
	 * All there are, by the order that began them.
	 *
	 * @var array<int, array<int, self>>
	 */
	public static array $by_order = array();

	/**
	 * Only assigns.
	 *
	 * @param int    $user_id Whose.
	 * @param string $status  Without prefix.
	 * @param string $next    UTC, `YYYY-MM-DD HH:MM:SS`; empty for none.
	 */
	public function __construct( public readonly int $user_id, private readonly string $status, private readonly string $next ) {}

	/** Its status. */
	public function get_status(): string {
		return $this->status;
	}

	/**
	 * A date; the extension gives 0 for none.
	 *
	 * @param string $kind Such as `next_payment`.
	 */
	public function get_date( string $kind ): string|int {
		return 'next_payment' === $kind && '' !== $this->next ? $this->next : 0;
	}
}

if ( ! function_exists( 'wcs_get_subscriptions_for_order' ) ) {
	function wcs_get_subscriptions_for_order( mixed $order, array $options = array() ): array {
		return array( 'order_type' => 'any' ) === $options ? Deskhand_Test_Subscription::$by_order[ is_object( $order ) ? $order->get_id() : (int) $order ] ?? array() : array();
	}

	function wcs_get_users_subscriptions( int $user_id = 0 ): array {
		return array_filter( array_merge( ...array_values( Deskhand_Test_Subscription::$by_order ) ), static fn( Deskhand_Test_Subscription $one ): bool => $one->user_id === $user_id );
	}

	function wcs_get_subscription_status_name( string $status ): string {
		return array( 'active' => 'Active', 'on-hold' => 'On hold' )[ $status ] ?? $status;
	}
}
