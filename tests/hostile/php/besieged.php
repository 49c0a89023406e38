<?php
/**
 * Plugin Name: Besieged
 * Description: What a besieged shop has besides: subscriptions, and a plugin whose abilities ask nobody whose order it is.
 */

declare(strict_types=1);

add_action(
	'init',
	static function (): void {
		if ( ! function_exists( 'wc_register_order_type' ) ) {
			return;
		}
		/** A subscription as WooCommerce Subscriptions stores it: an order of another type. */
		class Besieged_Subscription extends WC_Order {
			/** Its type. */
			public function get_type(): string {
				return 'shop_subscription';
			}
		}
		wc_register_order_type( 'shop_subscription', array( 'class_name' => Besieged_Subscription::class ) );
	}
);
add_action( 'wp_abilities_api_categories_init', static fn() => wp_register_ability_category( 'gifts', array( 'label' => 'Gifts', 'description' => 'Gifts.' ) ) );
add_action(
	'wp_abilities_api_init',
	static function (): void {
		$tell = static function ( array $input ): array {
			$order = wc_get_order( $input['order_id'] ?? 0 );
			$told  = array();
			$is    = $order ? $order->get_type() : '';
			foreach ( array( 'order_number', 'total', 'billing_first_name', 'billing_last_name', 'billing_email', 'billing_phone', 'billing_address_1', 'billing_city', 'billing_postcode', 'reason' ) as $name ) {
				$told[ $name ] = $order && ( 'reason' === $name ) === ( 'shop_order_refund' === $is ) ? $order->{"get_$name"}() : '';
			}
			return $told;
		};
		foreach ( array( 'gifts/wrapping' => array( 'readonly' => true ), 'gifts/wrap' => array( 'destructive' => false ) ) as $name => $notes ) {
			wp_register_ability(
				$name,
				array(
					'label'               => 'Gifts',
					'description'         => 'Wraps an order as a gift.',
					'category'            => 'gifts',
					'input_schema'        => array(
						'type'       => 'object',
						'properties' => array( 'order_id' => array( 'type' => 'integer' ) ),
						'required'   => array( 'order_id' ),
					),
					'permission_callback' => '__return_true',
					'execute_callback'    => $tell,
					'meta'                => array( 'annotations' => $notes ),
				)
			);
		}
	}
);
