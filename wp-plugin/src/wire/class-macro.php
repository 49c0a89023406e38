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

/** An answer to use again. */
final class Macro implements Wire_Message {
	public function __construct(
		/** Names it; of a suggestion, the one it will have when kept. */
		public readonly string $macro_id = '',
		/** What it answers, at most 200 characters. */
		public readonly string $title = '',
		/**
		 * The answer, at most 4,000 characters; personal data masked in a
		 * suggestion.
		 */
		public readonly string $text = '',
		/** True: made from an answer that resolved a question, and not kept yet. */
		public readonly bool $suggested = false,
		/** Times such an answer resolved a question. */
		public readonly int $resolved_count = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'macro_id', 'type' => 'string' ),
			2 => array( 'name' => 'title', 'type' => 'string' ),
			3 => array( 'name' => 'text', 'type' => 'string' ),
			4 => array( 'name' => 'suggested', 'type' => 'bool' ),
			5 => array( 'name' => 'resolved_count', 'type' => 'int32' ),
		);
	}
}
