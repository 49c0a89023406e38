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
 * is kept in an option; anyone may take the next step. `wp deskhand reindex`, *Index now* and the nightly
 * reconciliation are the same steps.
 *
 * @phpstan-type State array{stage: string, sync_id: string, after_id: int, read_count: int, total_count: int, sent_count: int, detail: string, detail_done: int, detail_total: int, refused: array<string, string>, pruned_count: int, error: string, touched_s: int}
 */
final class Reindex {

	public const OPTION = 'deskhand_reindex';

	/** Event that begins the nightly reconciliation. */
	public const RECONCILE_EVENT = 'deskhand_reconcile';

	/** Event that goes on with a reindex that nobody looks at any more. */
	public const STEP_EVENT = 'deskhand_reindex_step';

	/** A reindex that nobody took on for so long is over; another may begin. */
	private const ABANDONED_AFTER_S = 300;

	private const BATCH = 50;

	private const COMMIT_TIMEOUT_MS = 3_600_000;

	private const MAX_REFUSED = 20;

	/** Nothing was ever begun. */
	private const NEVER = array(
		'stage'        => 'never',
		'sync_id'      => '',
		'after_id'     => 0,
		'read_count'   => 0,
		'total_count'  => 0,
		'sent_count'   => 0,
		'detail'       => '',
		'detail_done'  => 0,
		'detail_total' => 0,
		'refused'      => array(),
		'pruned_count' => 0,
		'error'        => '',
		'touched_s'    => 0,
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
	 * Where it stands: `never`, `send`, `index`, `done` or `failed`, with counts.
	 *
	 * @return State
	 */
	public function state(): array {
		$kept = get_option( self::OPTION );
		return is_array( $kept ) ? $kept + self::NEVER : self::NEVER;
	}

	/**
	 * True while one is under way.
	 */
	public function is_running(): bool {
		$state = $this->state();
		return in_array( $state['stage'], array( 'send', 'index' ), true ) && $state['touched_s'] > time() - self::ABANDONED_AFTER_S;
	}

	/**
	 * Begins a new one.
	 *
	 * @return bool False when one is under way.
	 */
	public function begin(): bool {
		if ( $this->is_running() ) {
			return false;
		}
		$this->keep(
			array(
				'stage'       => 'send',
				'sync_id'     => bin2hex( random_bytes( 16 ) ),
				'total_count' => $this->catalogue->count(),
			) + self::NEVER
		);
		return true;
	}

	/**
	 * Takes steps until it is over or the time is up.
	 *
	 * @param float         $budget_s Seconds; a step that runs is let finish.
	 * @param callable|null $on_step  Gets the state after each step.
	 * @return State
	 */
	public function advance( float $budget_s, ?callable $on_step = null ): array {
		$until = microtime( true ) + $budget_s;
		$state = $this->state();
		while ( in_array( $state['stage'], array( 'send', 'index' ), true ) ) {
			try {
				$state = 'send' === $state['stage'] ? $this->send( $state ) : $this->index( $state, $until, $on_step );
			} catch ( Sidecar_Error $error ) {
				$state = array(
					'stage' => 'failed',
					'error' => Diagnosis::of( $error ),
				) + $state;
			}
			$this->keep( $state );
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
		$posts = $this->catalogue->next( $state['after_id'], self::BATCH );
		if ( array() === $posts ) {
			return array( 'stage' => 'index' ) + $state;
		}
		$public = array_values( array_filter( $posts, $this->catalogue->is_public( ... ) ) );
		$sent   = $public ? $this->shipment->send( $state['sync_id'], $public ) : null;
		return array(
			'after_id'   => end( $posts )->ID,
			'read_count' => $state['read_count'] + count( $public ),
			'sent_count' => $state['sent_count'] + ( $sent['sent_count'] ?? 0 ),
			'refused'    => array_slice( $state['refused'] + ( $sent['refused'] ?? array() ), 0, self::MAX_REFUSED ),
		) + $state;
	}

	/**
	 * Has the sidecar index what was sent, or listens on while it does.
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
				new Wire\Commit_Sync_Request( sync_id: $state['sync_id'], full: true ),
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
				static fn(): bool => microtime( true ) < $until
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
	 * Keeps where it stands.
	 *
	 * @param State $state The state.
	 */
	private function keep( array $state ): void {
		update_option( self::OPTION, array( 'touched_s' => time() ) + $state, false );
	}
}
