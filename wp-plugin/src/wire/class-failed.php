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

/** The turn ended without an answer. */
final class Failed implements Wire_Message {
	public function __construct(
		/** Stable reason in UPPER_SNAKE, such as `DEADLINE` or `INTERNAL`. */
		public readonly string $reason = '',
		/** The sentence for the shopper. */
		public readonly string $text = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'reason', 'type' => 'string' ),
			2 => array( 'name' => 'text', 'type' => 'string' ),
		);
	}
}
