<?php
/**
 * A test inside the shop.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Settings;
use PHPUnit\Framework\TestCase;
use WC_Order;

/**
 * Rolls everything back after each test, and makes people, pages, products and orders.
 */
abstract class Shop_Test_Case extends TestCase {

	/** Begins a transaction. */
	protected function setUp(): void {
		global $wpdb;
		wp_cache_flush();
		$wpdb->query( 'SET autocommit = 0' );
		$wpdb->query( 'START TRANSACTION' );
		$_COOKIE = array();
		// Counters outlive a test.
		$_SERVER['REMOTE_ADDR'] = '10.' . implode( '.', array( random_int( 0, 255 ), random_int( 0, 255 ), random_int( 0, 255 ) ) );
		wp_set_current_user( 0 );
		\Deskhand\parts()->renew();
	}

	/** Undoes what the test did. */
	protected function tearDown(): void {
		global $wpdb;
		$wpdb->query( 'ROLLBACK' );
		$wpdb->query( 'SET autocommit = 1' );
		wp_cache_flush();
		wp_set_current_user( 0 );
		\Deskhand\parts()->renew();
	}

	/** Loads what wp-admin offers to forms. */
	protected static function load_admin(): void {
		require_once ABSPATH . 'wp-admin/includes/template.php';
		require_once ABSPATH . 'wp-admin/includes/misc.php';
		$GLOBALS['wp_settings_errors'] = array();
	}

	/** True when WooCommerce itself is active, not the stand-in. */
	public static function has_real_woocommerce(): bool {
		return class_exists( \Automattic\WooCommerce\Utilities\OrderUtil::class );
	}

	/**
	 * A new user.
	 *
	 * @param string $role Their role.
	 */
	protected static function user( string $role = 'customer' ): int {
		$login = uniqid( 'user' );
		$id    = wp_insert_user(
			array(
				'user_login' => $login,
				'user_pass'  => 'password',
				'user_email' => "$login@example.com",
				'role'       => $role,
			)
		);
		self::assertIsInt( $id );
		return $id;
	}

	/**
	 * Puts a user's log-in cookie into the browser.
	 *
	 * @param int $user The user.
	 */
	protected static function log_in( int $user ): void {
		$token                       = \WP_Session_Tokens::get_instance( $user )->create( time() + 3600 );
		$_COOKIE[ LOGGED_IN_COOKIE ] = wp_generate_auth_cookie( $user, time() + 3600, 'logged_in', $token );
	}

	/**
	 * A shopper in some thread.
	 *
	 * @param int $user Their id; 0 for a guest.
	 */
	protected static function shopper( int $user ): \Deskhand\Shopper {
		return new \Deskhand\Shopper( $user, 'u_' . str_repeat( '0', 32 ), str_repeat( '0', 32 ) );
	}

	/**
	 * An order that a guest placed.
	 *
	 * @param string $email  Its billing address.
	 * @param string $status Its status, without prefix.
	 */
	protected static function guest_order( string $email = 'orla@example.com', string $status = 'processing' ): WC_Order {
		$order = self::order( 0, $status );
		$order->set_billing_email( $email );
		$order->save();
		return $order;
	}

	/**
	 * A guest in a thread of their own who has verified an order.
	 *
	 * @param WC_Order $order Their order.
	 * @param string   $level How far.
	 */
	protected static function verified_guest( WC_Order $order, string $level ): \Deskhand\Shopper {
		$guest = new \Deskhand\Shopper( 0, 'a_' . bin2hex( random_bytes( 16 ) ), bin2hex( random_bytes( 16 ) ) );
		\Deskhand\parts()->verifications()->bind( $guest, $order, $level );
		return $guest;
	}

	/**
	 * What a tool gives a shopper, as JSON; an error as its code.
	 *
	 * @param \Deskhand\Shopper     $shopper Who chats.
	 * @param string                $tool    The tool.
	 * @param array<string, mixed>  $input   Its arguments.
	 */
	protected static function run_tool( \Deskhand\Shopper $shopper, string $tool, array $input = array() ): string {
		$outcome = ( new \Deskhand\Tool_Runner( $shopper ) )->run( $tool, (string) wp_json_encode( $input ? $input : new \stdClass() ), 'call-1' );
		return is_string( $outcome ) ? $outcome : $outcome->code;
	}

	/**
	 * Mails that are sent meanwhile.
	 *
	 * @param callable(): mixed $step What to do.
	 * @return list<array{to: string, subject: string, message: string}>
	 */
	protected static function mails_during( callable $step ): array {
		$mails = array();
		$read  = static function ( mixed $sent, array $mail ) use ( &$mails ): mixed {
			$mails[] = $mail;
			return $sent;
		};
		add_filter( 'pre_wp_mail', $read, 1, 2 );
		$step();
		remove_filter( 'pre_wp_mail', $read, 1 );
		return $mails;
	}

	/**
	 * A new order.
	 *
	 * @param int    $customer_id Whose; 0 for a guest's.
	 * @param string $status      Its status, without prefix.
	 */
	protected static function order( int $customer_id, string $status = 'processing' ): WC_Order {
		$order = wc_create_order( array( 'customer_id' => $customer_id ) );
		self::assertInstanceOf( WC_Order::class, $order );
		$order->set_status( 'trash' === $status ? 'processing' : $status );
		$order->save();
		if ( 'trash' !== $status ) {
			return $order;
		}
		$id = $order->get_id();
		$order->delete( false );
		return wc_get_order( $id );
	}

	/**
	 * A new post.
	 *
	 * @param array<string, mixed> $fields What differs from a published page.
	 */
	protected static function post( array $fields = array() ): \WP_Post {
		$id = wp_insert_post(
			$fields + array(
				'post_type'    => 'page',
				'post_status'  => 'publish',
				'post_title'   => 'About us',
				'post_content' => '<p>We sell tents.</p>',
			),
			true
		);
		self::assertIsInt( $id );
		return get_post( $id );
	}

	/**
	 * A new product.
	 *
	 * @param string $name  Its name.
	 * @param string $price Its price.
	 */
	protected static function product( string $name, string $price = '19.00' ): \WC_Product {
		$product = new \WC_Product_Simple();
		$product->set_name( $name );
		$product->set_regular_price( $price );
		$product->set_status( 'publish' );
		$product->set_catalog_visibility( 'visible' );
		$product->set_stock_status( 'instock' );
		$product->save();
		return $product;
	}

	/**
	 * Changes settings for this test.
	 *
	 * @param array<string, mixed> $values Settings.
	 */
	protected static function set( array $values ): void {
		update_option( Settings::OPTION, Settings::from_values( $values + Settings::load()->values() )->values() );
		\Deskhand\parts()->renew();
	}

	/** Makes the site believe that it is paired with the sidecar it knows. */
	protected static function pretend_pairing(): void {
		update_option(
			\Deskhand\Pairing::OPTION,
			array(
				'kid'     => \Deskhand\parts()->keypair()->kid,
				'site'    => untrailingslashit( (string) get_option( 'home' ) ),
				'address' => Settings::load()->sidecar_address,
			)
		);
		\Deskhand\parts()->renew();
	}

	/**
	 * Sends a request to a route as a browser on this site does.
	 *
	 * @param string               $route   Behind `deskhand/v1/`.
	 * @param array<string, mixed> $body    Its JSON body.
	 * @param array<string, string> $headers More headers; they win.
	 */
	protected static function post_json( string $route, array $body, array $headers = array() ): \WP_REST_Response {
		return self::post_raw( $route, (string) wp_json_encode( $body ? $body : new \stdClass() ), $headers );
	}

	/**
	 * Sends a body as it is.
	 *
	 * @param string                $route   Behind `deskhand/v1/`.
	 * @param string                $body    The bytes.
	 * @param array<string, string> $headers More headers; they win.
	 */
	protected static function post_raw( string $route, string $body, array $headers = array() ): \WP_REST_Response {
		$request = new \WP_REST_Request( 'POST', "/deskhand/v1/$route" );
		foreach ( $headers + array( 'Content-Type' => 'application/json', 'Origin' => home_url() ) as $name => $value ) {
			$request->set_header( $name, $value );
		}
		$request->set_body( $body );
		return rest_ensure_response( rest_do_request( $request ) );
	}
}
