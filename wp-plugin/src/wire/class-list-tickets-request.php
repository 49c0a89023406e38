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

/** A page of tickets. */
final class List_Tickets_Request implements Wire_Message {
	public function __construct(
		/** Most to return, 1 to 200; 0 means 50. */
		public readonly int $page_size = 0,
		/** Where to go on, from the last response; empty for the start. */
		public readonly string $page_token = '',
		/**
		 * Only tickets with this status; unspecified means all.
		 *
		 * One of the constants of Ticket_Status.
		 */
		public readonly int $status = 0,
		/** Only tickets of this WordPress user; 0 means all. */
		public readonly int $assignee_id = 0,
		/** True for those alone that are late. */
		public readonly bool $only_late = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'page_size', 'type' => 'int32' ),
			2 => array( 'name' => 'page_token', 'type' => 'string' ),
			3 => array( 'name' => 'status', 'type' => 'int32' ),
			4 => array( 'name' => 'assignee_id', 'type' => 'int64' ),
			5 => array( 'name' => 'only_late', 'type' => 'bool' ),
		);
	}
}
