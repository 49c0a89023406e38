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

/** A page to look at. */
final class Page_Link implements Wire_Message {
	public function __construct(
		/** The document. */
		public readonly string $doc_id = '',
		/** Its title. */
		public readonly string $title = '',
		/** Its address. */
		public readonly string $url = '',
		/** The heading it is about; empty for the whole page. */
		public readonly string $section = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'doc_id', 'type' => 'string' ),
			2 => array( 'name' => 'title', 'type' => 'string' ),
			3 => array( 'name' => 'url', 'type' => 'string' ),
			4 => array( 'name' => 'section', 'type' => 'string' ),
		);
	}
}
