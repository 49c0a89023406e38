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

/** The running sidecar. */
final class Get_Status_Response implements Wire_Message {
	public function __construct(
		/** Its version. */
		public readonly string $version = '',
		/** Its clock, for finding skew. */
		public readonly int $now_unix_ms = 0,
		/** Milliseconds since it began to serve. */
		public readonly int $uptime_ms = 0,
		/**
		 * Its parts.
		 *
		 * @var list<Check>
		 */
		public readonly array $checks = array(),
		/** Brain that answers: `extractive` or the name of a model. */
		public readonly string $brain = '',
		/** Turns running now. */
		public readonly int $running_turn_count = 0,
		/** Jobs waiting for WordPress. */
		public readonly int $waiting_job_count = 0,
		/** Oldest plugin version this sidecar works with. */
		public readonly string $min_plugin_version = '',
		/**
		 * Versions of the Brain that flags may name; the first answers without one.
		 *
		 * @var list<string>
		 */
		public readonly array $brain_versions = array(),
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'version', 'type' => 'string' ),
			2 => array( 'name' => 'now_unix_ms', 'type' => 'int64' ),
			3 => array( 'name' => 'uptime_ms', 'type' => 'int64' ),
			4 => array( 'name' => 'checks', 'type' => Check::class, 'repeated' => true ),
			5 => array( 'name' => 'brain', 'type' => 'string' ),
			6 => array( 'name' => 'running_turn_count', 'type' => 'int32' ),
			7 => array( 'name' => 'waiting_job_count', 'type' => 'int64' ),
			8 => array( 'name' => 'min_plugin_version', 'type' => 'string' ),
			9 => array( 'name' => 'brain_versions', 'type' => 'string', 'repeated' => true ),
		);
	}
}
