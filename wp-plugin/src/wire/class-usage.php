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

/** What the turn used. */
final class Usage implements Wire_Message {
	public function __construct(
		/** Tokens sent to models. */
		public readonly int $input_tokens = 0,
		/** Tokens received from models. */
		public readonly int $output_tokens = 0,
		/** Cost in millionths of the price list's currency. */
		public readonly int $cost_micros = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'input_tokens', 'type' => 'int64' ),
			2 => array( 'name' => 'output_tokens', 'type' => 'int64' ),
			3 => array( 'name' => 'cost_micros', 'type' => 'int64' ),
		);
	}
}
