<?php
/**
 * How far an action got.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Remembers the step that an action reached and what came of it, so that a worker that takes over from a killed one
 * neither repeats nor forgets anything. A row of the options table, read and written past every cache.
 */
final class Action_Record {

	public const PREFIX = 'deskhand_action_';

	/** Nothing that can't be undone happened yet. */
	public const OPENED = 'opened';

	/** Somebody else was asked to act, and may have. */
	public const ASKED = 'asked';

	/** Others in this WordPress were told of it. */
	public const TOLD = 'told';

	/** Longer than any action may wait. */
	private const LIFE_S = 60 * DAY_IN_SECONDS;

	/**
	 * Only assigns; use `read()`.
	 *
	 * @param string              $option  Name of the row.
	 * @param string              $step    The last step; empty when nothing began.
	 * @param Action_Outcome|null $outcome What came of it; null until it ended.
	 */
	private function __construct( private readonly string $option, public string $step, public ?Action_Outcome $outcome ) {}

	/**
	 * The record of an action.
	 *
	 * @param string $key The action.
	 */
	public static function read( string $key ): self {
		global $wpdb;
		$option = self::PREFIX . substr( hash( 'sha256', $key ), 0, 40 );
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- another worker may have written it.
		$kept    = json_decode( (string) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $option ) ), true );
		$outcome = is_array( $kept['outcome'] ?? null ) ? new Action_Outcome( ...array_values( $kept['outcome'] ) ) : null;
		return new self( $option, is_string( $kept['step'] ?? null ) ? $kept['step'] : '', $outcome );
	}

	/**
	 * Remembers a step before it is taken.
	 *
	 * @param string $step One of the constants.
	 */
	public function reach( string $step ): void {
		$this->step = $step;
		$this->write();
	}

	/**
	 * Remembers what came of it.
	 *
	 * @param Action_Outcome $outcome What came of it.
	 */
	public function end( Action_Outcome $outcome ): void {
		$this->outcome = $outcome;
		$this->write();
	}

	/**
	 * Deletes records and locks that nothing can need.
	 *
	 * @param int $now Unix seconds.
	 */
	public static function forget_old( int $now ): void {
		global $wpdb;
		foreach ( array( self::PREFIX, Lock::PREFIX ) as $prefix ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- options have no query by prefix.
			$rows = $wpdb->get_results( $wpdb->prepare( "SELECT option_name, option_value FROM $wpdb->options WHERE option_name LIKE %s LIMIT 1000", $wpdb->esc_like( $prefix ) . '%' ) );
			foreach ( $rows as $row ) {
				$at = self::PREFIX === $prefix ? (int) ( json_decode( $row->option_value, true )['at'] ?? 0 ) : (int) $row->option_value;
				if ( $at < $now - self::LIFE_S ) {
					delete_option( $row->option_name );
				}
			}
		}
	}

	/** Writes the row. */
	private function write(): void {
		global $wpdb;
		$value = (string) wp_json_encode(
			array(
				'at'      => time(),
				'step'    => $this->step,
				'outcome' => null === $this->outcome ? null : get_object_vars( $this->outcome ),
			)
		);
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- one statement, past every cache.
		$wpdb->query( $wpdb->prepare( "INSERT INTO $wpdb->options (option_name, option_value, autoload) VALUES (%s, %s, 'off') ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)", $this->option, $value ) );
	}
}
