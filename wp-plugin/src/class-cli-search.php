<?php
/**
 * `wp deskhand search`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Shows what is found for a question.
 */
final class Cli_Search {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Shows what the assistant finds for a question.
	 *
	 * Nothing is recorded and no language model is asked. Exits 1 when nothing is found.
	 *
	 * ## OPTIONS
	 *
	 * <question>
	 * : What to look for.
	 *
	 * [--explain]
	 * : Say why each passage ranks where it does.
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
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand search "How long do I have to return something?" --explain
	 *
	 * @param list<string>         $args    The question.
	 * @param array<string, mixed> $options Options.
	 */
	public function __invoke( array $args, array $options ): void {
		try {
			$found = $this->parts->knowledge()->search( mb_substr( $args[0], 0, Knowledge::MAX_QUERY_CHARS ) );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		$explains = (bool) Utils\get_flag_value( $options, 'explain', false );
		$rows     = array_map(
			static fn( Wire\Passage $passage ): array => array(
				'score' => round( $passage->score, 3 ),
				'title' => Cli_List::cell( $passage->title ),
				'part'  => Cli_List::cell( $passage->section ),
				'url'   => $passage->url,
				'text'  => Cli_List::cell( $passage->text ),
				'why'   => $passage->explanation ? self::why( $passage->explanation ) : '',
			),
			$found->passages
		);
		$format   = $options['format'] ?? 'table';
		Utils\format_items( $format, $rows, ( 'json' === $format ? 'score,title,part,url,text' : 'score,title,part,url' ) . ( $explains ? ',why' : '' ) );
		if ( 'table' === $format ) {
			WP_CLI::line( sprintf( 'Likelihood that these answer the question: %.2f', $found->confidence ) );
		}
		WP_CLI::halt( $rows ? 0 : 1 );
	}

	/**
	 * Why a passage ranks where it does, on a line.
	 *
	 * @param Wire\Explanation $why Why.
	 */
	private static function why( Wire\Explanation $why ): string {
		$signals = array_map( static fn( Wire\Ranking_Signal $signal ): string => sprintf( '%s %.3g → %+.3f', $signal->name, $signal->value, $signal->contribution ), $why->signals );
		return Cli_List::cell( implode( '; ', array_filter( array( "words #$why->word_rank, meaning #$why->meaning_rank", ...$signals, $why->text ) ) ) );
	}
}
