<?php
/**
 * How far an action got.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Remembers who decided on an action, the step that it reached and what came of it, so that a worker that takes over from
 * a killed one neither repeats nor forgets anything. A row of the options table, read and written past every cache, and
 * written only by whoever holds the action's lock.
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

	/** Rows that are read at a time. */
	private const PAGE = 1000;

	/**
	 * Only assigns; use `read()`.
	 *
	 * @param string              $option     Name of the row.
	 * @param Lock|null           $lock       The action's; null to read only.
	 * @param string              $step       The last step; empty when nothing began.
	 * @param Action_Outcome|null $outcome    What came of it; null until it ended.
	 * @param Decision|null       $decision   The word that it was begun on; null until it began.
	 * @param bool                $is_mailed  True when staff were mailed what came of it.
	 * @param bool                $is_settled True when everyone knows what came of it.
	 */
	private function __construct(
		private readonly string $option,
		private readonly ?Lock $lock,
		public string $step,
		public ?Action_Outcome $outcome,
		public ?Decision $decision,
		public bool $is_mailed,
		public bool $is_settled,
	) {}

	/**
	 * The record of an action.
	 *
	 * @param string    $key  The action.
	 * @param Lock|null $lock The action's, held; null to read only.
	 */
	public static function read( string $key, ?Lock $lock = null ): self {
		global $wpdb;
		$option = self::PREFIX . substr( hash( 'sha256', $key ), 0, 40 );
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- another worker may have written it.
		$kept    = json_decode( (string) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $option ) ), true );
		$outcome = is_array( $kept['outcome'] ?? null ) ? new Action_Outcome( ...$kept['outcome'] ) : null;
		return new self( $option, $lock, is_string( $kept['step'] ?? null ) ? $kept['step'] : '', $outcome, self::decision( $kept ), true === ( $kept['is_mailed'] ?? null ), true === ( $kept['is_settled'] ?? null ) );
	}

	/**
	 * Decisions whose action began, and of which not everyone knows yet what came of it.
	 *
	 * @param int $before Unix seconds; only those that nothing was written of since.
	 * @return list<Decision>
	 */
	public static function left( int $before ): array {
		$left = array();
		foreach ( self::rows( self::PREFIX, '%"is_settled":false%' ) as $row ) {
			$kept     = json_decode( $row->option_value, true );
			$decision = (int) ( $kept['at'] ?? 0 ) <= $before ? self::decision( $kept ) : null;
			if ( null !== $decision ) {
				$left[] = $decision;
			}
		}
		return $left;
	}

	/** True while it began, and not everyone knows yet what came of it. */
	public function is_left(): bool {
		return null !== $this->decision && ! $this->is_settled;
	}

	/**
	 * Remembers a step before it is taken.
	 *
	 * @param string $step One of the constants.
	 * @throws Refused           `approval_busy`: another worker took the lock.
	 * @throws \RuntimeException When the database does not take it.
	 */
	public function reach( string $step ): void {
		$this->write( array( 'step' => $step ) );
		$this->step = $step;
	}

	/**
	 * Remembers what came of it.
	 *
	 * @param Action_Outcome $outcome What came of it.
	 * @throws Refused           `approval_busy`: another worker took the lock.
	 * @throws \RuntimeException When the database does not take it.
	 */
	public function end( Action_Outcome $outcome ): void {
		$this->write( array( 'outcome' => get_object_vars( $outcome ) ) );
		$this->outcome = $outcome;
	}

	/**
	 * Remembers that staff were mailed what came of it.
	 *
	 * @throws Refused           `approval_busy`: another worker took the lock.
	 * @throws \RuntimeException When the database does not take it.
	 */
	public function note_mail(): void {
		$this->write( array( 'is_mailed' => true ) );
		$this->is_mailed = true;
	}

	/**
	 * Remembers that everyone knows what came of it.
	 *
	 * @throws \RuntimeException When the database does not take it.
	 */
	public function settle(): void {
		if ( $this->is_settled || ! $this->lock?->is_held() ) {
			return; // Whoever took the lock over tells them once more.
		}
		$this->write( array( 'is_settled' => true ) );
		$this->is_settled = true;
	}

	/**
	 * Deletes records and locks that nothing can need. What began and did not end stays.
	 *
	 * @param int $now Unix seconds.
	 */
	public static function forget_old( int $now ): void {
		foreach ( self::rows( Lock::PREFIX ) as $row ) {
			if ( (int) $row->option_value < $now - self::LIFE_S ) {
				delete_option( $row->option_name );
			}
		}
		foreach ( self::rows( self::PREFIX ) as $row ) {
			$kept = json_decode( $row->option_value, true );
			if ( (int) ( $kept['at'] ?? 0 ) < $now - self::LIFE_S && ( isset( $kept['outcome'] ) || ! isset( $kept['decision'] ) ) ) {
				delete_option( $row->option_name );
			}
		}
	}

	/**
	 * All rows of a kind, read in pages.
	 *
	 * @param string $prefix How their names begin.
	 * @param string $like   What their values are like.
	 * @return iterable<object{option_name: string, option_value: string}>
	 */
	private static function rows( string $prefix, string $like = '%' ): iterable {
		global $wpdb;
		$last = '';
		do {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- options have no query by prefix.
			$rows = $wpdb->get_results( $wpdb->prepare( "SELECT option_name, option_value FROM $wpdb->options WHERE option_name LIKE %s AND option_name > %s AND option_value LIKE %s ORDER BY option_name LIMIT %d", $wpdb->esc_like( $prefix ) . '%', $last, $like, self::PAGE ) );
			foreach ( $rows as $row ) {
				$last = $row->option_name;
				yield $row;
			}
		} while ( count( $rows ) === self::PAGE );
	}

	/**
	 * The decision that a row holds.
	 *
	 * @param mixed $kept The row's value, decoded.
	 */
	private static function decision( mixed $kept ): ?Decision {
		return is_array( $kept['decision'] ?? null ) ? new Decision( ...$kept['decision'] ) : null;
	}

	/**
	 * Writes the row.
	 *
	 * @param array<string, mixed> $change What is new of it.
	 * @throws Refused           `approval_busy`: another worker took the lock.
	 * @throws \RuntimeException When the database does not take it.
	 */
	private function write( array $change ): void {
		global $wpdb;
		if ( ! $this->lock?->is_held() ) {
			throw new Refused( 'approval_busy' ); // Whoever took it over writes here now.
		}
		$value = (string) wp_json_encode(
			$change + array(
				'at'         => time(),
				'step'       => $this->step,
				'outcome'    => null === $this->outcome ? null : get_object_vars( $this->outcome ),
				'decision'   => null === $this->decision ? null : get_object_vars( $this->decision ),
				'is_mailed'  => $this->is_mailed,
				'is_settled' => $this->is_settled,
			)
		);
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- one statement, past every cache.
		$is_kept = $wpdb->query( $wpdb->prepare( "INSERT INTO $wpdb->options (option_name, option_value, autoload) VALUES (%s, %s, 'off') ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)", $this->option, $value ) );
		if ( false === $is_kept ) {
			throw new \RuntimeException( 'The database did not keep how far an action got.' );
		}
	}
}
