<?php
/**
 * `wp deskhand deliveries`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;

/**
 * Works on what other services are told.
 */
final class Cli_Deliveries {

	private const STATES = array(
		'waiting' => Wire\Delivery_State::WAITING,
		'done'    => Wire\Delivery_State::DONE,
		'dead'    => Wire\Delivery_State::DEAD,
	);

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Lists deliveries, the newest first.
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
	 * : Columns to show: id, service, about, ticket, state, attempts, added, due, error.
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
	 *     wp deskhand deliveries list --state=dead
	 *
	 * @subcommand list
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function list_( array $args, array $options ): void {
		$state      = Cli_List::value( self::STATES, (string) ( $options['state'] ?? '' ) );
		$deliveries = Cli_List::guard(
			fn(): array => Cli_List::gather(
				$options,
				function ( int $count, string $token ) use ( $state ): array {
					$page = $this->parts->outbox()->deliveries( $state, $token, $count );
					return array( $page->deliveries, $page->next_page_token );
				}
			)
		);
		$names      = array_flip( self::STATES );
		$rows       = array_map(
			static fn( Wire\Delivery $delivery ): array => array(
				'id'       => $delivery->delivery_id,
				'service'  => $delivery->target,
				'about'    => $delivery->about,
				'ticket'   => $delivery->ticket_id,
				'state'    => $names[ $delivery->state ] ?? '',
				'attempts' => $delivery->attempt_count,
				'added'    => Cli_List::time( $delivery->added_unix_ms ),
				'due'      => Cli_List::time( $delivery->due_unix_ms ),
				'error'    => Cli_List::cell( $delivery->error ),
			),
			$deliveries
		);
		Cli_List::show( $options, $rows, 'id,service,about,ticket,state,attempts,error' );
	}

	/**
	 * Tries a delivery again now.
	 *
	 * ## OPTIONS
	 *
	 * <id>...
	 * : The deliveries, from the list.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand deliveries retry $(wp deskhand deliveries list --state=dead --porcelain)
	 *
	 * @param list<string> $args The deliveries.
	 */
	public function retry( array $args ): void {
		foreach ( $args as $id ) {
			Cli_List::guard( fn() => $this->parts->outbox()->retry_delivery( $id ), "There is no delivery $id." );
		}
		WP_CLI::success( sprintf( '%d to be tried again.', count( $args ) ) );
	}
}
