<?php
/**
 * Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** Who takes over. */
final class Take_Thread_Request implements Wire_Message {
	public function __construct(
		/** The thread. */
		public readonly string $thread_id = '',
		/** WordPress user who takes it. */
		public readonly int $person_id = 0,
		/** Their name, at most 100 characters; shoppers see it. */
		public readonly string $person_name = '',
		/** True to take it from whoever has it. */
		public readonly bool $force = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'thread_id', 'type' => 'string' ),
			2 => array( 'name' => 'person_id', 'type' => 'int64' ),
			3 => array( 'name' => 'person_name', 'type' => 'string' ),
			4 => array( 'name' => 'force', 'type' => 'bool' ),
		);
	}
}
