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

/** One thing that speaks for or against a passage. */
final class Ranking_Signal implements Wire_Message {
	public function __construct(
		/** `cosine`, `bm25`, `coverage` and others of the ranking's weights file. */
		public readonly string $name = '',
		/** Its value for this passage. */
		public readonly float $value = 0.0,
		/** What it adds to the score. */
		public readonly float $contribution = 0.0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'name', 'type' => 'string' ),
			2 => array( 'name' => 'value', 'type' => 'double' ),
			3 => array( 'name' => 'contribution', 'type' => 'double' ),
		);
	}
}
