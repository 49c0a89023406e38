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

/** How a job ended. */
final class Complete_Job_Request implements Wire_Message {
	public function __construct(
		/** The job. */
		public readonly string $job_id = '',
		/**
		 * Empty when it was done; else why not: it is tried again, with growing
		 * pauses, five times in all.
		 */
		public readonly string $error = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'job_id', 'type' => 'string' ),
			2 => array( 'name' => 'error', 'type' => 'string' ),
		);
	}
}
