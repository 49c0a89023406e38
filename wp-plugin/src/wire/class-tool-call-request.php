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

/** One sidecar tool to run outside a turn. */
final class Tool_Call_Request implements Wire_Message {
	public function __construct(
		/** Idempotency key, 8 to 64 characters of `[A-Za-z0-9_-]`. */
		public readonly string $request_id = '',
		/** The thread the call belongs to; must equal the token's thread. */
		public readonly string $thread_id = '',
		/** Name of a sidecar tool, such as `create_ticket`. */
		public readonly string $name = '',
		/** Arguments, a JSON object that fits the tool's schema, at most 16 kB. */
		public readonly string $arguments_json = '',
		/** How to reach the shopper; absent when not known. */
		public readonly ?Contact $contact = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'request_id', 'type' => 'string' ),
			2 => array( 'name' => 'thread_id', 'type' => 'string' ),
			3 => array( 'name' => 'name', 'type' => 'string' ),
			4 => array( 'name' => 'arguments_json', 'type' => 'string' ),
			5 => array( 'name' => 'contact', 'type' => Contact::class ),
		);
	}
}
