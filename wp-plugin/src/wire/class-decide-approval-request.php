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

/** What came of an action. */
final class Decide_Approval_Request implements Wire_Message {
	public function __construct(
		/** The action. */
		public readonly string $approval_id = '',
		/**
		 * DONE, DECLINED or FAILED.
		 *
		 * One of the constants of Approval_State.
		 */
		public readonly int $state = 0,
		/** Name of the person, at most 100 characters; empty for the shopper. */
		public readonly string $decided_by = '',
		/** What the shopper reads in the chat, at most 500 characters. */
		public readonly string $text = '',
		/**
		 * WordPress's id of the person, whom the audit log knows by it; 0 for the
		 * shopper.
		 */
		public readonly int $person_id = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'approval_id', 'type' => 'string' ),
			2 => array( 'name' => 'state', 'type' => 'int32' ),
			3 => array( 'name' => 'decided_by', 'type' => 'string' ),
			4 => array( 'name' => 'text', 'type' => 'string' ),
			5 => array( 'name' => 'person_id', 'type' => 'int64' ),
		);
	}
}
