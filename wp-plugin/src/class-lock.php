<?php
/**
 * A lock that one worker holds.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Keeps all but one worker out, across PHP processes and servers. A row of the options table: its name is unique in the
 * database, and it changes hands only by a statement that names the value it had. A worker that died holds it for
 * `HOLDS_S` seconds more.
 */
final class Lock {

	public const PREFIX = 'deskhand_lock_';

	/** Longer than any payment service takes to answer. */
	public const HOLDS_S = 180;

	/**
	 * Only assigns; use `take()`.
	 *
	 * @param string $option Name of the row.
	 * @param string $value  What it holds as long as the lock is ours.
	 */
	private function __construct( private readonly string $option, private readonly string $value ) {}

	/**
	 * Takes the lock, or gives null while another worker has it.
	 *
	 * @param string $name What is locked.
	 * @param int    $now  Unix seconds.
	 */
	public static function take( string $name, int $now ): ?self {
		global $wpdb;
		$option = self::PREFIX . substr( hash( 'sha256', $name ), 0, 40 );
		$value  = "$now|" . bin2hex( random_bytes( 8 ) );
		// phpcs:disable WordPress.DB.DirectDatabaseQuery -- an atomic step past every cache.
		$is_ours = 1 === (int) $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $wpdb->options (option_name, option_value, autoload) VALUES (%s, %s, 'off')", $option, $value ) );
		if ( ! $is_ours ) {
			$kept    = (string) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $option ) );
			$is_ours = (int) $kept <= $now - self::HOLDS_S
				&& 1 === (int) $wpdb->query( $wpdb->prepare( "UPDATE $wpdb->options SET option_value = %s WHERE option_name = %s AND option_value = %s", $value, $option, $kept ) );
		}
		// phpcs:enable
		return $is_ours ? new self( $option, $value ) : null;
	}

	/** True as long as no other worker took it for a dead one's. */
	public function is_held(): bool {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
		return $this->value === $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $this->option ) );
	}

	/** Gives it back. */
	public function release(): void {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
		$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name = %s AND option_value = %s", $this->option, $this->value ) );
	}
}
