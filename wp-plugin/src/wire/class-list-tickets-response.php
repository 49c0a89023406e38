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
final class List_Tickets_Response implements Wire_Message {
	public function __construct(
		/**
		 * The newest first.
		 *
		 * @var list<Ticket_Summary>
		 */
		public readonly array $tickets = array(),
		/** Empty on the last page. */
		public readonly string $next_page_token = '',
		/** Tickets that are open. */
		public readonly int $open_count = 0,
		/** Of these, late. */
		public readonly int $late_count = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'tickets', 'type' => Ticket_Summary::class, 'repeated' => true ),
			2 => array( 'name' => 'next_page_token', 'type' => 'string' ),
			3 => array( 'name' => 'open_count', 'type' => 'int64' ),
			4 => array( 'name' => 'late_count', 'type' => 'int64' ),
		);
	}
}
