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

/** How well the shop's content is found by questions made from itself. */
final class Get_Mirror_Response implements Wire_Message {
	public function __construct(
		/** When it was made; 0 when there is none yet. */
		public readonly int $made_unix_ms = 0,
		/** Generation it asked. */
		public readonly string $generation = '',
		/** Questions asked. */
		public readonly int $question_count = 0,
		/** Share of questions whose own page is among the first 5, 0 to 1. */
		public readonly float $recall_at_5 = 0.0,
		/** Mean of 1 / the place of the own page, 0 to 1. */
		public readonly float $mrr = 0.0,
		/**
		 * Questions whose own page is not among the first 5; at most 100.
		 *
		 * @var list<Lost_Question>
		 */
		public readonly array $lost = array(),
		/**
		 * Pages that say the same; at most 50 pairs, the most alike first.
		 *
		 * @var list<Similar_Pair>
		 */
		public readonly array $duplicates = array(),
		/**
		 * Pages that say different things about the same; at most 50.
		 *
		 * @var list<Contradiction>
		 */
		public readonly array $contradictions = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'made_unix_ms', 'type' => 'int64' ),
			2 => array( 'name' => 'generation', 'type' => 'string' ),
			3 => array( 'name' => 'question_count', 'type' => 'int64' ),
			4 => array( 'name' => 'recall_at_5', 'type' => 'double' ),
			5 => array( 'name' => 'mrr', 'type' => 'double' ),
			6 => array( 'name' => 'lost', 'type' => Lost_Question::class, 'repeated' => true ),
			7 => array( 'name' => 'duplicates', 'type' => Similar_Pair::class, 'repeated' => true ),
			8 => array( 'name' => 'contradictions', 'type' => Contradiction::class, 'repeated' => true ),
		);
	}
}
