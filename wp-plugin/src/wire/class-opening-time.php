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

/** A span of a week in which people are in. */
final class Opening_Time implements Wire_Message {
	public function __construct(
		/** 1 for Monday to 7 for Sunday. */
		public readonly int $weekday = 0,
		/** Minutes after midnight, 0 to 1,439. */
		public readonly int $from_minute = 0,
		/** Minutes after midnight, from_minute + 1 to 1,440. */
		public readonly int $to_minute = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'weekday', 'type' => 'int32' ),
			2 => array( 'name' => 'from_minute', 'type' => 'int32' ),
			3 => array( 'name' => 'to_minute', 'type' => 'int32' ),
		);
	}
}
