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

/** A document that was not taken. */
final class Refused_Document implements Wire_Message {
	public function __construct(
		/** Its id as sent; may be empty or malformed. */
		public readonly string $doc_id = '',
		/** For the owner: what is wrong and what to do. */
		public readonly string $reason = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'doc_id', 'type' => 'string' ),
			2 => array( 'name' => 'reason', 'type' => 'string' ),
		);
	}
}
