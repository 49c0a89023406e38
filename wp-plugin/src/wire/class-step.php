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

/** Named progress, such as searching or looking up an order. */
final class Step implements Wire_Message {
	public function __construct(
		/** Stable name: `search_knowledge`, `call_tool`. */
		public readonly string $name = '',
		/** The sentence shown to the shopper. */
		public readonly string $text = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'name', 'type' => 'string' ),
			2 => array( 'name' => 'text', 'type' => 'string' ),
		);
	}
}
