<?php
/**
 * How often someone may ask.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Counts in fixed windows: per thread and per network address. Kept in the persistent object cache where there is one,
 * else in transients. Addresses are stored as keyed hashes only.
 */
final class Rate_Limit {

	/**
	 * Only assigns.
	 *
	 * @param array<string, array<string, array{int, int}>> $table   Action => `thread` or `address` => count, seconds.
	 * @param string                                        $address Network address of the caller.
	 * @param string                                        $key     Key of the hashes.
	 * @param \Closure                                      $now     Gives Unix seconds.
	 */
	public function __construct(
		private readonly array $table,
		private readonly string $address,
		#[\SensitiveParameter] private readonly string $key,
		private readonly \Closure $now,
	) {}

	/**
	 * The table: what the owner set, and fixed bounds for what costs little.
	 *
	 * @param Settings $settings The owner's.
	 * @return array<string, array<string, array{int, int}>>
	 */
	public static function table( Settings $settings ): array {
		return array(
			'message'  => array(
				'thread'  => array( $settings->messages_per_minute, MINUTE_IN_SECONDS ),
				'address' => array( $settings->messages_per_minute_ip, MINUTE_IN_SECONDS ),
			),
			'attach'   => array(
				'thread'  => array( 120, MINUTE_IN_SECONDS ),
				'address' => array( 600, MINUTE_IN_SECONDS ),
			),
			'session'  => array( 'address' => array( 120, MINUTE_IN_SECONDS ) ),
			'read'     => array( 'address' => array( 240, MINUTE_IN_SECONDS ) ),
			'feedback' => array( 'thread' => array( 60, MINUTE_IN_SECONDS ) ),
			'ticket'   => array(
				'thread'  => array( $settings->tickets_per_hour, HOUR_IN_SECONDS ),
				'address' => array( 4 * $settings->tickets_per_hour, HOUR_IN_SECONDS ),
			),
			'contact'  => array( 'address' => array( $settings->contacts_per_hour, HOUR_IN_SECONDS ) ),
		);
	}

	/**
	 * Counts one request.
	 *
	 * @param string $action A row of the table.
	 * @param string $thread The thread's id; empty where there is none.
	 * @throws Refused `rate_limited` with the seconds until the window ends.
	 */
	public function count( string $action, string $thread = '' ): void {
		foreach ( $this->table[ $action ] as $whom => [ $most, $window_s ] ) {
			$who    = 'thread' === $whom ? $thread : $this->address;
			$now    = ( $this->now )();
			$window = intdiv( $now, $window_s );
			$name   = 'deskhand_rate_' . substr( hash_hmac( 'sha256', "$action|$whom|$who", $this->key ), 0, 32 );
			if ( $this->hit( $name, $window, $window_s ) > $most ) {
				throw new Refused( 'rate_limited', ( $window + 1 ) * $window_s - $now );
			}
		}
	}

	/**
	 * Adds one and gives the count within the window.
	 *
	 * @param string $name     The counter.
	 * @param int    $window   Number of the window.
	 * @param int    $window_s Its length.
	 */
	private function hit( string $name, int $window, int $window_s ): int {
		if ( wp_using_ext_object_cache() ) {
			wp_cache_add( "$name:$window", 0, 'deskhand', $window_s );
			return (int) wp_cache_incr( "$name:$window", 1, 'deskhand' );
		}
		$kept  = get_transient( $name );
		$count = is_array( $kept ) && ( $kept['window'] ?? null ) === $window ? (int) $kept['count'] + 1 : 1;
		set_transient( $name, array( 'window' => $window, 'count' => $count ), $window_s );
		return $count;
	}
}
