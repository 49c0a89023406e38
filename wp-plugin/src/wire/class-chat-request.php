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

/** One shopper message, or a request to follow the turn it started. */
final class Chat_Request implements Wire_Message {
	public function __construct(
		/** The thread, made by WordPress; must equal the token's thread. */
		public readonly string $thread_id = '',
		/**
		 * Made by the client, 8 to 64 characters of `[A-Za-z0-9_-]`; the turn's
		 * idempotency key.
		 */
		public readonly string $message_id = '',
		/** What the shopper wrote, 1 to 4,000 characters. Empty only attaches. */
		public readonly string $text = '',
		/** Events up to and including this seq are not sent again. 0 sends all. */
		public readonly int $after_seq = 0,
		/**
		 * For hosts that buffer: end the stream after this many milliseconds even
		 * though the turn goes on, 0 to 20,000. 0 follows the turn to its end.
		 */
		public readonly int $wait_ms = 0,
		/** Where the shopper is. */
		public readonly ?Page $page = null,
		/**
		 * The WordPress tools this shopper may use, at most 32.
		 *
		 * @var list<Tool_Spec>
		 */
		public readonly array $tools = array(),
		/**
		 * What must never reach a model, a search or a log, at most 16.
		 *
		 * @var list<Known_Field>
		 */
		public readonly array $known_fields = array(),
		/**
		 * True to also get a `trace` event for each step inside the turn. The token
		 * then needs the scope `operations.admin` (PERMISSION_DENIED without).
		 */
		public readonly bool $trace = false,
		/**
		 * How WordPress can write to this shopper later: an address that it sealed
		 * and alone can open, at most 1,000 characters. Empty for a guest who has
		 * not shown who they are. Kept with the thread; the last one counts.
		 */
		public readonly string $return_address = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'thread_id', 'type' => 'string' ),
			2  => array( 'name' => 'message_id', 'type' => 'string' ),
			3  => array( 'name' => 'text', 'type' => 'string' ),
			4  => array( 'name' => 'after_seq', 'type' => 'int64' ),
			5  => array( 'name' => 'wait_ms', 'type' => 'int32' ),
			6  => array( 'name' => 'page', 'type' => Page::class ),
			7  => array( 'name' => 'tools', 'type' => Tool_Spec::class, 'repeated' => true ),
			8  => array( 'name' => 'known_fields', 'type' => Known_Field::class, 'repeated' => true ),
			9  => array( 'name' => 'trace', 'type' => 'bool' ),
			10 => array( 'name' => 'return_address', 'type' => 'string' ),
		);
	}
}
