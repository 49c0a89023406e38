<?php
/**
 * Exact money.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Minor_Units;
use Deskhand\Refund_Amounts;
use Deskhand\Refund_Part;
use Deskhand\Refundable_Line;

/**
 * Amounts are exact, shares add up, and nothing is paid back twice. Random cases have a fixed seed.
 */
final class Refund_Amounts_Test extends Shop_Test_Case {

	private const CASES = 2_000;

	/** @dataProvider decimals */
	public function test_decimals_are_read_exactly( mixed $decimal, int $decimals, int $units ): void {
		self::assertSame( $units, Minor_Units::of( $decimal, $decimals ) );
	}

	/**
	 * What WooCommerce stores, decimals of the currency, smallest units.
	 *
	 * @return list<array{mixed, int, int}>
	 */
	public function decimals(): array {
		return array(
			array( '12.50', 2, 1250 ),
			array( '12.5', 2, 1250 ),
			array( '12', 2, 1200 ),
			array( '', 2, 0 ),
			array( null, 2, 0 ),
			array( 'x', 2, 0 ),
			array( '-3.999', 2, -400 ),
			array( '16.806723', 2, 1681 ),
			array( '0.005', 2, 1 ),
			array( '0.004999999', 2, 0 ),
			array( '-0.005', 2, -1 ),
			array( '1.005', 2, 101 ), // What a float gets wrong.
			array( 0.1 + 0.2, 2, 30 ),
			array( '1.0E-2', 2, 1 ),
			array( '1500', 0, 1500 ),
			array( '1499.5', 0, 1500 ),
			array( '1.2345', 3, 1235 ),
			array( 5, 3, 5000 ),
		);
	}

	/** @dataProvider typed */
	public function test_an_amount_is_taken_as_the_currency_has_it( string $text, int $decimals, ?int $units ): void {
		self::assertSame( $units, Minor_Units::parse( $text, $decimals ) );
	}

	/**
	 * What a model wrote, decimals of the currency, smallest units.
	 *
	 * @return list<array{string, int, int|null}>
	 */
	public function typed(): array {
		return array(
			array( '12.50', 2, 1250 ),
			array( '12.5', 2, 1250 ),
			array( '12.500', 2, 1250 ),
			array( '12.505', 2, null ),
			array( '1500', 0, 1500 ),
			array( '1500.00', 0, 1500 ),
			array( '1500.5', 0, null ),
			array( '1.234', 3, 1234 ),
			array( '0', 2, null ),
			array( '0.00', 2, null ),
			array( '-5', 2, null ),
			array( '+5', 2, null ),
			array( '1e3', 2, null ),
			array( '1,50', 2, null ),
			array( ' 5', 2, null ),
			array( "5\n", 2, null ),
			array( '9999999999', 2, null ),
		);
	}

	public function test_an_amount_comes_back_as_it_was_written(): void {
		mt_srand( 41 );
		for ( $case = 0; $case < self::CASES; $case++ ) {
			$decimals = mt_rand( 0, 3 );
			$units    = mt_rand( 1, Minor_Units::MAX );
			self::assertSame( $units, Minor_Units::parse( Minor_Units::decimal( $units, $decimals ), $decimals ) );
			self::assertSame( -$units, Minor_Units::of( Minor_Units::decimal( -$units, $decimals ), $decimals ) );
		}
		self::assertSame( '0.05', Minor_Units::decimal( 5, 2 ) );
		self::assertSame( '-0.050', Minor_Units::decimal( -50, 3 ) );
		self::assertSame( '7', Minor_Units::decimal( 7, 0 ) );
	}

	public function test_the_owners_limits_are_the_same_money_in_every_currency(): void {
		self::assertSame( 5000, Minor_Units::of_micros( 50_000_000, 2 ) );
		self::assertSame( 50, Minor_Units::of_micros( 50_000_000, 0 ) );
		self::assertSame( 50_000, Minor_Units::of_micros( 50_000_000, 3 ) );
		self::assertSame( 0, Minor_Units::of_micros( 9_999, 2 ) );
	}

	public function test_shares_add_up_and_none_is_a_unit_away_from_its_exact_value(): void {
		mt_srand( 42 );
		for ( $case = 0; $case < self::CASES; $case++ ) {
			$weights = array();
			for ( $line = mt_rand( 1, 9 ); $line > 0; $line-- ) {
				$weights[ "line $line" ] = 0 === mt_rand( 0, 6 ) ? 0 : mt_rand( 1, 10 ** mt_rand( 1, 8 ) );
			}
			$sum    = array_sum( $weights );
			$amount = mt_rand( 0, max( 1, $sum ) );
			$shares = Refund_Amounts::shares( $amount, $weights );
			self::assertSame( $amount, array_sum( $shares ), (string) wp_json_encode( array( $amount, $weights ) ) );
			self::assertSame( array_keys( $weights ), array_keys( $shares ) );
			if ( $sum > 0 ) {
				foreach ( $weights as $key => $weight ) {
					self::assertGreaterThanOrEqual( 0, $shares[ $key ] );
					self::assertLessThanOrEqual( $weight, $shares[ $key ] );
					self::assertLessThan( 1.0, abs( $shares[ $key ] - $amount * $weight / $sum ) );
				}
			}
		}
	}

	public function test_shares_of_the_largest_amounts_are_exact(): void {
		self::assertSame( array( Minor_Units::MAX - 1, 0 ), Refund_Amounts::shares( Minor_Units::MAX - 1, array( Minor_Units::MAX, 0 ) ) );
		self::assertSame( array( 1, 1, 1 ), Refund_Amounts::shares( 3, array( 0, 0, 0 ) ) );
	}

	public function test_a_line_given_back_piece_by_piece_is_paid_back_whole(): void {
		mt_srand( 43 );
		for ( $case = 0; $case < self::CASES; $case++ ) {
			$pieces = mt_rand( 1, 12 );
			$gross  = mt_rand( 0, 100_000 );
			$paid   = 0;
			for ( $left = $pieces; $left > 0; $left -= $taken ) {
				$taken = mt_rand( 1, $left );
				$paid += ( new Refundable_Line( 1, 'line_item', 'Tent', $left, $gross - $paid ) )->worth( $taken );
			}
			self::assertSame( $gross, $paid, "$pieces pieces" );
		}
	}

	public function test_the_lines_of_a_refund_add_up_to_its_amount(): void {
		mt_srand( 44 );
		for ( $case = 0; $case < self::CASES; $case++ ) {
			$decimals = mt_rand( 0, 3 );
			$parts    = array();
			$worth    = 0;
			for ( $item = mt_rand( 1, 6 ); $item > 0; $item-- ) {
				$gross   = mt_rand( 0, 50_000 );
				$rates   = mt_rand( 0, 2 );
				$taxes   = array();
				for ( $rate = 1; $rate <= $rates; $rate++ ) {
					$taxes[ $rate ] = intdiv( $gross * mt_rand( 0, 20 ), 100 );
				}
				$line    = new Refundable_Line( $item, array( 'line_item', 'shipping', 'fee' )[ mt_rand( 0, 2 ) ], "Item $item", mt_rand( 1, 5 ), $gross, $taxes );
				$parts[] = new Refund_Part( $line, mt_rand( 1, $line->quantity ) );
				$worth  += end( $parts )->worth();
			}
			if ( $worth < 1 ) {
				continue;
			}
			$amount = 0 === mt_rand( 0, 3 ) ? $worth : mt_rand( 1, $worth );
			$sum    = 0;
			foreach ( Refund_Amounts::lines( $amount, $parts, $decimals ) as $id => $line ) {
				$part = array_values( array_filter( $parts, static fn( Refund_Part $part ): bool => $part->line->item_id === $id ) )[0];
				$paid = Minor_Units::of( $line['refund_total'], $decimals );
				foreach ( $line['refund_tax'] as $rate => $tax ) {
					$units = Minor_Units::of( $tax, $decimals );
					self::assertLessThanOrEqual( $part->line->taxes[ $rate ], $units );
					$paid += $units;
				}
				self::assertLessThanOrEqual( $part->worth(), $paid );
				self::assertContains( $line['qty'], array( 0, $part->quantity ) );
				self::assertTrue( 0 === $line['qty'] || $paid === $part->worth(), 'pieces come back only for their whole price' );
				$sum += $paid;
			}
			self::assertSame( $amount, $sum );
		}
	}

	public function test_pieces_whose_whole_price_is_paid_back_are_counted(): void {
		$tent  = new Refund_Part( new Refundable_Line( 7, 'line_item', 'Tent', 3, 9000, array( 5 => 1437 ) ), 2 );
		$whole = Refund_Amounts::lines( 6000, array( $tent ), 2 );
		self::assertSame( 2, $whole[7]['qty'] );
		self::assertSame( array( 5 => '9.58' ), $whole[7]['refund_tax'] );
		self::assertSame( '50.42', $whole[7]['refund_total'] );
		self::assertSame( 0, Refund_Amounts::lines( 5999, array( $tent ), 2 )[7]['qty'] );
	}
}
