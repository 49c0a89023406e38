<?php
/**
 * Generated from proto/sidecar/v1/agent.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** What a shopper thought of an answer. */
final class Rating {
	/** Not set; refused. */
	public const UNSPECIFIED = 0;

	/** It helped. */
	public const UP = 1;

	/** It did not help. */
	public const DOWN = 2;
}
