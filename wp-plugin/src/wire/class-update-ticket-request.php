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

/** A change to a ticket. */
final class Update_Ticket_Request implements Wire_Message {
	public function __construct(
		/** Idempotency key, 8 to 64 characters of `[A-Za-z0-9_-]`. */
		public readonly string $request_id = '',
		/** The ticket. */
		public readonly string $ticket_id = '',
		/**
		 * Its new status; unspecified leaves it.
		 *
		 * One of the constants of Ticket_Status.
		 */
		public readonly int $status = 0,
		/** Its new priority, `low`, `normal` or `high`; empty leaves it. */
		public readonly string $priority = '',
		/** True to set the assignee to the fields below. */
		public readonly bool $set_assignee = false,
		/** WordPress user who works on it; 0 for nobody. */
		public readonly int $assignee_id = 0,
		/** Their name, at most 100 characters. */
		public readonly string $assignee_name = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'request_id', 'type' => 'string' ),
			2 => array( 'name' => 'ticket_id', 'type' => 'string' ),
			3 => array( 'name' => 'status', 'type' => 'int32' ),
			4 => array( 'name' => 'priority', 'type' => 'string' ),
			5 => array( 'name' => 'set_assignee', 'type' => 'bool' ),
			6 => array( 'name' => 'assignee_id', 'type' => 'int64' ),
			7 => array( 'name' => 'assignee_name', 'type' => 'string' ),
		);
	}
}
