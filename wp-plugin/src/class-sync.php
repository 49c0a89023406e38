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

	/** Posts sent in one go. */
	private const BATCH = 20;

	/** Longest that the end of a request sends posts when no browser waits; the others wait for cron. */
	private const BUDGET_S = 15.0;

	/** Posts of a renamed term or a moved page that are noted one by one; above, the whole shop is read anew. */
	private const MAX_NOTED = 200;

	/** Longest wait for the end of another sync. */
	private const PATIENCE_S = 5.0;

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
	 * Notes a post that may have changed: saved, published, hidden, trashed or deleted. A variation is part of its product.
	 *
	 * @param int $post_id Any post.
	 */
	public function note( int $post_id ): void {
		if ( $post_id < 1 || wp_is_post_revision( $post_id ) || wp_is_post_autosave( $post_id ) ) {
			return;
		}
		$post = get_post( $post_id );
		if ( $post instanceof \WP_Post && 'product_variation' === $post->post_type ) {
			$post_id = $post->post_parent;
		} elseif ( $post instanceof \WP_Post && ( 'attachment' === $post->post_type || ! is_post_type_viewable( $post->post_type ) ) ) {
			return;
		}
		$this->changed[ $post_id ] = true;
		$this->after->add( 'push' );
	}

	/**
	 * Action `set_object_terms`: a post is in other categories, say.
	 *
	 * @param int    $post_id  The post, where the taxonomy is one of posts.
	 * @param string $taxonomy The taxonomy.
	 */
	public function note_terms( int $post_id, string $taxonomy ): void {
		if ( self::is_shown( $taxonomy ) ) {
			$this->note( $post_id );
		}
	}

	/**
	 * Action `edited_term`: its name stands in the posts that have it.
	 *
	 * @param int    $term_id  The term.
	 * @param string $taxonomy Its taxonomy.
	 */
	public function note_term( int $term_id, string $taxonomy ): void {
		if ( self::is_shown( $taxonomy ) ) {
			$posts = get_objects_in_term( $term_id, $taxonomy );
			$this->note_many( is_array( $posts ) ? array_map( intval( ... ), $posts ) : array() );
		}
	}

	/**
	 * Action `post_updated`: the address of a page begins with those of the pages above it.
	 *
	 * @param \WP_Post $now    The page.
	 * @param \WP_Post $before As it was.
	 */
	public function note_children( \WP_Post $now, \WP_Post $before ): void {
		if ( is_post_type_hierarchical( $now->post_type ) && array( $now->post_name, $now->post_parent ) !== array( $before->post_name, $before->post_parent ) ) {
			$pages = get_pages(
				array(
					'child_of'  => $now->ID,
					'post_type' => $now->post_type,
				)
			);
			$this->note_many( array_column( $pages ? $pages : array(), 'ID' ) );
		}
	}

	/**
	 * Something that every document may show has changed, such as the form of addresses: cron reads the whole shop anew.
	 */
	public static function note_all(): void {
		wp_schedule_single_event( time(), Reindex::RECONCILE_EVENT );
	}

	/**
	 * Pushes what changed in this request and what waits. What goes is only then taken off the list, so that nothing is
	 * lost when PHP is ended meanwhile; the rest is left for cron.
	 *
	 * @param bool $is_out True when no browser waits any more.
	 */
	public function push( bool $is_out = false ): void {
		$pending       = self::pending();
		$ids           = array_keys( $this->changed + $pending );
		$this->changed = array();
		if ( array() === $ids ) {
			return;
		}
		update_option( self::PENDING_OPTION, $ids, false );
		try {
			$left = $this->push_ids( $ids, array() !== $pending, microtime( true ) + ( $is_out ? self::BUDGET_S : 0 ) );
		} catch ( Sidecar_Error ) {
			$left = $ids;
		}
		// Another request may have left some meanwhile.
		wp_cache_delete( self::PENDING_OPTION, 'options' );
		self::keep_pending( array_keys( array_diff_key( self::pending(), array_fill_keys( array_diff( $ids, $left ), true ) ) ) );
	}

	/**
	 * Leaves what changed for cron: an order that changes stock must not wait for the sidecar.
	 */
	public function put_off(): void {
		self::keep_pending( array_keys( $this->changed + self::pending() ) );
		$this->changed = array();
	}

	/**
	 * Removes posts that are not public any more, then sends the others while there is time, and indexes.
	 *
	 * @param list<int> $ids      Posts.
	 * @param bool      $is_again True when the sidecar may already hold what it was not free to index.
	 * @param float     $until    When to stop sending; one batch always goes.
	 * @return list<int> Those that were not sent yet.
	 * @throws Sidecar_Error When the sidecar can't be reached, or is busy with another sync.
	 */
	private function push_ids( array $ids, bool $is_again, float $until ): array {
		$posts = array();
		foreach ( $ids as $id ) {
			$post   = get_post( $id );
			$reason = $post instanceof \WP_Post ? $this->catalogue->exclusion( $post ) : '';
			if ( '' !== $reason ) {
				Exclusions::note( $id, 'not_public' === $reason ? '' : $reason );
			} elseif ( $post instanceof \WP_Post ) {
				$posts[ $id ] = $post;
			}
		}
		$change_count = $this->shipment->remove( array_values( array_diff( $ids, array_keys( $posts ) ) ) );
		$sync_id      = bin2hex( random_bytes( 16 ) );
		do {
			$batch = array_slice( $posts, 0, self::BATCH, true );
			$posts = array_diff_key( $posts, $batch );
			if ( $batch ) {
				$change_count += $this->shipment->send( $sync_id, array_values( $batch ) )['sent_count'];
			}
		} while ( $posts && microtime( true ) < $until );
		if ( $change_count > 0 || $is_again ) {
			$this->commit( $sync_id );
		}
		return array_keys( $posts );
	}

	/**
	 * Has the sidecar index what was sent. Two saves at a time are usual, an editor's boxes are a second one: where
	 * another sync runs, waits a little for its end.
	 *
	 * @param string $sync_id What was sent.
	 * @throws Sidecar_Error When the sidecar can't be reached, or is busy for long.
	 */
	private function commit( string $sync_id ): void {
		$until = microtime( true ) + self::PATIENCE_S;
		while ( true ) {
			try {
				$this->sidecar->stream(
					'sidecar.v1.Knowledge/CommitSync',
					new Wire\Commit_Sync_Request( sync_id: $sync_id, full: false ),
					Wire\Sync_Progress::class,
					Caller::librarian( self::COMMIT_TIMEOUT_MS ),
					static fn(): bool => true
				);
				return;
			} catch ( Sidecar_Error $error ) {
				if ( 'SYNC_RUNNING' !== $error->reason || microtime( true ) >= $until ) {
					throw $error;
				}
				usleep( 100_000 );
			}
		}
	}

	/**
	 * Notes posts; the whole shop when there are many.
	 *
	 * @param list<int> $post_ids Posts.
	 */
	private function note_many( array $post_ids ): void {
		if ( count( $post_ids ) > self::MAX_NOTED ) {
			self::note_all();
			return;
		}
		array_map( $this->note( ... ), $post_ids );
	}

	/**
	 * True when names of its terms are in documents: categories, tags, attributes of products.
	 *
	 * @param string $taxonomy A taxonomy.
	 */
	private static function is_shown( string $taxonomy ): bool {
		return is_taxonomy_viewable( $taxonomy ) || str_starts_with( $taxonomy, 'pa_' );
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
