<?php
/**
 * Generated from proto/sidecar/v1/knowledge.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** Whether the index can be used. */
final class Index_State {
	/** Not set; never sent. */
	public const UNSPECIFIED = 0;

	/** Nothing was ever indexed. */
	public const EMPTY = 1;

	/** Answers. */
	public const READY = 2;

	/** Too old to answer from; search is off until the next sync. */
	public const STALE = 3;

	/** Damaged and being rebuilt; search is off. */
	public const REBUILDING = 4;
}
