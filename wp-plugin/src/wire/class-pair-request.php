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

/** A site that wants to talk to this sidecar. */
final class Pair_Request implements Wire_Message {
	public function __construct(
		/** Ed25519 public key, 32 bytes. */
		public readonly string $public_key = '',
		/** The site's address; every token's audience from now on. */
		public readonly string $site = '',
		/** The printed code; empty over the unix socket for the first site. */
		public readonly string $code = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'public_key', 'type' => 'bytes' ),
			2 => array( 'name' => 'site', 'type' => 'string' ),
			3 => array( 'name' => 'code', 'type' => 'string' ),
		);
	}
}
