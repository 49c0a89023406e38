<?php
/**
 * Reading the whole shop anew.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A full sync in steps, so that no request is long: announce and send batch after batch, then index. Where it stands
 * is kept in an option; anyone may take the next step, one at a time. `wp deskhand reindex`, *Index now* and the nightly
 * reconciliation are the same steps. A process that dies leaves the next step where it was.
 *
 * @phpstan-type State array{stage: string, scope: array<string, mixed>, sync_id: string, by: string, begun_s: int, after_id: int, seen_count: int, read_count: int, total_count: int, sent_count: int, excluded_count: int, detail: string, detail_done: int, detail_total: int, refused: array<string, string>, pruned_count: int, error: string, touched_s: int}
 */
final class Reindex {

	public const OPTION = 'deskhand_reindex';

	/** Event that begins the nightly reconciliation. */
	public const RECONCILE_EVENT = 'deskhand_reconcile';

	/** Event that goes on with a reindex that nobody looks at any more. */
	public const STEP_EVENT = 'deskhand_reindex_step';

	private const RUNNING = array( 'send', 'index' );

	/** A reindex that nobody took on for so long is over; another may begin. */
	private const ABANDONED_AFTER_S = 300;

	private const BATCH = 50;

	private const COMMIT_TIMEOUT_MS = 3_600_000;

	private const MAX_REFUSED = 20;

	private const MAX_EXCLUDED = 100;

	/** Nothing was ever begun. */
	private const NEVER = array(
		'stage'          => 'never',
		'scope'          => array(),
		'sync_id'        => '',
		'by'             => '',
		'begun_s'        => 0,
		'after_id'       => 0,
		'seen_count'     => 0,
		'read_count'     => 0,
		'total_count'    => 0,
		'sent_count'     => 0,
		'excluded_count' => 0,
		'detail'         => '',
		'detail_done'    => 0,
		'detail_total'   => 0,
		'refused'        => array(),
		'pruned_count'   => 0,
		'error'          => '',
		'touched_s'      => 0,
	);

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar   The sidecar.
	 * @param Catalogue      $catalogue What is public.
	 * @param Shipment       $shipment  Sends it.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Catalogue $catalogue,
		private readonly Shipment $shipment,
	) {}

	/**
	 * Where it stands: `never`, `send`, `index`, `done` or `failed`, with counts, who began it and when.
	 *
	 * @return State
	 */
	public function state(): array {
		$kept = get_option( self::OPTION );
		return is_array( $kept ) ? $kept + self::NEVER : self::NEVER;
	}

	/**
	 * The first hundred published pages that are not read, or not wholly, with the reason.
	 *
	 * @return array<int, array{title: string, edit_url: string, reason: string}> By post.
	 */
	public function excluded(): array {
		return Exclusions::listing( $this->catalogue->post_types(), self::MAX_EXCLUDED )['rows'];
	}

	/**
	 * How many published pages are not read, or not wholly.
	 */
	public function excluded_count(): int {
		return Exclusions::listing( $this->catalogue->post_types(), 1 )['count'];
	}

	/**
	 * True while one is under way: somebody is at it, or soon takes it on.
	 */
	public function is_running(): bool {
		$state = $this->state();
		return in_array( $state['stage'], self::RUNNING, true ) && ( $state['touched_s'] > time() - self::ABANDONED_AFTER_S || $this->is_stepping() );
	}

	/**
	 * True while a process takes its steps. A browser that follows one pauses between two, so this looks for a second.
	 */
	public function is_stepping(): bool {
		for ( $look = 0; $look < 5; ++$look ) {
			if ( '0' === $this->database( 'SELECT IS_FREE_LOCK(%s)' ) ) {
				return true;
			}
			usleep( 200_000 );
		}
		return false;
	}

	/**
	 * Begins a new one.
	 *
	 * @param Scope $scope What to read.
	 * @return bool False when one is under way.
	 */
	public function begin( Scope $scope = new Scope() ): bool {
		if ( $this->is_running() ) {
			return false;
		}
		// What ended a request before may be mended by now.
		delete_option( Publication::ATTEMPTS_OPTION );
		$this->keep(
			array(
				'stage'       => 'send',
				'scope'       => $scope->values(),
				'sync_id'     => bin2hex( random_bytes( 16 ) ),
				'by'          => self::who(),
				'begun_s'     => time(),
				'total_count' => $this->catalogue->count( $scope ),
			) + self::NEVER
		);
		return true;
	}

	/**
	 * Takes steps until it is over or the time is up. While another process takes them, only looks.
	 *
	 * @param float         $budget_s Seconds; a step that runs is let finish.
	 * @param callable|null $on_step  Gets the state after each step.
	 * @return State
	 */
	public function advance( float $budget_s, ?callable $on_step = null ): array {
		// Null where the database has no locks, as SQLite's stand-in for MySQL: then all may step.
		if ( '0' === $this->database( 'SELECT GET_LOCK(%s, 0)' ) ) {
			usleep( (int) ( 1e6 * min( $budget_s, 0.4 ) ) );
			wp_cache_delete( self::OPTION, 'options' );
			return $this->state();
		}
		try {
			return $this->take_steps( microtime( true ) + $budget_s, $on_step );
		} finally {
			$this->database( 'SELECT RELEASE_LOCK(%s)' );
		}
	}

	/**
	 * Takes steps until it is over or the time is up.
	 *
	 * @param float         $until   When to leave.
	 * @param callable|null $on_step Gets the state after each step.
	 * @return State
	 */
	private function take_steps( float $until, ?callable $on_step ): array {
		$state = $this->state();
		while ( in_array( $state['stage'], self::RUNNING, true ) ) {
			try {
				$state = 'send' === $state['stage'] ? $this->send( $state ) : $this->index( $state, $until, $on_step );
			} catch ( Sidecar_Error $error ) {
				$state = array(
					'stage' => 'failed',
					'error' => Diagnosis::of( $error ),
				) + $state;
			}
			$this->keep( $state );
			if ( 'done' === $state['stage'] ) {
				Index_Notice::forget();
			}
			if ( $on_step ) {
				$on_step( $state );
			}
			if ( microtime( true ) >= $until ) {
				break;
			}
		}
		return $state;
	}

	/**
	 * Sends the next batch.
	 *
	 * @param State $state Before.
	 * @return State After.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function send( array $state ): array {
		$scope = Scope::from_values( $state['scope'] );
		$posts = $this->catalogue->next( $state['after_id'], self::BATCH, $scope );
		if ( array() === $posts ) {
			if ( $scope->ids ) {
				$this->shipment->remove( array_values( array_filter( $scope->ids, static fn( int $id ): bool => null === get_post( $id ) ) ) );
			}
			return array( 'stage' => 'index' ) + $state;
		}
		$public = array();
		$closed = array();
		foreach ( $posts as $post ) {
			$reason = $this->catalogue->exclusion( $post );
			if ( '' === $reason ) {
				$public[] = $post;
			} else {
				$closed[ $post->ID ] = 'not_public' === $reason ? '' : $reason;
				Exclusions::note( $post->ID, $closed[ $post->ID ] );
			}
		}
		$this->shipment->remove( array_keys( $closed ) );
		$sent = $public ? $this->shipment->send( $state['sync_id'], $public ) : null;
		return array(
			'after_id'       => end( $posts )->ID,
			'seen_count'     => $state['seen_count'] + count( $posts ),
			'read_count'     => $state['read_count'] + count( $public ) - ( $sent['left_out_count'] ?? 0 ),
			'sent_count'     => $state['sent_count'] + ( $sent['sent_count'] ?? 0 ),
			'excluded_count' => $state['excluded_count'] + count( array_filter( $closed ) ) + ( $sent['left_out_count'] ?? 0 ),
			'refused'        => array_slice( $state['refused'] + ( $sent['refused'] ?? array() ), 0, self::MAX_REFUSED ),
		) + $state;
	}

	/**
	 * Has the sidecar index what was sent, or listens on while it does. A part of the shop prunes nothing.
	 *
	 * @param State         $state   Before.
	 * @param float         $until   When to leave; the sidecar goes on by itself.
	 * @param callable|null $on_step Gets the state as it goes.
	 * @return State After.
	 * @throws Sidecar_Error When the sidecar can't be reached, or could not index.
	 */
	private function index( array $state, float $until, ?callable $on_step ): array {
		try {
			$this->sidecar->stream(
				'sidecar.v1.Knowledge/CommitSync',
				new Wire\Commit_Sync_Request( sync_id: $state['sync_id'], full: Scope::from_values( $state['scope'] )->is_all() ),
				Wire\Sync_Progress::class,
				Caller::librarian( self::COMMIT_TIMEOUT_MS ),
				static function ( Wire\Sync_Progress $progress ) use ( &$state, $until, $on_step ): bool {
					$state['detail']       = $progress->stage;
					$state['detail_done']  = $progress->done_count;
					$state['detail_total'] = $progress->total_count;
					if ( 'done' === $progress->stage ) {
						$state['stage']        = 'done';
						$state['pruned_count'] = $progress->pruned_count;
					}
					if ( $on_step ) {
						$on_step( $state );
					}
					return 'done' === $state['stage'] || microtime( true ) < $until;
				},
				function () use ( &$state, $until ): bool {
					$this->keep( $state ); // Who else looks sees how far it is, and that somebody is at it.
					return microtime( true ) < $until;
				}
			);
		} catch ( Sidecar_Error $error ) {
			// A commit of another sync is under way: the next step asks again.
			if ( 'SYNC_RUNNING' !== $error->reason ) {
				throw $error;
			}
			usleep( 500_000 );
		}
		return $state;
	}

	/**
	 * Asks the database about this site's lock.
	 *
	 * @param string $query With a `%s` for its name.
	 */
	private function database( string $query ): ?string {
		global $wpdb;
		// phpcs:ignore WordPress.DB -- a lock that the database itself takes from a process that dies.
		return $wpdb->get_var( $wpdb->prepare( $query, 'deskhand_' . md5( DB_NAME . $wpdb->prefix ) ) );
	}

	/** Who begins it, for the owner. */
	private static function who(): string {
		return match ( true ) {
			wp_doing_cron() => 'WP-Cron',
			is_user_logged_in() => wp_get_current_user()->user_login,
			default => 'WP-CLI',
		};
	}

	/**
	 * Keeps where it stands.
	 *
	 * @param State $state The state.
	 */
	private function keep( array $state ): void {
		update_option( self::OPTION, array( 'touched_s' => time() ) + $state, false );
	}
}
