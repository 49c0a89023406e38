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

/**
 * What the tool gave.
 *
 * `outcome`: Exactly one of the two.
 * At most one is not null: `result_json`, `error`.
 */
final class Tool_Call_Response implements Wire_Message {
	public function __construct(
		/** A JSON object that fits the tool's output schema. */
		public readonly ?string $result_json = null,
		/** Why there is none. */
		public readonly ?Tool_Error $error = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'result_json', 'type' => 'string', 'oneof' => 'outcome' ),
			2 => array( 'name' => 'error', 'type' => Tool_Error::class, 'oneof' => 'outcome' ),
		);
	}
}
