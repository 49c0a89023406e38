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

/**
 * One thing that happened in a turn.
 *
 * `event`: What happened. Exactly one `done` or `failed` ends a turn.
 * At most one is not null: `started`, `step`, `delta`, `citation`, `card`, `tool_request`,
 * `replaced`, `handed_off`, `ticket`, `ticket_offer`, `done`, `failed`, `trace`,
 * `approval_offer`.
 */
final class Chat_Event implements Wire_Message {
	public function __construct(
		/**
		 * Grows by at least one from event to event of a message, also across a
		 * restart of the sidecar.
		 */
		public readonly int $seq = 0,
		/** The message whose turn this belongs to. */
		public readonly string $message_id = '',
		/** When it happened. */
		public readonly int $at_unix_ms = 0,
		/** The message is stored and will be answered. */
		public readonly ?Started $started = null,
		/** Named progress. */
		public readonly ?Step $step = null,
		/** More of the answer; already proven. */
		public readonly ?Delta $delta = null,
		/** A source of the answer. */
		public readonly ?Citation $citation = null,
		/** A card that WordPress builds from live data. */
		public readonly ?Card $card = null,
		/** WordPress should run a tool and return its result. */
		public readonly ?Tool_Request $tool_request = null,
		/** Everything shown for this message so far is withdrawn. */
		public readonly ?Replaced $replaced = null,
		/** A person was asked to take over. */
		public readonly ?Handed_Off $handed_off = null,
		/** A ticket exists. */
		public readonly ?Ticket $ticket = null,
		/** A ticket is proposed and waits for the shopper's click. */
		public readonly ?Ticket_Offer $ticket_offer = null,
		/** The turn ended with an answer. */
		public readonly ?Done $done = null,
		/** The turn ended without one. */
		public readonly ?Failed $failed = null,
		/** What happened inside; only where it was asked for, and never stored. */
		public readonly ?Trace $trace = null,
		/** An action waits for somebody's word. */
		public readonly ?Approval_Offer $approval_offer = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'seq', 'type' => 'int64' ),
			2  => array( 'name' => 'message_id', 'type' => 'string' ),
			3  => array( 'name' => 'at_unix_ms', 'type' => 'int64' ),
			10 => array( 'name' => 'started', 'type' => Started::class, 'oneof' => 'event' ),
			11 => array( 'name' => 'step', 'type' => Step::class, 'oneof' => 'event' ),
			12 => array( 'name' => 'delta', 'type' => Delta::class, 'oneof' => 'event' ),
			13 => array( 'name' => 'citation', 'type' => Citation::class, 'oneof' => 'event' ),
			14 => array( 'name' => 'card', 'type' => Card::class, 'oneof' => 'event' ),
			15 => array( 'name' => 'tool_request', 'type' => Tool_Request::class, 'oneof' => 'event' ),
			16 => array( 'name' => 'replaced', 'type' => Replaced::class, 'oneof' => 'event' ),
			17 => array( 'name' => 'handed_off', 'type' => Handed_Off::class, 'oneof' => 'event' ),
			18 => array( 'name' => 'ticket', 'type' => Ticket::class, 'oneof' => 'event' ),
			19 => array( 'name' => 'ticket_offer', 'type' => Ticket_Offer::class, 'oneof' => 'event' ),
			20 => array( 'name' => 'done', 'type' => Done::class, 'oneof' => 'event' ),
			21 => array( 'name' => 'failed', 'type' => Failed::class, 'oneof' => 'event' ),
			22 => array( 'name' => 'trace', 'type' => Trace::class, 'oneof' => 'event' ),
			23 => array( 'name' => 'approval_offer', 'type' => Approval_Offer::class, 'oneof' => 'event' ),
		);
	}
}
