<?php
/**
 * This site's keys, made from what wp-config.php already holds.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * An Ed25519 key pair and further secrets, all derived from the WordPress salts by HKDF-SHA256.
 *
 * Nothing is stored: the same salts give the same keys, new salts give new ones (and the site has
 * to be paired again). Whoever has only the database has no key.
 */
final class Keypair {
	/** The constants of wp-config.php that together are the secret. */
	private const SALTS = array(
		'AUTH_KEY',
		'SECURE_AUTH_KEY',
		'LOGGED_IN_KEY',
		'NONCE_KEY',
		'AUTH_SALT',
		'SECURE_AUTH_SALT',
		'LOGGED_IN_SALT',
		'NONCE_SALT',
	);

	/**
	 * Holds the values.
	 *
	 * @param string $public_key The public key, 32 bytes.
	 * @param string $kid        Names the key in tokens: 16 hex digits of its SHA-256.
	 * @param string $secret     All salts, the input of every derivation.
	 * @param string $secret_key The Ed25519 secret key, 64 bytes.
	 */
	private function __construct(
		public readonly string $public_key,
		public readonly string $kid,
		private readonly string $secret,
		private readonly string $secret_key,
	) {
	}

	/**
	 * Makes the pair from this site's salts.
	 *
	 * As WordPress itself does, takes a salt that is missing, empty, the sample's phrase or equal
	 * to another one for none.
	 *
	 * @throws Sidecar_Error FAILED_PRECONDITION, SALTS_MISSING, when one of them is no secret.
	 */
	public static function from_salts(): self {
		$salts = array();
		foreach ( self::SALTS as $name ) {
			$salt = defined( $name ) ? constant( $name ) : '';
			if ( ! is_string( $salt ) || '' === $salt || 'put your unique phrase here' === $salt || in_array( $salt, $salts, true ) ) {
				throw new Sidecar_Error(
					Sidecar_Error::FAILED_PRECONDITION,
					'SALTS_MISSING',
					'wp-config.php must define the eight WordPress keys and salts, each with a phrase of its own.'
				);
			}
			$salts[] = $salt;
		}
		$secret = implode( "\0", $salts );
		$pair   = sodium_crypto_sign_seed_keypair( self::hkdf( $secret, 'ed25519' ) );
		$public = sodium_crypto_sign_publickey( $pair );
		return new self( $public, substr( hash( 'sha256', $public ), 0, 16 ), $secret, sodium_crypto_sign_secretkey( $pair ) );
	}

	/**
	 * Signs a message with Ed25519.
	 *
	 * @param string $message The message.
	 * @return string 64 bytes.
	 */
	public function sign( string $message ): string {
		return sodium_crypto_sign_detached( $message, $this->secret_key );
	}

	/**
	 * Gives a secret for one purpose, such as the HMAC key of thread tokens.
	 *
	 * @param string $label Names the purpose; different labels give unrelated secrets.
	 * @return string 32 bytes, the same on every call.
	 */
	public function derive( string $label ): string {
		return self::hkdf( $this->secret, "derive/$label" );
	}

	/**
	 * HKDF-SHA256 (RFC 5869) with the purpose as its info.
	 *
	 * @param string $secret  All salts.
	 * @param string $purpose What the result is for.
	 * @return string 32 bytes.
	 */
	private static function hkdf( string $secret, string $purpose ): string {
		return hash_hkdf( 'sha256', $secret, 32, "deskhand/v1/$purpose", 'deskhand' );
	}
}
