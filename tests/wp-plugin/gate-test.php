<?php
/**
 * What every REST request must pass.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Gate;

/**
 * Requests of other sites, too large or unreadable ones do not get anywhere.
 */
final class Gate_Test extends Shop_Test_Case {

	/** Routes as they are registered, so that a new one is tested by itself. */
	public function test_every_route_refuses_other_origins(): void {
		wp_set_current_user( self::user( 'administrator' ) );
		$routes = array_filter( array_keys( rest_get_server()->get_routes( 'deskhand/v1' ) ), static fn( string $route ): bool => '/deskhand/v1' !== $route );
		self::assertCount( 17, $routes );
		foreach ( $routes as $route ) {
			foreach ( array( 'https://evil.example', 'null', home_url() . '.evil.example', 'ftp://127.0.0.1', '' ) as $origin ) {
				$response = self::post_json( substr( $route, strlen( '/deskhand/v1/' ) ), array(), array( 'Origin' => $origin ) );
				self::assertSame( 403, $response->get_status(), "$route from $origin" );
				self::assertSame( 'origin_forbidden', $response->get_data()['code'] );
			}
		}
	}

	public function test_the_own_origin_and_the_own_referer_pass(): void {
		$gate = new Gate( array( 'https://shop.example:443' ) );
		foreach ( array( 'origin' => 'https://shop.example', 'referer' => 'https://SHOP.example:443/cart?x=1' ) as $header => $value ) {
			self::assertTrue( $gate->is_own( self::request( array( $header => $value ) ) ), $value );
		}
		$refused = array(
			array(),
			array( 'origin' => 'http://shop.example' ),
			array( 'origin' => 'https://shop.example:8443' ),
			array( 'origin' => 'https://shop.example.evil.example' ),
			array( 'origin' => 'https://shop.example@evil.example' ),
			array( 'origin' => 'https://evil.example', 'referer' => 'https://shop.example/' ),
		);
		foreach ( $refused as $headers ) {
			self::assertInstanceOf( \WP_Error::class, $gate->is_own( self::request( $headers ) ), (string) wp_json_encode( $headers ) );
		}
	}

	/** @dataProvider unreadable */
	public function test_a_body_that_cannot_be_read_is_refused( string $body, string $code, int $status ): void {
		$response = self::post_raw( 'session', $body );
		self::assertSame( array( $status, $code ), array( $response->get_status(), $response->get_data()['code'] ) );
	}

	/**
	 * Bodies and what is said about them.
	 *
	 * @return array<string, array{string, string, int}>
	 */
	public function unreadable(): array {
		return array(
			'empty'            => array( '', 'message_invalid', 400 ),
			'no JSON'          => array( 'thread=x', 'message_invalid', 400 ),
			'a list'           => array( '[]', 'message_invalid', 400 ),
			'a string'         => array( '"x"', 'message_invalid', 400 ),
			'invalid UTF-8'    => array( "{\"text\":\"\xff\"}", 'message_invalid', 400 ),
			'a raw NUL'        => array( "{\"text\":\"\0\"}", 'message_invalid', 400 ),
			'a lone surrogate' => array( '{"text":"\ud800"}', 'message_invalid', 400 ),
			'cut off'          => array( '{"text":"', 'message_invalid', 400 ),
			'deep'             => array( str_repeat( '[', 600 ), 'message_invalid', 400 ),
			'large'            => array( '{"text":"' . str_repeat( 'x', 65_536 ) . '"}', 'message_too_long', 413 ),
		);
	}

	public function test_a_form_post_is_refused(): void {
		$response = self::post_raw( 'session', '{}', array( 'Content-Type' => 'text/plain' ) );
		self::assertSame( 'message_invalid', $response->get_data()['code'] );
	}

	public function test_other_routes_are_left_alone(): void {
		$request = new \WP_REST_Request( 'GET', '/wp/v2/types' );
		$request->set_header( 'origin', 'https://evil.example' );
		self::assertSame( 200, rest_do_request( $request )->get_status() );
	}

	public function test_the_owners_routes_need_the_owner(): void {
		foreach ( array( 'customer', 'shop_manager', '' ) as $role ) {
			wp_set_current_user( '' === $role ? 0 : self::user( $role ) );
			foreach ( array( 'status', 'pair', 'index', 'publish' ) as $name ) {
				self::assertContains( self::post_json( "admin/$name", array() )->get_status(), array( 401, 403 ), "$name as $role" );
			}
		}
	}

	/**
	 * A request with headers.
	 *
	 * @param array<string, string> $headers The headers.
	 */
	private static function request( array $headers ): \WP_REST_Request {
		$request = new \WP_REST_Request( 'POST', '/deskhand/v1/session' );
		foreach ( $headers as $name => $value ) {
			$request->set_header( $name, $value );
		}
		return $request;
	}
}
