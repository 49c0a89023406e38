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

/** What was shown for this message is withdrawn; what follows replaces it. */
final class Replaced implements Wire_Message {
	public function __construct(
		/** Why: `RESTARTED` after a crash, `UNPROVEN` after a failed check. */
		public readonly string $reason = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'reason', 'type' => 'string' ),
		);
	}
}
