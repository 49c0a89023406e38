<?php
/**
 * How WordPress and the sidecar get on.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Checks the line to the sidecar live and says what to do about it.
 *
 * @phpstan-type Check array{name: string, ok: bool, text: string}
 */
final class Connection {

	/** Seconds by which the clocks may differ; more and tokens are refused. */
	private const MAX_SKEW_S = 5;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 * @param Pairing        $pairing Whether this site is paired.
	 * @param Widget         $widget  Whether shoppers see the widget.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Pairing $pairing,
		private readonly Widget $widget,
	) {}

	/**
	 * The whole report. `state` is `fine`, `degraded` (shoppers are answered, but something needs the owner) or `down`.
	 *
	 * @return array{state: string, paired: bool, needs_code: bool, checks: list<Check>}
	 */
	public function report(): array {
		$paired = $this->pairing->is_paired();
		try {
			$status = $this->sidecar->unary( 'sidecar.v1.Operations/GetStatus', new Wire\Get_Status_Request(), Wire\Get_Status_Response::class, Caller::operator() );
			$index  = $this->sidecar->unary( 'sidecar.v1.Knowledge/GetIndexStatus', new Wire\Get_Index_Status_Request(), Wire\Get_Index_Status_Response::class, Caller::librarian( 3_000 ) );
			$checks = array( self::check( 'connection', true, __( 'The sidecar answers and knows this site.', 'deskhand' ) ), ...$this->of_status( $status ), $this->of_index( $index ) );
			$state  = array_filter( $checks, static fn( array $check ): bool => ! $check['ok'] ) ? 'degraded' : 'fine';
			$paired = true;
		} catch ( Sidecar_Error $error ) {
			$checks = array( self::check( 'connection', false, Diagnosis::of( $error ) ) );
			$state  = 'down';
			$paired = $paired && Sidecar_Error::UNAUTHENTICATED !== $error->grpc_status;
		}
		return array(
			'state'      => $state,
			'paired'     => $paired,
			'needs_code' => ! $this->pairing->needs_no_code(),
			'checks'     => array( ...$checks, $this->of_widget() ),
		);
	}

	/**
	 * What the sidecar says of itself.
	 *
	 * @param Wire\Get_Status_Response $status Its status.
	 * @return list<Check>
	 */
	private function of_status( Wire\Get_Status_Response $status ): array {
		$skew_s = (int) round( ( $status->now_unix_ms - microtime( true ) * 1000 ) / 1000 );
		$is_old = '' !== $status->min_plugin_version && version_compare( VERSION, $status->min_plugin_version, '<' );
		$checks = array(
			self::check(
				'version',
				! $is_old,
				$is_old
					/* translators: %s: a version. */
					? sprintf( __( 'The sidecar needs version %s of this plugin or later. Update the plugin.', 'deskhand' ), $status->min_plugin_version )
					/* translators: 1: version of the sidecar, 2: version of the plugin. */
					: sprintf( __( 'Sidecar %1$s, plugin %2$s.', 'deskhand' ), $status->version, VERSION )
			),
			self::check(
				'clock',
				abs( $skew_s ) <= self::MAX_SKEW_S,
				/* translators: %d: seconds. */
				sprintf( __( 'The clocks differ by %d seconds; at most 5 are allowed.', 'deskhand' ), abs( $skew_s ) )
			),
			/* translators: %s: name of the brain, such as "extractive". */
			self::check( 'brain', true, sprintf( __( 'Answers come from: %s.', 'deskhand' ), $status->brain ) ),
		);
		foreach ( $status->checks as $check ) {
			if ( 'index' !== $check->name ) {
				$checks[] = self::check( $check->name, $check->ok, $check->text );
			}
		}
		return $checks;
	}

	/**
	 * Whether the index can be used.
	 *
	 * @param Wire\Get_Index_Status_Response $index Its status.
	 * @return Check
	 */
	private function of_index( Wire\Get_Index_Status_Response $index ): array {
		$text = match ( $index->state ) {
			Wire\Index_State::READY => sprintf(
				/* translators: 1: number of pages, 2: number of passages, 3: time such as "5 minutes". */
				__( '%1$s pages in %2$s passages, read %3$s ago.', 'deskhand' ),
				number_format_i18n( $index->document_count ),
				number_format_i18n( $index->passage_count ),
				human_time_diff( intdiv( $index->synced_unix_ms, 1000 ) )
			),
			Wire\Index_State::EMPTY => __( 'Nothing was read yet. Press "Index now".', 'deskhand' ),
			Wire\Index_State::STALE => __( 'What was read is too old to answer from. Press "Index now", and check that WP-Cron runs.', 'deskhand' ),
			Wire\Index_State::REBUILDING => __( 'The index is being rebuilt; answers come back by themselves.', 'deskhand' ),
			default => __( 'The sidecar reported an index state that this plugin does not know. Update the plugin.', 'deskhand' ),
		};
		return self::check( 'index', Wire\Index_State::READY === $index->state, $text );
	}

	/**
	 * Whether shoppers see the widget. Not published is a choice, no fault.
	 *
	 * @return Check
	 */
	private function of_widget(): array {
		$why = $this->widget->hidden_because();
		return self::check(
			'widget',
			! in_array( $why, array( 'ai_off', 'unpaired' ), true ),
			match ( $why ) {
				'ai_off' => __( 'Hidden, because AI features are switched off in this WordPress (wp_supports_ai).', 'deskhand' ),
				'unpaired' => __( 'Hidden, because this site is not paired. Press "Pair".', 'deskhand' ),
				'unpublished' => __( 'Only you see the widget. Tick "Published" when you are ready.', 'deskhand' ),
				default => __( 'Shoppers see the widget.', 'deskhand' ),
			}
		);
	}

	/**
	 * One line of the report.
	 *
	 * @param string $name What was checked.
	 * @param bool   $ok   Whether it is as it should be.
	 * @param string $text What it is, or what to do.
	 * @return Check
	 */
	private static function check( string $name, bool $ok, string $text ): array {
		return compact( 'name', 'ok', 'text' );
	}
}
