<?php
/**
 * Who makes a call to the sidecar, and how long it may take.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * In whose name a call is made; becomes its token and its deadline.
 */
final class Grpc_Call {
	/**
	 * Holds the values.
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
	) {
	}
}
