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

/** A docs site to forget. */
final class Delete_Source_Request implements Wire_Message {
	public function __construct(
		/** Its id; `wordpress` and `folder` can't be removed (INVALID_ARGUMENT). */
		public readonly string $source_id = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'source_id', 'type' => 'string' ),
		);
	}
}
