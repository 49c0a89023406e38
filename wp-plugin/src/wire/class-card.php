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

/**
 * A card is only ever a reference; WordPress reads the live data and checks
 * ownership again when it builds the card.
 */
final class Card implements Wire_Message {
	public function __construct(
		/** `product` or `order`. */
		public readonly string $kind = '',
		/** WooCommerce id of the product or the order. */
		public readonly int $id = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'kind', 'type' => 'string' ),
			2 => array( 'name' => 'id', 'type' => 'int64' ),
		);
	}
}
