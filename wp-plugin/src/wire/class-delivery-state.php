<?php
/**
 * Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** How a delivery stands. */
final class Delivery_State {
	/** Not set; lists all. */
	public const UNSPECIFIED = 0;

	/** Waits for its first or next attempt. */
	public const WAITING = 1;

	/** The other service has it. */
	public const DONE = 2;

	/** The other service refused it for good. */
	public const DEAD = 3;
}
