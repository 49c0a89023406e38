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

/** A part of the sidecar and whether it works. */
final class Check implements Wire_Message {
	public function __construct(
		/** `store`, `index`, `model`, `embedder`. */
		public readonly string $name = '',
		/** True when it works. */
		public readonly bool $ok = false,
		/** For the owner: what it is or what to do. */
		public readonly string $text = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'name', 'type' => 'string' ),
			2 => array( 'name' => 'ok', 'type' => 'bool' ),
			3 => array( 'name' => 'text', 'type' => 'string' ),
		);
	}
}
