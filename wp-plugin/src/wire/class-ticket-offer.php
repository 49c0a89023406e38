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

/** A proposed ticket; nothing is recorded until the shopper agrees. */
final class Ticket_Offer implements Wire_Message {
	public function __construct(
		/** Proposed subject, one line. */
		public readonly string $subject = '',
		/** Proposed body. */
		public readonly string $body = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'subject', 'type' => 'string' ),
			2 => array( 'name' => 'body', 'type' => 'string' ),
		);
	}
}
