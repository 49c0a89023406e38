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

/** The key is registered. */
final class Pair_Response implements Wire_Message {
	public function __construct(
		/** Names the key in token headers. */
		public readonly string $kid = '',
		/** Version of the sidecar. */
		public readonly string $version = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'kid', 'type' => 'string' ),
			2 => array( 'name' => 'version', 'type' => 'string' ),
		);
	}
}
