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
final class List_Audit_Request implements Wire_Message {
	public function __construct(
		/** Most to return, 1 to 1,000; 0 means 200. */
		public readonly int $page_size = 0,
		/** Entries after this one; 0 for the start. */
		public readonly int $after_seq = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'page_size', 'type' => 'int32' ),
			2 => array( 'name' => 'after_seq', 'type' => 'int64' ),
		);
	}
}
