<?php
/**
 * Which tool is whose.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Abilities;
use Deskhand\Shopper;
use Deskhand\Verified_Order;

/**
 * Every tool with everyone: what they get of what is theirs, and what of what is not. The sidecar's own tools stand in
 * `tests/sidecar/tools/test_tool_roles.py`.
 */
final class Tool_Roles_Test extends Shop_Test_Case {

	private const USERS = array( 'customer', 'shop_manager', 'administrator' );

	private const MAIL = array(
		'template' => 'transcript',
		'subject'  => 'Your question',
		'body'     => 'As we said.',
	);

	/** Tool => role => what an own call gives, and what one about somebody else's things gives. */
	private const TABLE = array(
		'get_order_status'     => array(
			'anonymous'     => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, status' => array( 'status', 'NOT_FOUND' ),
			'guest, full'   => array( 'full', 'NOT_FOUND' ),
			'user, status'  => array( 'status', 'NOT_FOUND' ),
			'customer'      => array( 'full', 'NOT_FOUND' ),
			'shop_manager'  => array( 'full', 'NOT_FOUND' ),
			'administrator' => array( 'full', 'NOT_FOUND' ),
		),
		'list_orders'          => array(
			'anonymous'     => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, status' => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, full'   => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'user, status'  => array( 'none', 'INVALID_ARGUMENT' ),
			'customer'      => array( 'own', 'INVALID_ARGUMENT' ),
			'shop_manager'  => array( 'own', 'INVALID_ARGUMENT' ),
			'administrator' => array( 'own', 'INVALID_ARGUMENT' ),
		),
		'get_customer_profile' => array(
			'anonymous'     => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, status' => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, full'   => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'user, status'  => array( 'none', 'INVALID_ARGUMENT' ),
			'customer'      => array( 'own', 'INVALID_ARGUMENT' ),
			'shop_manager'  => array( 'own', 'INVALID_ARGUMENT' ),
			'administrator' => array( 'own', 'INVALID_ARGUMENT' ),
		),
		'verify_identity'      => array(
			'anonymous'     => array( 'status', 'none' ),
			'guest, status' => array( 'status', 'none' ),
			'guest, full'   => array( 'full', 'none' ),
			'user, status'  => array( 'status', 'none' ),
			'customer'      => array( 'status', 'none' ),
			'shop_manager'  => array( 'status', 'none' ),
			'administrator' => array( 'status', 'none' ),
		),
		'check_refund_policy'  => array(
			'anonymous'     => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, status' => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, full'   => array( 'own', 'NOT_FOUND' ),
			'user, status'  => array( 'UNAUTHORIZED', 'NOT_FOUND' ),
			'customer'      => array( 'own', 'NOT_FOUND' ),
			'shop_manager'  => array( 'own', 'NOT_FOUND' ),
			'administrator' => array( 'own', 'NOT_FOUND' ),
		),
		'issue_refund'         => array( // Of orders for which nothing was paid.
			'anonymous'     => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, status' => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, full'   => array( 'INVALID_ARGUMENT', 'NOT_FOUND' ),
			'user, status'  => array( 'UNAUTHORIZED', 'NOT_FOUND' ),
			'customer'      => array( 'INVALID_ARGUMENT', 'NOT_FOUND' ),
			'shop_manager'  => array( 'INVALID_ARGUMENT', 'NOT_FOUND' ),
			'administrator' => array( 'INVALID_ARGUMENT', 'NOT_FOUND' ),
		),
		'add_note'             => array(
			'anonymous'     => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, status' => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, full'   => array( 'own', 'NOT_FOUND' ),
			'user, status'  => array( 'UNAUTHORIZED', 'NOT_FOUND' ),
			'customer'      => array( 'own', 'NOT_FOUND' ),
			'shop_manager'  => array( 'own', 'NOT_FOUND' ),
			'administrator' => array( 'own', 'NOT_FOUND' ),
		),
		'send_email'           => array(
			'anonymous'     => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, status' => array( 'UNAUTHORIZED', 'UNAUTHORIZED' ),
			'guest, full'   => array( 'own', 'INVALID_ARGUMENT' ),
			'user, status'  => array( 'own', 'INVALID_ARGUMENT' ),
			'customer'      => array( 'own', 'INVALID_ARGUMENT' ),
			'shop_manager'  => array( 'own', 'INVALID_ARGUMENT' ),
			'administrator' => array( 'own', 'INVALID_ARGUMENT' ),
		),
		'search_products'      => array(
			'anonymous'     => array( 'own', 'none' ),
			'guest, status' => array( 'own', 'none' ),
			'guest, full'   => array( 'own', 'none' ),
			'user, status'  => array( 'own', 'none' ),
			'customer'      => array( 'own', 'none' ),
			'shop_manager'  => array( 'own', 'none' ),
			'administrator' => array( 'own', 'none' ),
		),
	);

	/** Refunds are on. */
	protected function setUp(): void {
		parent::setUp();
		self::set( array( 'refunds' => array( 'enable_refunds' => true ) ) );
	}

	public function test_every_tool_has_an_expectation_for_every_role(): void {
		$roles = array_keys( $this->shoppers() );
		$tools = array_map( static fn( \WP_Ability $ability ): string => $ability->get_name(), array_filter( wp_get_abilities(), static fn( \WP_Ability $ability ): bool => Abilities::CATEGORY === $ability->get_category() ) );
		foreach ( $this->shoppers() as [ $shopper ] ) {
			self::assertSame( array(), array_diff( array_keys( Abilities::offered( $shopper ) ), array_keys( self::TABLE ) ), 'a tool is missing here' );
		}
		self::assertCount( count( self::TABLE ), $tools, 'an ability is missing here' );
		foreach ( self::TABLE as $tool => $row ) {
			self::assertSame( $roles, array_keys( $row ), $tool );
		}
	}

	/** @dataProvider tools */
	public function test_a_tool_gives_everyone_what_is_theirs_and_nothing_else( string $tool ): void {
		$foreign = self::order( self::user() );
		$foreign->set_billing_email( 'victim@example.com' );
		$foreign->save();
		$hidden = self::product( 'Quillon Hidden' );
		$hidden->set_catalog_visibility( 'hidden' );
		$hidden->save();
		self::product( 'Zephyr' );
		foreach ( $this->shoppers() as $role => [ $shopper, $own, $email ] ) {
			$own_call     = array(
				'get_order_status'    => array( 'order_id' => $own->get_id() ),
				'verify_identity'     => array( 'order_number' => $own->get_order_number(), 'email' => $email ),
				'search_products'     => array( 'query' => 'zephyr' ),
				'check_refund_policy' => array( 'order_id' => $own->get_id() ),
				'issue_refund'        => array( 'order_id' => $own->get_id(), 'amount' => '1.00', 'reason' => 'It leaks' ),
				'add_note'            => array( 'order_id' => $own->get_id(), 'text' => 'It leaks' ),
				'send_email'          => self::MAIL,
			)[ $tool ] ?? array();
			$foreign_call = array(
				'get_order_status'    => array( 'order_id' => $foreign->get_id() ),
				'verify_identity'     => array( 'order_number' => $foreign->get_order_number(), 'email' => $email ),
				'search_products'     => array( 'query' => 'quillon' ),
				'check_refund_policy' => array( 'order_id' => $foreign->get_id() ),
				'issue_refund'        => array( 'order_id' => $foreign->get_id(), 'amount' => '1.00', 'reason' => 'It leaks' ),
				'add_note'            => array( 'order_id' => $foreign->get_id(), 'text' => 'It leaks' ),
				'send_email'          => array( 'to' => 'victim@example.com' ) + self::MAIL,
			)[ $tool ] ?? array( 'customer_id' => $foreign->get_customer_id() );
			$_SERVER['REMOTE_ADDR'] = '10.9.' . random_int( 0, 255 ) . '.' . random_int( 0, 255 );
			\Deskhand\parts()->renew();
			[ $given, $refused ] = self::TABLE[ $tool ][ $role ];
			self::assertSame( $refused, self::outcome( self::run_tool( $shopper, $tool, $foreign_call ), $own, $foreign ), "$role, not theirs" );
			self::assertSame( $given, self::outcome( self::run_tool( $shopper, $tool, $own_call ), $own, $foreign ), "$role, theirs" );
		}
	}

	/**
	 * Tools of the table.
	 *
	 * @return array<string, array{string}>
	 */
	public function tools(): array {
		return array_combine( array_keys( self::TABLE ), array_map( static fn( string $tool ): array => array( $tool ), array_keys( self::TABLE ) ) );
	}

	/** Neither REST nor another plugin nor an administrator gets to an ability outside of a tool's run. */
	public function test_nobody_else_can_run_the_abilities(): void {
		$admin = self::user( 'administrator' );
		$order = self::order( $admin );
		wp_set_current_user( $admin );
		$inputs = array(
			'deskhand/get-order-status' => array( 'order_id' => $order->get_id() ),
			'deskhand/verify-identity'  => array( 'order_number' => '1', 'email' => 'a@example.com' ),
			'deskhand/search-products'  => array( 'query' => 'tent' ),
			'deskhand/check-refund-policy' => array( 'order_id' => $order->get_id() ),
			'deskhand/issue-refund'     => array( 'order_id' => $order->get_id(), 'amount' => '1.00', 'reason' => 'x' ),
			'deskhand/add-note'         => array( 'text' => 'x' ),
			'deskhand/send-email'       => self::MAIL,
		);
		$count  = 0;
		foreach ( wp_get_abilities() as $ability ) {
			if ( Abilities::CATEGORY !== $ability->get_category() ) {
				continue;
			}
			$result = $ability->execute( $inputs[ $ability->get_name() ] ?? array() );
			self::assertInstanceOf( \WP_Error::class, $result, $ability->get_name() );
			self::assertSame( 'ability_invalid_permissions', $result->get_error_code(), $ability->get_name() );
			self::assertFalse( $ability->get_meta_item( 'show_in_rest' ), $ability->get_name() );
			self::assertSame( array( 'public' => false ), $ability->get_meta_item( 'mcp' ), $ability->get_name() );
			++$count;
		}
		self::assertSame( count( self::TABLE ), $count );
		self::assertNull( \Deskhand\Chatting::shopper() );
	}

	/** Staff who try out a question send no codes to customers. */
	public function test_a_trial_by_staff_verifies_nobody(): void {
		$staff = new Shopper( self::user( 'administrator' ), Shopper::STAFF, str_repeat( '1', 32 ) );
		self::assertArrayNotHasKey( 'verify_identity', Abilities::offered( $staff ) );
		self::assertArrayHasKey( 'get_order_status', Abilities::offered( $staff ) );
		self::assertSame( 'UNAUTHORIZED', self::run_tool( $staff, 'verify_identity', array( 'order_number' => '1', 'email' => 'a@example.com' ) ) );
	}

	/** What the sidecar is told of each tool: closed both ways, and small enough. */
	public function test_every_schema_is_closed_and_says_what_is_always_there(): void {
		foreach ( $this->shoppers() as [ $shopper ] ) {
			foreach ( Abilities::specs( $shopper ) as $spec ) {
				foreach ( array( $spec->input_schema_json, $spec->output_schema_json ) as $json ) {
					self::assertLessThan( 16_384, strlen( $json ) );
					self::assertStringNotContainsString( '"properties":[]', $json );
					self::assertSame( substr_count( $json, '"type":"object"' ), substr_count( $json, '"additionalProperties":false' ), $spec->name );
				}
				$output = json_decode( $spec->output_schema_json, true );
				self::assertSame( array_keys( $output['properties'] ), $output['required'], $spec->name );
				self::assertSame( 'issue_refund' === $spec->name, $spec->destructive );
				self::assertSame( ! in_array( $spec->name, array( 'verify_identity', 'issue_refund', 'add_note', 'send_email' ), true ), $spec->read_only );
			}
		}
	}

	/**
	 * Everyone, each with an order of their own and its address; that of `user, status` is a guest's, shown by these two only.
	 *
	 * @return array<string, array{Shopper, \WC_Order, string}>
	 */
	private function shoppers(): array {
		$everyone = array();
		foreach ( array( 'anonymous' => '', 'guest, status' => Verified_Order::STATUS, 'guest, full' => Verified_Order::FULL ) as $role => $level ) {
			$order             = self::guest_order( 'orla@example.com' );
			$everyone[ $role ] = array( '' === $level ? self::shopper( 0 ) : self::verified_guest( $order, $level ), $order, 'orla@example.com' );
		}
		$others = self::guest_order( 'orla@example.com' );
		$user   = new Shopper( self::user(), 'u_' . md5( 'status' ), md5( 'status' ) );
		\Deskhand\parts()->verifications()->bind( $user, $others, Verified_Order::STATUS );
		$everyone['user, status'] = array( $user, $others, 'orla@example.com' );
		foreach ( self::USERS as $role ) {
			$user  = self::user( $role );
			$order = self::order( $user );
			$order->set_billing_email( "$role@example.com" );
			$order->save();
			$everyone[ $role ] = array( new Shopper( $user, 'u_' . md5( $role ), md5( $role ) ), $order, "$role@example.com" );
		}
		return $everyone;
	}

	/**
	 * What a result comes to.
	 *
	 * @param string    $result  Of a tool.
	 * @param \WC_Order $own     The shopper's order.
	 * @param \WC_Order $foreign Somebody else's.
	 */
	private static function outcome( string $result, \WC_Order $own, \WC_Order $foreign ): string {
		$value = json_decode( $result, true );
		if ( ! is_array( $value ) ) {
			return $result;
		}
		self::assertStringNotContainsString( "\"order_id\":{$foreign->get_id()}", $result );
		$orders = $value['orders'] ?? $value['last_orders'] ?? null;
		return match ( true ) {
			isset( $value['level'] ) => $value['level'],
			isset( $value['eligible'] ) || isset( $value['note_id'] ) || isset( $value['queued'] ) => 'own',
			isset( $value['verified'] ) => $value['verified'],
			array() === $orders => 'none',
			null !== $orders => array( $own->get_id() ) === array_column( $orders, 'order_id' ) ? 'own' : 'others',
			default => $value['products'] ? 'own' : 'none',
		};
	}
}
