<?php
/**
 * Somebody's word on an action.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Who decided what on which action, with all that is needed to finish it without them. JSON values only.
 */
final class Decision {

	/**
	 * Only assigns.
	 *
	 * @param string $approval_id What was decided, as the sidecar names it.
	 * @param string $key         The action's key, see `Proposal`.
	 * @param string $kept        The action itself, see `Proposal::keep()`.
	 * @param bool   $agree       True to have it done.
	 * @param string $by          Name of the person; empty for the shopper.
	 * @param int    $user_id     Their user; 0 for a guest.
	 * @param int    $at          Unix seconds.
	 */
	public function __construct(
		public readonly string $approval_id,
		public readonly string $key,
		public readonly string $kept,
		public readonly bool $agree,
		public readonly string $by,
		public readonly int $user_id,
		public readonly int $at,
	) {}

	/** True when it is the shopper's own. */
	public function is_shoppers(): bool {
		return '' === $this->by;
	}

	/** Who decided, in words. */
	public function name(): string {
		return $this->is_shoppers() ? __( 'the shopper', 'deskhand' ) : $this->by;
	}
}
