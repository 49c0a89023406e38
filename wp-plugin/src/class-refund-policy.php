<?php
/**
 * Whether an order may be refunded.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The owner's rules applied to an order. Pure: the same facts give the same verdict, and no rule is read elsewhere.
 */
final class Refund_Policy {

	/**
	 * Only assigns.
	 *
	 * @param Refund_Rules $rules    The owner's.
	 * @param string       $currency The shop's, whose decimals and limits hold for no other.
	 */
	public function __construct( private readonly Refund_Rules $rules, private readonly string $currency ) {}

	/**
	 * The verdict on an order or on some of what is in it.
	 *
	 * @param Refundable_Order                                               $order   The order.
	 * @param list<array{item_id?: int, name?: string, quantity?: int}>|null $wanted  Items; null for the whole order.
	 * @param Refund_History                                                 $history What the customer got back before.
	 * @param int                                                            $now     Unix seconds when the shopper asked.
	 */
	public function judge( Refundable_Order $order, ?array $wanted, Refund_History $history, int $now ): Refund_Verdict {
		[ $parts, $reasons ] = null === $wanted ? $this->whole( $order ) : $this->some( $order, $wanted );
		$blocks              = $this->blocks( $order, $history, $now );
		$limit               = array() === $blocks ? $this->limit( $order, $parts, $history ) : 0;
		if ( array() === $blocks && $limit < 1 && array() === $reasons ) {
			$reasons[] = __( 'Nothing of it is left to refund.', 'deskhand' );
		}
		$worth = array_sum( array_map( static fn( Refund_Part $part ): int => $part->worth(), $parts ) );
		if ( $limit > 0 && $limit < min( $worth, $order->left ) ) {
			/* translators: %s: an amount. */
			$reasons[] = sprintf( __( 'At most %s can be refunded this way; for more, our staff decide.', 'deskhand' ), Minor_Units::text( $limit, $order->decimals, $order->currency ) );
		}
		return new Refund_Verdict( $limit > 0, array( ...$blocks, ...$reasons ), $this->window_text( $order, $now ), max( 0, $limit ), $parts );
	}

	/**
	 * True when the shopper's own word is enough.
	 *
	 * @param Refundable_Order $order  The order.
	 * @param int              $amount Smallest units.
	 */
	public function is_by_shopper( Refundable_Order $order, int $amount ): bool {
		return $this->rules->by_shopper && ! $order->is_unclear && $order->currency === $this->currency
			&& $amount <= Minor_Units::of_micros( $this->rules->confirm_limit_micros, $order->decimals );
	}

	/**
	 * What stands against any refund of an order.
	 *
	 * @param Refundable_Order $order   The order.
	 * @param Refund_History   $history The customer's.
	 * @param int              $now     Unix seconds.
	 * @return list<string>
	 */
	private function blocks( Refundable_Order $order, Refund_History $history, int $now ): array {
		$is_capped = ( $this->rules->customer_count > 0 && $history->count >= $this->rules->customer_count )
			|| ( $this->rules->customer_micros > 0 && $history->amount >= Minor_Units::of_micros( $this->rules->customer_micros, $order->decimals ) );
		return array_keys(
			array_filter(
				array(
					__( 'Refunds are decided by our staff.', 'deskhand' ) => ! $this->rules->enable_refunds,
					/* translators: %s: state of an order, such as "Pending payment". */
					sprintf( __( 'An order in the state "%s" cannot be refunded.', 'deskhand' ), $order->status_text ) => ! in_array( $order->status, $this->rules->statuses, true ),
					/* translators: 1: number of days, 2: a date. */
					sprintf( __( 'Refunds are possible for %1$d days; for this order they ended on %2$s.', 'deskhand' ), $this->rules->window_days, $this->end( $order ) ) => $now >= $this->ends_at( $order ),
					__( 'This order has been refunded already.', 'deskhand' ) => $order->left < 1 && $order->total > 0,
					__( 'Nothing was paid for this order.', 'deskhand' ) => $order->total < 1,
					__( 'This order was paid in another currency; our staff decide on its refund.', 'deskhand' ) => $order->currency !== $this->currency,
					__( 'You have had several refunds lately; our staff decide on the next one.', 'deskhand' ) => $is_capped,
					__( 'This amount is too large to be refunded here; our staff decide on it.', 'deskhand' ) => $order->total > Minor_Units::MAX,
				)
			)
		);
	}

	/**
	 * Most that may be refunded of some parts, in smallest units.
	 *
	 * @param Refundable_Order  $order   The order.
	 * @param list<Refund_Part> $parts   The parts.
	 * @param Refund_History    $history The customer's.
	 */
	private function limit( Refundable_Order $order, array $parts, Refund_History $history ): int {
		$worth = array_sum( array_map( static fn( Refund_Part $part ): int => $part->worth(), $parts ) );
		$all   = array_sum( array_map( static fn( Refundable_Line $line ): int => $line->gross, $order->lines ) );
		// Where taxes are rounded by order, the lines differ from its total by less than a unit each.
		$is_whole = $worth === $all && abs( $order->left - $worth ) <= count( $order->lines );
		$limits   = array( $is_whole ? $order->left : min( $worth, $order->left ) );
		if ( $this->rules->limit_micros > 0 ) {
			$limits[] = Minor_Units::of_micros( $this->rules->limit_micros, $order->decimals );
		}
		if ( $this->rules->customer_micros > 0 ) {
			$limits[] = Minor_Units::of_micros( $this->rules->customer_micros, $order->decimals ) - $history->amount;
		}
		return min( $limits );
	}

	/**
	 * All that is left of an order; shipping and fees only where every product may come back.
	 *
	 * @param Refundable_Order $order The order.
	 * @return array{list<Refund_Part>, list<string>}
	 */
	private function whole( Refundable_Order $order ): array {
		$parts   = array();
		$reasons = array();
		foreach ( $order->lines as $line ) {
			$reason = $this->reason_against( $line );
			if ( '' !== $reason && 0 !== $line->gross ) {
				$reasons[] = $reason;
			} elseif ( 0 !== $line->gross || ( 'line_item' === $line->kind && $line->quantity > 0 ) ) {
				$parts[] = new Refund_Part( $line, $line->quantity );
			}
		}
		if ( $reasons ) {
			$parts = array_values( array_filter( $parts, static fn( Refund_Part $part ): bool => 'line_item' === $part->line->kind ) );
		}
		return array( $parts, $reasons );
	}

	/**
	 * Some items of an order.
	 *
	 * @param Refundable_Order                                          $order  The order.
	 * @param list<array{item_id?: int, name?: string, quantity?: int}> $wanted Items by id or name, with pieces.
	 * @return array{list<Refund_Part>, list<string>}
	 */
	private function some( Refundable_Order $order, array $wanted ): array {
		$parts   = array();
		$reasons = array();
		foreach ( $wanted as $item ) {
			$line   = self::find( $order, $item );
			$name   = $line->name ?? '';
			$reason = match ( true ) {
				// Without the name that was asked for: what a model wrote must not come back as the shop's word.
				null === $line => __( 'This order has no such item.', 'deskhand' ),
				/* translators: %s: name of a product. */
				$line->gross < 1 || $line->quantity < 1 => sprintf( __( '"%s" has been refunded already.', 'deskhand' ), $name ),
				/* translators: 1: a number, 2: name of a product. */
				( $item['quantity'] ?? 1 ) > $line->quantity => sprintf( _n( 'Only %1$d of "%2$s" can be refunded.', 'Only %1$d of "%2$s" can be refunded.', $line->quantity, 'deskhand' ), $line->quantity, $name ),
				default => $this->reason_against( $line ),
			};
			if ( '' !== $reason ) {
				$reasons[] = $reason;
			} else {
				$parts[ $line->item_id ] = new Refund_Part( $line, $item['quantity'] ?? $line->quantity );
			}
		}
		return array( array_values( $parts ), array_values( array_unique( $reasons ) ) );
	}

	/**
	 * The line that is meant: by its id, by its name, or by a part of its name that no other has.
	 *
	 * @param Refundable_Order                                    $order The order.
	 * @param array{item_id?: int, name?: string, quantity?: int} $item  What was asked for.
	 */
	private static function find( Refundable_Order $order, array $item ): ?Refundable_Line {
		$lines = array_filter( $order->lines, static fn( Refundable_Line $line ): bool => 'line_item' === $line->kind );
		$name  = mb_strtolower( trim( $item['name'] ?? '' ) );
		$tests = isset( $item['item_id'] )
			? array( static fn( Refundable_Line $line ): bool => $line->item_id === $item['item_id'] )
			: array(
				static fn( Refundable_Line $line ): bool => mb_strtolower( $line->name ) === $name,
				static fn( Refundable_Line $line ): bool => '' !== $name && str_contains( mb_strtolower( $line->name ), $name ),
			);
		foreach ( $tests as $test ) {
			$found = array_values( array_filter( $lines, $test ) );
			if ( 1 === count( $found ) ) {
				return $found[0];
			}
		}
		return null;
	}

	/**
	 * What stands against a line; empty when nothing does.
	 *
	 * @param Refundable_Line $line The line.
	 */
	private function reason_against( Refundable_Line $line ): string {
		$is_excluded = array() !== array_intersect( $line->product_ids, $this->rules->excluded_products )
			|| array() !== array_intersect( $line->category_ids, $this->rules->excluded_categories );
		return match ( true ) {
			/* translators: %s: name of a product. */
			$is_excluded => sprintf( __( '"%s" is excluded from refunds.', 'deskhand' ), $line->name ),
			/* translators: %s: name of a product. */
			! $this->rules->sale_items && $line->was_on_sale => sprintf( __( '"%s" was on sale, and sale items are excluded from refunds.', 'deskhand' ), $line->name ),
			default => '',
		};
	}

	/**
	 * Until when, in words.
	 *
	 * @param Refundable_Order $order The order.
	 * @param int              $now   Unix seconds.
	 */
	private function window_text( Refundable_Order $order, int $now ): string {
		return $now < $this->ends_at( $order )
			/* translators: 1: number of days, 2: a date. */
			? sprintf( __( 'Refunds are possible for %1$d days; for this order until %2$s.', 'deskhand' ), $this->rules->window_days, $this->end( $order ) )
			/* translators: 1: number of days, 2: a date. */
			: sprintf( __( 'Refunds are possible for %1$d days; for this order they ended on %2$s.', 'deskhand' ), $this->rules->window_days, $this->end( $order ) );
	}

	/**
	 * When the window ends, Unix seconds.
	 *
	 * @param Refundable_Order $order The order.
	 */
	private function ends_at( Refundable_Order $order ): int {
		return $order->since + $this->rules->window_days * DAY_IN_SECONDS;
	}

	/**
	 * The day on which it ends, as the site writes it.
	 *
	 * @param Refundable_Order $order The order.
	 */
	private function end( Refundable_Order $order ): string {
		return (string) wp_date( (string) get_option( 'date_format' ), $this->ends_at( $order ) );
	}
}
