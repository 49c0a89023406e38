<?php
/**
 * Amounts of money as people write them.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Millionths of a currency, to and from the number format of who reads it.
 */
final class Money {

	public const MAX_MICROS = 1_000_000_000_000_000;

	private const MICROS = 1_000_000;

	/**
	 * An amount as it is typed; small ones with four decimals, since a conversation may cost less than a cent.
	 *
	 * @param int $micros Millionths.
	 */
	public static function text( int $micros ): string {
		return number_format_i18n( $micros / self::MICROS, $micros < self::MICROS && 0 !== $micros % 10_000 ? 4 : 2 );
	}

	/**
	 * What was typed. Empty is 0; two decimals may follow a point or a comma wherever one is.
	 *
	 * @param string $text Such as `1,234.50`, or `1.234,50` in German.
	 * @return int|null Millionths, or null when it is no amount, or one that can't be kept.
	 */
	public static function micros( string $text ): ?int {
		global $wp_locale;
		$text = (string) preg_replace( '/[\s\x{a0}\x{202f}]+/u', '', $text );
		$sign = static fn( string $name ): string => preg_quote( html_entity_decode( (string) $wp_locale->number_format[ $name ], ENT_QUOTES | ENT_HTML5 ), '/' );
		$own  = sprintf( '/^(\d+|\d{1,3}(?:%s\d{3})+)(?:%s(\d{1,6}))?$/Du', $sign( 'thousands_sep' ), $sign( 'decimal_point' ) );
		if ( '' === $text ) {
			return 0;
		}
		if ( 1 !== preg_match( $own, $text, $found ) && 1 !== preg_match( '/^(\d+)[.,](\d{1,2})$/D', $text, $found ) ) {
			return null;
		}
		$whole  = (string) preg_replace( '/\D+/', '', $found[1] );
		$micros = strlen( $whole ) > 9 ? PHP_INT_MAX : (int) $whole * self::MICROS + (int) str_pad( $found[2] ?? '', 6, '0' );
		return $micros <= self::MAX_MICROS ? $micros : null;
	}
}
