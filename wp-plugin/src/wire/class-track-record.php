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

/** How one version did with one model in one kind of question. */
final class Track_Record implements Wire_Message {
	public function __construct(
		/** Version of the Brain. */
		public readonly string $brain_version = '',
		/** Model that wrote, or `extractive`. */
		public readonly string $model = '',
		/** What the shopper wanted: `policy`, `product`, `order_status`, ... */
		public readonly string $scenario = '',
		/** Turns that it ended. */
		public readonly int $turn_count = 0,
		/** Of these, answered. */
		public readonly int $answered_count = 0,
		/** Turns that it was asked in and could not end: time limits, errors. */
		public readonly int $failed_count = 0,
		/** Sentences that the guard refused. */
		public readonly int $refused_sentence_count = 0,
		/** Tokens sent. */
		public readonly int $input_tokens = 0,
		/** Tokens received. */
		public readonly int $output_tokens = 0,
		/** Cost in millionths of the price list's currency. */
		public readonly int $cost_micros = 0,
		/** Milliseconds of all its turns together. */
		public readonly int $took_ms = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'brain_version', 'type' => 'string' ),
			2  => array( 'name' => 'model', 'type' => 'string' ),
			3  => array( 'name' => 'scenario', 'type' => 'string' ),
			4  => array( 'name' => 'turn_count', 'type' => 'int64' ),
			5  => array( 'name' => 'answered_count', 'type' => 'int64' ),
			6  => array( 'name' => 'failed_count', 'type' => 'int64' ),
			7  => array( 'name' => 'refused_sentence_count', 'type' => 'int64' ),
			8  => array( 'name' => 'input_tokens', 'type' => 'int64' ),
			9  => array( 'name' => 'output_tokens', 'type' => 'int64' ),
			10 => array( 'name' => 'cost_micros', 'type' => 'int64' ),
			11 => array( 'name' => 'took_ms', 'type' => 'int64' ),
		);
	}
}
