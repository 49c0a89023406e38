<?php
/**
 * What had no answer, in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Each group of questions with a form that publishes an answer. Every value comes from shoppers and is escaped.
 */
final class Unanswered_Panel {

	/** Groups shown; the next ones come when these are done with. */
	private const MAX_GROUPS = 50;

	/**
	 * Only assigns.
	 *
	 * @param Unanswered $unanswered The groups.
	 */
	public function __construct( private readonly Unanswered $unanswered ) {}

	/**
	 * Prints the panel.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function render(): void {
		printf( '<p>%s</p>', esc_html__( 'What shoppers asked and the assistant could not answer, the most asked first. Write one answer: it becomes a page of its own on your site and the assistant answers with it at once.', 'deskhand' ) );
		printf( '<p><a href="%s">%s</a></p>', esc_url( admin_url( 'edit.php?post_type=' . Faq::POST_TYPE ) ), esc_html__( 'All answers that you published', 'deskhand' ) );
		$groups = $this->unanswered->groups( self::MAX_GROUPS );
		if ( array() === $groups ) {
			printf( '<p><strong>%s</strong></p>', esc_html__( 'Nothing waits for an answer.', 'deskhand' ) );
		}
		foreach ( $groups as $at => $group ) {
			self::print_group( $group, 0 === $at );
		}
	}

	/**
	 * Prints a group.
	 *
	 * @param Wire\Unanswered_Group $group   The group.
	 * @param bool                  $is_open Whether its form shows at once.
	 */
	private static function print_group( Wire\Unanswered_Group $group, bool $is_open ): void {
		$id = 'deskhand-' . sanitize_html_class( $group->group_id );
		printf( '<details class="deskhand-card"%s><summary><strong>%s</strong> ', $is_open ? ' open' : '', esc_html( $group->question ) );
		/* translators: 1: number of times, 2: time such as "5 minutes". */
		printf( '<span class="description">%s</span></summary>', esc_html( sprintf( __( 'asked %1$s×, last %2$s ago', 'deskhand' ), number_format_i18n( $group->asked_count ), human_time_diff( intdiv( $group->last_unix_ms, 1000 ) ) ) ) );
		if ( $group->variants ) {
			printf( '<p>%s</p><ul class="deskhand-variants">', esc_html__( 'Also asked like this:', 'deskhand' ) );
			foreach ( $group->variants as $variant ) {
				printf( '<li>%s</li>', esc_html( $variant ) );
			}
			echo '</ul>';
		}
		Knowledge_Forms::open( array( 'group' => $group->group_id ) );
		if ( Knowledge_Forms::may( 'answer' ) ) {
			printf( '<p><label for="%1$s-question">%2$s</label><br><input type="text" class="large-text" id="%1$s-question" name="question" value="%3$s" required maxlength="%4$d"></p>', esc_attr( $id ), esc_html__( 'Question', 'deskhand' ), esc_attr( $group->question ), (int) Faq::MAX_QUESTION_CHARS );
			printf( '<p><label for="%1$s-answer">%2$s</label><br><textarea class="large-text" rows="4" id="%1$s-answer" name="answer" required maxlength="%3$d" aria-describedby="%1$s-help"></textarea><br><span class="description" id="%1$s-help">%4$s</span></p>', esc_attr( $id ), esc_html__( 'Your answer', 'deskhand' ), (int) Faq::MAX_ANSWER_CHARS, esc_html__( 'Anyone can read it. Use the words of the questions; a blank line begins a paragraph.', 'deskhand' ) );
		}
		echo '<p class="deskhand-actions">';
		if ( Knowledge_Forms::may( 'answer' ) ) {
			printf( '<button class="button button-primary" name="step" value="answer">%s</button> ', esc_html__( 'Publish the answer', 'deskhand' ) );
		}
		printf( '<button class="button" name="step" value="dismiss" formnovalidate>%s</button> ', esc_html__( 'No answer needed', 'deskhand' ) );
		printf( '<a href="%s">%s</a>', esc_url( Knowledge_Page::url( 'try', array( 'q' => $group->question ) ) ), esc_html__( 'Add to an existing page', 'deskhand' ) );
		if ( '' !== $group->thread_id ) {
			printf( ' <a href="%s">%s</a>', esc_url( Screens::url( Screens::CONVERSATIONS, array( 'thread' => $group->thread_id ) ) ), esc_html__( 'Read a conversation', 'deskhand' ) );
		}
		echo '</p></form></details>';
	}
}
