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

/** A question to the index. */
final class Search_Request implements Wire_Message {
	public function __construct(
		/** The question, 1 to 4,000 characters. */
		public readonly string $query = '',
		/** Most passages to return, 1 to 5; 0 means 3. */
		public readonly int $top_k = 0,
		/** Passages of this product come first; 0 for none. */
		public readonly int $product_id = 0,
		/** Preferred language; empty means the shop's own. */
		public readonly string $locale = '',
		/** True: each passage says why it ranks where it does. */
		public readonly bool $explain = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'query', 'type' => 'string' ),
			2 => array( 'name' => 'top_k', 'type' => 'int32' ),
			3 => array( 'name' => 'product_id', 'type' => 'int64' ),
			4 => array( 'name' => 'locale', 'type' => 'string' ),
			5 => array( 'name' => 'explain', 'type' => 'bool' ),
		);
	}
}
