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

/** A docs site to read. */
final class Put_Source_Request implements Wire_Message {
	public function __construct(
		/**
		 * Address of the site or of its sitemap, `https` or `http`, at most 500
		 * characters; at most 10 sites.
		 */
		public readonly string $address = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'address', 'type' => 'string' ),
		);
	}
}
