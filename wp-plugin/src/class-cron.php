<?php
/**
 * What happens by itself.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Recurring work: what was interrupted, jobs and deliveries every five minutes, a full reconciliation every night.
 */
final class Cron {

	public const JOBS_EVENT = 'deskhand_jobs';

	/** Longest that one run of cron works on the index. */
	private const REINDEX_BUDGET_S = 25.0;

	/** Hour of the site's clock at which the nightly work begins. */
	private const NIGHT_HOUR = 3;

	private const JOBS_A_RUN = 50;

	/**
	 * Action `init`: sees to it that the recurring events are there.
	 */
	public static function schedule(): void {
		if ( ! wp_next_scheduled( self::JOBS_EVENT ) ) {
			wp_schedule_event( time(), 'deskhand_five_minutes', self::JOBS_EVENT );
		}
		if ( ! wp_next_scheduled( Reindex::RECONCILE_EVENT ) ) {
			$night = new \DateTimeImmutable( 'tomorrow ' . self::NIGHT_HOUR . ':00', wp_timezone() );
			wp_schedule_event( $night->getTimestamp(), 'daily', Reindex::RECONCILE_EVENT );
		}
	}

	/**
	 * Takes the events away.
	 */
	public static function clear(): void {
		foreach ( array( self::JOBS_EVENT, Reindex::RECONCILE_EVENT, Reindex::STEP_EVENT, Sync::PUSH_EVENT ) as $event ) {
			wp_clear_scheduled_hook( $event );
		}
	}

	/**
	 * Finishes actions that were interrupted, does the sidecar's jobs and hands over messages that wait.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public static function run_jobs( Parts $parts ): void {
		Problem::guard( static fn() => $parts->action_run()->finish_left() );
		Problem::guard(
			static function () use ( $parts ): void {
				if ( $parts->pairing()->is_paired() ) {
					$parts->jobs()->run( self::JOBS_A_RUN );
					$parts->contact_form()->deliver();
					$parts->sync()->push( true ); // What a request left when PHP was ended.
				}
			}
		);
	}

	/**
	 * Begins to read the whole shop, so that what a hook missed is found, and forgets what is old.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public static function reconcile( Parts $parts ): void {
		Jobs::forget_old( time() );
		Action_Record::forget_old( time() );
		Problem::guard(
			static function () use ( $parts ): void {
				$parts->contact_form()->forget_old();
				if ( ! $parts->pairing()->is_paired() ) {
					return;
				}
				if ( ! $parts->reindex()->begin() ) {
					wp_schedule_single_event( time() + 5 * MINUTE_IN_SECONDS, Reindex::RECONCILE_EVENT );
					return;
				}
				self::go_on( $parts );
			}
		);
	}

	/**
	 * Goes on with a reindex for a while, and again soon when it is not done.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public static function go_on( Parts $parts ): void {
		Problem::guard(
			static function () use ( $parts ): void {
				if ( ! $parts->reindex()->is_running() ) {
					return;
				}
				// Before anything: a page may end this very process.
				wp_schedule_single_event( time() + MINUTE_IN_SECONDS, Reindex::STEP_EVENT );
				$parts->reindex()->advance( self::REINDEX_BUDGET_S );
				wp_clear_scheduled_hook( Reindex::STEP_EVENT );
				if ( $parts->reindex()->is_running() ) {
					wp_schedule_single_event( time() + 10, Reindex::STEP_EVENT );
				}
			}
		);
	}
}
