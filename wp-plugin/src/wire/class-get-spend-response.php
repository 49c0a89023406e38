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

/** The month so far. */
final class Get_Spend_Response implements Wire_Message {
	public function __construct(
		/** The month. */
		public readonly string $month = '',
		/** Cost so far, in millionths of the price list's currency. */
		public readonly int $spent_micros = 0,
		/** The owner's limit; 0 for none. */
		public readonly int $budget_micros = 0,
		/** Threads in which a model was asked. */
		public readonly int $thread_count = 0,
		/**
		 * By version, model and scenario; most turns first.
		 *
		 * @var list<Track_Record>
		 */
		public readonly array $records = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'month', 'type' => 'string' ),
			2 => array( 'name' => 'spent_micros', 'type' => 'int64' ),
			3 => array( 'name' => 'budget_micros', 'type' => 'int64' ),
			4 => array( 'name' => 'thread_count', 'type' => 'int64' ),
			5 => array( 'name' => 'records', 'type' => Track_Record::class, 'repeated' => true ),
		);
	}
}
