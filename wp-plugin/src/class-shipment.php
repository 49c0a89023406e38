<?php
/**
 * Posts on their way to the sidecar.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Announces posts by their hashes and sends the content of those that the sidecar wants.
 */
final class Shipment {

	/** Bytes of content in one message: half of what gRPC takes, with room for the rest. */
	private const MAX_BATCH_BYTES = 2_000_000;

	/** Documents that one message may remove. */
	private const MAX_DELETED = 1_000;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar     The sidecar.
	 * @param Publication    $publication Documents.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar, private readonly Publication $publication ) {}

	/**
	 * Sends posts. What can't be read, and what the sidecar does not take, is removed there, so that no earlier state
	 * of it goes on answering; why is noted with the post.
	 *
	 * @param string         $sync_id The sync they belong to.
	 * @param list<\WP_Post> $posts   Public posts, at most 200.
	 * @return array{sent_count: int, left_out_count: int, refused: array<string, string>} Refusals by document, each with what to do.
	 * @throws Sidecar_Error When the sidecar can't be reached or refuses all.
	 */
	public function send( string $sync_id, array $posts ): array {
		$put     = fn( array $documents ): Wire\Put_Documents_Response => $this->sidecar->unary(
			'sidecar.v1.Knowledge/PutDocuments',
			new Wire\Put_Documents_Request( sync_id: $sync_id, documents: $documents ),
			Wire\Put_Documents_Response::class,
			Caller::librarian()
		);
		$answers = array( $put( array_map( $this->publication->announcement( ... ), $posts ) ) );
		$wanted  = array_values( array_filter( $posts, static fn( \WP_Post $post ): bool => in_array( Catalogue::doc_id( $post->ID ), $answers[0]->wanted_doc_ids, true ) ) );
		$whole   = $this->publication->whole( $wanted );
		foreach ( self::batches( $whole['documents'] ) as $batch ) {
			$answers[] = $put( $batch );
		}
		$refused = array();
		foreach ( array_merge( ...array_column( $answers, 'refused' ) ) as $document ) {
			$refused[ $document->doc_id ] = $document->reason;
		}
		$taken    = array_diff( array_column( $whole['documents'], 'doc_id' ), array_keys( $refused ) );
		$left_out = array();
		foreach ( $posts as $post ) {
			$doc_id = Catalogue::doc_id( $post->ID );
			if ( in_array( $post, $wanted, true ) || isset( $refused[ $doc_id ] ) ) {
				Exclusions::note( $post->ID, $refused[ $doc_id ] ?? $whole['notes'][ $post->ID ] ?? '' );
				if ( ! in_array( $doc_id, $taken, true ) ) {
					$left_out[] = $post->ID;
				}
			} else {
				Exclusions::note_unchanged( $post->ID );
			}
		}
		$this->remove( $left_out );
		return array(
			'sent_count'     => array_sum( array_column( $answers, 'stored_count' ) ),
			'left_out_count' => count( $left_out ),
			'refused'        => $refused,
		);
	}

	/**
	 * Removes posts that are not to be read any more; no search finds them from now on.
	 *
	 * @param list<int> $post_ids Any posts.
	 * @return int Those that the sidecar held.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function remove( array $post_ids ): int {
		$deleted_count = 0;
		foreach ( array_chunk( $post_ids, self::MAX_DELETED ) as $ids ) {
			$delete         = new Wire\Delete_Documents_Request( doc_ids: array_map( Catalogue::doc_id( ... ), $ids ) );
			$deleted_count += $this->sidecar->unary( 'sidecar.v1.Knowledge/DeleteDocuments', $delete, Wire\Delete_Documents_Response::class, Caller::librarian() )->deleted_count;
		}
		return $deleted_count;
	}

	/**
	 * Cuts documents into messages that are small enough.
	 *
	 * @param list<Wire\Document> $documents With bodies, each far smaller than a message.
	 * @return list<list<Wire\Document>>
	 */
	private static function batches( array $documents ): array {
		$batches = array();
		$bytes   = self::MAX_BATCH_BYTES;
		foreach ( $documents as $document ) {
			$size = strlen( $document->body_html ) + strlen( $document->title ) + 1_000;
			if ( $bytes + $size > self::MAX_BATCH_BYTES ) {
				$batches[] = array();
				$bytes     = 0;
			}
			$batches[ array_key_last( $batches ) ][] = $document;
			$bytes += $size;
		}
		return $batches;
	}
}
