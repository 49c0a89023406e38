<?php
/**
 * One value out of a request.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_REST_Request;

/**
 * Reads fields of a JSON body strictly. Text is kept as the shopper wrote it and escaped where it is shown.
 */
final class Field {

	/**
	 * A client-made id: 8 to 64 characters of `[A-Za-z0-9_-]`.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string          $name    The field.
	 * @throws Refused `message_invalid`.
	 */
	public static function id( WP_REST_Request $request, string $name ): string {
		$value = $request->get_param( $name );
		if ( ! is_string( $value ) || 1 !== preg_match( '/^[A-Za-z0-9_-]{8,64}$/D', $value ) ) {
			throw new Refused( 'message_invalid' );
		}
		return $value;
	}

	/**
	 * Text of several lines, trimmed, with `\n` at line ends and a space for any other control character; empty when
	 * absent.
	 *
	 * @param WP_REST_Request $request   The request.
	 * @param string          $name      The field.
	 * @param int             $max_chars Most characters.
	 * @throws Refused `message_invalid` for another type, NUL or invalid UTF-8; `message_too_long`.
	 */
	public static function text( WP_REST_Request $request, string $name, int $max_chars ): string {
		$value = $request->get_param( $name ) ?? '';
		if ( ! is_string( $value ) || str_contains( $value, "\0" ) || ! mb_check_encoding( $value, 'UTF-8' ) ) {
			throw new Refused( 'message_invalid' );
		}
		$value = trim( (string) preg_replace( array( '/\r\n?/', '/[^\P{Cc}\t\n]/u' ), array( "\n", ' ' ), $value ) );
		if ( mb_strlen( $value, 'UTF-8' ) > $max_chars ) {
			throw new Refused( 'message_too_long' );
		}
		return $value;
	}

	/**
	 * Text of several lines that must not be empty.
	 *
	 * @param WP_REST_Request $request   The request.
	 * @param string          $name      The field.
	 * @param int             $max_chars Most characters.
	 * @throws Refused As `text()`, and `message_invalid` when there is nothing but space.
	 */
	public static function required_text( WP_REST_Request $request, string $name, int $max_chars ): string {
		$value = self::text( $request, $name, $max_chars );
		return '' !== $value ? $value : throw new Refused( 'message_invalid' );
	}

	/**
	 * Text on one line: control characters and runs of space become one space.
	 *
	 * @param WP_REST_Request $request   The request.
	 * @param string          $name      The field.
	 * @param int             $max_chars Most characters.
	 * @throws Refused As `text()`.
	 */
	public static function line( WP_REST_Request $request, string $name, int $max_chars ): string {
		return trim( (string) preg_replace( '/[\p{Cc}\s]+/u', ' ', self::text( $request, $name, $max_chars ) ) );
	}

	/**
	 * An e-mail address; empty when absent.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string          $name    The field.
	 * @throws Refused `message_invalid` when it is none.
	 */
	public static function email( WP_REST_Request $request, string $name ): string {
		$value = self::line( $request, $name, 254 );
		return '' === $value || is_email( $value ) ? $value : throw new Refused( 'message_invalid' );
	}

	/**
	 * A whole number of at least 0; 0 when absent.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string          $name    The field.
	 * @throws Refused `message_invalid` for anything else.
	 */
	public static function count( WP_REST_Request $request, string $name ): int {
		$value = $request->get_param( $name ) ?? 0;
		return is_int( $value ) && $value >= 0 ? $value : throw new Refused( 'message_invalid' );
	}

	/**
	 * Where the shopper says to be. Hints only: what does not fit is left out.
	 *
	 * @param WP_REST_Request $request The request.
	 */
	public static function page( WP_REST_Request $request ): Wire\Page {
		$page   = $request->get_param( 'page' );
		$page   = is_array( $page ) ? $page : array();
		$locale = $page['locale'] ?? '';
		$id     = $page['product_id'] ?? 0;
		return new Wire\Page(
			url: is_string( $page['url'] ?? null ) && strlen( $page['url'] ) <= 2000 ? sanitize_url( $page['url'], array( 'http', 'https' ) ) : '',
			product_id: is_int( $id ) && $id > 0 ? $id : 0,
			locale: is_string( $locale ) && preg_match( '/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/D', $locale ) ? $locale : '',
		);
	}
}
