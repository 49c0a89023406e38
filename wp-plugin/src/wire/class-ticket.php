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

/** Work recorded for a person. */
final class Ticket implements Wire_Message {
	public function __construct(
		/** Id shown to the shopper, such as `T-7K2M9Q`. */
		public readonly string $ticket_id = '',
		/** One line. */
		public readonly string $subject = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'ticket_id', 'type' => 'string' ),
			2 => array( 'name' => 'subject', 'type' => 'string' ),
		);
	}
}
