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

/** The index as it answers now. */
final class Get_Index_Status_Response implements Wire_Message {
	public function __construct(
		/**
		 * Whether it can be used.
		 *
		 * One of the constants of Index_State.
		 */
		public readonly int $state = 0,
		/** Generation that answers; empty when there is none. */
		public readonly string $generation = '',
		/** Documents in it. */
		public readonly int $document_count = 0,
		/** Passages in it. */
		public readonly int $passage_count = 0,
		/** When the last sync succeeded; 0 for never. */
		public readonly int $synced_unix_ms = 0,
		/** True while a commit runs. */
		public readonly bool $sync_running = false,
		/** Embedding model and its precision. */
		public readonly string $model = '',
		/** Documents stored but not yet indexed. */
		public readonly int $pending_count = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'state', 'type' => 'int32' ),
			2 => array( 'name' => 'generation', 'type' => 'string' ),
			3 => array( 'name' => 'document_count', 'type' => 'int64' ),
			4 => array( 'name' => 'passage_count', 'type' => 'int64' ),
			5 => array( 'name' => 'synced_unix_ms', 'type' => 'int64' ),
			6 => array( 'name' => 'sync_running', 'type' => 'bool' ),
			7 => array( 'name' => 'model', 'type' => 'string' ),
			8 => array( 'name' => 'pending_count', 'type' => 'int64' ),
		);
	}
}
