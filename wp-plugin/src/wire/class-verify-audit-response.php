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

/** Whether the audit log is whole. */
final class Verify_Audit_Response implements Wire_Message {
	public function __construct(
		/** Entries that were checked. */
		public readonly int $entry_count = 0,
		/**
		 * The first entry that does not fit the one before it, or was changed or
		 * taken out; 0 when the log is whole.
		 */
		public readonly int $first_broken_seq = 0,
		/** The hash of the last entry, for a note outside of this machine. */
		public readonly string $head_hash = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'entry_count', 'type' => 'int64' ),
			2 => array( 'name' => 'first_broken_seq', 'type' => 'int64' ),
			3 => array( 'name' => 'head_hash', 'type' => 'string' ),
		);
	}
}
