<?php
/**
 * Ties a browser to its thread.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Makes and checks thread tokens.
 *
 * A token is `thread_id.mac`. The MAC covers the thread and whoever it was made for: the WordPress user's log-in
 * session, or the guest's secret in an HttpOnly cookie. Logging in or out therefore ends the thread by itself, and a
 * token found elsewhere opens nothing.
 */
final class Session {

	public const COOKIE = 'deskhand_anon';

	private const COOKIE_LIFE_S = 30 * DAY_IN_SECONDS;

	/**
	 * Only assigns.
	 *
	 * @param string $subject_key Key of the hashes that name people to the sidecar, 32 bytes.
	 * @param string $thread_key  Key of the thread tokens, 32 bytes.
	 */
	public function __construct(
		#[\SensitiveParameter] private readonly string $subject_key,
		#[\SensitiveParameter] private readonly string $thread_key,
	) {}

	/**
	 * The shopper of a page that just loaded. A token that is not this shopper's is quietly replaced by a new thread;
	 * a guest without a cookie gets one.
	 *
	 * @param int    $user_id User whose log-in cookie holds; 0 for a guest.
	 * @param string $token   Token the widget kept; may be empty.
	 */
	public function open( int $user_id, string $token ): Shopper {
		if ( $user_id < 1 && '' === $this->secret() ) {
			$this->set_cookie( bin2hex( random_bytes( 32 ) ), time() + self::COOKIE_LIFE_S );
		}
		return $this->match( $user_id, $token ) ?? new Shopper( $user_id, $this->subject( $user_id ), bin2hex( random_bytes( 16 ) ) );
	}

	/**
	 * The shopper behind a later request.
	 *
	 * @param int    $user_id The current user, as WordPress authenticated the request; 0 for a guest.
	 * @param string $token   Token of the thread.
	 * @throws Refused When the token is not this shopper's.
	 */
	public function shopper( int $user_id, string $token ): Shopper {
		return $this->match( $user_id, $token ) ?? throw new Refused( 'session_invalid' );
	}

	/**
	 * The token that opens this shopper's thread again.
	 *
	 * @param Shopper $shopper Whose.
	 */
	public function token( Shopper $shopper ): string {
		return $shopper->thread_id . '.' . $this->mac( $shopper->thread_id, $shopper->user_id );
	}

	/**
	 * Forgets the guest, and with them their thread. For log-in and log-out.
	 */
	public function forget(): void {
		if ( isset( $_COOKIE[ self::COOKIE ] ) ) {
			$this->set_cookie( '', 1 );
		}
	}

	/**
	 * The name under which the sidecar knows a WordPress user or this browser's guest.
	 *
	 * @param int $user_id A user; 0 for the guest.
	 */
	public function subject( int $user_id ): string {
		return $user_id > 0
			? 'u_' . $this->short_hash( "user:$user_id" )
			: 'a_' . $this->short_hash( 'guest:' . $this->secret() );
	}

	/**
	 * The shopper when the token is theirs, else null.
	 *
	 * @param int    $user_id A user; 0 for the guest.
	 * @param string $token   What the widget sent.
	 */
	private function match( int $user_id, string $token ): ?Shopper {
		if ( 1 !== preg_match( '/^([0-9a-f]{32})\.([0-9a-f]{64})$/D', $token, $found ) ) {
			return null;
		}
		if ( $user_id < 1 && '' === $this->secret() ) {
			return null;
		}
		return hash_equals( $this->mac( $found[1], $user_id ), $found[2] )
			? new Shopper( $user_id, $this->subject( $user_id ), $found[1] )
			: null;
	}

	/**
	 * MAC of a thread and its owner's present session.
	 *
	 * @param string $thread_id The thread.
	 * @param int    $user_id   A user; 0 for the guest.
	 */
	private function mac( string $thread_id, int $user_id ): string {
		$owner = $user_id > 0 ? "user:$user_id:" . wp_get_session_token() : 'guest:' . $this->secret();
		return hash_hmac( 'sha256', "$thread_id|$owner", $this->thread_key );
	}

	/**
	 * A keyed hash of 16 bytes in hex.
	 *
	 * @param string $text What to hash.
	 */
	private function short_hash( string $text ): string {
		return substr( hash_hmac( 'sha256', $text, $this->subject_key ), 0, 32 );
	}

	/**
	 * The guest's secret; empty when the browser has none of the right form.
	 */
	private function secret(): string {
		$sent = isset( $_COOKIE[ self::COOKIE ] ) && is_string( $_COOKIE[ self::COOKIE ] ) ? sanitize_text_field( wp_unslash( $_COOKIE[ self::COOKIE ] ) ) : '';
		return 1 === preg_match( '/^[0-9a-f]{64}$/D', $sent ) ? $sent : '';
	}

	/**
	 * Sets the cookie for the browser and for the rest of this request.
	 *
	 * @param string $value   The secret; empty to forget.
	 * @param int    $expires Unix seconds.
	 */
	private function set_cookie( string $value, int $expires ): void {
		if ( ! headers_sent() ) {
			setcookie(
				self::COOKIE,
				$value,
				array(
					'expires'  => $expires,
					'path'     => defined( 'COOKIEPATH' ) && '' !== COOKIEPATH ? COOKIEPATH : '/',
					'domain'   => defined( 'COOKIE_DOMAIN' ) ? (string) COOKIE_DOMAIN : '',
					'secure'   => is_ssl(),
					'httponly' => true,
					'samesite' => 'Lax',
				)
			);
		}
		$_COOKIE[ self::COOKIE ] = $value;
	}
}
