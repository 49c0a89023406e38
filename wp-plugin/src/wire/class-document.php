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

/** One piece of published content. */
final class Document implements Wire_Message {
	public function __construct(
		/** Stable id such as `post-12`, 1 to 128 characters of `[A-Za-z0-9_:./-]`. */
		public readonly string $doc_id = '',
		/** `page`, `post`, `product`, `faq`, `policy`, or another post type. */
		public readonly string $kind = '',
		/** Public address on one of the shop's hosts. */
		public readonly string $url = '',
		/** Title, 1 to 500 characters. */
		public readonly string $title = '',
		/**
		 * Rendered content, at most 200 kB, without prices or stock. Empty
		 * together with a known hash announces that nothing changed.
		 */
		public readonly string $body_html = '',
		/** Lower-case hex SHA-256 that changes whenever the content does. */
		public readonly string $content_hash = '',
		/** BCP 47 language tag; empty means the shop's own. */
		public readonly string $locale = '',
		/** When the content last changed. */
		public readonly int $updated_unix_ms = 0,
		/** WooCommerce product this is about; 0 for none. */
		public readonly int $product_id = 0,
		/**
		 * Categories and tags.
		 *
		 * @var list<string>
		 */
		public readonly array $tags = array(),
		/**
		 * Channels that may quote it: `widget`, `slack`, `email`. Empty means all.
		 *
		 * @var list<string>
		 */
		public readonly array $channels = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'doc_id', 'type' => 'string' ),
			2  => array( 'name' => 'kind', 'type' => 'string' ),
			3  => array( 'name' => 'url', 'type' => 'string' ),
			4  => array( 'name' => 'title', 'type' => 'string' ),
			5  => array( 'name' => 'body_html', 'type' => 'string' ),
			6  => array( 'name' => 'content_hash', 'type' => 'string' ),
			7  => array( 'name' => 'locale', 'type' => 'string' ),
			8  => array( 'name' => 'updated_unix_ms', 'type' => 'int64' ),
			9  => array( 'name' => 'product_id', 'type' => 'int64' ),
			10 => array( 'name' => 'tags', 'type' => 'string', 'repeated' => true ),
			11 => array( 'name' => 'channels', 'type' => 'string', 'repeated' => true ),
		);
	}
}
