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

/** Two places that give different figures for the same thing. */
final class Contradiction implements Wire_Message {
	public function __construct(
		/** One of them. */
		public readonly ?Page_Link $one = null,
		/** What it says, a sentence. */
		public readonly string $one_text = '',
		/** The other. */
		public readonly ?Page_Link $other = null,
		/** What that says. */
		public readonly string $other_text = '',
		/** What they differ in, such as `return window: 30 days or 14 days`. */
		public readonly string $about = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'one', 'type' => Page_Link::class ),
			2 => array( 'name' => 'one_text', 'type' => 'string' ),
			3 => array( 'name' => 'other', 'type' => Page_Link::class ),
			4 => array( 'name' => 'other_text', 'type' => 'string' ),
			5 => array( 'name' => 'about', 'type' => 'string' ),
		);
	}
}
