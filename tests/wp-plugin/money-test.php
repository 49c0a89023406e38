<?php
/**
 * Amounts of money.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Money;

/**
 * What an owner types is read in the owner's own number format, or not at all.
 */
final class Money_Test extends Shop_Test_Case {

	private const GERMAN = array(
		'thousands_sep' => '.',
		'decimal_point' => ',',
	);

	private const FRENCH = array(
		'thousands_sep' => '&nbsp;',
		'decimal_point' => ',',
	);

	/** Back to English. */
	protected function tearDown(): void {
		global $wp_locale;
		$wp_locale->init();
		parent::tearDown();
	}

	/** @dataProvider typed */
	public function test_an_amount_is_read_as_it_is_meant( array $format, string $text, ?int $micros ): void {
		self::speak( $format );
		self::assertSame( $micros, Money::micros( $text ) );
	}

	/**
	 * A number format, what is typed, and what it means.
	 *
	 * @return list<array{array<string, string>, string, int|null}>
	 */
	public function typed(): array {
		return array(
			array( array(), '', 0 ),
			array( array(), '0', 0 ),
			array( array(), '50', 50_000_000 ),
			array( array(), ' 12.50 ', 12_500_000 ),
			array( array(), '12,5', 12_500_000 ),
			array( array(), '0.000001', 1 ),
			array( array(), '1,234.50', 1_234_500_000 ),
			array( array(), '1,234', 1_234_000_000 ),
			array( array(), '1.234', 1_234_000 ),
			array( array(), '1,23,4', null ),
			array( array(), '-5', null ),
			array( array(), '5 €', null ),
			array( array(), '1e6', null ),
			array( array(), 'much', null ),
			array( array(), '0.0000001', null ),
			array( array(), '999999999', 999_999_999_000_000 ),
			array( array(), '1000000000', null ),
			array( array(), str_repeat( '9', 40 ), null ),
			array( self::GERMAN, '1.234,50', 1_234_500_000 ),
			array( self::GERMAN, '1.234', 1_234_000_000 ),
			array( self::GERMAN, '12.50', 12_500_000 ),
			array( self::GERMAN, '12,5', 12_500_000 ),
			array( self::GERMAN, '1,234.50', null ),
			array( self::FRENCH, "1\u{a0}234,50", 1_234_500_000 ),
			array( self::FRENCH, '1 234,50', 1_234_500_000 ),
		);
	}

	/** @dataProvider shown */
	public function test_an_amount_that_is_shown_can_be_typed( array $format, int $micros, string $text ): void {
		self::speak( $format );
		self::assertSame( $text, Money::text( $micros ) );
		self::assertSame( $micros, Money::micros( html_entity_decode( $text ) ) );
	}

	/**
	 * A number format, an amount, and how it is shown.
	 *
	 * @return list<array{array<string, string>, int, string}>
	 */
	public function shown(): array {
		return array(
			array( array(), 0, '0.00' ),
			array( array(), 1_234_500_000, '1,234.50' ),
			array( array(), 500_000, '0.50' ),
			array( array(), 1_200, '0.0012' ),
			array( self::GERMAN, 1_234_500_000, '1.234,50' ),
			array( self::GERMAN, 1_200, '0,0012' ),
		);
	}

	/**
	 * Sets how numbers are written.
	 *
	 * @param array<string, string> $format What differs from English.
	 */
	private static function speak( array $format ): void {
		global $wp_locale;
		$wp_locale->number_format = array_merge( $wp_locale->number_format, $format );
	}
}
