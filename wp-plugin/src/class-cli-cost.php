<?php
/**
 * `wp deskhand cost`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Shows what language models cost.
 */
final class Cli_Cost {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Shows what language models cost in a month, and how each did.
	 *
	 * A row for each version of the assistant, model and kind of question; `extractive` is an answer from the shop's
	 * pages, without a model. Amounts are in the currency of the prices that are set in the sidecar.
	 *
	 * ## OPTIONS
	 *
	 * [--month=<month>]
	 * : Such as 2026-11 (UTC). The current one without it; thirteen months are kept.
	 *
	 * [--fields=<fields>]
	 * : Columns to show: version, model, scenario, turns, answered, failed, refused, input_tokens, output_tokens, cost, seconds.
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
	 *     wp deskhand cost
	 *     wp deskhand cost --month=2026-10 --fields=model,scenario,turns,cost --format=csv
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function __invoke( array $args, array $options ): void {
		$asked = (string) ( $options['month'] ?? '' );
		if ( 1 !== preg_match( '/^(\d{4}-(0[1-9]|1[0-2]))?$/D', $asked ) ) {
			WP_CLI::error( '--month must be a year and a month, such as 2026-11.' );
		}
		try {
			$month = $this->parts->spend()->month( $asked );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		$rows   = array_map(
			static fn( Wire\Track_Record $record ): array => array(
				'version'       => Cli_List::cell( $record->brain_version ),
				'model'         => Cli_List::cell( $record->model ),
				'scenario'      => Cli_List::cell( $record->scenario ),
				'turns'         => $record->turn_count,
				'answered'      => $record->answered_count,
				'failed'        => $record->failed_count,
				'refused'       => $record->refused_sentence_count,
				'input_tokens'  => $record->input_tokens,
				'output_tokens' => $record->output_tokens,
				'cost'          => self::amount( $record->cost_micros ),
				'seconds'       => round( $record->took_ms / 1000, 1 ),
			),
			$month->records
		);
		$format = $options['format'] ?? 'table';
		Utils\format_items( $format, $rows, $options['fields'] ?? 'version,model,scenario,turns,answered,failed,input_tokens,output_tokens,cost' );
		if ( 'table' === $format ) {
			WP_CLI::line(
				sprintf(
					'%s: %s spent, %s; %d conversations with a model, %s each.',
					$month->month,
					self::amount( $month->spent_micros ),
					$month->budget_micros > 0 ? sprintf( 'budget %s', self::amount( $month->budget_micros ) ) : 'no budget',
					$month->thread_count,
					self::amount( Spend::per_thread( $month ) )
				)
			);
		}
	}

	/**
	 * An amount as machines read it.
	 *
	 * @param int $micros Millionths.
	 */
	public static function amount( int $micros ): string {
		return sprintf( '%d.%06d', intdiv( $micros, 1_000_000 ), $micros % 1_000_000 );
	}
}
