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

/** Documents that are no longer public. */
final class Delete_Documents_Request implements Wire_Message {
	public function __construct(
		/**
		 * At most 1,000 ids.
		 *
		 * @var list<string>
		 */
		public readonly array $doc_ids = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'doc_ids', 'type' => 'string', 'repeated' => true ),
		);
	}
}
