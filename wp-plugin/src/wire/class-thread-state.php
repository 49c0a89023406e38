<?php
/**
 * Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** Who has the thread. */
final class Thread_State {
	/** Not set; never sent. */
	public const UNSPECIFIED = 0;

	/** The agent answers. */
	public const OPEN = 1;

	/** A person was asked for and has not come yet. */
	public const WAITING = 2;

	/** A person has it; the agent is silent. */
	public const TAKEN = 3;
}
