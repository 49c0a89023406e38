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

/** A thread in a list. */
final class Thread_Summary implements Wire_Message {
	public function __construct(
		/** Its id. */
		public readonly string $thread_id = '',
		/**
		 * Who has it.
		 *
		 * One of the constants of Thread_State.
		 */
		public readonly int $state = 0,
		/** The shopper's last message, shortened to 200 characters. */
		public readonly string $last_text = '',
		/** When it was last active. */
		public readonly int $active_unix_ms = 0,
		/** Shopper messages in it. */
		public readonly int $message_count = 0,
		/** Who has it; empty when nobody does. */
		public readonly string $person_name = '',
		/** Since when a person is asked for; 0 when none is. */
		public readonly int $waiting_unix_ms = 0,
		/** Why a person was asked for; empty when none is. */
		public readonly string $reason = '',
		/** True when nobody came within the owner's time. */
		public readonly bool $is_escalated = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'thread_id', 'type' => 'string' ),
			2 => array( 'name' => 'state', 'type' => 'int32' ),
			3 => array( 'name' => 'last_text', 'type' => 'string' ),
			4 => array( 'name' => 'active_unix_ms', 'type' => 'int64' ),
			5 => array( 'name' => 'message_count', 'type' => 'int32' ),
			6 => array( 'name' => 'person_name', 'type' => 'string' ),
			7 => array( 'name' => 'waiting_unix_ms', 'type' => 'int64' ),
			8 => array( 'name' => 'reason', 'type' => 'string' ),
			9 => array( 'name' => 'is_escalated', 'type' => 'bool' ),
		);
	}
}
