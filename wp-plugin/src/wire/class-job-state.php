<?php
/**
 * Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** How a job stands. */
final class Job_State {
	/** Not set; lists all. */
	public const UNSPECIFIED = 0;

	/** Waits for WordPress, or for its next attempt. */
	public const WAITING = 1;

	/** Done. */
	public const DONE = 2;

	/** Given up after five attempts. */
	public const DEAD = 3;
}
