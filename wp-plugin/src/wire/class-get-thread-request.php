<?php
/**
 * Generated from proto/sidecar/v1/agent.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** Which transcript to read. */
final class Get_Thread_Request implements Wire_Message {
	public function __construct(
		/** The thread; must equal the token's thread. */
		public readonly string $thread_id = '',
		/** Most messages to return, 1 to 200; 0 means 50. */
		public readonly int $limit = 0,
		/**
		 * True while the shopper looks at the chat: they count as present, and what
		 * is returned as read.
		 */
		public readonly bool $is_present = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'thread_id', 'type' => 'string' ),
			2 => array( 'name' => 'limit', 'type' => 'int32' ),
			3 => array( 'name' => 'is_present', 'type' => 'bool' ),
		);
	}
}
