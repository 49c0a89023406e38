<?php
/**
 * A lock that one worker holds.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Keeps all but one worker out of one thing or of several at once, across PHP processes and servers. A row of the options
 * table for each: its name is unique in the database, and it changes hands only by a statement that names the value it
 * had. A worker that died holds it for `HOLDS_S` seconds more.
 */
final class Lock {

	public const PREFIX = 'deskhand_lock_';

	/** Longer than any payment service takes to answer. */
	public const HOLDS_S = 180;

	/**
	 * Only assigns; use `take()`.
	 *
	 * @param array<string, string> $rows What each row holds as long as the lock is ours, by its name.
	 */
	private function __construct( private array $rows = array() ) {}

	/**
	 * Takes the lock, or gives null while another worker has any part of it.
	 *
	 * @param string $name    What is locked.
	 * @param int    $now     Unix seconds.
	 * @param string ...$more What else.
	 */
	public static function take( string $name, int $now, string ...$more ): ?self {
		$lock  = new self();
		$names = array( $name, ...$more );
		sort( $names ); // Two workers that want the same things meet at the first of them.
		foreach ( $names as $each ) {
			if ( ! $lock->add( self::PREFIX . substr( hash( 'sha256', $each ), 0, 40 ), $now ) ) {
				$lock->release();
				return null;
			}
		}
		return $lock;
	}

	/** True as long as no other worker took any of it for a dead one's. */
	public function is_held(): bool {
		global $wpdb;
		foreach ( $this->rows as $option => $value ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- past every cache.
			if ( $value !== $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $option ) ) ) {
				return false;
			}
		}
		return array() !== $this->rows;
	}

	/** Gives it back. */
	public function release(): void {
		global $wpdb;
		foreach ( $this->rows as $option => $value ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
			$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name = %s AND option_value = %s", $option, $value ) );
		}
		$this->rows = array();
	}

	/**
	 * Takes a row; false while another worker has it.
	 *
	 * @param string $option Its name.
	 * @param int    $now    Unix seconds.
	 */
	private function add( string $option, int $now ): bool {
		global $wpdb;
		$value = "$now|" . bin2hex( random_bytes( 8 ) );
		// phpcs:disable WordPress.DB.DirectDatabaseQuery -- an atomic step past every cache.
		$is_ours = 1 === (int) $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $wpdb->options (option_name, option_value, autoload) VALUES (%s, %s, 'off')", $option, $value ) );
		if ( ! $is_ours ) {
			$kept    = (string) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $option ) );
			$is_ours = (int) $kept <= $now - self::HOLDS_S
				&& 1 === (int) $wpdb->query( $wpdb->prepare( "UPDATE $wpdb->options SET option_value = %s WHERE option_name = %s AND option_value = %s", $value, $option, $kept ) );
		}
		// phpcs:enable
		if ( $is_ours ) {
			$this->rows[ $option ] = $value;
		}
		return $is_ours;
	}
}
