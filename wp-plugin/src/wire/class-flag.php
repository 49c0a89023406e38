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

/**
 * Gives a share of the threads to a version of the Brain. A thread stays
 * with the version it got, as long as the flags stay.
 */
final class Flag implements Wire_Message {
	public function __construct(
		/** One of GetStatusResponse.brain_versions; an unknown one is passed over. */
		public readonly string $brain_version = '',
		/** Percent of the threads, 0 to 100. */
		public readonly int $share_percent = 0,
		/**
		 * Scenarios it holds for, as in TrackRecord; empty means all.
		 *
		 * @var list<string>
		 */
		public readonly array $scenarios = array(),
		/** True to draft beside the answer without showing it: staff can compare. */
		public readonly bool $shadow = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'brain_version', 'type' => 'string' ),
			2 => array( 'name' => 'share_percent', 'type' => 'int32' ),
			3 => array( 'name' => 'scenarios', 'type' => 'string', 'repeated' => true ),
			4 => array( 'name' => 'shadow', 'type' => 'bool' ),
		);
	}
}
