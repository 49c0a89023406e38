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

/** An action that waits for somebody's word. */
final class Approval implements Wire_Message {
	public function __construct(
		/** Names it; the idempotency key of its effect. */
		public readonly string $approval_id = '',
		/** The thread it came from. */
		public readonly string $thread_id = '',
		/** The tool that asked. */
		public readonly string $tool = '',
		/** What WordPress sealed; only what opens there may be done. */
		public readonly string $sealed = '',
		/** What would be done, in one line. */
		public readonly string $summary = '',
		/** True when the shopper may confirm it. */
		public readonly bool $by_shopper = false,
		/**
		 * How it stands.
		 *
		 * One of the constants of Approval_State.
		 */
		public readonly int $state = 0,
		/** When it was asked for. */
		public readonly int $asked_unix_ms = 0,
		/** Until when it may be decided. */
		public readonly int $expires_unix_ms = 0,
		/** When it was decided; 0 while it waits. */
		public readonly int $decided_unix_ms = 0,
		/** Name of whoever decided; `shopper` for the shopper. */
		public readonly string $decided_by = '',
		/** What came of it, as the shopper read it. */
		public readonly string $outcome_text = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'approval_id', 'type' => 'string' ),
			2  => array( 'name' => 'thread_id', 'type' => 'string' ),
			3  => array( 'name' => 'tool', 'type' => 'string' ),
			4  => array( 'name' => 'sealed', 'type' => 'string' ),
			5  => array( 'name' => 'summary', 'type' => 'string' ),
			6  => array( 'name' => 'by_shopper', 'type' => 'bool' ),
			7  => array( 'name' => 'state', 'type' => 'int32' ),
			8  => array( 'name' => 'asked_unix_ms', 'type' => 'int64' ),
			9  => array( 'name' => 'expires_unix_ms', 'type' => 'int64' ),
			10 => array( 'name' => 'decided_unix_ms', 'type' => 'int64' ),
			11 => array( 'name' => 'decided_by', 'type' => 'string' ),
			12 => array( 'name' => 'outcome_text', 'type' => 'string' ),
		);
	}
}
