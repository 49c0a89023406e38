<?php
/**
 * `wp deskhand jobs`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;

/**
 * Does the work that the sidecar leaves for WordPress, and shows what was given up.
 */
final class Cli_Jobs {

	private const STATES = array(
		'waiting' => Wire\Job_State::WAITING,
		'done'    => Wire\Job_State::DONE,
		'dead'    => Wire\Job_State::DEAD,
	);

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Lists jobs, the newest first.
	 *
	 * ## OPTIONS
	 *
	 * [--state=<state>]
	 * : Only those that stand so: waiting, done or dead.
	 *
	 * [--limit=<limit>]
	 * : Most to list.
	 * ---
	 * default: 50
	 * ---
	 *
	 * [--fields=<fields>]
	 * : Columns to show: id, kind, state, attempts, added, due, error, preview.
	 *
	 * [--porcelain]
	 * : Print only the ids.
	 *
	 * [--format=<format>]
	 * : How to show them.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 *   - yaml
	 *   - count
	 *   - ids
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand jobs list --state=dead
	 *
	 * @subcommand list
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function list_( array $args, array $options ): void {
		$state = Cli_List::value( self::STATES, (string) ( $options['state'] ?? '' ) );
		$jobs  = Cli_List::guard(
			fn(): array => Cli_List::gather(
				$options,
				function ( int $count, string $token ) use ( $state ): array {
					$page = $this->parts->outbox()->jobs( $state, $token, $count );
					return array( $page->jobs, $page->next_page_token );
				}
			)
		);
		$names = array_flip( self::STATES );
		$rows  = array_map(
			static fn( Wire\Job_Summary $job ): array => array(
				'id'       => $job->job_id,
				'kind'     => $job->kind,
				'state'    => $names[ $job->state ] ?? '',
				'attempts' => $job->attempt_count,
				'added'    => Cli_List::time( $job->added_unix_ms ),
				'due'      => Cli_List::time( $job->due_unix_ms ),
				'error'    => Cli_List::cell( $job->error ),
				'preview'  => Cli_List::cell( Job_Preview::of( $job )->text ),
			),
			$jobs
		);
		Cli_List::show( $options, $rows, 'id,kind,state,attempts,added,error' );
	}

	/**
	 * Gives jobs that were given up their attempts again.
	 *
	 * ## OPTIONS
	 *
	 * <id>...
	 * : The jobs, from the list.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand jobs retry $(wp deskhand jobs list --state=dead --porcelain)
	 *
	 * @param list<string> $args The jobs.
	 */
	public function retry( array $args ): void {
		foreach ( $args as $id ) {
			Cli_List::guard( fn() => $this->parts->outbox()->retry_job( $id ), "There is no job $id." );
		}
		WP_CLI::success( sprintf( '%d to be tried again.', count( $args ) ) );
	}

	/**
	 * Does what waits: mail for staff and shoppers, and messages that are no ticket yet.
	 *
	 * ## OPTIONS
	 *
	 * [--limit=<limit>]
	 * : Most jobs to do.
	 * ---
	 * default: 50
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand jobs run
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function run( array $args, array $options ): void {
		[ $results, $delivered ] = Cli_List::guard(
			fn(): array => array(
				$this->parts->jobs()->run( max( 1, min( 50, (int) ( $options['limit'] ?? 50 ) ) ) ),
				$this->parts->contact_form()->deliver(),
			)
		);
		WP_CLI::success( "{$results['done']} jobs done, {$results['failed']} put off, $delivered messages delivered." );
	}
}
