<?php
/**
 * Payment services to test refunds with, and a ledger of the money they moved.
 *
 * Required by PHPUnit's tests, and a must-use plugin of the sites that are tested over HTTP.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

/**
 * What the services paid: a line for each payment, kept outside the database so that no rollback takes it back.
 */
final class Ledger {

	/** Where it is. */
	public static function file(): string {
		return WP_CONTENT_DIR . '/ledger.txt';
	}

	/** Pays. */
	public static function pay( int $order_id, string $amount ): void {
		file_put_contents( self::file(), "$order_id $amount\n", FILE_APPEND );
	}

	/**
	 * What was paid back of an order.
	 *
	 * @return list<string>
	 */
	public static function of( int $order_id ): array {
		$lines = is_file( self::file() ) ? (array) file( self::file(), FILE_IGNORE_NEW_LINES ) : array();
		$lines = array_filter( $lines, static fn( string $line ): bool => str_starts_with( $line, "$order_id " ) );
		return array_values( array_map( static fn( string $line ): string => explode( ' ', $line )[1], $lines ) );
	}
}

add_filter(
	'woocommerce_payment_gateways',
	static function ( array $gateways ): array {
		require_once __DIR__ . '/deskhand-gateway.inc';
		return array( ...$gateways, ...array_map( static fn( string $id ): Gateway => new Gateway( $id ), Gateway::IDS ) );
	}
);
