<?php
/**
 * Keeps the index fresh.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Collects the posts that changed in this request and pushes them once the response is out. What can't be pushed now
 * waits for cron.
 */
final class Sync {

	/** Posts that wait for cron, by id. */
	public const PENDING_OPTION = 'deskhand_pending';

	/** Event that pushes them. */
	public const PUSH_EVENT = 'deskhand_push';

	private const RETRY_AFTER_S = 60;

	/** Posts pushed at the end of a request, and in one run of cron; more would hold a worker for long. */
	private const BATCH = 20;

	private const COMMIT_TIMEOUT_MS = 30_000;

	/**
	 * Posts that changed in this request.
	 *
	 * @var array<int, true>
	 */
	private array $changed = array();

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar   The sidecar.
	 * @param Catalogue      $catalogue What is public.
	 * @param Shipment       $shipment  Sends it.
	 * @param After_Response $after     Runs `push()`.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Catalogue $catalogue,
		private readonly Shipment $shipment,
		private readonly After_Response $after,
	) {}

	/**
	 * Notes a post that may have changed: saved, published, hidden, trashed or deleted.
	 *
	 * @param int $post_id Any post.
	 */
	public function note( int $post_id ): void {
		if ( $post_id < 1 || wp_is_post_revision( $post_id ) || wp_is_post_autosave( $post_id ) ) {
			return;
		}
		$post = get_post( $post_id );
		if ( $post instanceof \WP_Post && ! is_post_type_viewable( $post->post_type ) ) {
			return;
		}
		$this->changed[ $post_id ] = true;
		$this->after->add( 'push' );
	}

	/**
	 * Pushes what changed in this request and what waits; leaves for cron what does not go.
	 */
	public function push(): void {
		$pending       = self::pending();
		$ids           = array_keys( $this->changed + $pending );
		$this->changed = array();
		if ( array() === $ids ) {
			return;
		}
		$now = array_slice( $ids, 0, self::BATCH );
		try {
			$this->push_ids( $now, array() !== $pending );
			self::keep_pending( array_slice( $ids, self::BATCH ) );
		} catch ( Sidecar_Error ) {
			self::keep_pending( $ids );
		}
	}

	/**
	 * Leaves what changed for cron: an order that changes stock must not wait for the sidecar.
	 */
	public function put_off(): void {
		self::keep_pending( array_keys( $this->changed + self::pending() ) );
		$this->changed = array();
	}

	/**
	 * Sends public posts, removes others, and indexes.
	 *
	 * @param list<int> $ids      Posts.
	 * @param bool      $is_again True when the sidecar may already hold what it was not free to index.
	 * @throws Sidecar_Error When the sidecar can't be reached, or is busy with another sync.
	 */
	private function push_ids( array $ids, bool $is_again ): void {
		$posts        = array_filter( array_map( get_post( ... ), $ids ), fn( mixed $post ): bool => $post instanceof \WP_Post && $this->catalogue->is_public( $post ) );
		$gone         = array_diff( $ids, array_column( $posts, 'ID' ) );
		$change_count = 0;
		if ( $gone ) {
			$delete       = new Wire\Delete_Documents_Request( doc_ids: array_values( array_map( Catalogue::doc_id( ... ), $gone ) ) );
			$change_count = $this->sidecar->unary( 'sidecar.v1.Knowledge/DeleteDocuments', $delete, Wire\Delete_Documents_Response::class, Caller::librarian() )->deleted_count;
		}
		$sync_id = bin2hex( random_bytes( 16 ) );
		if ( $posts ) {
			$change_count += $this->shipment->send( $sync_id, array_values( $posts ) )['sent_count'];
		}
		if ( 0 === $change_count && ! $is_again ) {
			return;
		}
		$this->sidecar->stream(
			'sidecar.v1.Knowledge/CommitSync',
			new Wire\Commit_Sync_Request( sync_id: $sync_id, full: false ),
			Wire\Sync_Progress::class,
			Caller::librarian( self::COMMIT_TIMEOUT_MS ),
			static fn(): bool => true
		);
	}

	/**
	 * Posts that wait.
	 *
	 * @return array<int, true>
	 */
	private static function pending(): array {
		$kept = get_option( self::PENDING_OPTION, array() );
		return is_array( $kept ) ? array_fill_keys( array_map( intval( ... ), $kept ), true ) : array();
	}

	/**
	 * Leaves posts for cron.
	 *
	 * @param list<int> $ids Posts; none clears the list.
	 */
	private static function keep_pending( array $ids ): void {
		update_option( self::PENDING_OPTION, $ids, false );
		if ( $ids && ! wp_next_scheduled( self::PUSH_EVENT ) ) {
			wp_schedule_single_event( time() + self::RETRY_AFTER_S, self::PUSH_EVENT );
		}
	}
}
