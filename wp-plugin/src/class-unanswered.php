<?php
/**
 * Questions that ended without an answer.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Groups of questions that mean the same, and how one becomes knowledge.
 */
final class Unanswered {

	private const MAX_GROUPS = 200;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar   The sidecar.
	 * @param Knowledge      $knowledge Asks back.
	 * @param Sync           $sync      Pushes what was published.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Knowledge $knowledge,
		private readonly Sync $sync,
	) {}

	/**
	 * The groups, the most asked first.
	 *
	 * @param int $max_count Most to give, 1 to 200.
	 * @return list<Wire\Unanswered_Group>
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function groups( int $max_count = self::MAX_GROUPS ): array {
		return $this->sidecar->unary( 'sidecar.v1.Desk/ListUnanswered', new Wire\List_Unanswered_Request( max_count: $max_count ), Wire\List_Unanswered_Response::class, Caller::staff() )->groups;
	}

	/**
	 * Publishes an answer, has it read at once, takes the group off the list, and asks back, in the owner's words and in
	 * those of shoppers.
	 *
	 * @param string $group_id The group.
	 * @param string $question What it answers, one line.
	 * @param string $answer   The answer.
	 * @return array{post: \WP_Post, asked_count: int, lost: list<string>} The answer, and the questions that don't find it among the first five.
	 * @throws Refused `internal` when WordPress can't store it.
	 * @throws Sidecar_Error When the answer is published, but the sidecar can't be reached: it is read later, and the group stays.
	 */
	public function answer( string $group_id, string $question, string $answer ): array {
		$post  = Faq::publish( $question, $answer, $group_id );
		$group = array_column( $this->groups(), null, 'group_id' )[ $group_id ] ?? null;
		$this->sync->push();
		$asked  = array_unique( array( $question, ...( $group ? array( $group->question, ...$group->variants ) : array() ) ) );
		$doc_id = Catalogue::doc_id( $post->ID );
		$lost   = array_filter( $asked, fn( string $words ): bool => ! in_array( $doc_id, array_column( $this->knowledge->search( $words )->passages, 'doc_id' ), true ) );
		$this->dismiss( $group_id );
		return array(
			'post'        => $post,
			'asked_count' => count( $asked ),
			'lost'        => array_values( $lost ),
		);
	}

	/**
	 * Takes a group off the list.
	 *
	 * @param string $group_id The group.
	 * @return int Questions that were in it.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function dismiss( string $group_id ): int {
		return $this->sidecar->unary( 'sidecar.v1.Desk/CloseUnanswered', new Wire\Close_Unanswered_Request( group_id: $group_id ), Wire\Close_Unanswered_Response::class, Caller::staff() )->closed_count;
	}
}
