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

/** Something that another service is to be told. */
final class Delivery implements Wire_Message {
	public function __construct(
		/** Names it; the idempotency key there. */
		public readonly string $delivery_id = '',
		/** `github`, `linear`, `help_scout`, `webhook` or `slack`. */
		public readonly string $target = '',
		/** What is told: `ticket`, `ticket_status`, `handoff`, `takeover`, `notice`. */
		public readonly string $about = '',
		/** The ticket it concerns; empty for none. */
		public readonly string $ticket_id = '',
		/**
		 * How it stands.
		 *
		 * One of the constants of Delivery_State.
		 */
		public readonly int $state = 0,
		/** Attempts so far. */
		public readonly int $attempt_count = 0,
		/** When it was recorded. */
		public readonly int $added_unix_ms = 0,
		/** When it is tried next; 0 when it is over. */
		public readonly int $due_unix_ms = 0,
		/**
		 * Why the last attempt failed, in a sentence for the owner; empty when none
		 * did.
		 */
		public readonly string $error = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'delivery_id', 'type' => 'string' ),
			2 => array( 'name' => 'target', 'type' => 'string' ),
			3 => array( 'name' => 'about', 'type' => 'string' ),
			4 => array( 'name' => 'ticket_id', 'type' => 'string' ),
			5 => array( 'name' => 'state', 'type' => 'int32' ),
			6 => array( 'name' => 'attempt_count', 'type' => 'int32' ),
			7 => array( 'name' => 'added_unix_ms', 'type' => 'int64' ),
			8 => array( 'name' => 'due_unix_ms', 'type' => 'int64' ),
			9 => array( 'name' => 'error', 'type' => 'string' ),
		);
	}
}
