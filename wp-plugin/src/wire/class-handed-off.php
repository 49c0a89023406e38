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

/** A person was asked to take over. */
final class Handed_Off implements Wire_Message {
	public function __construct(
		/** Threads waiting, this one included; 1 is next. */
		public readonly int $queue_position = 0,
		/** When people answer, as the owner wrote it. Empty when not set. */
		public readonly string $hours = '',
		/** True when nobody of the shop is in at this moment. */
		public readonly bool $is_away = false,
		/** What the owner wrote for then; empty when not set or when people are in. */
		public readonly string $away_text = '',
		/** When people are in again; 0 when they are in or no hours are set. */
		public readonly int $opens_unix_ms = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'queue_position', 'type' => 'int32' ),
			2 => array( 'name' => 'hours', 'type' => 'string' ),
			3 => array( 'name' => 'is_away', 'type' => 'bool' ),
			4 => array( 'name' => 'away_text', 'type' => 'string' ),
			5 => array( 'name' => 'opens_unix_ms', 'type' => 'int64' ),
		);
	}
}
