<?php
/**
 * Generated from proto/sidecar/v1/knowledge.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** How far a commit is. The last one carries the generation. */
final class Sync_Progress implements Wire_Message {
	public function __construct(
		/** `read`, `chunk`, `embed`, `index`, `seal`, `switch`, `done`. */
		public readonly string $stage = '',
		/** Units finished in this stage. */
		public readonly int $done_count = 0,
		/** Units in this stage; 0 when not known. */
		public readonly int $total_count = 0,
		/** Set in the last message: the generation that answers now. */
		public readonly string $generation = '',
		/** Set in the last message: documents pruned. */
		public readonly int $pruned_count = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'stage', 'type' => 'string' ),
			2 => array( 'name' => 'done_count', 'type' => 'int64' ),
			3 => array( 'name' => 'total_count', 'type' => 'int64' ),
			4 => array( 'name' => 'generation', 'type' => 'string' ),
			5 => array( 'name' => 'pruned_count', 'type' => 'int64' ),
		);
	}
}
