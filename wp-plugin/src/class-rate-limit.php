<?php
/**
 * How often someone may ask.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Counts in windows of time: per thread, per network address, or about one thing. All of them are kept as keyed hashes only.
 */
final class Rate_Limit {

	/**
	 * Only assigns.
	 *
	 * @param array<string, array<string, array{0: int, 1: int, 2?: bool}>> $table   Action => `thread`, `address` or `about` => count, seconds,
	 *                                                               and true when a window begins with its first count.
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
	 * @return array<string, array<string, array{0: int, 1: int, 2?: bool}>>
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
			// Whoever waits for a person looks every four seconds.
			'look'    => array(
				'thread'  => array( 40, MINUTE_IN_SECONDS ),
				'address' => array( 1200, MINUTE_IN_SECONDS ),
			),
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
			// What a guest shows of an order; those that were right are taken back.
			'verify'  => array(
				'thread'  => array( 5, HOUR_IN_SECONDS, true ),
				'address' => array( 5, HOUR_IN_SECONDS, true ),
			),
			// Codes by mail: about an order, whoever asks and from wherever.
			'code'    => array(
				'thread' => array( 5, HOUR_IN_SECONDS, true ),
				'about'  => array( 5, HOUR_IN_SECONDS, true ),
			),
			// Mail that shoppers have sent to themselves, and to an address: an account's can be changed without proof.
			'mail'    => array(
				'thread' => array( 5, HOUR_IN_SECONDS, true ),
				'about'  => array( 5, HOUR_IN_SECONDS, true ),
			),
		);
	}

	/**
	 * Counts one request.
	 *
	 * @param string $action A row of the table.
	 * @param string $thread The thread's id; empty where there is none.
	 * @param string $about  What it is about; empty where the row counts no such thing.
	 * @throws Refused `rate_limited` with the seconds until the window ends.
	 */
	public function count( string $action, string $thread = '', string $about = '' ): void {
		foreach ( $this->table[ $action ] as $whom => [ $most, $window_s ] ) {
			[ $count, $wait_s ] = $this->tally->add( $this->name( $action, $whom, $thread, $about ), $window_s, $this->table[ $action ][ $whom ][2] ?? false );
			if ( $count > $most ) {
				throw new Refused( 'rate_limited', $wait_s );
			}
		}
	}

	/**
	 * Takes one count back, of an action whose windows begin with their first count.
	 *
	 * @param string $action A row of the table.
	 * @param string $thread As it was counted.
	 * @param string $about  As it was counted.
	 */
	public function take_back( string $action, string $thread = '', string $about = '' ): void {
		foreach ( $this->table[ $action ] as $whom => [ , $window_s ] ) {
			$this->tally->take_back( $this->name( $action, $whom, $thread, $about ), $window_s );
		}
	}

	/**
	 * The counter's name, which tells nobody who is counted.
	 *
	 * @param string $action A row of the table.
	 * @param string $whom   `thread`, `address` or `about`.
	 * @param string $thread The thread's id.
	 * @param string $about  What it is about.
	 */
	private function name( string $action, string $whom, string $thread, string $about ): string {
		$who = match ( $whom ) {
			'thread' => $thread,
			'about' => $about,
			default => $this->address,
		};
		return substr( hash_hmac( 'sha256', "$action|$whom|$who", $this->key ), 0, 32 );
	}
}
