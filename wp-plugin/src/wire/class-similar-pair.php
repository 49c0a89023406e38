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

/** Two places that say the same. */
final class Similar_Pair implements Wire_Message {
	public function __construct(
		/** One of them. */
		public readonly ?Page_Link $one = null,
		/** The other. */
		public readonly ?Page_Link $other = null,
		/** 0 to 1; 1 when every word is the same. */
		public readonly float $similarity = 0.0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'one', 'type' => Page_Link::class ),
			2 => array( 'name' => 'other', 'type' => Page_Link::class ),
			3 => array( 'name' => 'similarity', 'type' => 'double' ),
		);
	}
}
