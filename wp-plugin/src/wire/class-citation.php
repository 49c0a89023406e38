<?php
/**
 * Generated from proto/sidecar/v1/agent.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** One source of the answer. */
final class Citation implements Wire_Message {
	public function __construct(
		/** Passage id, valid within this turn. */
		public readonly string $passage_id = '',
		/** Title of the page. */
		public readonly string $title = '',
		/** Address of the page on one of the shop's hosts. */
		public readonly string $url = '',
		/** Heading above the passage; empty when it has none. */
		public readonly string $section = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'passage_id', 'type' => 'string' ),
			2 => array( 'name' => 'title', 'type' => 'string' ),
			3 => array( 'name' => 'url', 'type' => 'string' ),
			4 => array( 'name' => 'section', 'type' => 'string' ),
		);
	}
}
