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
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'state', 'type' => 'int32' ),
			2 => array( 'name' => 'lines', 'type' => Transcript_Line::class, 'repeated' => true ),
		);
	}
}
