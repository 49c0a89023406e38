<?php
/**
 * Refunds that shoppers ask for.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;
use WP_Error;

/**
 * Says what may be refunded, and prepares a refund for somebody's word. Moves no money.
 */
final class Refund_Desk {

	/**
	 * Only assigns.
	 *
	 * @param Refund_Rules   $rules The owner's.
	 * @param \Closure():int $now   The clock, Unix seconds.
	 */
	public function __construct( private readonly Refund_Rules $rules, private readonly \Closure $now ) {}

	/**
	 * What may be refunded of a shopper's order, for them to read.
	 *
	 * @param Own_Orders           $orders The shopper's.
	 * @param array<string, mixed> $input  `order_id`, `items?`.
	 * @return array<string, mixed>|WP_Error
	 */
	public function check( Own_Orders $orders, array $input ): array|WP_Error {
		$order = $orders->find( $input['order_id'] );
		if ( null === $order ) {
			return self::not_found();
		}
		if ( Verified_Order::FULL !== $orders->level( $order ) ) {
			return self::unproven();
		}
		$facts = Refundable_Order::of( $order );
		return $this->judge( $order, $facts, $input['items'] ?? null, ( $this->now )() )->values( $facts );
	}

	/**
	 * A refund that waits for somebody's word. Ownership, rules and amount are checked now, and again before it is done.
	 *
	 * @param Shopper              $shopper Who asks.
	 * @param Own_Orders           $orders  The shopper's.
	 * @param array<string, mixed> $input   `order_id`, `amount`, `reason`, `items?`.
	 * @param string               $call_id The call.
	 */
	public function propose( Shopper $shopper, Own_Orders $orders, array $input, string $call_id ): Proposal|WP_Error {
		$order = $orders->find( $input['order_id'] );
		if ( null === $order ) {
			return self::not_found();
		}
		if ( Verified_Order::FULL !== $orders->level( $order ) ) {
			return self::unproven();
		}
		$facts   = Refundable_Order::of( $order );
		$now     = ( $this->now )();
		$amount  = Minor_Units::parse( $input['amount'], $facts->decimals );
		$verdict = $this->judge( $order, $facts, $input['items'] ?? null, $now );
		if ( null === $amount || ! $verdict->eligible || $amount > $verdict->limit ) {
			return new WP_Error( 'refund_refused', implode( ' ', $verdict->reasons ) );
		}
		return new Proposal(
			key: Proposal::key( $shopper->thread_id, $call_id ),
			tool: Abilities::ISSUE_REFUND,
			ability: 'deskhand/issue-refund',
			arguments: array( 'amount' => Minor_Units::decimal( $amount, $facts->decimals ) ) + $input,
			thread_id: $shopper->thread_id,
			subject: $shopper->subject,
			user_id: $shopper->user_id,
			order_id: $facts->order_id,
			customer_id: $order->get_customer_id(),
			/* translators: 1: an amount, 2: number of an order. */
			summary: sprintf( __( 'Refund %1$s of order %2$s', 'deskhand' ), Minor_Units::text( $amount, $facts->decimals, $facts->currency ), $facts->number ),
			by_shopper: $this->policy()->is_by_shopper( $facts, $amount ),
			asked_at: $now,
		);
	}

	/**
	 * The rules' verdict on an order as it is now.
	 *
	 * @param WC_Order                $order The order.
	 * @param Refundable_Order        $facts The same, read.
	 * @param list<array<mixed>>|null $items What of it; null for all.
	 * @param int                     $asked Unix seconds when the shopper asked.
	 */
	public function judge( WC_Order $order, Refundable_Order $facts, ?array $items, int $asked ): Refund_Verdict {
		return $this->policy()->judge( $facts, $items, Refund_History::of( $order, ( $this->now )() ), $asked );
	}

	/**
	 * True when the shopper's own word is enough.
	 *
	 * @param Refundable_Order $facts  The order.
	 * @param string           $amount Decimal.
	 */
	public function is_by_shopper( Refundable_Order $facts, string $amount ): bool {
		$amount = Minor_Units::parse( $amount, $facts->decimals );
		return null !== $amount && $this->policy()->is_by_shopper( $facts, $amount );
	}

	/** The owner's rules, to be applied. */
	private function policy(): Refund_Policy {
		return new Refund_Policy( $this->rules, (string) get_option( 'woocommerce_currency' ) );
	}

	/** The answer for an order of which only number and address were shown: whoever holds the parcel knows these. */
	private static function unproven(): WP_Error {
		return new WP_Error( 'refund_unproven', 'The shopper must first prove that the order is theirs.' );
	}

	/** The one answer for an order that is missing and one that is not theirs. */
	private static function not_found(): WP_Error {
		return new WP_Error( 'not_found', 'No such order for this shopper.' );
	}
}
