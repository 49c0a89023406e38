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

/** Leased work. */
final class Lease_Jobs_Response implements Wire_Message {
	public function __construct(
		/**
		 * Oldest first.
		 *
		 * @var list<Job>
		 */
		public readonly array $jobs = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'jobs', 'type' => Job::class, 'repeated' => true ),
		);
	}
}
