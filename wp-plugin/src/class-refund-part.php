<?php
/**
 * What is asked back of a line.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Some pieces of a line and what they are worth.
 */
final class Refund_Part {

	/**
	 * Only assigns.
	 *
	 * @param Refundable_Line $line     The line.
	 * @param int             $quantity Pieces, up to all that are left.
	 */
	public function __construct( public readonly Refundable_Line $line, public readonly int $quantity ) {}

	/** What they are worth, in smallest units. */
	public function worth(): int {
		return $this->line->worth( $this->quantity );
	}
}
