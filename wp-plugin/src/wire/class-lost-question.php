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

/** A question that does not find the page it was made from. */
final class Lost_Question implements Wire_Message {
	public function __construct(
		/** The question. */
		public readonly string $question = '',
		/** The page it was made from. */
		public readonly ?Page_Link $page = null,
		/** The page that comes first instead; absent when nothing was found. */
		public readonly ?Page_Link $found = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'question', 'type' => 'string' ),
			2 => array( 'name' => 'page', 'type' => Page_Link::class ),
			3 => array( 'name' => 'found', 'type' => Page_Link::class ),
		);
	}
}
