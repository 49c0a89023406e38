<?php
/**
 * How often someone may ask.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Counts in fixed windows: per thread and per network address. Addresses are kept as keyed hashes only.
 */
final class Rate_Limit {

	/**
	 * Only assigns.
	 *
	 * @param array<string, array<string, array{int, int}>> $table   Action => `thread` or `address` => count, seconds.
	 * @param string                                        $address Network address of the caller.
	 * @param string                                        $key     Key of the hashes.
	 * @param Tally                                         $tally   Counts.
	 */
	public function __construct(
		private readonly array $table,
		private readonly string $address,
		#[\SensitiveParameter] private readonly string $key,
		private readonly Tally $tally,
	) {}

	/**
	 * The table: what the owner set, and fixed bounds for what costs little.
	 *
	 * @param Settings $settings The owner's.
	 * @return array<string, array<string, array{int, int}>>
	 */
	public static function table( Settings $settings ): array {
		return array(
			'message' => array(
				'thread'  => array( $settings->messages_per_minute, MINUTE_IN_SECONDS ),
				'address' => array( $settings->messages_per_minute_ip, MINUTE_IN_SECONDS ),
			),
			'attach'  => array(
				'thread'  => array( 120, MINUTE_IN_SECONDS ),
				'address' => array( 600, MINUTE_IN_SECONDS ),
			),
			// An address with so many shoppers that the owner lets them write more has as many who begin.
			'session' => array( 'address' => array( max( 120, $settings->messages_per_minute_ip ), MINUTE_IN_SECONDS ) ),
			'call'    => array( 'address' => array( 240, MINUTE_IN_SECONDS ) ),
			'ticket'  => array(
				'thread'  => array( $settings->tickets_per_hour, HOUR_IN_SECONDS ),
				'address' => array( 4 * $settings->tickets_per_hour, HOUR_IN_SECONDS ),
			),
			'approve' => array(
				'thread'  => array( 30, MINUTE_IN_SECONDS ),
				'address' => array( 120, MINUTE_IN_SECONDS ),
			),
			'contact' => array( 'address' => array( $settings->contacts_per_hour, HOUR_IN_SECONDS ) ),
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
			$who              = 'thread' === $whom ? $thread : $this->address;
			[ $count, $wait_s ] = $this->tally->add( substr( hash_hmac( 'sha256', "$action|$whom|$who", $this->key ), 0, 32 ), $window_s );
			if ( $count > $most ) {
				throw new Refused( 'rate_limited', $wait_s );
			}
		}
	}
}
