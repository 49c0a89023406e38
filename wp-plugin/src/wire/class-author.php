<?php
/**
 * Generated from proto/sidecar/v1/agent.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** Who wrote a message. */
final class Author {
	/** Not set; never sent. */
	public const UNSPECIFIED = 0;

	/** The shopper. */
	public const SHOPPER = 1;

	/** Deskhand. */
	public const AGENT = 2;

	/** A person of the shop. */
	public const STAFF = 3;
}
