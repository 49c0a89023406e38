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

/** What became of a batch. */
final class Put_Documents_Response implements Wire_Message {
	public function __construct(
		/** Documents stored, to be indexed at the commit. */
		public readonly int $stored_count = 0,
		/** Documents already held with the same hash. */
		public readonly int $unchanged_count = 0,
		/**
		 * Announced documents whose content is needed: send them with a body.
		 *
		 * @var list<string>
		 */
		public readonly array $wanted_doc_ids = array(),
		/**
		 * Documents refused, each with its reason.
		 *
		 * @var list<Refused_Document>
		 */
		public readonly array $refused = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'stored_count', 'type' => 'int32' ),
			2 => array( 'name' => 'unchanged_count', 'type' => 'int32' ),
			3 => array( 'name' => 'wanted_doc_ids', 'type' => 'string', 'repeated' => true ),
			4 => array( 'name' => 'refused', 'type' => Refused_Document::class, 'repeated' => true ),
		);
	}
}
