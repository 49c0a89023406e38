<?php
/**
 * The refund tools, as abilities of WordPress.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * What the Brain may ask about refunds. The second one never runs: it is what somebody else agrees to.
 */
final class Refund_Abilities {

	private const MAX_ITEMS = 50;

	/**
	 * Label, description, schemas and callbacks by ability.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function definitions(): array {
		$text    = array( 'type' => 'string' );
		$order   = array(
			'type'        => 'integer',
			'minimum'     => 1,
			'description' => 'The order number as the shopper knows it.',
		);
		$items   = array(
			'type'        => 'array',
			'minItems'    => 1,
			'maxItems'    => self::MAX_ITEMS,
			'description' => 'Items to give back, each by item_id or by name; left out for the whole order.',
			'items'       => Schema::closed(
				array(
					'item_id'  => array(
						'type'    => 'integer',
						'minimum' => 1,
					),
					'name'     => array(
						'type'      => 'string',
						'minLength' => 1,
						'maxLength' => 200,
					),
					'quantity' => array(
						'type'    => 'integer',
						'minimum' => 1,
						'maximum' => 100_000,
					),
				)
			),
		);
		return array(
			'deskhand/check-refund-policy' => array(
				'label'               => __( 'Refund policy', 'deskhand' ),
				'description'         => 'Says whether an order of the shopper who is chatting, or items of it, can be refunded, until when and up to which amount. Changes nothing.',
				'input_schema'        => Schema::closed(
					array(
						'order_id' => $order,
						'items'    => $items,
					),
					array( 'order_id' )
				),
				'output_schema'       => Schema::whole(
					array(
						'eligible' => array( 'type' => 'boolean' ),
						'reasons'  => array(
							'type'  => 'array',
							'items' => $text,
						),
						'items'    => Schema::rows(
							array(
								'item_id'         => array( 'type' => 'integer' ),
								'name'            => $text,
								'quantity'        => array( 'type' => 'integer' ),
								'refundable_text' => $text,
							)
						),
					) + array_fill_keys( array( 'window_text', 'amount_limit', 'currency', 'amount_limit_text' ), $text )
				),
				'execute_callback'    => static fn( array $input ): array|WP_Error => parts()->refund_desk()->check( Own_Orders::of( self::shopper() ), $input ),
			),
			'deskhand/issue-refund'        => array(
				'label'               => __( 'Refund', 'deskhand' ),
				'description'         => 'Prepares a refund of an order of the shopper who is chatting, or of items of it. Nothing is paid until the shop or the shopper agrees. Call check_refund_policy first; the amount may not be above its amount_limit.',
				'input_schema'        => Schema::closed(
					array(
						'order_id' => $order,
						'amount'   => array(
							'type'        => 'string',
							'pattern'     => '^[0-9]{1,10}([.][0-9]{1,3})?$',
							'description' => 'Decimal in the currency of the order, such as 12.50.',
						),
						'reason'   => array(
							'type'        => 'string',
							'minLength'   => 1,
							'maxLength'   => 300,
							'description' => 'Why, in the words of the shopper.',
						),
						'items'    => $items,
					),
					array( 'order_id', 'amount', 'reason' )
				),
				'output_schema'       => Schema::whole( array( 'approval' => $text ) ),
				'execute_callback'    => static fn(): WP_Error => new WP_Error( 'approval_needed', __( 'A refund needs an approval.', 'deskhand' ) ),
				'meta'                => array(
					'annotations'  => array(
						'readonly'    => false,
						'destructive' => true,
						'idempotent'  => true,
					),
					'show_in_rest' => false,
					'mcp'          => array( 'public' => false ),
				),
			),
		);
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
