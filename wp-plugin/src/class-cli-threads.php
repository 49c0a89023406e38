<?php
/**
 * `wp deskhand threads`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Works on conversations.
 */
final class Cli_Threads {

	private const STATES = array(
		'assistant' => Wire\Thread_State::OPEN,
		'waiting'   => Wire\Thread_State::WAITING,
		'taken'     => Wire\Thread_State::TAKEN,
	);

	private const MISSING = 'There is no such conversation.';

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Lists conversations, the latest first.
	 *
	 * ## OPTIONS
	 *
	 * [--state=<state>]
	 * : Only those that stand so: assistant, waiting or taken.
	 *
	 * [--limit=<limit>]
	 * : Most to list.
	 * ---
	 * default: 50
	 * ---
	 *
	 * [--fields=<fields>]
	 * : Columns to show: id, state, last, messages, active, person, waiting, reason, escalated.
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
	 *     wp deskhand threads list --state=waiting
	 *
	 * @subcommand list
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function list_( array $args, array $options ): void {
		$state   = Cli_List::value( self::STATES, (string) ( $options['state'] ?? '' ) );
		$threads = Cli_List::guard(
			fn(): array => Cli_List::gather(
				$options,
				function ( int $count, string $token ) use ( $state ): array {
					$page = $this->parts->thread_desk()->page( $state, $token, $count );
					return array( $page->threads, $page->next_page_token );
				}
			)
		);
		$names   = array_flip( self::STATES );
		$rows    = array_map(
			static fn( Wire\Thread_Summary $thread ): array => array(
				'id'        => $thread->thread_id,
				'state'     => $names[ $thread->state ] ?? '',
				'last'      => Cli_List::cell( $thread->last_text ),
				'messages'  => $thread->message_count,
				'active'    => Cli_List::time( $thread->active_unix_ms ),
				'person'    => Cli_List::cell( $thread->person_name ),
				'waiting'   => Cli_List::time( $thread->waiting_unix_ms ),
				'reason'    => Cli_List::cell( $thread->reason ),
				'escalated' => $thread->is_escalated ? 'yes' : 'no',
			),
			$threads
		);
		Cli_List::show( $options, $rows, 'id,state,last,active,person' );
	}

	/**
	 * Prints a conversation, the oldest line first.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The conversation, from the list.
	 *
	 * [--fields=<fields>]
	 * : Columns to show: time, author, name, text.
	 *
	 * [--format=<format>]
	 * : How to show it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 *   - yaml
	 *   - count
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand threads read 4f1c… --format=json
	 *
	 * @param list<string>         $args    The conversation.
	 * @param array<string, mixed> $options Options.
	 */
	public function read( array $args, array $options ): void {
		$thread = Cli_List::guard( fn(): Wire\Read_Thread_Response => $this->parts->thread_desk()->read( $args[0] ), self::MISSING );
		$rows   = array_map(
			static fn( Wire\Transcript_Line $line ): array => array(
				'time'   => Cli_List::time( $line->at_unix_ms ),
				'author' => $line->author,
				'name'   => Cli_List::cell( $line->author_name ),
				'text'   => Cli_List::cell( $line->text ),
			),
			$thread->lines
		);
		Utils\format_items( $options['format'] ?? 'table', $rows, $options['fields'] ?? 'time,author,name,text' );
	}

	/**
	 * Takes a conversation over: the assistant is silent in it from now on.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The conversation.
	 *
	 * [--force]
	 * : Also from a colleague who has it.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand threads take 4f1c… --user=nora
	 *
	 * @param list<string>         $args    The conversation.
	 * @param array<string, mixed> $options Options.
	 */
	public function take( array $args, array $options ): void {
		$person = self::person();
		Cli_List::guard( fn() => $this->parts->thread_desk()->take( $args[0], $person, (bool) Utils\get_flag_value( $options, 'force', false ) ), self::MISSING );
		WP_CLI::success( 'The conversation is yours, ' . Thread_Desk::name( $person ) . '.' );
	}

	/**
	 * Writes to the shopper of a conversation that is yours.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The conversation.
	 *
	 * <text>
	 * : What to write.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand threads reply 4f1c… "Your tent is on its way." --user=nora
	 *
	 * @param list<string> $args Conversation and text.
	 */
	public function reply( array $args ): void {
		$person = self::person();
		$text   = trim( $args[1] );
		if ( '' === $text || mb_strlen( $text ) > Thread_Desk::MAX_TEXT_CHARS ) {
			WP_CLI::error( sprintf( 'Write 1 to %d characters.', Thread_Desk::MAX_TEXT_CHARS ) );
		}
		Cli_List::guard( fn() => $this->parts->thread_desk()->reply( $args[0], $person, $text, Thread_Desk::new_id() ), self::MISSING );
		WP_CLI::success( 'Sent.' );
	}

	/**
	 * Gives a conversation back to the assistant.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The conversation.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand threads release 4f1c…
	 *
	 * @param list<string> $args The conversation.
	 */
	public function release( array $args ): void {
		Cli_List::guard( fn() => $this->parts->thread_desk()->release( $args[0] ), self::MISSING );
		WP_CLI::success( 'The assistant answers again.' );
	}

	/**
	 * Who works: the user that WP-CLI runs as.
	 */
	private static function person(): \WP_User {
		$person = wp_get_current_user();
		return $person->exists() && user_can( $person, Screens::staff_capability() ) ? $person : WP_CLI::error( 'Say as whom, with --user=<login> of somebody who may work on conversations.' );
	}
}
