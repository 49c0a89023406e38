<?php
/**
 * `wp deskhand unanswered`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Works on questions that had no answer.
 */
final class Cli_Unanswered {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Lists the questions, grouped by meaning, the most asked first.
	 *
	 * ## OPTIONS
	 *
	 * [--limit=<limit>]
	 * : Most groups to list, 1 to 200.
	 * ---
	 * default: 50
	 * ---
	 *
	 * [--fields=<fields>]
	 * : Columns to show: group, question, asked, last, variants, thread.
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
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand unanswered list
	 *
	 * @subcommand list
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function list_( array $args, array $options ): void {
		try {
			$groups = $this->parts->unanswered()->groups( max( 1, min( 200, (int) ( $options['limit'] ?? 50 ) ) ) );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		$rows = array_map(
			static fn( Wire\Unanswered_Group $group ): array => array(
				'group'    => $group->group_id,
				'question' => Cli_List::cell( $group->question ),
				'asked'    => $group->asked_count,
				'last'     => gmdate( 'c', intdiv( $group->last_unix_ms, 1000 ) ),
				'variants' => Cli_List::cell( implode( ' | ', $group->variants ) ),
				'thread'   => $group->thread_id,
			),
			$groups
		);
		Utils\format_items( $options['format'] ?? 'table', $rows, $options['fields'] ?? 'group,question,asked,last' );
	}

	/**
	 * Publishes an answer to a group of questions.
	 *
	 * The answer becomes an FAQ answer on the site and is found at once; the group is taken off the list.
	 *
	 * ## OPTIONS
	 *
	 * <group>
	 * : The group, from the list.
	 *
	 * <answer>
	 * : The answer. A blank line begins a paragraph.
	 *
	 * [--question=<question>]
	 * : The question in your words; otherwise the group's.
	 *
	 * [--porcelain]
	 * : Print only the id of the post.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand unanswered answer 3f2a "Yes, we repair tents of any brand." --user=admin
	 *
	 * @param list<string>         $args    Group and answer.
	 * @param array<string, mixed> $options Options.
	 */
	public function answer( array $args, array $options ): void {
		try {
			$group    = array_column( $this->parts->unanswered()->groups(), null, 'group_id' )[ $args[0] ] ?? WP_CLI::error( 'There is no such group.' );
			$question = mb_substr( trim( $options['question'] ?? $group->question ), 0, Faq::MAX_QUESTION_CHARS );
			$answer   = mb_substr( trim( $args[1] ), 0, Faq::MAX_ANSWER_CHARS );
			if ( '' === $question || '' === $answer ) {
				WP_CLI::error( 'Give a question and an answer.' );
			}
			$done = $this->parts->unanswered()->answer( $group->group_id, $question, $answer );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		} catch ( Refused ) {
			WP_CLI::error( 'WordPress could not store the answer.' );
		}
		if ( Utils\get_flag_value( $options, 'porcelain', false ) ) {
			WP_CLI::line( (string) $done['post']->ID );
			return;
		}
		foreach ( $done['lost'] as $words ) {
			WP_CLI::warning( 'Not found when asked like this: ' . Cli_List::cell( $words ) );
		}
		WP_CLI::success( sprintf( 'Published: %s', get_permalink( $done['post'] ) ) );
	}

	/**
	 * Takes a group off the list without an answer.
	 *
	 * ## OPTIONS
	 *
	 * <group>
	 * : The group, from the list.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand unanswered dismiss 3f2a
	 *
	 * @param list<string> $args The group.
	 */
	public function dismiss( array $args ): void {
		try {
			$count = $this->parts->unanswered()->dismiss( $args[0] );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		0 === $count ? WP_CLI::warning( 'There is no such group.' ) : WP_CLI::success( "Taken off the list: $count questions." );
	}
}
