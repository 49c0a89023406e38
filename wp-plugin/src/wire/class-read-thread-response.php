<?php
/**
 * Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** A transcript for staff. */
final class Read_Thread_Response implements Wire_Message {
	public function __construct(
		/**
		 * Who has it.
		 *
		 * One of the constants of Thread_State.
		 */
		public readonly int $state = 0,
		/**
		 * The transcript in lines, oldest first.
		 *
		 * @var list<Transcript_Line>
		 */
		public readonly array $lines = array(),
		/** WordPress user who has it; 0 when nobody does. */
		public readonly int $person_id = 0,
		/** Their name; empty when nobody has it. */
		public readonly string $person_name = '',
		/** Why a person was asked for; empty when none is. */
		public readonly string $reason = '',
		/** True when the shopper looks at the chat just now. */
		public readonly bool $is_shopper_present = false,
		/** True when the shopper can be written to after they have left. */
		public readonly bool $is_reachable = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'state', 'type' => 'int32' ),
			2 => array( 'name' => 'lines', 'type' => Transcript_Line::class, 'repeated' => true ),
			3 => array( 'name' => 'person_id', 'type' => 'int64' ),
			4 => array( 'name' => 'person_name', 'type' => 'string' ),
			5 => array( 'name' => 'reason', 'type' => 'string' ),
			6 => array( 'name' => 'is_shopper_present', 'type' => 'bool' ),
			7 => array( 'name' => 'is_reachable', 'type' => 'bool' ),
		);
	}
}
