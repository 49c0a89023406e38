<?php
/**
 * `wp deskhand eval`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Measures how well the assistant does.
 */
final class Cli_Eval {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Asks the shop's own questions back and says which pages are not found.
	 *
	 * Questions are made from headings, FAQs and products. Also lists pages that say the same and pages that contradict
	 * each other. Exits 1 when recall@5 is below --min.
	 *
	 * ## OPTIONS
	 *
	 * [--min=<share>]
	 * : Least recall@5 that counts as a success, 0 to 1.
	 * ---
	 * default: 0
	 * ---
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
	 *     wp deskhand eval retrieval
	 *     wp deskhand eval retrieval --min=0.9 --format=json
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function retrieval( array $args, array $options ): void {
		$least = is_numeric( $options['min'] ?? 0 ) ? (float) ( $options['min'] ?? 0 ) : WP_CLI::error( '--min must be a number of 0 to 1.' );
		$bar   = new Cli_Bar();
		try {
			$this->parts->knowledge()->make_mirror( PHP_FLOAT_MAX, $bar->move( ... ) );
			$bar->finish();
			$mirror = $this->parts->knowledge()->mirror();
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		if ( 0 === $mirror->question_count ) {
			WP_CLI::error( 'There is nothing to ask. Run: wp deskhand reindex' );
		}
		$figures = array(
			'questions'   => $mirror->question_count,
			'recall_at_5' => round( $mirror->recall_at_5, 4 ),
			'mrr'         => round( $mirror->mrr, 4 ),
		);
		$format  = $options['format'] ?? 'table';
		if ( 'json' === $format ) {
			WP_CLI::line( (string) wp_json_encode( $figures + array( 'findings' => self::findings( $mirror ) ), JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) );
		} else {
			if ( 'table' === $format ) {
				WP_CLI::line( vsprintf( '%d questions: recall@5 %.4f, MRR %.4f.', array_values( $figures ) ) );
			}
			Utils\format_items( $format, self::findings( $mirror ), 'finding,about,page,other' );
		}
		WP_CLI::halt( $mirror->recall_at_5 < $least ? 1 : 0 );
	}

	/**
	 * What the owner should look at, one row each.
	 *
	 * @param Wire\Get_Mirror_Response $mirror The mirror.
	 * @return list<array{finding: string, about: string, page: string, other: string}>
	 */
	private static function findings( Wire\Get_Mirror_Response $mirror ): array {
		$row = static fn( string $finding, string $about, ?Wire\Page_Link $page, ?Wire\Page_Link $other ): array => array(
			'finding' => $finding,
			'about'   => Cli_List::cell( $about ),
			'page'    => self::page( $page ),
			'other'   => self::page( $other ),
		);
		return array(
			...array_map( static fn( Wire\Lost_Question $lost ): array => $row( 'lost', $lost->question, $lost->page, $lost->found ), $mirror->lost ),
			...array_map( static fn( Wire\Contradiction $pair ): array => $row( 'contradiction', $pair->about, $pair->one, $pair->other ), $mirror->contradictions ),
			...array_map( static fn( Wire\Similar_Pair $pair ): array => $row( 'duplicate', sprintf( '%.0f %% alike', 100 * $pair->similarity ), $pair->one, $pair->other ), $mirror->duplicates ),
		);
	}

	/**
	 * A page by its title and address.
	 *
	 * @param Wire\Page_Link|null $page The page.
	 */
	private static function page( ?Wire\Page_Link $page ): string {
		return $page ? Cli_List::cell( trim( "$page->title <$page->url>" ) ) : '';
	}
}
