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

/** Macros. */
final class List_Macros_Response implements Wire_Message {
	public function __construct(
		/**
		 * Kept ones in order of title, then suggestions, the most useful first.
		 *
		 * @var list<Macro>
		 */
		public readonly array $macros = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'macros', 'type' => Macro::class, 'repeated' => true ),
		);
	}
}
