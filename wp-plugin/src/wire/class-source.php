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

/** Where content comes from. */
final class Source implements Wire_Message {
	public function __construct(
		/** `wordpress`, `folder`, or `site-` and 12 hex digits of its address. */
		public readonly string $source_id = '',
		/**
		 * What it is.
		 *
		 * One of the constants of Source_Kind.
		 */
		public readonly int $kind = 0,
		/** The site's address or the folder's name; empty for WordPress. */
		public readonly string $address = '',
		/** Documents held from it. */
		public readonly int $document_count = 0,
		/** When it was last read to its end; 0 for never. */
		public readonly int $loaded_unix_ms = 0,
		/** True while it is read. */
		public readonly bool $running = false,
		/** Why the last reading failed, for the owner; empty when it did not. */
		public readonly string $error = '',
		/** Pages and files left out in the last reading. */
		public readonly int $excluded_count = 0,
		/**
		 * The first 100 of them.
		 *
		 * @var list<Excluded_Item>
		 */
		public readonly array $excluded = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'source_id', 'type' => 'string' ),
			2 => array( 'name' => 'kind', 'type' => 'int32' ),
			3 => array( 'name' => 'address', 'type' => 'string' ),
			4 => array( 'name' => 'document_count', 'type' => 'int64' ),
			5 => array( 'name' => 'loaded_unix_ms', 'type' => 'int64' ),
			6 => array( 'name' => 'running', 'type' => 'bool' ),
			7 => array( 'name' => 'error', 'type' => 'string' ),
			8 => array( 'name' => 'excluded_count', 'type' => 'int64' ),
			9 => array( 'name' => 'excluded', 'type' => Excluded_Item::class, 'repeated' => true ),
		);
	}
}
