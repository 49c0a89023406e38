<?php
/**
 * Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** Where a ticket stands. */
final class Ticket_Status {
	/** Not set. */
	public const UNSPECIFIED = 0;

	/** Waits for a person. */
	public const OPEN = 1;

	/** A person waits for the shopper. */
	public const PENDING = 2;

	/** Done. */
	public const SOLVED = 3;
}
