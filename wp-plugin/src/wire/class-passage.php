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

/** One piece of a document that a search returned. */
final class Passage implements Wire_Message {
	public function __construct(
		/** Id of the passage within its generation. */
		public readonly string $passage_id = '',
		/** Document it was cut from. */
		public readonly string $doc_id = '',
		/** Title of the document. */
		public readonly string $title = '',
		/** Address of the document. */
		public readonly string $url = '',
		/** Heading above it; empty when it has none. */
		public readonly string $section = '',
		/** Its text. */
		public readonly string $text = '',
		/** 0 to 1, comparable within one response. */
		public readonly float $score = 0.0,
		/** When the document last changed. */
		public readonly int $updated_unix_ms = 0,
		/** The document's kind. */
		public readonly string $kind = '',
		/** Why it ranks where it does; empty unless asked for. */
		public readonly ?Explanation $explanation = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'passage_id', 'type' => 'string' ),
			2  => array( 'name' => 'doc_id', 'type' => 'string' ),
			3  => array( 'name' => 'title', 'type' => 'string' ),
			4  => array( 'name' => 'url', 'type' => 'string' ),
			5  => array( 'name' => 'section', 'type' => 'string' ),
			6  => array( 'name' => 'text', 'type' => 'string' ),
			7  => array( 'name' => 'score', 'type' => 'double' ),
			8  => array( 'name' => 'updated_unix_ms', 'type' => 'int64' ),
			9  => array( 'name' => 'kind', 'type' => 'string' ),
			10 => array( 'name' => 'explanation', 'type' => Explanation::class ),
		);
	}
}
