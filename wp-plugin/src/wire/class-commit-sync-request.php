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

/** Ends a sync. */
final class Commit_Sync_Request implements Wire_Message {
	public function __construct(
		/** The sync whose batches are complete. */
		public readonly string $sync_id = '',
		/**
		 * True: documents not seen in this sync are pruned. False: only what
		 * changed is indexed.
		 */
		public readonly bool $full = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'sync_id', 'type' => 'string' ),
			2 => array( 'name' => 'full', 'type' => 'bool' ),
		);
	}
}
