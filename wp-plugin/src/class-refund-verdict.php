<?php
/**
 * What the owner's rules say of a refund.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Whether, how much and why, in words for the shopper.
 */
final class Refund_Verdict {

	/**
	 * Only assigns.
	 *
	 * @param bool              $eligible    True when something may be refunded.
	 * @param list<string>      $reasons     What stands against it, or against a part of it.
	 * @param string            $window_text Until when, in words.
	 * @param int               $limit       Most that may be refunded, in smallest units; 0 when nothing.
	 * @param list<Refund_Part> $parts       What it would be paid back for.
	 */
	public function __construct(
		public readonly bool $eligible,
		public readonly array $reasons,
		public readonly string $window_text,
		public readonly int $limit,
		public readonly array $parts,
	) {}

	/**
	 * The verdict as the tool gives it.
	 *
	 * @param Refundable_Order $order Of which order.
	 * @return array<string, mixed>
	 */
	public function values( Refundable_Order $order ): array {
		$text = static fn( int $amount ): string => Minor_Units::text( $amount, $order->decimals, $order->currency );
		return array(
			'eligible'          => $this->eligible,
			'reasons'           => $this->reasons,
			'window_text'       => $this->window_text,
			'amount_limit'      => Minor_Units::decimal( $this->limit, $order->decimals ),
			'currency'          => $order->currency,
			'amount_limit_text' => $text( $this->limit ),
			'items'             => array_map(
				static fn( Refund_Part $part ): array => array(
					'item_id'         => $part->line->item_id,
					'name'            => $part->line->name,
					'quantity'        => $part->quantity,
					'refundable_text' => $text( $part->worth() ),
				),
				$this->eligible ? array_values( array_filter( $this->parts, static fn( Refund_Part $part ): bool => 'line_item' === $part->line->kind ) ) : array()
			),
		);
	}
}
