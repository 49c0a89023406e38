<?php
/**
 * The shop tools about orders.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * Abilities that read the orders of the shopper who chats.
 */
final class Order_Abilities {

	private const ORDER_LIFE_S = 5 * MINUTE_IN_SECONDS;

	private const PROFILE_LIFE_S = 15 * MINUTE_IN_SECONDS;

	/**
	 * Label, description, schemas and callback by ability.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function definitions(): array {
		return array(
			'deskhand/get-order-status'     => array(
				'label'            => __( 'Order status', 'deskhand' ),
				'description'      => 'Reads one order of the shopper who is chatting: status, items, totals, expected delivery, tracking, refunds, subscription. At level "status" only where the order stands is told; verify_identity leads to the rest.',
				'input_schema'     => Schema::closed(
					array(
						'order_id' => array(
							'type'        => 'integer',
							'minimum'     => 1,
							'description' => 'The order number as the shopper knows it.',
						),
					),
					array( 'order_id' )
				),
				'output_schema'    => Schema::whole( Order_Detail::schema() ),
				'execute_callback' => static fn( array $input ): array|WP_Error => self::status( self::shopper(), $input['order_id'] ),
			),
			'deskhand/list-orders'          => array(
				'label'            => __( 'Latest orders', 'deskhand' ),
				'description'      => 'Lists the latest orders of the shopper who is chatting, newest first.',
				'input_schema'     => Schema::closed(
					array(
						'limit' => array(
							'type'        => 'integer',
							'minimum'     => 1,
							'maximum'     => 5,
							'description' => 'Most orders to list; 5 when left out.',
						),
					)
				),
				'output_schema'    => Schema::whole( array( 'orders' => Schema::rows( Order_Detail::summary_schema() ) ) ),
				'execute_callback' => static fn( array $input ): array => self::latest( self::shopper(), $input['limit'] ?? 5 ),
			),
			'deskhand/get-customer-profile' => array(
				'label'            => __( 'Customer profile', 'deskhand' ),
				'description'      => 'Reads what the shop knows of the shopper who is chatting: first name, number of orders, latest orders, subscriptions.',
				'input_schema'     => Schema::closed( array() ),
				'output_schema'    => Schema::whole( Customer_Profile::schema() ),
				'execute_callback' => static fn(): array => self::profile( self::shopper() ),
			),
		);
	}

	/**
	 * One order. Whose it is, is asked on every call; what is kept is what was read of it.
	 *
	 * @param Shopper $shopper  Who chats.
	 * @param int     $order_id As they know it.
	 * @return array<string, mixed>|WP_Error
	 */
	private static function status( Shopper $shopper, int $order_id ): array|WP_Error {
		$orders = Own_Orders::of( $shopper );
		$order  = $orders->find( $order_id );
		if ( null === $order ) {
			return new WP_Error( 'not_found', 'No such order for this shopper.' );
		}
		$level = $orders->level( $order );
		$id    = $order->get_id();
		return parts()->shopper_cache()->get( $shopper, "order $id $level", "order $id", self::ORDER_LIFE_S, static fn(): array => Order_Detail::of( $order, $level ) );
	}

	/**
	 * The latest orders of a user.
	 *
	 * @param Shopper $shopper Who chats.
	 * @param int     $limit   Most to list.
	 * @return array{orders: list<array<string, mixed>>}
	 */
	private static function latest( Shopper $shopper, int $limit ): array {
		$read = static fn(): array => array( 'orders' => array_map( Own_Orders::summary( ... ), ( new Own_Orders( $shopper->user_id ) )->latest( $limit ) ) );
		return parts()->shopper_cache()->get( $shopper, "orders $limit", "user $shopper->user_id", self::ORDER_LIFE_S, $read );
	}

	/**
	 * What the shop knows of a user.
	 *
	 * @param Shopper $shopper Who chats.
	 * @return array<string, mixed>
	 */
	private static function profile( Shopper $shopper ): array {
		return parts()->shopper_cache()->get( $shopper, 'profile', "user $shopper->user_id", self::PROFILE_LIFE_S, static fn(): array => Customer_Profile::of( $shopper->user_id ) );
	}

	/**
	 * The shopper who chats.
	 *
	 * @throws Refused `session_invalid` when nobody does, which no permission lets happen.
	 */
	private static function shopper(): Shopper {
		return Chatting::shopper() ?? throw new Refused( 'session_invalid' );
	}
}
