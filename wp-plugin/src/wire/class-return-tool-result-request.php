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
 * What WordPress ran for a `tool_request`.
 *
 * `outcome`: Exactly one of the two.
 * At most one is not null: `result_json`, `error`, `action`.
 */
final class Return_Tool_Result_Request implements Wire_Message {
	public function __construct(
		/** The thread; must equal the token's thread. */
		public readonly string $thread_id = '',
		/** The message whose turn asked. */
		public readonly string $message_id = '',
		/** The call, from ToolRequest. */
		public readonly string $call_id = '',
		/** A JSON object of at most 64 kB. */
		public readonly ?string $result_json = null,
		/** Why there is none. */
		public readonly ?Tool_Error $error = null,
		/** What would be done; somebody has to agree first. */
		public readonly ?Sealed_Action $action = null,
		/**
		 * Work that the tool leaves for WordPress, at most 4. It is recorded with
		 * the turn, or not at all.
		 *
		 * @var list<Deferred_Job>
		 */
		public readonly array $deferred = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'thread_id', 'type' => 'string' ),
			2 => array( 'name' => 'message_id', 'type' => 'string' ),
			3 => array( 'name' => 'call_id', 'type' => 'string' ),
			4 => array( 'name' => 'result_json', 'type' => 'string', 'oneof' => 'outcome' ),
			5 => array( 'name' => 'error', 'type' => Tool_Error::class, 'oneof' => 'outcome' ),
			6 => array( 'name' => 'action', 'type' => Sealed_Action::class, 'oneof' => 'outcome' ),
			7 => array( 'name' => 'deferred', 'type' => Deferred_Job::class, 'repeated' => true ),
		);
	}
}
