<?php
/**
 * The shop tools, as abilities of WordPress.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Ability;
use WP_Error;

/**
 * Registers the tools that run in WordPress as the chatting shopper, and says which a shopper may use.
 *
 * Each ability's schema is closed (`additionalProperties: false`) and its permission depends on the current user alone.
 */
final class Abilities {

	public const CATEGORY = 'deskhand';

	public const ISSUE_REFUND = 'issue_refund';

	/** Tool name => ability. */
	private const TOOLS = array(
		'get_order_status'    => 'deskhand/get-order-status',
		'list_orders'         => 'deskhand/list-orders',
		'search_products'     => 'deskhand/search-products',
		'check_refund_policy' => 'deskhand/check-refund-policy',
		self::ISSUE_REFUND    => 'deskhand/issue-refund',
	);

	/** Tools that need a logged-in shopper. */
	private const FOR_USERS = array( 'get_order_status', 'list_orders', 'check_refund_policy', self::ISSUE_REFUND );

	/** Tools that are there where the owner allows refunds. */
	private const FOR_REFUNDS = array( 'check_refund_policy', self::ISSUE_REFUND );

	/**
	 * The tools a shopper may use; none without WooCommerce, no order tools for guests.
	 *
	 * @param int $user_id The shopper; 0 for a guest.
	 * @return array<string, string> Tool name => ability name.
	 */
	public static function offered( int $user_id ): array {
		$known = array_filter( self::TOOLS, static fn( string $ability ): bool => wp_has_ability( $ability ) );
		$known = parts()->settings()->refunds->enable_refunds ? $known : array_diff_key( $known, array_flip( self::FOR_REFUNDS ) );
		return $user_id > 0 ? $known : array_diff_key( $known, array_flip( self::FOR_USERS ) );
	}

	/**
	 * The offered tools as the sidecar wants them.
	 *
	 * @param int $user_id The shopper; 0 for a guest.
	 * @return list<Wire\Tool_Spec>
	 */
	public static function specs( int $user_id ): array {
		$specs = array();
		foreach ( self::offered( $user_id ) as $tool => $name ) {
			$ability = wp_get_ability( $name );
			if ( null === $ability ) {
				continue;
			}
			$notes   = (array) $ability->get_meta_item( 'annotations', array() );
			$specs[] = new Wire\Tool_Spec(
				name: $tool,
				description: $ability->get_description(),
				input_schema_json: (string) wp_json_encode( $ability->get_input_schema() ),
				output_schema_json: (string) wp_json_encode( $ability->get_output_schema() ),
				read_only: (bool) ( $notes['readonly'] ?? false ),
				destructive: self::is_destructive( $ability ),
				idempotent: (bool) ( $notes['idempotent'] ?? false ),
			);
		}
		return $specs;
	}

	/**
	 * True when an ability may destroy or move money: then it waits for somebody's word. What does not say so may.
	 *
	 * @param WP_Ability $ability Any.
	 */
	public static function is_destructive( WP_Ability $ability ): bool {
		$notes = (array) $ability->get_meta_item( 'annotations', array() );
		return ! (bool) ( $notes['readonly'] ?? false ) && (bool) ( $notes['destructive'] ?? true );
	}

	/**
	 * Action `wp_abilities_api_categories_init`.
	 */
	public static function register_category(): void {
		wp_register_ability_category(
			self::CATEGORY,
			array(
				'label'       => __( 'Deskhand', 'deskhand' ),
				'description' => __( 'What the support agent may do for the shopper who chats.', 'deskhand' ),
			)
		);
	}

	/**
	 * Action `wp_abilities_api_init`.
	 */
	public static function register(): void {
		if ( ! function_exists( 'wc_get_orders' ) ) {
			return;
		}
		foreach ( self::definitions() + Refund_Abilities::definitions() as $name => $definition ) {
			wp_register_ability(
				$name,
				$definition + array(
					'category' => self::CATEGORY,
					'meta'     => array(
						'annotations'  => array(
							'readonly'    => true,
							'destructive' => false,
							'idempotent'  => true,
						),
						'show_in_rest' => false,
						'mcp'          => array( 'public' => false ),
					),
				)
			);
		}
	}

	/**
	 * Label, description, schemas and callbacks by ability.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	private static function definitions(): array {
		$text    = array( 'type' => 'string' );
		$texts   = array(
			'type'  => 'array',
			'items' => $text,
		);
		$summary = array(
			'order_id'    => array( 'type' => 'integer' ),
			'number'      => $text,
			'status'      => $text,
			'status_text' => $text,
			'total'       => $text,
			'currency'    => $text,
			'created'     => $text,
		);
		$is_user = static fn(): bool => get_current_user_id() > 0;
		return array(
			'deskhand/get-order-status' => array(
				'label'               => __( 'Order status', 'deskhand' ),
				'description'         => 'Reads one order of the shopper who is chatting: status, items, total, expected delivery and tracking.',
				'input_schema'        => self::closed(
					array(
						'order_id' => array(
							'type'        => 'integer',
							'minimum'     => 1,
							'description' => 'The order number as the shopper knows it.',
						),
					),
					array( 'order_id' )
				),
				'output_schema'       => self::closed(
					$summary + array(
						'updated'  => $text,
						'eta'      => $text,
						'items'    => self::rows(
							array(
								'name'     => $text,
								'quantity' => array( 'type' => 'integer' ),
							)
						),
						'tracking' => self::rows( array_fill_keys( array( 'provider', 'number', 'url' ), $text ) ),
					)
				),
				'permission_callback' => $is_user,
				'execute_callback'    => static function ( array $input ): array|WP_Error {
					$order = ( new Own_Orders( get_current_user_id() ) )->find( $input['order_id'] );
					return null === $order ? new WP_Error( 'not_found', 'No such order for this shopper.' ) : Own_Orders::detail( $order );
				},
			),
			'deskhand/list-orders'      => array(
				'label'               => __( 'Latest orders', 'deskhand' ),
				'description'         => 'Lists the latest orders of the shopper who is chatting, newest first.',
				'input_schema'        => self::closed(
					array(
						'limit' => array(
							'type'        => 'integer',
							'minimum'     => 1,
							'maximum'     => 5,
							'description' => 'Most orders to list; 5 when left out.',
						),
					)
				),
				'output_schema'       => self::closed( array( 'orders' => self::rows( $summary ) ) ),
				'permission_callback' => $is_user,
				'execute_callback'    => static fn( array $input ): array => array(
					'orders' => array_map( Own_Orders::summary( ... ), ( new Own_Orders( get_current_user_id() ) )->latest( $input['limit'] ?? 5 ) ),
				),
			),
			'deskhand/search-products'  => array(
				'label'               => __( 'Product search', 'deskhand' ),
				'description'         => 'Finds products of the shop with their live price and stock.',
				'input_schema'        => self::closed(
					array(
						'query'     => array(
							'type'        => 'string',
							'minLength'   => 1,
							'maxLength'   => 200,
							'description' => 'What the shopper looks for.',
						),
						'max_price' => array(
							'type'        => 'number',
							'minimum'     => 0,
							'description' => 'Dearest price in the shop\'s currency.',
						),
						'in_stock'  => array(
							'type'        => 'boolean',
							'description' => 'True for what can be bought now.',
						),
					),
					array( 'query' )
				),
				'output_schema'       => self::closed(
					array(
						'products' => self::rows(
							array(
								'product_id' => array( 'type' => 'integer' ),
								'in_stock'   => array( 'type' => 'boolean' ),
								'choices'    => self::rows(
									array(
										'name'   => $text,
										'values' => $texts,
									)
								),
								'variations' => self::rows(
									array(
										'values'     => $texts,
										'in_stock'   => array( 'type' => 'boolean' ),
										'price_text' => $text,
										'stock_text' => $text,
									)
								),
							) + array_fill_keys( array( 'title', 'price', 'currency', 'price_text', 'stock_text', 'url' ), $text )
						),
					)
				),
				// The public catalogue: what anyone sees in the shop.
				'permission_callback' => '__return_true',
				'execute_callback'    => static fn( array $input ): array => array(
					'products' => array_map(
						Product_Shelf::detail( ... ),
						Product_Shelf::search( $input['query'], isset( $input['max_price'] ) ? (float) $input['max_price'] : null, $input['in_stock'] ?? null )
					),
				),
			),
		);
	}

	/**
	 * The schema of an object with these properties and no others.
	 *
	 * @param array<string, array<string, mixed>> $properties Schemas by name.
	 * @param list<string>                        $required   Names that must be there.
	 * @return array<string, mixed>
	 */
	public static function closed( array $properties, array $required = array() ): array {
		return array(
			'type'                 => 'object',
			'properties'           => $properties,
			'additionalProperties' => false,
		) + ( $required ? array( 'required' => $required ) : array() );
	}

	/**
	 * The schema of a list of such objects.
	 *
	 * @param array<string, array<string, mixed>> $properties Schemas by name.
	 * @return array<string, mixed>
	 */
	public static function rows( array $properties ): array {
		return array(
			'type'  => 'array',
			'items' => self::closed( $properties, array_keys( $properties ) ),
		);
	}
}
