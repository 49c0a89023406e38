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

/** Work for WordPress. */
final class Job implements Wire_Message {
	public function __construct(
		/** Idempotency key of its effect. */
		public readonly string $job_id = '',
		/** What to do: `staff_mail`, `shopper_mail` or `reply_mail`. */
		public readonly string $kind = '',
		/** Its parameters, a JSON object. */
		public readonly string $payload_json = '',
		/** Times it was leased, this one included. */
		public readonly int $attempt_count = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'job_id', 'type' => 'string' ),
			2 => array( 'name' => 'kind', 'type' => 'string' ),
			3 => array( 'name' => 'payload_json', 'type' => 'string' ),
			4 => array( 'name' => 'attempt_count', 'type' => 'int32' ),
		);
	}
}
