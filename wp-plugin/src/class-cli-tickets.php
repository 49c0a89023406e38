<?php
/**
 * `wp deskhand tickets`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Works on tickets.
 */
final class Cli_Tickets {

	private const STATUSES = array(
		'open'    => Wire\Ticket_Status::OPEN,
		'pending' => Wire\Ticket_Status::PENDING,
		'solved'  => Wire\Ticket_Status::SOLVED,
	);

	private const PRIORITIES = array( 'low', 'normal', 'high' );

	private const MISSING = 'There is no such ticket.';

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Lists tickets, the newest first.
	 *
	 * ## OPTIONS
	 *
	 * [--status=<status>]
	 * : Only those that stand so: open, pending or solved.
	 *
	 * [--assignee=<user>]
	 * : Only those of this user: login, e-mail address or id.
	 *
	 * [--late]
	 * : Only those that are late.
	 *
	 * [--limit=<limit>]
	 * : Most to list.
	 * ---
	 * default: 50
	 * ---
	 *
	 * [--fields=<fields>]
	 * : Columns to show: id, subject, body, status, priority, opened, due, late, assignee, name, email, service, url, error, thread.
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
	 *     wp deskhand tickets list --status=open
	 *     wp deskhand tickets list --late --assignee=nora
	 *
	 * @subcommand list
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function list_( array $args, array $options ): void {
		$status   = Cli_List::value( self::STATUSES, (string) ( $options['status'] ?? '' ) );
		$assignee = isset( $options['assignee'] ) ? self::person( (string) $options['assignee'] )->ID : 0;
		$tickets  = Cli_List::guard(
			fn(): array => Cli_List::gather(
				$options,
				function ( int $count, string $token ) use ( $status, $assignee, $options ): array {
					$request = new Wire\List_Tickets_Request( page_size: $count, page_token: $token, status: $status, assignee_id: $assignee, only_late: (bool) Utils\get_flag_value( $options, 'late', false ) );
					$page    = $this->parts->sidecar()->unary( 'sidecar.v1.Desk/ListTickets', $request, Wire\List_Tickets_Response::class, Caller::staff() );
					return array( $page->tickets, $page->next_page_token );
				}
			)
		);
		$names    = array_flip( self::STATUSES );
		$rows     = array_map(
			static fn( Wire\Ticket_Summary $ticket ): array => array(
				'id'       => $ticket->ticket_id,
				'subject'  => Cli_List::cell( $ticket->subject ),
				'body'     => Cli_List::cell( $ticket->body ),
				'status'   => $names[ $ticket->status ] ?? '',
				'priority' => $ticket->priority,
				'opened'   => Cli_List::time( $ticket->opened_unix_ms ),
				'due'      => Cli_List::time( $ticket->due_unix_ms ),
				'late'     => $ticket->is_late ? 'yes' : 'no',
				'assignee' => Cli_List::cell( $ticket->assignee_name ),
				'name'     => Cli_List::cell( $ticket->contact_name ),
				'email'    => Cli_List::cell( $ticket->contact_email ),
				'service'  => $ticket->target,
				'url'      => Cli_List::cell( $ticket->target_url ),
				'error'    => Cli_List::cell( $ticket->target_error ),
				'thread'   => $ticket->thread_id,
			),
			$tickets
		);
		Cli_List::show( $options, $rows, 'id,subject,status,priority,due,assignee,email' );
	}

	/**
	 * Changes where a ticket stands.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The ticket, such as T-7K2M9Q.
	 *
	 * <status>
	 * : open, pending or solved.
	 *
	 * [--priority=<priority>]
	 * : low, normal or high.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand tickets set T-7K2M9Q solved
	 *     wp deskhand tickets set T-7K2M9Q open --priority=high
	 *
	 * @param list<string>         $args    Id and status.
	 * @param array<string, mixed> $options Options.
	 */
	public function set( array $args, array $options ): void {
		$status   = Cli_List::value( self::STATUSES, $args[1] );
		$priority = (string) ( $options['priority'] ?? '' );
		if ( '' !== $priority && ! in_array( $priority, self::PRIORITIES, true ) ) {
			WP_CLI::error( 'Say one of: ' . implode( ', ', self::PRIORITIES ) . '.' );
		}
		Cli_List::guard( fn() => $this->parts->ticket_desk()->change( $args[0], $status, $priority ), self::MISSING );
		WP_CLI::success( "$args[0] is $args[1]." );
	}

	/**
	 * Gives a ticket to somebody.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The ticket, such as T-7K2M9Q.
	 *
	 * <user>
	 * : Login, e-mail address or id of somebody who may work on tickets; "nobody" takes it from whoever has it.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand tickets assign T-7K2M9Q nora
	 *
	 * @param list<string> $args Id and user.
	 */
	public function assign( array $args ): void {
		$person = 'nobody' === $args[1] ? new \WP_User() : self::person( $args[1] );
		Cli_List::guard( fn() => $this->parts->ticket_desk()->change( $args[0], assignee: $person ), self::MISSING );
		WP_CLI::success( $person->exists() ? "$args[0] is with " . Thread_Desk::name( $person ) . '.' : "$args[0] is with nobody." );
	}

	/**
	 * Somebody who may work on tickets; ends the command where there is nobody.
	 *
	 * @param string $user Login, e-mail address or id.
	 */
	private static function person( string $user ): \WP_User {
		$found = get_user_by( 'login', $user ) ?: get_user_by( 'email', $user ) ?: get_user_by( 'id', (int) $user );
		return $found instanceof \WP_User && user_can( $found, Screens::staff_capability() ) ? $found : WP_CLI::error( "There is no $user who may work on tickets." );
	}
}
