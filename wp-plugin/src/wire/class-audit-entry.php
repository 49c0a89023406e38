<?php
/**
 * Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** One tool call. */
final class Audit_Entry implements Wire_Message {
	public function __construct(
		/** Its place in the log, from 1. */
		public readonly int $seq = 0,
		/** When it ended. */
		public readonly int $at_unix_ms = 0,
		/**
		 * Who asked: a keyed hash of the shopper, `staff` or `system`; who of the
		 * staff decided is `staff-` and a keyed hash of the name.
		 */
		public readonly string $actor = '',
		/** Keyed hash of the thread; empty for none. */
		public readonly string $thread = '',
		/** The tool. */
		public readonly string $tool = '',
		/** Keyed hashes of the ids among its arguments, by name, a JSON object. */
		public readonly string $ids_json = '',
		/** `OK`, `APPROVAL_NEEDED`, `DECLINED`, or a ToolError code. */
		public readonly string $outcome = '',
		/** Milliseconds it took; of a decision, how long the action waited for it. */
		public readonly int $duration_ms = 0,
		/** Versions of prompts, model and index, a JSON object. */
		public readonly string $versions_json = '',
		/** The approval that it ran under; empty for none. */
		public readonly string $approval_id = '',
		/** Hash of the entry before it; of the first, 64 zeros. */
		public readonly string $previous_hash = '',
		/** SHA-256 over the entry and the hash before, 64 hexadecimal digits. */
		public readonly string $hash = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'seq', 'type' => 'int64' ),
			2  => array( 'name' => 'at_unix_ms', 'type' => 'int64' ),
			3  => array( 'name' => 'actor', 'type' => 'string' ),
			4  => array( 'name' => 'thread', 'type' => 'string' ),
			5  => array( 'name' => 'tool', 'type' => 'string' ),
			6  => array( 'name' => 'ids_json', 'type' => 'string' ),
			7  => array( 'name' => 'outcome', 'type' => 'string' ),
			8  => array( 'name' => 'duration_ms', 'type' => 'int32' ),
			9  => array( 'name' => 'versions_json', 'type' => 'string' ),
			10 => array( 'name' => 'approval_id', 'type' => 'string' ),
			11 => array( 'name' => 'previous_hash', 'type' => 'string' ),
			12 => array( 'name' => 'hash', 'type' => 'string' ),
		);
	}
}
