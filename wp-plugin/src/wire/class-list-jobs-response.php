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

/** A page of jobs. */
final class List_Jobs_Response implements Wire_Message {
	public function __construct(
		/**
		 * The newest first.
		 *
		 * @var list<Job_Summary>
		 */
		public readonly array $jobs = array(),
		/** Empty on the last page. */
		public readonly string $next_page_token = '',
		/** Jobs that wait. */
		public readonly int $waiting_count = 0,
		/** Jobs that were given up. */
		public readonly int $dead_count = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'jobs', 'type' => Job_Summary::class, 'repeated' => true ),
			2 => array( 'name' => 'next_page_token', 'type' => 'string' ),
			3 => array( 'name' => 'waiting_count', 'type' => 'int64' ),
			4 => array( 'name' => 'dead_count', 'type' => 'int64' ),
		);
	}
}
