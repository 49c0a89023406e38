<?php
/**
 * What the shop knows of a customer who chats.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A first name, figures and the latest orders of the user who chats; no address of any kind.
 */
final class Customer_Profile {

	private const LAST_ORDERS = 3;

	/**
	 * Schemas of what `of()` gives, by name.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function schema(): array {
		return array(
			'first_name'    => Schema::TEXT,
			'order_count'   => Schema::COUNT,
			'last_orders'   => Schema::rows( Order_Detail::summary_schema() ),
			'subscriptions' => Schema::rows( Schema::texts( 'status_text', 'next_payment' ) ),
		);
	}

	/**
	 * The profile. The name is one that `Shopper::known_fields()` knows too, so it reaches no model.
	 *
	 * @param int $user_id A user.
	 * @return array<string, mixed>
	 */
	public static function of( int $user_id ): array {
		$user   = get_userdata( $user_id );
		$name   = $user instanceof \WP_User ? $user->first_name : '';
		$orders = new Own_Orders( $user_id );
		return array(
			'first_name'    => Shopper::is_known_length( $name ) ? $name : '',
			'order_count'   => $orders->count(),
			'last_orders'   => array_map( Own_Orders::summary( ... ), $orders->latest( self::LAST_ORDERS ) ),
			'subscriptions' => Subscriptions::of_user( $user_id ),
		);
	}
}
