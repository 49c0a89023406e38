<?php
/**
 * Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** The owner's settings as a whole. */
final class Put_Settings_Request implements Wire_Message {
	public function __construct(
		/** Replaces what was there. */
		public readonly ?Shop_Settings $settings = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'settings', 'type' => Shop_Settings::class ),
		);
	}
}
