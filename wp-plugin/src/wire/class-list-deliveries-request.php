<?php
/**
 * Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** A page of deliveries. */
final class List_Deliveries_Request implements Wire_Message {
	public function __construct(
		/** Most to return, 1 to 200; 0 means 50. */
		public readonly int $page_size = 0,
		/** Where to go on, from the last response; empty for the start. */
		public readonly string $page_token = '',
		/**
		 * Only deliveries that stand so; unspecified means all.
		 *
		 * One of the constants of Delivery_State.
		 */
		public readonly int $state = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'page_size', 'type' => 'int32' ),
			2 => array( 'name' => 'page_token', 'type' => 'string' ),
			3 => array( 'name' => 'state', 'type' => 'int32' ),
		);
	}
}
