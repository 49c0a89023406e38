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

/** A document without its body. */
final class Document_Summary implements Wire_Message {
	public function __construct(
		/** Its id. */
		public readonly string $doc_id = '',
		/** Its kind. */
		public readonly string $kind = '',
		/** Its title. */
		public readonly string $title = '',
		/** Its address. */
		public readonly string $url = '',
		/** Its hash. */
		public readonly string $content_hash = '',
		/** When it last changed. */
		public readonly int $updated_unix_ms = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'doc_id', 'type' => 'string' ),
			2 => array( 'name' => 'kind', 'type' => 'string' ),
			3 => array( 'name' => 'title', 'type' => 'string' ),
			4 => array( 'name' => 'url', 'type' => 'string' ),
			5 => array( 'name' => 'content_hash', 'type' => 'string' ),
			6 => array( 'name' => 'updated_unix_ms', 'type' => 'int64' ),
		);
	}
}
