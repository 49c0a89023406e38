<?php
/**
 * Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** How soon a ticket is to be answered. */
final class Reply_Time implements Wire_Message {
	public function __construct(
		/** `low`, `normal` or `high`. */
		public readonly string $priority = '',
		/** Minutes of opening time, 1 to 100,000. */
		public readonly int $minutes = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'priority', 'type' => 'string' ),
			2 => array( 'name' => 'minutes', 'type' => 'int32' ),
		);
	}
}
