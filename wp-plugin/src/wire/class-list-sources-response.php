<?php
/**
 * Generated from proto/sidecar/v1/knowledge.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** Every source. */
final class List_Sources_Response implements Wire_Message {
	public function __construct(
		/**
		 * WordPress first, then the folder, then sites in order of address.
		 *
		 * @var list<Source>
		 */
		public readonly array $sources = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'sources', 'type' => Source::class, 'repeated' => true ),
		);
	}
}
