<?php
/**
 * What every REST request of the plugin must pass before anything else happens.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;
use WP_REST_Request;

/**
 * Same host, small enough, readable. Core answers any origin with `Access-Control-Allow-Origin` and credentials, so
 * the plugin's own routes refuse other origins themselves and take those headers back.
 */
final class Gate {

	public const REST_NAMESPACE = 'deskhand/v1';

	/** Bytes of a request body: 4,000 characters of four bytes, escaped, and the page beside them. */
	private const MAX_BODY_BYTES = 65_536;

	/**
	 * Only assigns.
	 *
	 * @param list<string> $own_origins Scheme, host and port of the site, such as `https://shop.example`.
	 */
	public function __construct( private readonly array $own_origins ) {}

	/**
	 * The gate of this site.
	 */
	public static function of_this_site(): self {
		return new self( array_values( array_filter( array( self::origin_of( home_url() ), self::origin_of( site_url() ) ) ) ) );
	}

	/**
	 * Filter `rest_pre_dispatch`: refuses a request of ours that must not be carried out, whatever others decided.
	 *
	 * @param mixed           $result  Null, or what another filter answered.
	 * @param mixed           $server  Unused.
	 * @param WP_REST_Request $request The request.
	 * @return mixed
	 */
	public function inspect( mixed $result, mixed $server, WP_REST_Request $request ): mixed {
		if ( ! self::is_ours( $request ) ) {
			return $result;
		}
		$own = $this->is_own( $request );
		if ( true !== $own ) {
			return $own;
		}
		return Problem::guard( fn(): mixed => $this->check_body( $request ) ) ?? $result;
	}

	/**
	 * Permission callback of the shopper's routes: the browser says that the request comes from this site.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return true|WP_Error
	 */
	public function is_own( WP_REST_Request $request ): bool|WP_Error {
		$said = $request->get_header( 'origin' ) ?? $request->get_header( 'referer' ) ?? '';
		return in_array( self::origin_of( $said ), $this->own_origins, true ) ? true : Problem::of( 'origin_forbidden' );
	}

	/**
	 * Filter `rest_pre_serve_request`, after core's: no cross-origin headers on our routes.
	 *
	 * @param mixed           $served  Whether the response was already printed, as others say.
	 * @param mixed           $result  Unused.
	 * @param WP_REST_Request $request The request.
	 */
	public function take_back_cors( mixed $served, mixed $result, WP_REST_Request $request ): mixed {
		if ( self::is_ours( $request ) && ! headers_sent() ) {
			foreach ( array( 'Origin', 'Methods', 'Credentials', 'Headers' ) as $name ) {
				header_remove( "Access-Control-Allow-$name" );
			}
			header_remove( 'Access-Control-Expose-Headers' );
		}
		return $served;
	}

	/**
	 * True for the plugin's routes.
	 *
	 * @param WP_REST_Request $request The request.
	 */
	public static function is_ours( WP_REST_Request $request ): bool {
		return str_starts_with( strtolower( $request->get_route() ), '/' . self::REST_NAMESPACE . '/' );
	}

	/**
	 * A body is a JSON object. NUL bytes, invalid UTF-8 and lone surrogates do not decode.
	 *
	 * @param WP_REST_Request $request The request.
	 * @throws Refused When the body is too large or cannot be read.
	 */
	private function check_body( WP_REST_Request $request ): void {
		$body = (string) $request->get_body();
		if ( strlen( $body ) > self::MAX_BODY_BYTES ) {
			throw new Refused( 'message_too_long' );
		}
		if ( ! $request->is_json_content_type() || ! json_decode( $body ) instanceof \stdClass ) {
			throw new Refused( 'message_invalid' );
		}
	}

	/**
	 * Scheme, host and port of an address; empty when it has none (`null`, a bare path).
	 *
	 * @param string $url An address.
	 */
	private static function origin_of( string $url ): string {
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || ! isset( $parts['scheme'], $parts['host'] ) ) {
			return '';
		}
		$scheme = strtolower( $parts['scheme'] );
		$port   = $parts['port'] ?? ( 'https' === $scheme ? 443 : 80 );
		return in_array( $scheme, array( 'http', 'https' ), true ) ? "$scheme://" . strtolower( $parts['host'] ) . ":$port" : '';
	}
}
