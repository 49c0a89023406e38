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
final class List_Deliveries_Response implements Wire_Message {
	public function __construct(
		/**
		 * The newest first.
		 *
		 * @var list<Delivery>
		 */
		public readonly array $deliveries = array(),
		/** Empty on the last page. */
		public readonly string $next_page_token = '',
		/** Deliveries that wait. */
		public readonly int $waiting_count = 0,
		/** Deliveries that were refused for good. */
		public readonly int $dead_count = 0,
		/** When the oldest that waits was recorded; 0 when none waits. */
		public readonly int $oldest_unix_ms = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'deliveries', 'type' => Delivery::class, 'repeated' => true ),
			2 => array( 'name' => 'next_page_token', 'type' => 'string' ),
			3 => array( 'name' => 'waiting_count', 'type' => 'int64' ),
			4 => array( 'name' => 'dead_count', 'type' => 'int64' ),
			5 => array( 'name' => 'oldest_unix_ms', 'type' => 'int64' ),
		);
	}
}
