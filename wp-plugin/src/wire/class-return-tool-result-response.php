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

/** Whether the result was used. */
final class Return_Tool_Result_Response implements Wire_Message {
	public function __construct(
		/** False when the call is unknown, past its deadline or already answered. */
		public readonly bool $accepted = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'accepted', 'type' => 'bool' ),
		);
	}
}
