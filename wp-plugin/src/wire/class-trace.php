<?php
/**
 * Generated from proto/sidecar/v1/agent.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** One step inside a turn, for staff. */
final class Trace implements Wire_Message {
	public function __construct(
		/**
		 * What it was: `state`, `search`, `passage`, `brain`, `model`, `tool`,
		 * `proof`, `budget`.
		 */
		public readonly string $kind = '',
		/** In one line: the state's name, a passage's title, a model, a verdict. */
		public readonly string $text = '',
		/** Its values, a JSON object with placeholders in place of personal data. */
		public readonly string $detail_json = '',
		/** Milliseconds it took; 0 for what takes no time of its own. */
		public readonly float $took_ms = 0.0,
		/** Cost in millionths of the price list's currency. */
		public readonly int $cost_micros = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'kind', 'type' => 'string' ),
			2 => array( 'name' => 'text', 'type' => 'string' ),
			3 => array( 'name' => 'detail_json', 'type' => 'string' ),
			4 => array( 'name' => 'took_ms', 'type' => 'double' ),
			5 => array( 'name' => 'cost_micros', 'type' => 'int64' ),
		);
	}
}
