<?php
/**
 * Which line gets how much of a refund.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Splits an amount over lines, and each line's share over its price and its taxes, so that the parts always add up to
 * the amount. Whole numbers and the largest-remainder method (Hamilton): no share is more than a unit away from its
 * exact value, and none is above what is left where the amount is not.
 */
final class Refund_Amounts {

	/**
	 * A refund's lines as `wc_create_refund()` takes them.
	 *
	 * Pieces count as given back only where all that they are worth is paid back: of a part of their price nothing
	 * returns to the shelf.
	 *
	 * @param int               $amount   Smallest units, above 0.
	 * @param list<Refund_Part> $parts    What is asked back.
	 * @param int               $decimals Decimals of the currency.
	 * @return array<int, array{qty: int, refund_total: string, refund_tax: array<int, string>}>
	 */
	public static function lines( int $amount, array $parts, int $decimals ): array {
		$lines = array();
		foreach ( self::shares( $amount, array_map( static fn( Refund_Part $part ): int => $part->worth(), $parts ) ) as $at => $share ) {
			$part = $parts[ $at ];
			if ( 0 === $share && 0 !== $part->worth() ) {
				continue;
			}
			$taxes = $part->line->taxes;
			$split = self::shares( $share, array( 'net' => $part->line->gross - array_sum( $taxes ) ) + $taxes );
			$net   = $split['net'];
			unset( $split['net'] );
			$lines[ $part->line->item_id ] = array(
				'qty'          => 'line_item' === $part->line->kind && $share >= $part->worth() ? $part->quantity : 0,
				'refund_total' => Minor_Units::decimal( $net, $decimals ),
				'refund_tax'   => array_map( static fn( int $tax ): string => Minor_Units::decimal( $tax, $decimals ), $split ),
			);
		}
		return $lines;
	}

	/**
	 * Splits an amount in proportion. The shares add up to it.
	 *
	 * @template K of array-key
	 * @param int           $amount  Smallest units; at most `Minor_Units::MAX` either way, as are the weights.
	 * @param array<K, int> $weights At least one; the shares of weights that add up to the amount are the weights.
	 * @return array<K, int>
	 */
	public static function shares( int $amount, array $weights ): array {
		$sum = array_sum( $weights );
		if ( $sum === $amount ) {
			return $weights;
		}
		if ( 0 === $sum ) {
			$weights = array_fill_keys( array_keys( $weights ), 1 );
			$sum     = count( $weights );
		}
		$shares = array();
		$rests  = array();
		foreach ( $weights as $key => $weight ) {
			$rest           = ( $amount * $weight ) % $sum;
			$rest           = $rest < 0 ? $rest + abs( $sum ) : $rest;
			$shares[ $key ] = intdiv( $amount * $weight - $rest, $sum );
			$rests[ $key ]  = $rest;
		}
		arsort( $rests );
		$missing = $amount - array_sum( $shares );
		foreach ( array_slice( array_keys( $rests ), 0, abs( $missing ) ) as $key ) {
			$shares[ $key ] += $missing <=> 0;
		}
		return $shares;
	}
}
