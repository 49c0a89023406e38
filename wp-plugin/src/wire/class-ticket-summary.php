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

/** Work recorded for a person. */
final class Ticket_Summary implements Wire_Message {
	public function __construct(
		/** Id shown to people, such as `T-7K2M9Q`. */
		public readonly string $ticket_id = '',
		/** The thread it came from. */
		public readonly string $thread_id = '',
		/** One line. */
		public readonly string $subject = '',
		/** What it is about. */
		public readonly string $body = '',
		/**
		 * Where it stands.
		 *
		 * One of the constants of Ticket_Status.
		 */
		public readonly int $status = 0,
		/** `low`, `normal` or `high`. */
		public readonly string $priority = '',
		/** When it was opened. */
		public readonly int $opened_unix_ms = 0,
		/** Where to write to; empty when the shopper left none. */
		public readonly string $contact_email = '',
		/** Who wrote; empty when not known. */
		public readonly string $contact_name = '',
		/** WordPress user who works on it; 0 when nobody does. */
		public readonly int $assignee_id = 0,
		/** Their name; empty when nobody works on it. */
		public readonly string $assignee_name = '',
		/** When the shopper should have an answer; 0 when the owner sets no times. */
		public readonly int $due_unix_ms = 0,
		/** True when it is open and that time has passed. */
		public readonly bool $is_late = false,
		/** Where it was also recorded, such as `github`; empty for here alone. */
		public readonly string $target = '',
		/** Address of the record there; empty until it is there. */
		public readonly string $target_url = '',
		/** Why it is not there yet; empty when it is. */
		public readonly string $target_error = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'ticket_id', 'type' => 'string' ),
			2  => array( 'name' => 'thread_id', 'type' => 'string' ),
			3  => array( 'name' => 'subject', 'type' => 'string' ),
			4  => array( 'name' => 'body', 'type' => 'string' ),
			5  => array( 'name' => 'status', 'type' => 'int32' ),
			6  => array( 'name' => 'priority', 'type' => 'string' ),
			7  => array( 'name' => 'opened_unix_ms', 'type' => 'int64' ),
			8  => array( 'name' => 'contact_email', 'type' => 'string' ),
			9  => array( 'name' => 'contact_name', 'type' => 'string' ),
			10 => array( 'name' => 'assignee_id', 'type' => 'int64' ),
			11 => array( 'name' => 'assignee_name', 'type' => 'string' ),
			12 => array( 'name' => 'due_unix_ms', 'type' => 'int64' ),
			13 => array( 'name' => 'is_late', 'type' => 'bool' ),
			14 => array( 'name' => 'target', 'type' => 'string' ),
			15 => array( 'name' => 'target_url', 'type' => 'string' ),
			16 => array( 'name' => 'target_error', 'type' => 'string' ),
		);
	}
}
