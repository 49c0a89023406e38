<?php
/**
 * When people are in.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Opening_Hours;
use Deskhand\Settings;
use Deskhand\Settings_Form;
use Deskhand\Wire;

/**
 * Hours that exist are valid, and reach the sidecar as they were typed.
 */
final class Opening_Hours_Test extends Shop_Test_Case {

	private const POSTED = array(
		1 => array( array( 'from' => '09:00', 'to' => '12:30' ), array( 'from' => '13:00', 'to' => '17:00' ) ),
		6 => array( array( 'from' => '20:00', 'to' => '00:00' ), array( 'from' => '', 'to' => '' ) ),
		7 => array( array( 'from' => '', 'to' => '' ) ),
	);

	private const STORED = array(
		array( 'weekday' => 1, 'from_minute' => 540, 'to_minute' => 750 ),
		array( 'weekday' => 1, 'from_minute' => 780, 'to_minute' => 1020 ),
		array( 'weekday' => 6, 'from_minute' => 1200, 'to_minute' => 1440 ),
	);

	public function test_what_the_form_posts_becomes_spans_and_stays_them(): void {
		self::assertSame( '', Opening_Hours::complaint( self::POSTED ) );
		self::assertSame( self::STORED, Opening_Hours::from_values( self::POSTED ) );
		self::assertSame( self::STORED, Opening_Hours::from_values( self::STORED ) );
	}

	public function test_the_form_shows_what_was_typed(): void {
		ob_start();
		Opening_Hours::print( 'hours', self::STORED );
		$html = (string) ob_get_clean();
		self::assertStringContainsString( 'name="hours[1][1][from]" value="13:00" aria-label="Monday again from"', $html );
		self::assertStringContainsString( 'name="hours[6][0][to]" value="00:00" aria-label="Saturday until"', $html );
		self::assertStringContainsString( 'name="hours[7][0][from]" value="" aria-label="Sunday from"', $html );
	}

	/** @dataProvider broken */
	public function test_what_is_no_span_is_left_out( mixed $rows ): void {
		self::assertSame( array(), Opening_Hours::from_values( $rows ) );
	}

	/**
	 * What someone may post or store.
	 *
	 * @return list<array{mixed}>
	 */
	public function broken(): array {
		return array(
			array( 'always' ),
			array( array( 'always', null, 3 ) ),
			array( array( 1 => array( 'x', array( 'from' => array(), 'to' => 7 ) ) ) ),
			array( array( 0 => array( array( 'from' => '09:00', 'to' => '17:00' ) ) ) ),
			array( array( 8 => array( array( 'from' => '09:00', 'to' => '17:00' ) ) ) ),
			array( array( 1 => array( array( 'from' => '17:00', 'to' => '09:00' ) ) ) ),
			array( array( 1 => array( array( 'from' => '24:00', 'to' => '25:00' ) ) ) ),
			array( array( array( 'weekday' => 1, 'from_minute' => -1, 'to_minute' => 60 ) ) ),
			array( array( array( 'weekday' => 1, 'from_minute' => 0, 'to_minute' => 1441 ) ) ),
			array( array( array( 'weekday' => array(), 'from_minute' => 0, 'to_minute' => 60 ) ) ),
		);
	}

	public function test_there_are_at_most_28_spans_and_100_holidays(): void {
		$spans = array_map( static fn( int $at ): array => array( 'weekday' => 1 + $at % 7, 'from_minute' => $at, 'to_minute' => $at + 1 ), range( 0, 40 ) );
		self::assertCount( 28, Opening_Hours::from_values( $spans ) );
		$days = array_map( static fn( int $at ): string => gmdate( 'Y-m-d', $at * DAY_IN_SECONDS ), range( 0, 100 ) );
		self::assertCount( 100, Opening_Hours::holidays( $days ) );
		self::assertSame( 'these are more than 100 days.', Opening_Hours::complaint_about_days( implode( "\n", $days ) ) );
	}

	/** @dataProvider unusable */
	public function test_what_cannot_be_used_stays_as_it_was_and_is_named( string $name, mixed $posted, string $complaint ): void {
		self::load_admin();
		$stored = array( 'opening_times' => self::STORED, 'holidays' => array( '2026-12-25' ) );
		update_option( Settings::OPTION, Settings::from_values( $stored )->values() );
		self::assertSame( $stored[ $name ], Settings_Form::sanitize( array( $name => $posted ) )[ $name ] );
		self::assertStringContainsString( esc_html( $complaint ), array_column( get_settings_errors( Settings::OPTION ), 'message', 'code' )[ "deskhand-$name" ] );
	}

	/**
	 * Settings, what is posted, and what is said of it.
	 *
	 * @return list<array{string, mixed, string}>
	 */
	public function unusable(): array {
		return array(
			array( 'opening_times', array( 2 => array( array( 'from' => '09:00', 'to' => '' ) ) ), 'on Tuesday a span needs a beginning and a later end.' ),
			array( 'opening_times', array( 2 => array( array( 'from' => '', 'to' => '09:00' ) ) ), 'on Tuesday a span needs a beginning and a later end.' ),
			array( 'opening_times', array( 2 => array( array( 'from' => '10:00', 'to' => '09:00' ) ) ), 'on Tuesday a span needs a beginning and a later end.' ),
			array( 'opening_times', array( 3 => array( array( 'from' => '09:00', 'to' => '12:00' ), array( 'from' => '11:00', 'to' => '13:00' ) ) ), 'on Wednesday the second span must begin after the first has ended.' ),
			array( 'holidays', "2026-12-24\n2026-02-30", '"2026-02-30" is not a day such as 2026-12-25.' ),
			array( 'holidays', 'Christmas', '"Christmas" is not a day' ),
		);
	}

	public function test_all_can_be_emptied_again(): void {
		self::load_admin();
		update_option( Settings::OPTION, Settings::from_values( array( 'opening_times' => self::STORED, 'holidays' => array( '2026-12-25' ) ) )->values() );
		$kept = Settings_Form::sanitize( array( 'opening_times' => array( 1 => array( array( 'from' => '', 'to' => '' ) ) ), 'holidays' => '' ) );
		self::assertSame( array( array(), array() ), array( $kept['opening_times'], $kept['holidays'] ) );
	}

	public function test_days_are_sorted_and_stand_once(): void {
		self::assertSame( array( '2026-12-25', '2027-01-01' ), Opening_Hours::holidays( array( '2027-01-01', '2026-12-25', '2027-01-01', 'x' ) ) );
	}

	public function test_the_sidecar_gets_spans_and_minutes(): void {
		self::assertEquals( new Wire\Opening_Time( weekday: 6, from_minute: 1200, to_minute: 1440 ), Opening_Hours::to_wire( self::STORED )[2] );
		$times = Opening_Hours::reply_times( new Settings( reply_hours_high: 2, reply_hours_normal: 0, reply_hours_low: 40 ) );
		self::assertEquals( array( new Wire\Reply_Time( priority: 'high', minutes: 120 ), new Wire\Reply_Time( priority: 'low', minutes: 2400 ) ), $times );
	}
}
