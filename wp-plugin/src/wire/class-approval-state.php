<?php
/**
 * Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** How an action that needs somebody's word stands. */
final class Approval_State {
	/** Not set; lists all. */
	public const UNSPECIFIED = 0;

	/** Nobody has decided. */
	public const WAITING = 1;

	/** Agreed to, and done. */
	public const DONE = 2;

	/** Somebody said no. */
	public const DECLINED = 3;

	/** Agreed to, but it could not be done. */
	public const FAILED = 4;

	/** Nobody decided in time. */
	public const EXPIRED = 5;
}
