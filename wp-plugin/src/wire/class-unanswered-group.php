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

/** Questions that mean the same and had no answer. */
final class Unanswered_Group implements Wire_Message {
	public function __construct(
		/** Stays the same while its first question is kept. */
		public readonly string $group_id = '',
		/** The question that is nearest to all of them; personal data masked. */
		public readonly string $question = '',
		/**
		 * Others as they were asked, at most 10; personal data masked.
		 *
		 * @var list<string>
		 */
		public readonly array $variants = array(),
		/** Times it was asked. */
		public readonly int $asked_count = 0,
		/** When it was last asked. */
		public readonly int $last_unix_ms = 0,
		/** A thread in which it was asked. */
		public readonly string $thread_id = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'group_id', 'type' => 'string' ),
			2 => array( 'name' => 'question', 'type' => 'string' ),
			3 => array( 'name' => 'variants', 'type' => 'string', 'repeated' => true ),
			4 => array( 'name' => 'asked_count', 'type' => 'int32' ),
			5 => array( 'name' => 'last_unix_ms', 'type' => 'int64' ),
			6 => array( 'name' => 'thread_id', 'type' => 'string' ),
		);
	}
}
