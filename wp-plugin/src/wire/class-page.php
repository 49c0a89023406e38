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

/** Where the shopper is. Hints for ranking and language only. */
final class Page implements Wire_Message {
	public function __construct(
		/** Address of the page, at most 2,000 characters. Empty when unknown. */
		public readonly string $url = '',
		/** WooCommerce product shown on the page; 0 when it is not a product page. */
		public readonly int $product_id = 0,
		/** BCP 47 language tag such as `en-GB`. Empty means the shop's own. */
		public readonly string $locale = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'url', 'type' => 'string' ),
			2 => array( 'name' => 'product_id', 'type' => 'int64' ),
			3 => array( 'name' => 'locale', 'type' => 'string' ),
		);
	}
}
