<?php
/**
 * When people are in.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The spans of a week in which people answer, the days on which nobody does, and how soon tickets are to be answered.
 *
 * @phpstan-type Span array{weekday: int, from_minute: int, to_minute: int}
 */
final class Opening_Hours {

	/** Spans of a day in the form; more that are stored are shown, too. */
	private const SPANS_A_DAY = 2;

	private const MAX_SPANS = 28;

	private const MAX_HOLIDAYS = 100;

	private const DAY_MINUTES = 1_440;

	/**
	 * The spans of anything, in their order.
	 *
	 * @param mixed $rows As stored, or as posted: weekday => list of `{from, to}` such as `09:00`.
	 * @return list<Span>
	 */
	public static function from_values( mixed $rows ): array {
		$spans = array();
		foreach ( is_array( $rows ) ? $rows : array() as $key => $row ) {
			if ( is_array( $row ) && isset( $row['weekday'] ) ) {
				$spans[] = self::span( $row['weekday'], $row['from_minute'] ?? null, $row['to_minute'] ?? null );
				continue;
			}
			foreach ( is_array( $row ) ? $row : array() as $posted ) {
				$spans[] = self::span( $key, self::minute( $posted['from'] ?? null ), self::end_minute( $posted['to'] ?? null ) );
			}
		}
		$spans = array_values( array_filter( $spans ) );
		usort( $spans, static fn( array $one, array $other ): int => array_values( $one ) <=> array_values( $other ) );
		return array_slice( $spans, 0, self::MAX_SPANS );
	}

	/**
	 * Why posted spans can't be used; empty when they can.
	 *
	 * @param mixed $rows What was posted.
	 */
	public static function complaint( mixed $rows ): string {
		foreach ( self::weekdays() as $weekday => $name ) {
			$until = 0;
			foreach ( is_array( $rows ) && is_array( $rows[ $weekday ] ?? null ) ? $rows[ $weekday ] : array() as $posted ) {
				if ( isset( $posted['weekday'] ) || '' === ( $posted['from'] ?? '' ) . ( $posted['to'] ?? '' ) ) {
					continue;
				}
				[ $from, $to ] = array( self::minute( $posted['from'] ?? null ), self::end_minute( $posted['to'] ?? null ) );
				if ( null === $from || null === $to || $to <= $from ) {
					/* translators: %s: a weekday. */
					return sprintf( __( 'on %s a span needs a beginning and a later end.', 'deskhand' ), $name );
				}
				if ( $from < $until ) {
					/* translators: %s: a weekday. */
					return sprintf( __( 'on %s the second span must begin after the first has ended.', 'deskhand' ), $name );
				}
				$until = $to;
			}
		}
		return '';
	}

	/**
	 * The days of anything, in their order, each once.
	 *
	 * @param array<mixed> $rows Perhaps days.
	 * @return list<string>
	 */
	public static function holidays( array $rows ): array {
		$days = array_values( array_unique( array_filter( array_map( strval( ... ), $rows ), self::is_day( ... ) ) ) );
		sort( $days );
		return array_slice( $days, 0, self::MAX_HOLIDAYS );
	}

	/**
	 * Why posted days can't be used; empty when they can.
	 *
	 * @param mixed $value What was posted.
	 */
	public static function complaint_about_days( mixed $value ): string {
		$rows  = is_string( $value ) ? (array) preg_split( '/[\s,]+/', $value, -1, PREG_SPLIT_NO_EMPTY ) : (array) $value;
		$wrong = array_filter( $rows, static fn( mixed $row ): bool => ! is_string( $row ) || ! self::is_day( $row ) );
		return match ( true ) {
			/* translators: %s: what the owner typed. */
			array() !== $wrong => sprintf( __( '"%s" is not a day such as 2026-12-25.', 'deskhand' ), is_string( reset( $wrong ) ) ? reset( $wrong ) : '' ),
			/* translators: %d: a number. */
			count( $rows ) > self::MAX_HOLIDAYS => sprintf( __( 'these are more than %d days.', 'deskhand' ), self::MAX_HOLIDAYS ),
			default => '',
		};
	}

	/**
	 * The spans as the sidecar takes them.
	 *
	 * @param list<Span> $spans The owner's.
	 * @return list<Wire\Opening_Time>
	 */
	public static function to_wire( array $spans ): array {
		return array_map( static fn( array $span ): Wire\Opening_Time => new Wire\Opening_Time( ...$span ), $spans );
	}

	/**
	 * How soon tickets are to be answered, as the sidecar takes it.
	 *
	 * @param Settings $settings The owner's.
	 * @return list<Wire\Reply_Time>
	 */
	public static function reply_times( Settings $settings ): array {
		$hours = array_filter(
			array(
				'high'   => $settings->reply_hours_high,
				'normal' => $settings->reply_hours_normal,
				'low'    => $settings->reply_hours_low,
			)
		);
		return array_map( static fn( string $priority, int $count ): Wire\Reply_Time => new Wire\Reply_Time( priority: $priority, minutes: 60 * $count ), array_keys( $hours ), $hours );
	}

	/**
	 * Prints a row of times for each day of the week.
	 *
	 * @param string     $key   Name of the fields.
	 * @param list<Span> $spans The owner's.
	 */
	public static function print( string $key, array $spans ): void {
		printf( '<fieldset class="deskhand-hours" aria-describedby="deskhand-opening_times-help"><legend class="screen-reader-text">%s</legend>', esc_html__( 'Days and times', 'deskhand' ) );
		foreach ( self::weekdays() as $weekday => $name ) {
			$ours = array_values( array_filter( $spans, static fn( array $span ): bool => $weekday === $span['weekday'] ) );
			printf( '<div><span class="deskhand-day">%s</span>', esc_html( $name ) );
			for ( $at = 0; $at < max( self::SPANS_A_DAY, count( $ours ) ); $at++ ) {
				echo '<span class="deskhand-span">';
				$ends = array(
					/* translators: %s: a weekday. */
					'from' => array( 0 === $at ? __( '%s from', 'deskhand' ) : __( '%s again from', 'deskhand' ), self::clock( $ours[ $at ]['from_minute'] ?? null ) ),
					/* translators: %s: a weekday. */
					'to'   => array( 0 === $at ? __( '%s until', 'deskhand' ) : __( '%s again until', 'deskhand' ), self::clock( $ours[ $at ]['to_minute'] ?? null ) ),
				);
				foreach ( $ends as $end => [ $label, $value ] ) {
					echo 'to' === $end ? ' – ' : '';
					printf( '<input type="time" name="%s" value="%s" aria-label="%s">', esc_attr( "{$key}[$weekday][$at][$end]" ), esc_attr( $value ), esc_attr( sprintf( $label, $name ) ) );
				}
				echo '</span>';
			}
			echo '</div>';
		}
		echo '</fieldset>';
	}

	/**
	 * The days of the week by number, from Monday.
	 *
	 * @return array<int, string>
	 */
	private static function weekdays(): array {
		global $wp_locale;
		return array_combine( range( 1, 7 ), array_map( static fn( int $day ): string => $wp_locale->get_weekday( $day % 7 ), range( 1, 7 ) ) );
	}

	/**
	 * A span, or null for what is none.
	 *
	 * @param mixed $weekday 1 to 7.
	 * @param mixed $from    Minutes after midnight.
	 * @param mixed $to      Minutes after midnight.
	 * @return Span|null
	 */
	private static function span( mixed $weekday, mixed $from, mixed $to ): ?array {
		$numbers = array_map( static fn( mixed $value ): int => is_numeric( $value ) ? (int) $value : -1, array( $weekday, $from, $to ) );
		return $numbers[0] < 1 || $numbers[0] > 7 || $numbers[1] < 0 || $numbers[2] <= $numbers[1] || $numbers[2] > self::DAY_MINUTES
			? null
			: array_combine( array( 'weekday', 'from_minute', 'to_minute' ), $numbers );
	}

	/**
	 * A time as minutes after midnight; null when it is none.
	 *
	 * @param mixed $clock Such as `09:30`.
	 */
	private static function minute( mixed $clock ): ?int {
		return is_string( $clock ) && 1 === preg_match( '/^([01]\d|2[0-3]):([0-5]\d)(:00)?$/D', $clock, $found ) ? 60 * (int) $found[1] + (int) $found[2] : null;
	}

	/**
	 * The end of a span; midnight is the end of the day.
	 *
	 * @param mixed $clock Such as `18:00`.
	 */
	private static function end_minute( mixed $clock ): ?int {
		$minute = self::minute( $clock );
		return 0 === $minute ? self::DAY_MINUTES : $minute;
	}

	/**
	 * Minutes after midnight as a time; empty for null.
	 *
	 * @param int|null $minute The minutes.
	 */
	private static function clock( ?int $minute ): string {
		return null === $minute ? '' : sprintf( '%02d:%02d', intdiv( $minute, 60 ) % 24, $minute % 60 );
	}

	/**
	 * True for a day of the calendar, such as `2026-12-25`.
	 *
	 * @param string $text Perhaps a day.
	 */
	private static function is_day( string $text ): bool {
		return 1 === preg_match( '/^(\d{4})-(\d\d)-(\d\d)$/D', $text, $found ) && checkdate( (int) $found[2], (int) $found[3], (int) $found[1] );
	}
}
