<?php
/**
 * Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** The decision is recorded. */
final class Decide_Approval_Response implements Wire_Message {
	public function __construct(
		/** As stored now. */
		public readonly ?Approval $approval = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'approval', 'type' => Approval::class ),
		);
	}
}
