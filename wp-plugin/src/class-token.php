<?php
/**
 * The signed statement that goes with every call to the sidecar.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A JWT (RFC 7519, EdDSA) for one call: who calls, with which message, once, and for a minute.
 */
final class Token {
	private const LIFETIME_S = 60;

	/**
	 * Makes a token; a new one on every call.
	 *
	 * @param Keypair $keypair Signs it.
	 * @param string  $site    The site's address as paired.
	 * @param Caller  $caller  Who calls.
	 * @param string  $body    The encoded request.
	 * @param int     $now     Unix time in seconds.
	 */
	public static function issue( Keypair $keypair, string $site, Caller $caller, string $body, int $now ): string {
		$signed = self::part(
			array(
				'alg' => 'EdDSA',
				'typ' => 'JWT',
				'kid' => $keypair->kid,
			)
		) . '.' . self::part(
			array(
				'aud' => $site,
				'sub' => $caller->subject,
				'thr' => $caller->thread_id,
				'scp' => implode( ' ', $caller->scopes ),
				'iat' => $now,
				'exp' => $now + self::LIFETIME_S,
				'jti' => bin2hex( random_bytes( 16 ) ),
				'bh'  => self::base64url( hash( 'sha256', $body, true ) ),
			)
		);
		return $signed . '.' . self::base64url( $keypair->sign( $signed ) );
	}

	/**
	 * Encodes a header or a set of claims.
	 *
	 * @param array<string, string|int> $values The values.
	 */
	private static function part( array $values ): string {
		// phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- A token must not pass through a filter.
		return self::base64url( json_encode( $values, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR ) );
	}

	/**
	 * Base64 for URLs, without padding (RFC 4648, section 5).
	 *
	 * @param string $bytes The bytes.
	 */
	private static function base64url( string $bytes ): string {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- The format of a JWT.
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
	}
}
