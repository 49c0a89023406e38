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

/** WordPress should run a tool as the chatting shopper. */
final class Tool_Request implements Wire_Message {
	public function __construct(
		/** Unique within the thread; the idempotency key of the call. */
		public readonly string $call_id = '',
		/** Name of a tool offered in ChatRequest.tools. */
		public readonly string $name = '',
		/** Arguments, a JSON object that fits the tool's input schema. */
		public readonly string $arguments_json = '',
		/** After this moment a result is no longer used. */
		public readonly int $deadline_unix_ms = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'call_id', 'type' => 'string' ),
			2 => array( 'name' => 'name', 'type' => 'string' ),
			3 => array( 'name' => 'arguments_json', 'type' => 'string' ),
			4 => array( 'name' => 'deadline_unix_ms', 'type' => 'int64' ),
		);
	}
}
