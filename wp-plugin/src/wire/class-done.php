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

/** The turn ended with an answer. */
final class Done implements Wire_Message {
	public function __construct(
		/**
		 * How it ended.
		 *
		 * One of the constants of Outcome.
		 */
		public readonly int $outcome = 0,
		/** 0 to 1: how sure the agent is that this answers the question. */
		public readonly float $confidence = 0.0,
		/** What it used. */
		public readonly ?Usage $usage = null,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'outcome', 'type' => 'int32' ),
			2 => array( 'name' => 'confidence', 'type' => 'double' ),
			3 => array( 'name' => 'usage', 'type' => Usage::class ),
		);
	}
}
