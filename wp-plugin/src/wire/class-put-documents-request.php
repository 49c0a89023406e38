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

/** A batch of one sync. */
final class Put_Documents_Request implements Wire_Message {
	public function __construct(
		/** Names the sync this batch belongs to, 8 to 64 characters. */
		public readonly string $sync_id = '',
		/**
		 * At most 200 documents and 4 MB together.
		 *
		 * @var list<Document>
		 */
		public readonly array $documents = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'sync_id', 'type' => 'string' ),
			2 => array( 'name' => 'documents', 'type' => Document::class, 'repeated' => true ),
		);
	}
}
