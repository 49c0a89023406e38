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

	/** Longest that one request works on the index; the bar moves after each. */
	private const STEP_BUDGET_S = 0.4;

	/** Where in the whole each stage of the sidecar's work begins and ends; measured November 2026 on the sample shop. */
	private const SPANS = array(
		'embed'  => array( 0.2, 0.9 ),
		'index'  => array( 0.9, 0.95 ),
		'seal'   => array( 0.95, 0.98 ),
		'switch' => array( 0.98, 1.0 ),
	);

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
		$routes = array(
			'status'  => $this->status( ... ),
			'pair'    => $this->pair( ... ),
			'index'   => $this->index( ... ),
			'publish' => $this->publish( ... ),
			'spend'   => fn(): array => Spend::shown( $this->parts->spend()->month() ),
		);
		foreach ( $routes as $name => $step ) {
			register_rest_route(
				Gate::REST_NAMESPACE,
				"/admin/$name",
				array(
					'methods'             => 'POST',
					'callback'            => static fn( WP_REST_Request $request ): WP_REST_Response|WP_Error => self::answer( static fn(): array => $step( $request ) ),
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
	 * Begins to read the shop anew, or goes on with it for a second.
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
	 * Shows the chat to shoppers, or hides it again.
	 *
	 * @param WP_REST_Request $request `{published: bool}`.
	 * @return array<string, mixed>
	 */
	private function publish( WP_REST_Request $request ): array {
		Settings::publish( true === $request->get_param( 'published' ) );
		return $this->status();
	}

	/**
	 * Where a reindex stands, in words and as a fraction.
	 *
	 * @param array<string, mixed> $state Of `Reindex`.
	 * @return array{stage: string, running: bool, fraction: float, text: string, refused: list<string>}
	 */
	private static function shown( array $state ): array {
		$share         = static fn( string $done, string $total ): float => $state[ $total ] > 0 ? min( 1.0, $state[ $done ] / $state[ $total ] ) : 0.0;
		[ $from, $to ] = self::SPANS[ $state['detail'] ] ?? array( 0.2, 0.2 );
		$fraction      = match ( $state['stage'] ) {
			'send' => 0.2 * $share( 'seen_count', 'total_count' ),
			'index' => $from + ( $to - $from ) * $share( 'detail_done', 'detail_total' ),
			'done' => 1.0,
			default => 0.0,
		};
		$text          = match ( $state['stage'] ) {
			/* translators: 1: pages read, 2: pages in all. */
			'send' => sprintf( __( 'Reading pages: %1$d of about %2$d.', 'deskhand' ), $state['seen_count'], $state['total_count'] ),
			'index' => match ( $state['detail'] ) {
				'' => __( 'Getting ready.', 'deskhand' ),
				/* translators: 1: pages done, 2: pages in all. */
				'embed' => sprintf( __( 'Learning what the pages are about: %1$d of %2$d.', 'deskhand' ), $state['detail_done'], $state['detail_total'] ),
				default => __( 'Writing the index.', 'deskhand' ),
			},
			/* translators: 1: pages read, 2: pages that were new or changed, 3: pages left out. */
			'done' => sprintf( __( 'Done: %1$d pages read, %2$d new or changed, %3$d left out.', 'deskhand' ), $state['read_count'], $state['sent_count'], $state['excluded_count'] ),
			'failed' => $state['error'],
			default => '',
		};
		return array(
			'stage'    => $state['stage'],
			'running'  => in_array( $state['stage'], array( 'send', 'index' ), true ),
			'fraction' => $fraction,
			'text'     => $text,
			'refused'  => array_map( self::refusal( ... ), array_keys( $state['refused'] ), $state['refused'] ),
		);
	}

	/**
	 * Why a page was not taken, by its title.
	 *
	 * @param string $doc_id The document.
	 * @param string $why    The sidecar's words.
	 */
	private static function refusal( string $doc_id, string $why ): string {
		$post = get_post( Catalogue::post_id( $doc_id ) );
		/* translators: 1: title of a page, 2: why it was not taken. */
		return sprintf( __( '"%1$s" was not taken: %2$s', 'deskhand' ), $post instanceof \WP_Post ? Exclusions::title( $post ) : $doc_id, $why );
	}

	/**
	 * Runs a callback and shapes what it throws for the owner. Not as a 5xx, whose text some CDNs replace by their own.
	 *
	 * @param callable(): array<string, mixed> $step What to do.
	 */
	public static function answer( callable $step ): WP_REST_Response|WP_Error {
		nocache_headers();
		try {
			return new WP_REST_Response( $step() );
		} catch ( Sidecar_Error $error ) {
			return new WP_Error( strtolower( $error->reason ), Diagnosis::of( $error ), array( 'status' => 424 ) );
		} catch ( \Throwable $thrown ) {
			return Problem::from( $thrown );
		}
	}
}
