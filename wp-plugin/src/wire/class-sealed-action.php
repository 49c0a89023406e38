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
 * An action that needs a decision, sealed by WordPress: whoever keeps it can
 * neither read what matters from it nor change it.
 */
final class Sealed_Action implements Wire_Message {
	public function __construct(
		/**
		 * What WordPress will do, for whom and until when, with its MAC; at most
		 * 8 kB.
		 */
		public readonly string $sealed = '',
		/**
		 * What would be done, in one line of at most 300 characters, without
		 * personal data.
		 */
		public readonly string $summary = '',
		/** True when the shopper may confirm it; false when staff must. */
		public readonly bool $by_shopper = false,
		/** Until when it may be decided. */
		public readonly int $expires_unix_ms = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'sealed', 'type' => 'string' ),
			2 => array( 'name' => 'summary', 'type' => 'string' ),
			3 => array( 'name' => 'by_shopper', 'type' => 'bool' ),
			4 => array( 'name' => 'expires_unix_ms', 'type' => 'int64' ),
		);
	}
}
