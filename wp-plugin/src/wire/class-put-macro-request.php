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

/** A macro to keep. */
final class Put_Macro_Request implements Wire_Message {
	public function __construct(
		/** Idempotency key, 8 to 64 characters of `[A-Za-z0-9_-]`. */
		public readonly string $request_id = '',
		/** The macro; an empty id makes a new one. */
		public readonly ?Macro $macro = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'request_id', 'type' => 'string' ),
			2 => array( 'name' => 'macro', 'type' => Macro::class ),
		);
	}
}
