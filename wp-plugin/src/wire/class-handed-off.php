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

/** A person was asked to take over. */
final class Handed_Off implements Wire_Message {
	public function __construct(
		/** Threads waiting, this one included; 1 is next. */
		public readonly int $queue_position = 0,
		/** When people answer, as the owner wrote it. Empty when not set. */
		public readonly string $hours = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'queue_position', 'type' => 'int32' ),
			2 => array( 'name' => 'hours', 'type' => 'string' ),
		);
	}
}
