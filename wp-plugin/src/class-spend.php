<?php
/**
 * What language models cost.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Asks the sidecar what was spent in a month, and puts it in words and figures for the owner.
 */
final class Spend {

	/** Model of the records of turns that no language model wrote. */
	private const NO_MODEL = 'extractive';

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * A month's costs and records.
	 *
	 * @param string $month Such as `2026-11` (UTC); empty for the current one.
	 * @throws Sidecar_Error When the sidecar can't be reached or knows no such month.
	 */
	public function month( string $month = '' ): Wire\Get_Spend_Response {
		return $this->sidecar->unary( 'sidecar.v1.Operations/GetSpend', new Wire\Get_Spend_Request( month: $month ), Wire\Get_Spend_Response::class, Caller::operator() );
	}

	/**
	 * A month as the panel shows it: sentences, and a row for each model. `percent` of the budget is null without one.
	 *
	 * @param Wire\Get_Spend_Response $month The month.
	 * @return array{shown: bool, percent: int|null, text: string, average: string, rows: list<list<string>>}
	 */
	public static function shown( Wire\Get_Spend_Response $month ): array {
		$percent = $month->budget_micros > 0 ? (int) floor( 100 * $month->spent_micros / $month->budget_micros ) : null;
		$models  = self::by_model( $month->records );
		return array(
			'shown'   => array() !== array_diff( array_keys( $models ), array( self::NO_MODEL ) ) || $month->budget_micros > 0 || $month->spent_micros > 0,
			'percent' => $percent,
			'text'    => null === $percent
				/* translators: %s: an amount. */
				? sprintf( __( '%s spent this month; no monthly budget is set.', 'deskhand' ), Money::text( $month->spent_micros ) )
				/* translators: 1: an amount, 2: the budget, 3: percent. */
				: sprintf( __( '%1$s of %2$s spent this month (%3$s %%).', 'deskhand' ), Money::text( $month->spent_micros ), Money::text( $month->budget_micros ), number_format_i18n( $percent ) ),
			'average' => $month->thread_count > 0
				/* translators: 1: number of conversations, 2: an amount. */
				? sprintf( _n( '%1$s conversation with a model, at %2$s.', '%1$s conversations with a model, at %2$s each.', $month->thread_count, 'deskhand' ), number_format_i18n( $month->thread_count ), Money::text( self::per_thread( $month ) ) )
				: '',
			'rows'    => array_map( self::row( ... ), array_keys( $models ), $models ),
		);
	}

	/**
	 * Cost of a conversation that a model was asked in, in micros; 0 when there was none.
	 *
	 * @param Wire\Get_Spend_Response $month The month.
	 */
	public static function per_thread( Wire\Get_Spend_Response $month ): int {
		return $month->thread_count > 0 ? (int) round( $month->spent_micros / $month->thread_count ) : 0;
	}

	/**
	 * The records of each model added up: turns, answered, failed, tokens, micros, milliseconds.
	 *
	 * @param list<Wire\Track_Record> $records The month's.
	 * @return array<string, array{turns: int, answered: int, failed: int, tokens: int, micros: int, ms: int}>
	 */
	private static function by_model( array $records ): array {
		$models = array();
		foreach ( $records as $record ) {
			$added = array(
				'turns'    => $record->turn_count,
				'answered' => $record->answered_count,
				'failed'   => $record->failed_count,
				'tokens'   => $record->input_tokens + $record->output_tokens,
				'micros'   => $record->cost_micros,
				'ms'       => $record->took_ms,
			);
			foreach ( $added as $name => $count ) {
				$models[ $record->model ][ $name ] = ( $models[ $record->model ][ $name ] ?? 0 ) + $count;
			}
		}
		return $models;
	}

	/**
	 * A model's row: name, answers, share answered, failures, tokens, mean seconds, cost.
	 *
	 * @param string                                                                                   $model Its name.
	 * @param array{turns: int, answered: int, failed: int, tokens: int, micros: int, ms: int} $sum   Its records.
	 * @return list<string>
	 */
	private static function row( string $model, array $sum ): array {
		$asked = $sum['turns'] + $sum['failed'];
		return array(
			self::NO_MODEL === $model ? __( 'Your pages, no model', 'deskhand' ) : $model,
			number_format_i18n( $sum['turns'] ),
			$sum['turns'] > 0 ? number_format_i18n( 100 * $sum['answered'] / $sum['turns'] ) . ' %' : '–',
			number_format_i18n( $sum['failed'] ),
			number_format_i18n( $sum['tokens'] ),
			$asked > 0 ? number_format_i18n( $sum['ms'] / $asked / 1000, 1 ) . ' s' : '–',
			Money::text( $sum['micros'] ),
		);
	}
}
