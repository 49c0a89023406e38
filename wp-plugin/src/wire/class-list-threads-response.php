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

/** A page of threads. */
final class List_Threads_Response implements Wire_Message {
	public function __construct(
		/**
		 * The most recently active first.
		 *
		 * @var list<Thread_Summary>
		 */
		public readonly array $threads = array(),
		/** Empty on the last page. */
		public readonly string $next_page_token = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'threads', 'type' => Thread_Summary::class, 'repeated' => true ),
			2 => array( 'name' => 'next_page_token', 'type' => 'string' ),
		);
	}
}
