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

/** Why a passage ranks where it does. */
final class Explanation implements Wire_Message {
	public function __construct(
		/**
		 * What speaks for it, in the order in which the ranking reads it.
		 *
		 * @var list<Ranking_Signal>
		 */
		public readonly array $signals = array(),
		/** Its place by words alone, from 1; 0 when it was not among the best 50. */
		public readonly int $word_rank = 0,
		/** Its place by meaning alone, from 1; 0 when it was not among the best 50. */
		public readonly int $meaning_rank = 0,
		/** One sentence for the owner, such as why a rule put it in its place. */
		public readonly string $text = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'signals', 'type' => Ranking_Signal::class, 'repeated' => true ),
			2 => array( 'name' => 'word_rank', 'type' => 'int32' ),
			3 => array( 'name' => 'meaning_rank', 'type' => 'int32' ),
			4 => array( 'name' => 'text', 'type' => 'string' ),
		);
	}
}
