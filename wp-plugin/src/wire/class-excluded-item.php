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

/** A page or file that a source left out. */
final class Excluded_Item implements Wire_Message {
	public function __construct(
		/** Its address, or its path within the folder. */
		public readonly string $address = '',
		/** For the owner: why, and what to do. */
		public readonly string $reason = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'address', 'type' => 'string' ),
			2 => array( 'name' => 'reason', 'type' => 'string' ),
		);
	}
}
