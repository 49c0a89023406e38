<?php
/**
 * One conversation in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Shows a transcript, and lets a person take it over, answer and give it back. Works without JavaScript; with it, what
 * the shopper writes appears by itself. The shopper's address is not shown: WordPress alone writes to it.
 */
final class Conversation_Panel {

	/**
	 * Only assigns.
	 *
	 * @param Thread_Desk $desk   Where threads are.
	 * @param Macros      $macros Answers to use again.
	 */
	public function __construct( private readonly Thread_Desk $desk, private readonly Macros $macros ) {}

	/**
	 * Prints the conversation.
	 *
	 * @param string $thread_id The thread.
	 * @param string $said      What a form before came to; may be empty.
	 * @throws Sidecar_Error When there is no such thread, or the sidecar can't be reached.
	 */
	public function print( string $thread_id, string $said ): void {
		$view = new Thread_View( $this->desk->read( $thread_id ), get_current_user_id() );
		printf( '<p><a href="%s">%s</a></p>', esc_url( Screens::url( Screens::CONVERSATIONS ) ), esc_html__( 'All conversations', 'deskhand' ) );
		self::print_notice( $said, $view );
		wp_enqueue_script_module( '@deskhand/conversation', plugins_url( 'assets/admin/conversation.js', PLUGIN_FILE ), array(), VERSION );
		printf(
			'<div id="deskhand-conversation" data-rest="%s" data-nonce="%s" data-thread="%s" data-silent="%s">',
			esc_url( rest_url( Gate::REST_NAMESPACE . '/desk/' ) ),
			esc_attr( wp_create_nonce( 'wp_rest' ) ),
			esc_attr( $thread_id ),
			esc_attr__( 'WordPress did not answer. What you wrote is still here: try again.', 'deskhand' )
		);
		printf( '<p class="deskhand-summary" role="status" data-part="status">%s</p>', esc_html( $view->status() ) );
		self::print_transcript( $view );
		$kept = $this->kept_macros();
		foreach ( array( 'nobody', 'other', 'mine' ) as $whose ) {
			printf( '<div data-whose="%s"%s>', esc_attr( $whose ), $view->whose() === $whose ? '' : ' hidden' );
			match ( $whose ) {
				'nobody' => self::print_take( $thread_id ),
				'other' => self::print_take_from( $thread_id, 'taken' === $said ),
				'mine' => $this->print_reply( $thread_id, $view, $kept ),
			};
			echo '</div>';
		}
		echo '</div>';
	}

	/**
	 * Prints what a form before came to.
	 *
	 * @param string      $said Its code.
	 * @param Thread_View $view How the thread is now.
	 */
	private static function print_notice( string $said, Thread_View $view ): void {
		$text = match ( $said ) {
			/* translators: %s: name of a colleague. */
			'taken' => 'other' === $view->whose() ? sprintf( __( '%s took this conversation a moment ago.', 'deskhand' ), $view->thread->person_name ) : '',
			'not_mine' => __( 'You do not have this conversation any more. Take it over to write.', 'deskhand' ),
			'released' => __( 'The assistant answers again.', 'deskhand' ),
			'sent' => __( 'Sent.', 'deskhand' ),
			default => '',
		};
		if ( '' !== $text ) {
			wp_admin_notice( esc_html( $text ), array( 'type' => in_array( $said, array( 'taken', 'not_mine' ), true ) ? 'warning' : 'success' ) );
		}
	}

	/**
	 * Prints the lines.
	 *
	 * @param Thread_View $view The conversation.
	 */
	private static function print_transcript( Thread_View $view ): void {
		printf( '<div class="deskhand-log" role="log" aria-label="%s" aria-live="polite" tabindex="0"><p data-part="empty"%s>%s</p><dl class="deskhand-transcript">', esc_attr__( 'Conversation', 'deskhand' ), array() === $view->lines() ? '' : ' hidden', esc_html__( 'Nothing was said in the chat: this came through a form.', 'deskhand' ) );
		foreach ( $view->lines() as $line ) {
			printf(
				'<div class="deskhand-%s"><dt><strong>%s</strong> <time>%s</time></dt><dd>%s</dd></div>',
				esc_attr( $line['author'] ),
				esc_html( $line['who'] ),
				esc_html( $line['time'] ),
				esc_html( $line['text'] )
			);
		}
		echo '</dl></div>';
	}

	/**
	 * Prints the button that takes a conversation over.
	 *
	 * @param string $thread_id The thread.
	 */
	private static function print_take( string $thread_id ): void {
		Thread_Forms::open( $thread_id );
		printf(
			'<p><button class="button button-primary" name="step" value="take">%s</button> <span class="description">%s</span></p></form>',
			esc_html__( 'Take over', 'deskhand' ),
			esc_html__( 'The assistant is silent until you give the conversation back. The shopper sees your first name.', 'deskhand' )
		);
	}

	/**
	 * Prints the two steps that take a conversation from a colleague.
	 *
	 * @param string $thread_id The thread.
	 * @param bool   $is_open   True when someone was about to take it.
	 */
	private static function print_take_from( string $thread_id, bool $is_open ): void {
		printf( '<details%s><summary>%s</summary>', $is_open ? ' open' : '', esc_html__( 'Take it from your colleague…', 'deskhand' ) );
		Thread_Forms::open( $thread_id );
		printf(
			'<p>%s</p><p><button class="button" name="step" value="take_from">%s</button></p></form></details>',
			esc_html__( 'They can write nothing more in it, and are not asked.', 'deskhand' ),
			esc_html__( 'Yes, take it over', 'deskhand' )
		);
	}

	/**
	 * Prints where a person writes.
	 *
	 * @param string            $thread_id The thread.
	 * @param Thread_View       $view      The conversation.
	 * @param list<Wire\Macro> $macros    Answers to use again.
	 */
	private function print_reply( string $thread_id, Thread_View $view, array $macros ): void {
		Thread_Forms::open(
			$thread_id,
			array(
				'request_id' => Thread_Desk::new_id(),
				'step'       => 'reply',
			),
			'deskhand-reply-form'
		);
		printf( '<p><label for="deskhand-reply-text">%s</label><br>', esc_html__( 'Your reply', 'deskhand' ) );
		printf( '<textarea id="deskhand-reply-text" class="large-text" name="text" rows="4" required maxlength="%d" aria-describedby="deskhand-reach"></textarea></p>', (int) Thread_Desk::MAX_TEXT_CHARS );
		printf( '<p class="description" id="deskhand-reach" data-part="reach">%s</p><p class="deskhand-wrong" role="alert" hidden></p>', esc_html( $view->reach() ) );
		printf( '<p class="deskhand-actions"><button class="button button-primary">%s</button> <span class="description" data-part="keys" hidden>%s</span>', esc_html__( 'Send', 'deskhand' ), esc_html__( 'or Ctrl + Enter', 'deskhand' ) );
		if ( array() !== $macros ) {
			printf( ' <select data-part="macros" aria-label="%s" hidden><option value="">%s</option>', esc_attr__( 'Answer to insert into your reply', 'deskhand' ), esc_html__( 'Insert an answer…', 'deskhand' ) );
			foreach ( $macros as $macro ) {
				printf( '<option value="%s">%s</option>', esc_attr( $macro->text ), esc_html( $macro->title ) );
			}
			echo '</select>';
		}
		echo '</p></form>';
		Thread_Forms::open( $thread_id );
		printf( '<p><button class="button" name="step" value="release">%s</button></p></form>', esc_html__( 'Give back to the assistant', 'deskhand' ) );
	}

	/**
	 * Answers that staff keeps; none when they can't be had, which keeps nobody from writing.
	 *
	 * @return list<Wire\Macro>
	 */
	private function kept_macros(): array {
		try {
			return array_values( array_filter( $this->macros->all(), static fn( Wire\Macro $macro ): bool => ! $macro->suggested ) );
		} catch ( Sidecar_Error ) {
			return array();
		}
	}
}
