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

/** What a person writes to the shopper. */
final class Reply_Thread_Request implements Wire_Message {
	public function __construct(
		/** Idempotency key, 8 to 64 characters of `[A-Za-z0-9_-]`. */
		public readonly string $request_id = '',
		/** The thread. */
		public readonly string $thread_id = '',
		/** WordPress user who writes; must have the thread. */
		public readonly int $person_id = 0,
		/** What they write, 1 to 4,000 characters. */
		public readonly string $text = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'request_id', 'type' => 'string' ),
			2 => array( 'name' => 'thread_id', 'type' => 'string' ),
			3 => array( 'name' => 'person_id', 'type' => 'int64' ),
			4 => array( 'name' => 'text', 'type' => 'string' ),
		);
	}
}
