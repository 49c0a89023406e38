<?php
/**
 * Exact amounts of money.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Amounts as whole numbers of a currency's smallest unit: cents of a euro, yen, thousandths of a dinar. No float is
 * added, multiplied or compared anywhere.
 */
final class Minor_Units {

	/** Digits that `exact()` keeps beyond the smallest unit; WooCommerce stores lines with as many. */
	private const MORE_DIGITS = 6;

	/** The largest amount that is dealt with: products of two still fit into 64 bits. */
	public const MAX = 3_000_000_000;

	/**
	 * A decimal as WooCommerce stores it, in millionths of the smallest unit; what is no number is 0.
	 *
	 * @param mixed $decimal  Such as `16.806723`.
	 * @param int   $decimals Decimals of the currency, 0 to 3.
	 */
	public static function exact( mixed $decimal, int $decimals ): int {
		$digits = $decimals + self::MORE_DIGITS;
		if ( is_float( $decimal ) || ( is_string( $decimal ) && is_numeric( $decimal ) && str_contains( strtolower( $decimal ), 'e' ) ) ) {
			$decimal = number_format( (float) $decimal, $digits, '.', '' );
		}
		if ( ! is_scalar( $decimal ) || 1 !== preg_match( '/^\s*([+-]?)(\d{0,12})(?:\.(\d*))?\s*$/D', (string) $decimal, $found ) ) {
			return 0;
		}
		$value = (int) ( $found[2] . substr( str_pad( $found[3] ?? '', $digits, '0' ), 0, $digits ) );
		return '-' === $found[1] ? -$value : $value;
	}

	/**
	 * An exact amount in smallest units, half away from zero, as WooCommerce rounds totals.
	 *
	 * @param int $exact As `exact()` gives it.
	 */
	public static function rounded( int $exact ): int {
		$unit = 10 ** self::MORE_DIGITS;
		return intdiv( $exact + ( $exact < 0 ? -1 : 1 ) * intdiv( $unit, 2 ), $unit );
	}

	/**
	 * A decimal in smallest units.
	 *
	 * @param mixed $decimal  As WooCommerce stores it.
	 * @param int   $decimals Decimals of the currency.
	 */
	public static function of( mixed $decimal, int $decimals ): int {
		return self::rounded( self::exact( $decimal, $decimals ) );
	}

	/**
	 * What someone wrote as an amount, or null when it is none, is not above 0 or has more decimals than the currency.
	 *
	 * @param string $text     Such as `12.50`.
	 * @param int    $decimals Decimals of the currency.
	 */
	public static function parse( string $text, int $decimals ): ?int {
		if ( 1 !== preg_match( '/^(\d{1,10})(?:\.(\d{1,6}))?$/D', $text, $found ) || strlen( rtrim( $found[2] ?? '', '0' ) ) > $decimals ) {
			return null;
		}
		$amount = (int) ( $found[1] . substr( str_pad( $found[2] ?? '', $decimals, '0' ), 0, $decimals ) );
		return $amount > 0 && $amount <= self::MAX ? $amount : null;
	}

	/**
	 * The amount as a decimal with all of the currency's decimals.
	 *
	 * @param int $amount   Smallest units.
	 * @param int $decimals Decimals of the currency.
	 */
	public static function decimal( int $amount, int $decimals ): string {
		$digits = str_pad( (string) abs( $amount ), $decimals + 1, '0', STR_PAD_LEFT );
		$text   = $decimals > 0 ? substr( $digits, 0, -$decimals ) . '.' . substr( $digits, -$decimals ) : $digits;
		return ( $amount < 0 ? '-' : '' ) . $text;
	}

	/**
	 * The amount as the shop writes it, such as `€12.50`.
	 *
	 * @param int    $amount   Smallest units.
	 * @param int    $decimals Decimals of the currency.
	 * @param string $currency ISO 4217 code.
	 */
	public static function text( int $amount, int $decimals, string $currency ): string {
		return trim( html_entity_decode( wp_strip_all_tags( wc_price( self::decimal( $amount, $decimals ), array( 'currency' => $currency ) ) ), ENT_QUOTES | ENT_HTML5 ) );
	}

	/**
	 * Millionths of the currency, as the owner's limits are kept, in smallest units; what is less is dropped.
	 *
	 * @param int $micros   Millionths.
	 * @param int $decimals Decimals of the currency.
	 */
	public static function of_micros( int $micros, int $decimals ): int {
		return intdiv( $micros, 10 ** ( 6 - $decimals ) );
	}
}
