<?php
/**
 * The routes that the settings page calls.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

/**
 * `POST deskhand/v1/admin/…` for the owner. A sidecar's error becomes a sentence that says what to do.
 */
final class Owner_Routes {

	/** Longest that one request works on the index. */
	private const STEP_BUDGET_S = 3.0;

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts Made when a route is called, so that a site whose keys can't be made is told why.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Registers the routes.
	 */
	public function register(): void {
		foreach ( array( 'status', 'pair', 'index' ) as $name ) {
			register_rest_route(
				Gate::REST_NAMESPACE,
				"/admin/$name",
				array(
					'methods'             => 'POST',
					'callback'            => fn( WP_REST_Request $request ): WP_REST_Response|WP_Error => self::answer( fn(): array => $this->$name( $request ) ),
					'permission_callback' => static fn(): bool => current_user_can( 'manage_options' ),
				)
			);
		}
	}

	/**
	 * How the line is now.
	 *
	 * @return array<string, mixed>
	 */
	private function status(): array {
		return array( 'reindex' => self::shown( $this->parts->reindex()->state() ) ) + $this->parts->connection()->report();
	}

	/**
	 * Pairs, with the code where one is needed.
	 *
	 * @param WP_REST_Request $request `{code?}`.
	 * @return array<string, mixed>
	 */
	private function pair( WP_REST_Request $request ): array {
		$this->parts->pairing()->pair( Field::line( $request, 'code', 40 ) );
		return $this->status();
	}

	/**
	 * Begins to read the shop anew, or goes on with it for a few seconds.
	 *
	 * @param WP_REST_Request $request `{begin?: true}`.
	 * @return array<string, mixed>
	 */
	private function index( WP_REST_Request $request ): array {
		if ( true === $request->get_param( 'begin' ) && $this->parts->reindex()->begin() ) {
			wp_schedule_single_event( time() + 2 * MINUTE_IN_SECONDS, Reindex::STEP_EVENT );
		}
		return self::shown( $this->parts->reindex()->advance( self::STEP_BUDGET_S ) );
	}

	/**
	 * Where a reindex stands, in words and as a fraction.
	 *
	 * @param array<string, mixed> $state Of `Reindex`.
	 * @return array{stage: string, running: bool, fraction: float|null, text: string, refused: list<string>}
	 */
	private static function shown( array $state ): array {
		$fraction = match ( $state['stage'] ) {
			'send' => $state['total_count'] > 0 ? min( 1, $state['read_count'] / $state['total_count'] ) / 2 : 0.0,
			'index' => $state['detail_total'] > 0 ? 0.5 + $state['detail_done'] / $state['detail_total'] / 2 : null,
			'done' => 1.0,
			default => 0.0,
		};
		$text     = match ( $state['stage'] ) {
			/* translators: 1: pages read, 2: pages in all. */
			'send' => sprintf( __( 'Reading pages: %1$d of about %2$d.', 'deskhand' ), $state['read_count'], $state['total_count'] ),
			/* translators: %s: name of a stage. */
			'index' => sprintf( __( 'Indexing (%s).', 'deskhand' ), $state['detail'] ?: 'index' ),
			/* translators: 1: pages read, 2: pages that were new or changed. */
			'done' => sprintf( __( 'Done: %1$d pages read, %2$d new or changed.', 'deskhand' ), $state['read_count'], $state['sent_count'] ),
			'failed' => $state['error'],
			default => '',
		};
		return array(
			'stage'    => $state['stage'],
			'running'  => in_array( $state['stage'], array( 'send', 'index' ), true ),
			'fraction' => $fraction,
			'text'     => $text,
			'refused'  => array_map( static fn( string $id, string $why ): string => "$id: $why", array_keys( $state['refused'] ), $state['refused'] ),
		);
	}

	/**
	 * Runs a callback and shapes what it throws for the owner.
	 *
	 * @param callable(): array<string, mixed> $step What to do.
	 */
	private static function answer( callable $step ): WP_REST_Response|WP_Error {
		nocache_headers();
		try {
			return new WP_REST_Response( $step() );
		} catch ( Sidecar_Error $error ) {
			return new WP_Error( strtolower( $error->reason ), Diagnosis::of( $error ), array( 'status' => 502 ) );
		} catch ( \Throwable $thrown ) {
			return Problem::from( $thrown );
		}
	}
}
