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
 * An action that is done only when somebody agrees: staff in wp-admin, or the
 * shopper where the owner allows it. Nothing has happened yet.
 */
final class Approval_Offer implements Wire_Message {
	public function __construct(
		/** Names it to `Desk.GetApproval`. */
		public readonly string $approval_id = '',
		/** What would be done, in one line, as WordPress worded it. */
		public readonly string $summary = '',
		/** True when the shopper may confirm it; false when staff must. */
		public readonly bool $by_shopper = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'approval_id', 'type' => 'string' ),
			2 => array( 'name' => 'summary', 'type' => 'string' ),
			3 => array( 'name' => 'by_shopper', 'type' => 'bool' ),
		);
	}
}
