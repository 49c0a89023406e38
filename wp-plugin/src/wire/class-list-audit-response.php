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

/** A page of the audit log. */
final class List_Audit_Response implements Wire_Message {
	public function __construct(
		/**
		 * The oldest first.
		 *
		 * @var list<Audit_Entry>
		 */
		public readonly array $entries = array(),
		/** Entries in the whole log. */
		public readonly int $entry_count = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'entries', 'type' => Audit_Entry::class, 'repeated' => true ),
			2 => array( 'name' => 'entry_count', 'type' => 'int64' ),
		);
	}
}
