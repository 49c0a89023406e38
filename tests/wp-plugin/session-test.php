<?php
/**
 * Browsers and their threads.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Refused;
use Deskhand\Session;

/**
 * Trust T7: a thread opens for whom it was made, and for nobody else.
 */
final class Session_Test extends Shop_Test_Case {

	/** Keys that no site has. */
	private Session $session;

	/** A session with keys of its own. */
	protected function setUp(): void {
		parent::setUp();
		$this->session = new Session( str_repeat( 's', 32 ), str_repeat( 't', 32 ) );
	}

	public function test_a_guest_gets_the_same_thread_again(): void {
		$shopper = $this->session->open( 0, '' );
		$token   = $this->session->token( $shopper );
		self::assertMatchesRegularExpression( '/^a_[0-9a-f]{32}$/', $shopper->subject );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{32}$/', $shopper->thread_id );
		self::assertEquals( $shopper, $this->session->open( 0, $token ) );
		self::assertEquals( $shopper, $this->session->shopper( 0, $token ) );
	}

	public function test_another_guest_gets_a_new_thread_for_a_foreign_token(): void {
		$victim  = $this->session->open( 0, '' );
		$token   = $this->session->token( $victim );
		$_COOKIE = array();
		$thief   = $this->session->open( 0, $token );
		self::assertNotSame( $victim->thread_id, $thief->thread_id );
		self::assertNotSame( $victim->subject, $thief->subject );
	}

	/** @dataProvider forged */
	public function test_a_forged_token_is_refused( \Closure $forge ): void {
		$token = $this->session->token( $this->session->open( 0, '' ) );
		$this->expectException( Refused::class );
		$this->expectExceptionMessage( 'session_invalid' );
		$this->session->shopper( 0, $forge( $token ) );
	}

	/**
	 * Ways to change a token.
	 *
	 * @return array<string, array{\Closure}>
	 */
	public function forged(): array {
		return array(
			'empty'            => array( static fn( string $token ): string => '' ),
			'another thread'   => array( static fn( string $token ): string => str_repeat( 'a', 32 ) . substr( $token, 32 ) ),
			'no mac'           => array( static fn( string $token ): string => substr( $token, 0, 33 ) ),
			'half a mac'       => array( static fn( string $token ): string => substr( $token, 0, 65 ) ),
			'a zero mac'       => array( static fn( string $token ): string => substr( $token, 0, 33 ) . str_repeat( '0', 64 ) ),
			'upper case'       => array( strtoupper( ... ) ),
			'a trailing line'  => array( static fn( string $token ): string => "$token\n" ),
			'an SQL quote'     => array( static fn( string $token ): string => "$token'" ),
			'another cookie'   => array(
				static function ( string $token ): string {
					$_COOKIE[ Session::COOKIE ] = str_repeat( '0', 64 );
					return $token;
				},
			),
			'no cookie'        => array(
				static function ( string $token ): string {
					unset( $_COOKIE[ Session::COOKIE ] );
					return $token;
				},
			),
			'a broken cookie'  => array(
				static function ( string $token ): string {
					$_COOKIE[ Session::COOKIE ] = array( 'x' );
					return $token;
				},
			),
		);
	}

	public function test_a_guests_token_does_not_open_for_a_user_nor_a_users_for_a_guest(): void {
		$user  = self::user();
		$guest = $this->session->token( $this->session->open( 0, '' ) );
		$known = $this->session->token( $this->session->open( $user, '' ) );
		foreach ( array( array( $user, $guest ), array( 0, $known ), array( self::user(), $known ) ) as [ $who, $token ] ) {
			try {
				$this->session->shopper( $who, $token );
				self::fail( 'A foreign token was taken.' );
			} catch ( Refused $refused ) {
				self::assertSame( 'session_invalid', $refused->problem );
			}
		}
	}

	public function test_a_new_log_in_is_a_new_thread(): void {
		$user = self::user();
		self::log_in( $user );
		$token = $this->session->token( $this->session->open( $user, '' ) );
		self::assertSame( $user, $this->session->shopper( $user, $token )->user_id );
		self::log_in( $user );
		self::assertNotSame( $token, $this->session->token( $this->session->open( $user, $token ) ) );
		$this->expectException( Refused::class );
		$this->session->shopper( $user, $token );
	}

	public function test_logging_in_or_out_forgets_the_guest(): void {
		foreach ( array( 'wp_login', 'wp_logout' ) as $hook ) {
			$session = \Deskhand\parts()->session();
			$token   = $session->token( $session->open( 0, '' ) );
			'wp_login' === $hook ? do_action( $hook, 'name', new \WP_User() ) : do_action( $hook, 0 );
			self::assertNotSame( $token, $session->token( $session->open( 0, $token ) ), $hook );
		}
	}

	public function test_other_keys_make_other_tokens_and_names(): void {
		$other   = new Session( str_repeat( 'x', 32 ), str_repeat( 'y', 32 ) );
		$shopper = $this->session->open( 0, '' );
		self::assertNotSame( $this->session->token( $shopper ), $other->token( $shopper ) );
		self::assertNotSame( $this->session->subject( 7 ), $other->subject( 7 ) );
		self::assertMatchesRegularExpression( '/^u_[0-9a-f]{32}$/', $this->session->subject( 7 ) );
	}

	public function test_known_fields_are_the_users_own_and_none_for_guests(): void {
		$user = self::user();
		update_user_meta( $user, 'billing_phone', '+44 20 7946 0000' );
		update_user_meta( $user, 'billing_address_1', '1 Canary Wharf' );
		update_user_meta( $user, 'first_name', 'X' );
		$fields = self::shopper( $user )->known_fields();
		$values = array_column( $fields, 'value' );
		self::assertContains( '+44 20 7946 0000', $values );
		self::assertContains( '1 Canary Wharf', $values );
		self::assertContains( get_userdata( $user )->user_email, $values );
		self::assertNotContains( 'X', $values );
		self::assertSame( $values, array_unique( $values ) );
		self::assertSame( array(), self::shopper( 0 )->known_fields() );
	}
}
