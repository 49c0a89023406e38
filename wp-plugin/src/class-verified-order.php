<?php
/**
 * An order that a shopper has shown to be theirs.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;

/**
 * The one order of a thread that its shopper has verified, and how far. An instance that exists was held against the
 * order as it is now.
 */
final class Verified_Order {

	/** By number and billing e-mail: where the order stands, and nothing else. */
	public const STATUS = 'status';

	/** By a code that was mailed to the billing address: what the buyer may know. */
	public const FULL = 'full';

	/**
	 * Only assigns.
	 *
	 * @param WC_Order $order The order.
	 * @param string   $level `STATUS` or `FULL`.
	 */
	public function __construct( public readonly WC_Order $order, public readonly string $level ) {}

	/** True when the shopper has shown that mail to the billing address reaches them. */
	public function is_full(): bool {
		return self::FULL === $this->level;
	}
}
