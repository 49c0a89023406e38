<?php
/**
 * A line of an order, as far as it can be refunded.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * What is left to refund of a product, a shipping cost or a fee. Amounts are smallest units of the currency.
 */
final class Refundable_Line {

	/**
	 * Only assigns.
	 *
	 * @param int             $item_id      The order's item.
	 * @param string          $kind         `line_item`, `shipping` or `fee`.
	 * @param string          $name         Its name.
	 * @param int             $quantity     Pieces left; 1 for what has no pieces, 0 where only money is left.
	 * @param int             $gross        Left of it with tax, after discounts; below 0 for a fee that is a discount.
	 * @param array<int, int> $taxes        Of it, tax by rate.
	 * @param list<int>       $product_ids  The product and its parent.
	 * @param list<int>       $category_ids Its categories.
	 * @param bool            $was_on_sale  True when it was sold below its regular price.
	 */
	public function __construct(
		public readonly int $item_id,
		public readonly string $kind,
		public readonly string $name,
		public readonly int $quantity,
		public readonly int $gross,
		public readonly array $taxes = array(),
		public readonly array $product_ids = array(),
		public readonly array $category_ids = array(),
		public readonly bool $was_on_sale = false,
	) {}

	/**
	 * What some pieces are worth; all of them are worth all that is left.
	 *
	 * @param int $quantity Pieces, up to all that are left.
	 */
	public function worth( int $quantity ): int {
		return $quantity >= $this->quantity ? $this->gross : intdiv( 2 * $this->gross * $quantity + $this->quantity, 2 * $this->quantity );
	}
}
