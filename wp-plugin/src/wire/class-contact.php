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

/** How to reach the shopper about a ticket. Stored encrypted, never searched. */
final class Contact implements Wire_Message {
	public function __construct(
		/** Name; may be empty. */
		public readonly string $name = '',
		/** E-mail address; may be empty for a logged-in shopper's thread. */
		public readonly string $email = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'name', 'type' => 'string' ),
			2 => array( 'name' => 'email', 'type' => 'string' ),
		);
	}
}
