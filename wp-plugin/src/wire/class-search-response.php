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

/** What was found. */
final class Search_Response implements Wire_Message {
	public function __construct(
		/**
		 * Best first, one per address.
		 *
		 * @var list<Passage>
		 */
		public readonly array $passages = array(),
		/** 0 to 1: how likely the passages answer the question. */
		public readonly float $confidence = 0.0,
		/** Generation that answered. */
		public readonly string $generation = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'passages', 'type' => Passage::class, 'repeated' => true ),
			2 => array( 'name' => 'confidence', 'type' => 'double' ),
			3 => array( 'name' => 'generation', 'type' => 'string' ),
		);
	}
}
