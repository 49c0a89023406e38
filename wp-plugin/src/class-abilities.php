<?php
/**
 * The shop tools, as abilities of WordPress.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Ability;

/**
 * Registers the tools that run in WordPress as the chatting shopper, and says which a shopper may use.
 *
 * Each ability's schema is closed (`additionalProperties: false`). They run for the shopper who chats and at no other time:
 * outside of a tool's run, nobody has the permission, whatever their role.
 */
final class Abilities {

	public const CATEGORY = 'deskhand';

	public const ISSUE_REFUND = 'issue_refund';

	/**
	 * Who a tool is for: anybody; whoever has proven an order or is logged in; users; anybody but staff at a trial; and
	 * whoever has proven who they are, but not staff at a trial, which leaves nothing.
	 */
	private const ANYONE   = 'anyone';
	private const OWNERS   = 'owners';
	private const USERS    = 'users';
	private const SHOPPERS = 'shoppers';
	private const PROVEN   = 'proven';

	/** As `PROVEN`, where the owner allows refunds. */
	private const REFUNDABLE = 'refundable';

	/** Tool name => ability, and who it is for. */
	private const TOOLS = array(
		'get_order_status'     => array( 'deskhand/get-order-status', self::OWNERS ),
		'list_orders'          => array( 'deskhand/list-orders', self::USERS ),
		'get_customer_profile' => array( 'deskhand/get-customer-profile', self::USERS ),
		'verify_identity'      => array( 'deskhand/verify-identity', self::SHOPPERS ),
		'search_products'      => array( 'deskhand/search-products', self::ANYONE ),
		'check_refund_policy'  => array( 'deskhand/check-refund-policy', self::REFUNDABLE ),
		self::ISSUE_REFUND     => array( 'deskhand/issue-refund', self::REFUNDABLE ),
		'add_note'             => array( Message_Abilities::ADD_NOTE, self::PROVEN ),
		'send_email'           => array( Message_Abilities::SEND_EMAIL, self::PROVEN ),
	);

	/** Abilities that leave something behind. */
	private const WRITING = array( Guest_Abilities::VERIFY_IDENTITY, Message_Abilities::ADD_NOTE, Message_Abilities::SEND_EMAIL );

	/**
	 * The tools a shopper may use: ours, of which there are none without WooCommerce and no order tools for guests who have
	 * proven nothing, and those of other plugins that the owner ticked.
	 *
	 * @param Shopper $shopper Who chats.
	 * @return array<string, string> Tool name => ability name.
	 */
	public static function offered( Shopper $shopper ): array {
		$offered = array();
		foreach ( self::TOOLS as $tool => [ $ability, $whom ] ) {
			if ( wp_has_ability( $ability ) && self::is_for( $whom, $shopper ) ) {
				$offered[ $tool ] = $ability;
			}
		}
		foreach ( Plugin_Abilities::offered( parts()->settings()->plugin_abilities ) as $tool => $ability ) {
			if ( $ability->is_read_only() || self::is_for( self::SHOPPERS, $shopper ) ) {
				$offered[ $tool ] = $ability->name();
			}
		}
		return $offered;
	}

	/**
	 * The offered tools as the sidecar wants them.
	 *
	 * @param Shopper $shopper Who chats.
	 * @return list<Wire\Tool_Spec>
	 */
	public static function specs( Shopper $shopper ): array {
		$specs = array();
		foreach ( self::offered( $shopper ) as $tool => $name ) {
			$ability = wp_get_ability( $name );
			if ( null === $ability ) {
				continue;
			}
			$notes   = (array) $ability->get_meta_item( 'annotations', array() );
			$specs[] = new Wire\Tool_Spec(
				name: $tool,
				description: $ability->get_description(),
				input_schema_json: (string) wp_json_encode( self::input_schema( $ability, $shopper ) ),
				output_schema_json: self::is_ours( $name ) ? (string) wp_json_encode( $ability->get_output_schema() ) : '',
				read_only: (bool) ( $notes['readonly'] ?? false ),
				destructive: self::is_destructive( $ability ),
				idempotent: (bool) ( $notes['idempotent'] ?? false ),
			);
		}
		return $specs;
	}

	/**
	 * What this shopper may pass to an ability: a code only while one is on its way.
	 *
	 * @param WP_Ability $ability One of those offered.
	 * @param Shopper    $shopper Who chats.
	 * @return array<string, mixed> JSON Schema.
	 */
	public static function input_schema( WP_Ability $ability, Shopper $shopper ): array {
		return match ( true ) {
			Guest_Abilities::VERIFY_IDENTITY === $ability->get_name() => Guest_Abilities::input_schema( parts()->mail_code()->is_pending( $shopper ) ),
			self::is_ours( $ability->get_name() ) => $ability->get_input_schema(),
			default => ( new Plugin_Ability( $ability ) )->schema(),
		};
	}

	/**
	 * True when we registered it ourselves.
	 *
	 * @param string $name Name of an ability.
	 */
	public static function is_ours( string $name ): bool {
		return str_starts_with( $name, 'deskhand/' );
	}

	/**
	 * True when a tool is for this shopper.
	 *
	 * @param string  $whom    Who it is for.
	 * @param Shopper $shopper Who chats.
	 */
	private static function is_for( string $whom, Shopper $shopper ): bool {
		return match ( $whom ) {
			self::ANYONE => true,
			self::OWNERS => $shopper->user_id > 0 || parts()->verifications()->has( $shopper ),
			self::USERS => $shopper->user_id > 0,
			self::SHOPPERS => Shopper::STAFF !== $shopper->subject,
			self::REFUNDABLE => parts()->settings()->refunds->enable_refunds && self::is_for( self::PROVEN, $shopper ),
			self::PROVEN => Shopper::STAFF !== $shopper->subject && '' !== parts()->return_address()->address( $shopper ),
			default => false,
		};
	}

	/**
	 * True while the tool of an ability runs for a shopper whom it is for: the permission callback of each.
	 *
	 * @param string $name Name of an ability.
	 */
	public static function is_permitted( string $name ): bool {
		$shopper = Chatting::shopper();
		$whom    = array_column( self::TOOLS, 1, 0 )[ $name ] ?? '';
		return null !== $shopper && self::is_for( $whom, $shopper );
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
		$definitions = Order_Abilities::definitions() + Guest_Abilities::definitions() + Product_Abilities::definitions() + Message_Abilities::definitions() + Refund_Abilities::definitions();
		foreach ( $definitions as $name => $definition ) {
			wp_register_ability(
				$name,
				$definition + array(
					'category'            => self::CATEGORY,
					'permission_callback' => static fn(): bool => self::is_permitted( $name ),
					'meta'                => array(
						'annotations'  => array(
							'readonly'    => ! in_array( $name, self::WRITING, true ),
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
}
