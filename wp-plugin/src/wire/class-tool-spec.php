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

/** One tool that WordPress can run for this shopper in this turn. */
final class Tool_Spec implements Wire_Message {
	public function __construct(
		/** Name the model sees, `[a-z][a-z0-9_]{0,63}`, unique in a request. */
		public readonly string $name = '',
		/** What the tool does, one or two sentences. */
		public readonly string $description = '',
		/** JSON Schema (draft 2020-12) of the arguments object, at most 16 kB. */
		public readonly string $input_schema_json = '',
		/** JSON Schema of the result object, at most 16 kB. Empty means any object. */
		public readonly string $output_schema_json = '',
		/** True when the tool changes nothing. */
		public readonly bool $read_only = false,
		/** True when the tool may destroy or move money; needs an approval. */
		public readonly bool $destructive = false,
		/** True when a second call with the same key has no further effect. */
		public readonly bool $idempotent = false,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'name', 'type' => 'string' ),
			2 => array( 'name' => 'description', 'type' => 'string' ),
			3 => array( 'name' => 'input_schema_json', 'type' => 'string' ),
			4 => array( 'name' => 'output_schema_json', 'type' => 'string' ),
			5 => array( 'name' => 'read_only', 'type' => 'bool' ),
			6 => array( 'name' => 'destructive', 'type' => 'bool' ),
			7 => array( 'name' => 'idempotent', 'type' => 'bool' ),
		);
	}
}
