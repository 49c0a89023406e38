<?php
/**
 * Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** One line of a transcript. */
final class Transcript_Line implements Wire_Message {
	public function __construct(
		/**
		 * `shopper`, `agent`, `staff`, or `draft` for what another version of the
		 * Brain would have answered; no shopper sees that.
		 */
		public readonly string $author = '',
		/** What was written. */
		public readonly string $text = '',
		/** When. */
		public readonly int $at_unix_ms = 0,
		/** Name of the person; empty unless staff wrote. */
		public readonly string $author_name = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'author', 'type' => 'string' ),
			2 => array( 'name' => 'text', 'type' => 'string' ),
			3 => array( 'name' => 'at_unix_ms', 'type' => 'int64' ),
			4 => array( 'name' => 'author_name', 'type' => 'string' ),
		);
	}
}
