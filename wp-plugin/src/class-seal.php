<?php
/**
 * Values that others keep for WordPress.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Seals a value as text that whoever keeps it can neither read nor change, and opens it again.
 *
 * XSalsa20-Poly1305 (libsodium's secretbox) over JSON, with a key of its own for each purpose: what was sealed as an
 * approval opens as nothing else. A seal ends by itself; the end is inside.
 */
final class Seal {

	private const NONCE_BYTES = SODIUM_CRYPTO_SECRETBOX_NONCEBYTES;

	private const MAX_BYTES = 65_536;

	private const MAX_DEPTH = 16;

	/**
	 * Only assigns.
	 *
	 * @param string         $key Key of this site's seals, 32 bytes.
	 * @param \Closure():int $now The clock, Unix seconds.
	 */
	public function __construct( #[\SensitiveParameter] private readonly string $key, private readonly \Closure $now ) {}

	/**
	 * The value as sealed text of `[A-Za-z0-9_-]`, another one each time; about 4/3 of its JSON and 80 bytes.
	 *
	 * @param string       $purpose    What it is for, such as `approval`.
	 * @param array<mixed> $content    JSON values only.
	 * @param int          $expires_at Unix seconds from which it no longer opens.
	 * @throws \JsonException When the content is no JSON, such as text that is not UTF-8.
	 */
	public function close( string $purpose, array $content, int $expires_at ): string {
		$nonce = random_bytes( self::NONCE_BYTES );
		// phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- what is sealed must not pass through a filter.
		$plain = json_encode( array( $expires_at, $content ), JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR );
		return sodium_bin2base64( $nonce . sodium_crypto_secretbox( $plain, $nonce, $this->key_of( $purpose ) ), SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING );
	}

	/**
	 * What was sealed, or null when it was sealed for another purpose or by another site, was changed, or has ended.
	 *
	 * @param string $purpose What it must be for.
	 * @param string $sealed  Any text.
	 * @return array<mixed>|null
	 */
	public function open( string $purpose, string $sealed ): ?array {
		if ( strlen( $sealed ) > self::MAX_BYTES || 1 !== preg_match( '/^[A-Za-z0-9_-]+$/D', $sealed ) ) {
			return null;
		}
		try {
			$bytes = sodium_base642bin( $sealed, SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING );
		} catch ( \SodiumException ) {
			return null;
		}
		if ( strlen( $bytes ) < self::NONCE_BYTES + SODIUM_CRYPTO_SECRETBOX_MACBYTES ) {
			return null;
		}
		$plain = sodium_crypto_secretbox_open( substr( $bytes, self::NONCE_BYTES ), substr( $bytes, 0, self::NONCE_BYTES ), $this->key_of( $purpose ) );
		$value = false === $plain ? null : json_decode( $plain, true, self::MAX_DEPTH );
		return is_array( $value ) && is_int( $value[0] ?? null ) && is_array( $value[1] ?? null ) && ( $this->now )() < $value[0] ? $value[1] : null;
	}

	/**
	 * The key for one purpose, 32 bytes.
	 *
	 * @param string $purpose What is sealed.
	 */
	private function key_of( string $purpose ): string {
		return hash_hmac( 'sha256', "purpose/$purpose", $this->key, true );
	}
}
