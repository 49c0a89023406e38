<?php
/**
 * In whose name the sidecar is called.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Who makes a call, what they may do, and how long it may take; becomes the call's token and deadline.
 */
final class Caller {

	private const SHOPPER_SCOPES = array( 'support.read_kb', 'tickets.create' );

	/**
	 * Only assigns.
	 *
	 * @param string       $subject    `u_…` or `a_…` and 32 hex digits for a shopper, `staff`, or `system`.
	 * @param string       $thread_id  The thread, or '' where none is concerned.
	 * @param list<string> $scopes     Scopes such as `support.read_kb`.
	 * @param int          $timeout_ms Milliseconds until the call is given up, 1 to 99,999,999.
	 */
	public function __construct(
		public readonly string $subject,
		public readonly string $thread_id,
		public readonly array $scopes,
		public readonly int $timeout_ms,
	) {}

	/**
	 * A shopper in their thread.
	 *
	 * @param Shopper $shopper    Who.
	 * @param int     $timeout_ms Until the call must have ended.
	 */
	public static function shopper( Shopper $shopper, int $timeout_ms = 4_000 ): self {
		$more = $shopper->user_id > 0 ? array( 'orders.read_own' ) : array();
		return new self( $shopper->subject, $shopper->thread_id, array( ...self::SHOPPER_SCOPES, ...$more ), $timeout_ms );
	}

	/**
	 * Staff who try out what a shopper would be told, and see each step inside.
	 *
	 * @param Shopper $shopper    Whose tools run; the subject is `Shopper::STAFF`.
	 * @param int     $timeout_ms Until the call must have ended.
	 */
	public static function trial( Shopper $shopper, int $timeout_ms ): self {
		return new self( $shopper->subject, $shopper->thread_id, array( ...self::shopper( $shopper )->scopes, 'operations.admin' ), $timeout_ms );
	}

	/**
	 * The plugin, for someone who left a message.
	 *
	 * @param string $thread_id The message's own thread.
	 */
	public static function messenger( string $thread_id ): self {
		return new self( 'system', $thread_id, self::SHOPPER_SCOPES, 5_000 );
	}

	/**
	 * A person of the shop in wp-admin.
	 *
	 * @param int $timeout_ms Until the call must have ended.
	 */
	public static function staff( int $timeout_ms = 5_000 ): self {
		return new self( 'staff', '', array( 'desk.staff' ), $timeout_ms );
	}

	/**
	 * The plugin, keeping the index.
	 *
	 * @param int $timeout_ms Until the call must have ended.
	 */
	public static function librarian( int $timeout_ms = 15_000 ): self {
		return new self( 'system', '', array( 'knowledge.write' ), $timeout_ms );
	}

	/**
	 * The plugin, running the sidecar.
	 *
	 * @param int $timeout_ms Until the call must have ended.
	 */
	public static function operator( int $timeout_ms = 3_000 ): self {
		return new self( 'system', '', array( 'operations.admin' ), $timeout_ms );
	}
}
