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
	 * [--limit=<limit>]
	 * : Most to list.
	 * ---
	 * default: 50
	 * ---
	 *
	 * [--fields=<fields>]
	 * : Columns to show: id, subject, body, status, priority, opened, name, email, thread.
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
	 *
	 * @subcommand list
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function list_( array $args, array $options ): void {
		$status = isset( $options['status'] ) ? ( self::STATUSES[ $options['status'] ] ?? WP_CLI::error( 'The status must be open, pending or solved.' ) ) : 0;
		try {
			$request = new Wire\List_Tickets_Request( page_size: max( 1, min( 200, (int) ( $options['limit'] ?? 50 ) ) ), status: $status );
			$page    = $this->parts->sidecar()->unary( 'sidecar.v1.Desk/ListTickets', $request, Wire\List_Tickets_Response::class, Caller::staff() );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		$names  = array_flip( self::STATUSES );
		$rows   = array_map(
			static fn( Wire\Ticket_Summary $ticket ): array => array(
				'id'       => $ticket->ticket_id,
				'subject'  => self::cell( $ticket->subject ),
				'body'     => self::cell( $ticket->body ),
				'status'   => $names[ $ticket->status ] ?? '',
				'priority' => $ticket->priority,
				'opened'   => gmdate( 'c', intdiv( $ticket->opened_unix_ms, 1000 ) ),
				'name'     => self::cell( $ticket->contact_name ),
				'email'    => self::cell( $ticket->contact_email ),
				'thread'   => $ticket->thread_id,
			),
			$page->tickets
		);
		$format = $options['format'] ?? 'table';
		if ( 'ids' === $format || Utils\get_flag_value( $options, 'porcelain', false ) ) {
			WP_CLI::line( implode( ' ', array_column( $rows, 'id' ) ) );
			return;
		}
		Utils\format_items( $format, $rows, $options['fields'] ?? 'id,subject,status,priority,opened,email' );
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
	 * ## EXAMPLES
	 *
	 *     wp deskhand tickets set T-7K2M9Q solved
	 *
	 * @param list<string> $args Id and status.
	 */
	public function set( array $args ): void {
		$status = self::STATUSES[ $args[1] ] ?? WP_CLI::error( 'The status must be open, pending or solved.' );
		try {
			$this->parts->ticket_desk()->set_status( $args[0], $status );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Sidecar_Error::NOT_FOUND === $error->grpc_status ? 'There is no such ticket.' : Diagnosis::of( $error ) );
		}
		WP_CLI::success( "$args[0] is $args[1]." );
	}

	/**
	 * What a shopper wrote, without what a terminal would obey or a spreadsheet would run.
	 *
	 * @param string $text Any text.
	 */
	public static function cell( string $text ): string {
		$text = (string) preg_replace( '/[\p{Cc}]+/u', ' ', $text );
		return preg_match( '/^[=+\-@]/', $text ) ? "'$text" : $text;
	}
}
