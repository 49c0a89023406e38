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

/** How much work to take. */
final class Lease_Jobs_Request implements Wire_Message {
	public function __construct(
		/** Most jobs to lease, 1 to 50; 0 means 10. */
		public readonly int $max_count = 0,
		/** Milliseconds until they come again, 1,000 to 600,000; 0 means 60,000. */
		public readonly int $lease_ms = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'max_count', 'type' => 'int32' ),
			2 => array( 'name' => 'lease_ms', 'type' => 'int32' ),
		);
	}
}
