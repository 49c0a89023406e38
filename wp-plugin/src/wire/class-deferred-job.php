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

/** Work for WordPress that a tool asks for. */
final class Deferred_Job implements Wire_Message {
	public function __construct(
		/** As in `Job.kind`, such as `shopper_mail`. */
		public readonly string $kind = '',
		/**
		 * Its parameters, a JSON object of at most 16 kB; what must not be changed
		 * is sealed.
		 */
		public readonly string $payload_json = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'kind', 'type' => 'string' ),
			2 => array( 'name' => 'payload_json', 'type' => 'string' ),
		);
	}
}
