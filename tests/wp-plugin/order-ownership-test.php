<?php
/**
 * Whose orders the shop tools show.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Cards;
use Deskhand\Own_Orders;
use Deskhand\Tool_Runner;
use Deskhand\Wire\Tool_Error;

/**
 * Trust T1 and T3: the shopper's own orders and nobody else's, whatever their role.
 */
final class Order_Ownership_Test extends Shop_Test_Case {

	/** Tools that are asked about an order, another plugin's included. */
	private const ABOUT_ORDERS = array( 'get_order_status', 'check_refund_policy', 'issue_refund', 'add_note', 'plugin_gifts_wrap' );

	/** True when another plugin's ability is there. */
	private bool $is_offered = false;

	/** Takes it away again. */
	protected function tearDown(): void {
		if ( $this->is_offered ) {
			wp_unregister_ability( 'gifts/wrap' );
		}
		parent::tearDown();
	}

	/**
	 * Roles.
	 *
	 * @return array<string, array{string}>
	 */
	public function everyone(): array {
		$roles = array( 'customer', 'subscriber', 'shop_manager', 'administrator' );
		return array_combine( $roles, array_map( static fn( string $role ): array => array( $role ), $roles ) );
	}

	/** @dataProvider everyone */
	public function test_an_own_order_is_shown( string $role ): void {
		$user  = self::user( $role );
		$order = self::order( $user );
		$shown = json_decode( self::status_of( $user, $order->get_id() ), true );
		self::assertSame( $order->get_id(), $shown['order_id'] );
		self::assertSame( 'processing', $shown['status'] );
	}

	/** @dataProvider everyone */
	public function test_what_is_not_an_own_order_reads_byte_for_byte_like_a_missing_one( string $role ): void {
		$this->offer_all();
		$user    = self::user( $role );
		$foreign = $this->foreign_orders( $user, self::order( $user ) );
		foreach ( self::ABOUT_ORDERS as $tool ) {
			$missing = self::told( $user, $tool, 2_000_000_000 );
			self::assertStringContainsString( 'NOT_FOUND', $missing, $tool );
			foreach ( $foreign as $kind => $order_id ) {
				self::assertSame( $missing, self::told( $user, $tool, $order_id ), "$tool, $kind" );
			}
		}
		foreach ( $foreign as $kind => $order_id ) {
			self::assertNull( Cards::build( 'order', $order_id, self::shopper( $user ) ), $kind );
		}
	}

	/** The work is the same, so that time tells nothing either (trust T1). */
	public function test_a_foreign_order_costs_as_many_queries_as_a_missing_one(): void {
		global $wpdb;
		$this->offer_all();
		$user    = self::user();
		$foreign = self::order( self::user() )->get_id();
		$queries = static function ( string $tool, int $order_id ) use ( $user, $wpdb ): int {
			wp_cache_flush();
			wp_set_current_user( 0 );
			$before = $wpdb->num_queries;
			self::told( $user, $tool, $order_id );
			return $wpdb->num_queries - $before;
		};
		foreach ( self::ABOUT_ORDERS as $tool ) {
			$queries( $tool, $foreign );
			self::assertSame( $queries( $tool, 2_000_000_000 ), $queries( $tool, $foreign ), $tool );
		}
	}

	/** @dataProvider everyone */
	public function test_a_list_holds_own_orders_only( string $role ): void {
		$user  = self::user( $role );
		$own   = array( self::order( $user )->get_id(), self::order( $user, 'completed' )->get_id() );
		self::order( self::user() );
		self::order( 0 );
		self::order( $user, 'trash' );
		$result = ( new Tool_Runner( self::shopper( $user ) ) )->run( 'list_orders', '{}' );
		$listed = array_column( json_decode( $result, true )['orders'], 'order_id' );
		sort( $listed );
		self::assertSame( $own, $listed );
	}

	/** A guest is not even told that there are order tools. */
	public function test_a_guest_has_no_order_tools(): void {
		$order = self::order( 0 );
		foreach ( array( 'get_order_status' => "{\"order_id\":{$order->get_id()}}", 'list_orders' => '{}' ) as $tool => $arguments ) {
			$error = ( new Tool_Runner( self::shopper( 0 ) ) )->run( $tool, $arguments );
			self::assertInstanceOf( Tool_Error::class, $error );
			self::assertSame( 'UNAUTHORIZED', $error->code );
		}
		self::assertNull( ( new Own_Orders( 0 ) )->find( $order->get_id() ) );
		self::assertSame( array(), ( new Own_Orders( 0 ) )->latest( 5 ) );
		self::assertNull( Cards::build( 'order', $order->get_id(), self::shopper( 0 ) ) );
	}

	/** The tool runs as the shopper, even when someone else is logged in, and leaves that person logged in. */
	public function test_a_tool_runs_as_the_shopper(): void {
		$admin   = self::user( 'administrator' );
		$shopper = self::user();
		$order   = self::order( $admin );
		wp_set_current_user( $admin );
		self::assertStringContainsString( 'NOT_FOUND', self::status_of( $shopper, $order->get_id() ) );
		self::assertSame( $admin, get_current_user_id() );
	}

	/** @dataProvider numbers */
	public function test_at_most_the_last_half_of_a_number_is_shown( string $number, string $masked ): void {
		self::assertSame( $masked, Own_Orders::masked( $number ) );
	}

	/**
	 * Numbers and how they are shown.
	 *
	 * @return list<array{string, string}>
	 */
	public function numbers(): array {
		return array(
			array( '7', '•' ),
			array( '12', '•2' ),
			array( '123', '••3' ),
			array( '1234', '••34' ),
			array( 'WC-2026-0042', 'WC-••••-0042' ),
		);
	}

	/** A result holds what its schema names and nothing that tells who the shopper is. */
	public function test_a_result_holds_no_personal_data(): void {
		$user  = self::user();
		$order = self::order( $user );
		$order->set_billing_email( 'canary@example.com' );
		$order->set_billing_last_name( 'Canaryson' );
		$order->set_billing_address_1( '1 Canary Wharf' );
		$order->save();
		self::assertStringNotContainsStringIgnoringCase( 'canary', self::status_of( $user, $order->get_id() ) );
	}

	/** Parcels and the day of delivery come from the common plugins' meta. */
	public function test_tracking_and_delivery_day_are_read(): void {
		$user  = self::user();
		$order = self::order( $user );
		$order->update_meta_data( '_delivery_date', '2026-12-03' );
		$order->update_meta_data(
			'_wc_shipment_tracking_items',
			array(
				array(
					'tracking_provider'    => 'DHL',
					'tracking_number'      => 'JD0001',
					'custom_tracking_link' => 'javascript:alert(1)',
				),
			)
		);
		$order->save();
		$shown = json_decode( self::status_of( $user, $order->get_id() ), true );
		self::assertSame( '2026-12-03', $shown['eta'] );
		self::assertSame( array( array( 'provider' => 'DHL', 'number' => 'JD0001', 'url' => '' ) ), $shown['tracking'] );
	}

	/** Where plugins give orders numbers of their own, a number that is another own order's id means the number. */
	public function test_an_order_is_found_by_the_number_that_the_shopper_knows(): void {
		$user    = self::user();
		$first   = self::order( $user );
		$second  = self::order( $user );
		$foreign = self::order( self::user() );
		$number  = static fn( string $shown, \WC_Abstract_Order $order ): string => array(
			$second->get_id()  => (string) $first->get_id(),
			$foreign->get_id() => '990042',
			$first->get_id()   => '990041',
		)[ $order->get_id() ] ?? $shown;
		$find    = static fn( mixed $asked ): mixed => array(
			(string) $first->get_id() => $second->get_id(),
			'990042'                  => $foreign->get_id(),
			'990041'                  => $first->get_id(),
		)[ (string) $asked ] ?? $asked;
		remove_filter( 'woocommerce_shortcode_order_tracking_order_id', 'wc_sanitize_order_id' );
		add_filter( 'woocommerce_order_number', $number, 10, 2 );
		add_filter( 'woocommerce_shortcode_order_tracking_order_id', $find );
		$orders = new Own_Orders( $user );
		$proven = array_map( $orders->is_still_proven( ... ), array( $first->get_id(), $second->get_id(), $foreign->get_id(), 990041, 2_000_000_000 ) );
		$found  = array_map( static fn( int $asked ): ?int => $orders->find( $asked )?->get_id(), array( $first->get_id(), 990041, $second->get_id(), 990042, $foreign->get_id() ) );
		remove_filter( 'woocommerce_order_number', $number );
		remove_filter( 'woocommerce_shortcode_order_tracking_order_id', $find );
		add_filter( 'woocommerce_shortcode_order_tracking_order_id', 'wc_sanitize_order_id' );
		self::assertSame( array( $second->get_id(), $first->get_id(), $second->get_id(), null, null ), $found );
		self::assertSame( array( true, true, false, false, false ), $proven, 'of an action the id counts' );
	}

	/**
	 * What a shopper might ask for and must not get.
	 *
	 * @param int       $user The shopper.
	 * @param \WC_Order $own  One of their orders.
	 * @return array<string, int>
	 */
	private function foreign_orders( int $user, \WC_Order $own ): array {
		$orders = array(
			'another customer\'s' => self::order( self::user() )->get_id(),
			'a guest\'s'          => self::order( 0 )->get_id(),
			'in the trash'        => self::order( $user, 'trash' )->get_id(),
			'a page'              => self::post()->ID,
			'the largest number'  => PHP_INT_MAX,
		);
		if ( self::has_real_woocommerce() ) {
			$orders['a checkout draft'] = self::order( $user, 'checkout-draft' )->get_id();
			$orders['an auto-draft']    = self::order( $user, 'auto-draft' )->get_id();
			$refund                     = new \WC_Order_Refund();
			$refund->set_parent_id( $own->get_id() );
			$refund->save();
			$orders['a refund'] = $refund->get_id();
		}
		return $orders;
	}

	/** Refunds are on, and another plugin's ability is ticked. */
	private function offer_all(): void {
		$ability = \WP_Abilities_Registry::get_instance()->register(
			'gifts/wrap',
			array(
				'label'               => 'Gift wrapping',
				'description'         => 'Wraps an order.',
				'category'            => 'deskhand',
				'input_schema'        => array(
					'type'       => 'object',
					'properties' => array( 'order_id' => array( 'type' => 'integer' ) ),
					'required'   => array( 'order_id' ),
				),
				'permission_callback' => '__return_true',
				'execute_callback'    => static fn( array $input ): array => $input,
				'meta'                => array( 'annotations' => array( 'destructive' => false ) ),
			)
		);
		self::assertNotNull( $ability );
		$this->is_offered = true;
		self::set(
			array(
				'refunds'          => array( 'enable_refunds' => true ),
				'plugin_abilities' => array( 'gifts/wrap' ),
			)
		);
	}

	/**
	 * What a tool says of an order, as JSON.
	 *
	 * @param int    $user     The shopper.
	 * @param string $tool     One of `ABOUT_ORDERS`.
	 * @param int    $order_id An order.
	 */
	private static function told( int $user, string $tool, int $order_id ): string {
		$more   = array(
			'add_note'     => array( 'text' => 'x' ),
			'issue_refund' => array(
				'amount' => '1.00',
				'reason' => 'x',
			),
		)[ $tool ] ?? array();
		$result = ( new Tool_Runner( self::shopper( $user ) ) )->run( $tool, (string) wp_json_encode( array( 'order_id' => $order_id ) + $more ), "call-$order_id" );
		return is_string( $result ) ? $result : (string) wp_json_encode( $result );
	}

	/**
	 * What `get_order_status` says, as JSON.
	 *
	 * @param int $user     The shopper.
	 * @param int $order_id An order.
	 */
	private static function status_of( int $user, int $order_id ): string {
		$result = ( new Tool_Runner( self::shopper( $user ) ) )->run( 'get_order_status', "{\"order_id\":$order_id}" );
		return is_string( $result ) ? $result : (string) wp_json_encode( $result );
	}
}
