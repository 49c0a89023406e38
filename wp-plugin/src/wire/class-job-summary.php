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

/** A job as the owner sees it. */
final class Job_Summary implements Wire_Message {
	public function __construct(
		/** Its id. */
		public readonly string $job_id = '',
		/** As in `Job.kind`. */
		public readonly string $kind = '',
		/**
		 * How it stands.
		 *
		 * One of the constants of Job_State.
		 */
		public readonly int $state = 0,
		/** Times it was leased. */
		public readonly int $attempt_count = 0,
		/** When it was recorded. */
		public readonly int $added_unix_ms = 0,
		/** When it is due next; 0 when it is over. */
		public readonly int $due_unix_ms = 0,
		/** Why the last attempt failed; empty when none did. */
		public readonly string $error = '',
		/** Its parameters, for a preview; empty once it is over. */
		public readonly string $payload_json = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'job_id', 'type' => 'string' ),
			2 => array( 'name' => 'kind', 'type' => 'string' ),
			3 => array( 'name' => 'state', 'type' => 'int32' ),
			4 => array( 'name' => 'attempt_count', 'type' => 'int32' ),
			5 => array( 'name' => 'added_unix_ms', 'type' => 'int64' ),
			6 => array( 'name' => 'due_unix_ms', 'type' => 'int64' ),
			7 => array( 'name' => 'error', 'type' => 'string' ),
			8 => array( 'name' => 'payload_json', 'type' => 'string' ),
		);
	}
}
