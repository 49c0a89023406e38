<?php
/**
 * `wp deskhand approvals`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;

/**
 * Decides what waits for the shop's word.
 */
final class Cli_Approvals {

	private const STATES = array(
		'waiting'  => Wire\Approval_State::WAITING,
		'done'     => Wire\Approval_State::DONE,
		'declined' => Wire\Approval_State::DECLINED,
		'failed'   => Wire\Approval_State::FAILED,
		'expired'  => Wire\Approval_State::EXPIRED,
	);

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Lists actions that need a decision, the newest first. Of one that waits, what this site sealed is shown.
	 *
	 * ## OPTIONS
	 *
	 * [--state=<state>]
	 * : Only those that stand so: waiting, done, declined, failed or expired.
	 *
	 * [--limit=<limit>]
	 * : Most to list.
	 * ---
	 * default: 50
	 * ---
	 *
	 * [--fields=<fields>]
	 * : Columns to show: id, tool, summary, reason, state, asked, expires, decided_by, outcome, thread.
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
	 *     wp deskhand approvals list --state=waiting
	 *
	 * @subcommand list
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function list_( array $args, array $options ): void {
		$state = Cli_List::value( self::STATES, $options['state'] ?? '' );
		$desk  = $this->parts->approval_desk();
		$page  = static function ( int $count, string $token ) use ( $desk, $state ): array {
			$page = $desk->page( $state, $count, $token );
			return array( $page->approvals, $page->next_page_token );
		};
		$names = array_flip( self::STATES );
		$rows  = array_map(
			static function ( Wire\Approval $approval ) use ( $desk, $names ): array {
				$proposal = $desk->proposal( $approval );
				$reason   = $proposal->arguments['reason'] ?? '';
				return array(
					'id'         => $approval->approval_id,
					'tool'       => $proposal->tool ?? $approval->tool,
					'summary'    => Cli_List::cell( $proposal->summary ?? $approval->summary ),
					'reason'     => Cli_List::cell( is_string( $reason ) ? $reason : '' ),
					'state'      => $names[ $approval->state ] ?? '',
					'asked'      => Cli_List::time( $approval->asked_unix_ms ),
					'expires'    => Cli_List::time( $approval->expires_unix_ms ),
					'decided_by' => Cli_List::cell( $approval->decided_by ),
					'outcome'    => Cli_List::cell( $approval->outcome_text ),
					'thread'     => $approval->thread_id,
				);
			},
			Cli_List::guard( static fn(): array => Cli_List::gather( $options, $page ) )
		);
		Cli_List::show( $options, $rows, 'id,summary,reason,state,asked,decided_by' );
	}

	/**
	 * Has an action done, in the name of the user given with --user.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The action, as `wp deskhand approvals list` names it.
	 *
	 * [--yes]
	 * : Do not ask again.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand approvals approve a-1f0c… --user=maria
	 *
	 * @param list<string>         $args    Id.
	 * @param array<string, mixed> $options Options.
	 */
	public function approve( array $args, array $options ): void {
		$this->decide( $args[0], true, $options );
	}

	/**
	 * Turns an action down, in the name of the user given with --user.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The action, as `wp deskhand approvals list` names it.
	 *
	 * [--yes]
	 * : Do not ask again.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand approvals decline a-1f0c… --user=maria
	 *
	 * @param list<string>         $args    Id.
	 * @param array<string, mixed> $options Options.
	 */
	public function decline( array $args, array $options ): void {
		$this->decide( $args[0], false, $options );
	}

	/**
	 * Decides.
	 *
	 * @param string               $id      The action.
	 * @param bool                 $agree   True to have it done.
	 * @param array<string, mixed> $options Options.
	 */
	private function decide( string $id, bool $agree, array $options ): void {
		if ( get_current_user_id() < 1 ) {
			WP_CLI::error( 'Say in whose name: --user=<login>.' );
		}
		$desk = $this->parts->approval_desk();
		try {
			$outcome = Cli_List::guard(
				static function () use ( $desk, $id, $agree, $options ): Action_Outcome {
					$approval = $desk->read( $id );
					$proposal = $desk->proposal( $approval );
					$what     = null === $proposal ? $id : Cli_List::cell( $proposal->summary . ' ' . wp_json_encode( $proposal->arguments, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) );
					WP_CLI::confirm( ( $agree ? 'Have it done: ' : 'Turn it down: ' ) . $what, $options );
					return $desk->decide_as_staff( $id, Approval_Desk::digest( $approval ), $agree );
				},
				'There is no such action.'
			);
		} catch ( Refused $refused ) {
			WP_CLI::error( Problem::from( $refused )->get_error_message() );
		}
		$text = Cli_List::cell( trim( "$outcome->text $outcome->note" ) );
		if ( Wire\Approval_State::FAILED === $outcome->state ) {
			WP_CLI::error( $text );
		}
		WP_CLI::success( $text );
	}
}
