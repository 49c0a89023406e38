<?php
/**
 * What a reindex would do.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Compares the shop with what the sidecar holds, by hashes. Sends nothing and keeps nothing.
 */
final class Reindex_Plan {

	private const PAGE = 500;

	private const BATCH = 50;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar     The sidecar.
	 * @param Catalogue      $catalogue   What is public.
	 * @param Publication    $publication Documents.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Catalogue $catalogue,
		private readonly Publication $publication,
	) {}

	/**
	 * What would be sent, removed or left out; what stays as it is has no row.
	 *
	 * @param Scope         $scope   What would be read.
	 * @param callable|null $on_step Gets the number of posts looked at, after each batch.
	 * @return list<array{action: string, id: int, type: string, title: string, reason: string}> `send`, `remove` or `leave out`.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function rows( Scope $scope, ?callable $on_step = null ): array {
		$held     = $this->held();
		$after_id = 0;
		$seen     = array();
		$rows     = array();
		while ( $posts = $this->catalogue->next( $after_id, self::BATCH, $scope ) ) { // phpcs:ignore Generic.CodeAnalysis.AssignmentInCondition -- until there are none.
			$after_id = end( $posts )->ID;
			foreach ( $posts as $post ) {
				$seen[ $post->ID ] = true;
				array_push( $rows, ...$this->rows_of( $post, $held[ Catalogue::doc_id( $post->ID ) ] ?? '' ) );
			}
			if ( $on_step ) {
				$on_step( count( $posts ) );
			}
		}
		foreach ( $held as $doc_id => $hash ) {
			$id = Catalogue::post_id( $doc_id );
			if ( $id > 0 && ! isset( $seen[ $id ] ) && ( $scope->is_all() || ( in_array( $id, $scope->ids, true ) && null === get_post( $id ) ) ) ) {
				$rows[] = self::row( 'remove', $id, get_post( $id ), Exclusions::sentence( 'not_public' ) );
			}
		}
		return $rows;
	}

	/**
	 * What would become of a post.
	 *
	 * @param \WP_Post $post The post.
	 * @param string   $hash Of what the sidecar holds of it; empty for nothing.
	 * @return list<array{action: string, id: int, type: string, title: string, reason: string}>
	 */
	private function rows_of( \WP_Post $post, string $hash ): array {
		$reason = $this->catalogue->exclusion( $post );
		if ( '' === $reason && $this->catalogue->content_hash( $post ) === $hash ) {
			return array();
		}
		$rows = array();
		if ( '' === $reason ) {
			$whole  = $this->publication->whole( array( $post ) );
			$reason = $whole['notes'][ $post->ID ] ?? '';
			if ( $whole['documents'] ) {
				return array( self::row( 'send', $post->ID, $post, '' !== $reason ? Exclusions::sentence( $reason ) : ( '' === $hash ? __( 'New.', 'deskhand' ) : __( 'Changed.', 'deskhand' ) ) ) );
			}
		}
		if ( '' !== $hash ) {
			$rows[] = self::row( 'remove', $post->ID, $post, Exclusions::sentence( $reason ) );
		} elseif ( 'not_public' !== $reason ) {
			$rows[] = self::row( 'leave out', $post->ID, $post, Exclusions::sentence( $reason ) );
		}
		return $rows;
	}

	/**
	 * What the sidecar holds.
	 *
	 * @return array<string, string> Hashes by document.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function held(): array {
		$hashes = array();
		$token  = '';
		do {
			$request = new Wire\List_Documents_Request( page_size: self::PAGE, page_token: $token );
			$page    = $this->sidecar->unary( 'sidecar.v1.Knowledge/ListDocuments', $request, Wire\List_Documents_Response::class, Caller::librarian() );
			$hashes += array_column( $page->documents, 'content_hash', 'doc_id' );
			$token   = $page->next_page_token;
		} while ( '' !== $token );
		return $hashes;
	}

	/**
	 * A row.
	 *
	 * @param string        $action What would be done.
	 * @param int           $id     A post.
	 * @param \WP_Post|null $post   Null when it was deleted.
	 * @param string        $reason Why, as a sentence.
	 * @return array{action: string, id: int, type: string, title: string, reason: string}
	 */
	private static function row( string $action, int $id, ?\WP_Post $post, string $reason ): array {
		return array(
			'action' => $action,
			'id'     => $id,
			'type'   => $post->post_type ?? '',
			'title'  => $post ? Exclusions::title( $post ) : '',
			'reason' => $reason,
		);
	}
}
