<?php
/**
 * The routes that the knowledge page calls.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

/**
 * `POST deskhand/v1/knowledge/…`: begins long work or goes on listening to it, a moment at a time, so that a bar moves
 * on hosts that buffer too. Each answers `{running, fraction, text}`.
 *
 * @phpstan-type Progress array{running: bool, fraction: float, text: string, since?: int}
 */
final class Knowledge_Routes {

	/** Longest that one request listens; the bar moves after each. */
	private const LISTEN_S = 0.4;

	/** Where in the whole each stage begins and ends. */
	private const SPANS = array(
		'read'    => array( 0.0, 0.6 ),
		'chunk'   => array( 0.6, 0.65 ),
		'embed'   => array( 0.65, 0.95 ),
		'index'   => array( 0.95, 0.97 ),
		'seal'    => array( 0.97, 0.99 ),
		'switch'  => array( 0.99, 1.0 ),
		'ask'     => array( 0.0, 0.8 ),
		'compare' => array( 0.8, 1.0 ),
		'done'    => array( 1.0, 1.0 ),
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
			'source' => array( 'read_source', $this->source( ... ) ),
			'mirror' => array( 'check', $this->mirror( ... ) ),
		);
		foreach ( $routes as $name => [ $step, $callback ] ) {
			register_rest_route(
				Gate::REST_NAMESPACE,
				"/knowledge/$name",
				array(
					'methods'             => 'POST',
					'callback'            => static fn( WP_REST_Request $request ): WP_REST_Response|WP_Error => Owner_Routes::answer( static fn(): array => $callback( $request ) ),
					'permission_callback' => static fn(): bool => Knowledge_Forms::may( $step ),
				)
			);
		}
	}

	/**
	 * Reads a source, or listens on.
	 *
	 * @param WP_REST_Request $request `{source: string, begin?: true}`.
	 * @return Progress
	 */
	private function source( WP_REST_Request $request ): array {
		$source_id = Field::line( $request, 'source', 64 );
		$knowledge = $this->parts->knowledge();
		// Asked for again after its end, it would be read once more.
		if ( true !== $request->get_param( 'begin' ) && true !== $knowledge->source( $source_id )?->running ) {
			return self::shown( new Wire\Sync_Progress( stage: 'done' ) );
		}
		return self::shown( $knowledge->load_source( $source_id, self::LISTEN_S ) );
	}

	/**
	 * Makes a mirror, or listens on.
	 *
	 * @param WP_REST_Request $request `{begin?: true, since?: int}`: when the mirror before was made, as the first answer said.
	 * @return Progress
	 */
	private function mirror( WP_REST_Request $request ): array {
		$knowledge    = $this->parts->knowledge();
		$made_unix_ms = $knowledge->mirror()->made_unix_ms;
		// Asked for again after its end, another would be made.
		if ( true !== $request->get_param( 'begin' ) && $made_unix_ms > Field::count( $request, 'since' ) ) {
			return self::shown( new Wire\Sync_Progress( stage: 'done' ) );
		}
		return array( 'since' => $made_unix_ms ) + self::shown( $knowledge->make_mirror( self::LISTEN_S ) );
	}

	/**
	 * How far work is, in words and as a fraction.
	 *
	 * @param Wire\Sync_Progress $progress The last that was heard.
	 * @return Progress
	 */
	private static function shown( Wire\Sync_Progress $progress ): array {
		[ $from, $to ] = self::SPANS[ $progress->stage ] ?? array( 0.0, 0.0 );
		$share         = $progress->total_count > 0 ? min( 1.0, $progress->done_count / $progress->total_count ) : 0.0;
		$counts        = array( number_format_i18n( $progress->done_count ), number_format_i18n( $progress->total_count ) );
		return array(
			'running'  => 'done' !== $progress->stage,
			'fraction' => $from + ( $to - $from ) * $share,
			'text'     => match ( $progress->stage ) {
				'read' => $progress->total_count > 0
					/* translators: 1: pages read, 2: pages in all. */
					? sprintf( __( 'Reading: %1$s of %2$s pages.', 'deskhand' ), ...$counts )
					/* translators: %s: pages read. */
					: sprintf( __( 'Reading: %s pages so far.', 'deskhand' ), $counts[0] ),
				/* translators: 1: pages done, 2: pages in all. */
				'embed' => sprintf( __( 'Learning what the pages are about: %1$s of %2$s.', 'deskhand' ), ...$counts ),
				/* translators: 1: questions asked, 2: questions in all. */
				'ask' => sprintf( __( 'Asking back: %1$s of %2$s questions.', 'deskhand' ), ...$counts ),
				'compare' => __( 'Comparing pages with each other.', 'deskhand' ),
				'done' => __( 'Done.', 'deskhand' ),
				'' => __( 'Getting ready.', 'deskhand' ),
				default => __( 'Writing the index.', 'deskhand' ),
			},
		);
	}
}
