<?php
/**
 * A conversation as staff sees it.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The words for a transcript: who wrote each line and when, who has the thread, and whether the shopper reads along.
 */
final class Thread_View {

	/**
	 * Only assigns.
	 *
	 * @param Wire\Read_Thread_Response $thread  From the sidecar.
	 * @param int                       $user_id Who looks.
	 */
	public function __construct( public readonly Wire\Read_Thread_Response $thread, private readonly int $user_id ) {}

	/**
	 * Who has the thread, seen from here: `nobody`, `mine` or `other`.
	 */
	public function whose(): string {
		return match ( true ) {
			Wire\Thread_State::TAKEN !== $this->thread->state => 'nobody',
			$this->user_id === $this->thread->person_id => 'mine',
			default => 'other',
		};
	}

	/**
	 * Who has the thread, in a sentence.
	 */
	public function status(): string {
		return match ( $this->whose() ) {
			'mine' => __( 'You have this conversation. The assistant is silent.', 'deskhand' ),
			/* translators: %s: name of a colleague. */
			'other' => sprintf( __( '%s has this conversation. The assistant is silent.', 'deskhand' ), $this->thread->person_name ),
			default => match ( true ) {
				Wire\Thread_State::WAITING !== $this->thread->state => __( 'The assistant answers in this conversation.', 'deskhand' ),
				/* translators: %s: why the shopper asked for a person. */
				'' !== $this->thread->reason => sprintf( __( 'The shopper waits for a person: %s', 'deskhand' ), $this->thread->reason ),
				default => __( 'The shopper waits for a person.', 'deskhand' ),
			},
		};
	}

	/**
	 * How what is written reaches the shopper, in a sentence.
	 */
	public function reach(): string {
		return match ( true ) {
			$this->thread->is_shopper_present => __( 'The shopper is in the chat and reads what you write at once.', 'deskhand' ),
			$this->thread->is_reachable => __( 'The shopper has left the chat. What you write is mailed to them after a minute.', 'deskhand' ),
			default => __( 'The shopper has left the chat and left no verified e-mail address: they read what you write only if they come back.', 'deskhand' ),
		};
	}

	/**
	 * The lines of the transcript.
	 *
	 * @return list<array{author: string, who: string, time: string, text: string}>
	 */
	public function lines(): array {
		$who = array(
			'shopper' => __( 'Shopper', 'deskhand' ),
			'agent'   => __( 'Assistant', 'deskhand' ),
			'staff'   => __( 'Staff', 'deskhand' ),
			'draft'   => __( 'Draft of another version, not shown to the shopper', 'deskhand' ),
		);
		return array_map(
			static fn( Wire\Transcript_Line $line ): array => array(
				'author' => isset( $who[ $line->author ] ) ? $line->author : 'agent',
				'who'    => '' !== $line->author_name ? $line->author_name : $who[ $line->author ] ?? $line->author,
				'time'   => Tickets_Page::time( $line->at_unix_ms ),
				'text'   => $line->text,
			),
			$this->thread->lines
		);
	}

	/**
	 * What the script shows anew.
	 *
	 * @return array{whose: string, status: string, reach: string, lines: list<array<string, string>>}
	 */
	public function shown(): array {
		return array(
			'whose'  => $this->whose(),
			'status' => $this->status(),
			'reach'  => $this->reach(),
			'lines'  => $this->lines(),
		);
	}
}
