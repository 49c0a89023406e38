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
 * A field WordPress knows of the shopper, so that it can be kept out of
 * prompts, searches and logs. Held in memory for the turn only.
 */
final class Known_Field implements Wire_Message {
	public function __construct(
		/** What the value is: `name`, `email`, `phone`, `address`. */
		public readonly string $kind = '',
		/** The value as WordPress holds it, 2 to 200 characters. */
		public readonly string $value = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'kind', 'type' => 'string' ),
			2 => array( 'name' => 'value', 'type' => 'string' ),
		);
	}
}
