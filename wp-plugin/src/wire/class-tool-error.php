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

/** Why a tool could not give a result. */
final class Tool_Error implements Wire_Message {
	public function __construct(
		/**
		 * One of `NOT_FOUND`, `UNAUTHORIZED`, `RATE_LIMIT`, `UPSTREAM_5XX`,
		 * `INVALID_ARGUMENT`, `TIMEOUT`.
		 */
		public readonly string $code = '',
		/** For whoever called the tool; no personal data, no stack trace. */
		public readonly string $message = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'code', 'type' => 'string' ),
			2 => array( 'name' => 'message', 'type' => 'string' ),
		);
	}
}
