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

/** What could not be answered. */
final class List_Unanswered_Response implements Wire_Message {
	public function __construct(
		/**
		 * The most asked first, then the latest.
		 *
		 * @var list<Unanswered_Group>
		 */
		public readonly array $groups = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'groups', 'type' => Unanswered_Group::class, 'repeated' => true ),
		);
	}
}
