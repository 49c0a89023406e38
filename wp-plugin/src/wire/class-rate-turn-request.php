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

/** The shopper's opinion of one answer. */
final class Rate_Turn_Request implements Wire_Message {
	public function __construct(
		/** The thread; must equal the token's thread. */
		public readonly string $thread_id = '',
		/** The message whose answer is rated. */
		public readonly string $message_id = '',
		/**
		 * Up or down.
		 *
		 * One of the constants of Rating.
		 */
		public readonly int $rating = 0,
		/** Why, at most 500 characters; may be empty. */
		public readonly string $reason = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'thread_id', 'type' => 'string' ),
			2 => array( 'name' => 'message_id', 'type' => 'string' ),
			3 => array( 'name' => 'rating', 'type' => 'int32' ),
			4 => array( 'name' => 'reason', 'type' => 'string' ),
		);
	}
}
