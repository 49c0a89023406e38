<?php
/**
 * The conversations in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Lists those who wait for a person, then all threads, the latest first; and shows one. Every value comes from shoppers
 * and is escaped.
 */
final class Conversations_Page {

	/** Most that are shown as waiting. */
	private const QUEUE_COUNT = 200;

	/**
	 * Only assigns.
	 *
	 * @param Thread_Desk        $desk  Where threads are.
	 * @param Conversation_Panel $panel Shows one.
	 */
	public function __construct( private readonly Thread_Desk $desk, private readonly Conversation_Panel $panel ) {}

	/**
	 * Prints the screen: one thread when the address names it, else the lists.
	 *
	 * @throws Sidecar_Error When there is no such thread, or the sidecar can't be reached.
	 */
	public function render(): void {
		if ( ! current_user_can( Screens::staff_capability() ) ) {
			return;
		}
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- reading a page changes nothing.
		$thread_id = isset( $_GET['thread'] ) ? sanitize_key( wp_unslash( $_GET['thread'] ) ) : '';
		$token     = isset( $_GET['from'] ) ? sanitize_text_field( wp_unslash( $_GET['from'] ) ) : '';
		$said      = isset( $_GET['said'] ) ? sanitize_key( wp_unslash( $_GET['said'] ) ) : '';
		// phpcs:enable
		echo '<h1>' . esc_html__( 'Conversations', 'deskhand' ) . '</h1>';
		if ( '' !== $thread_id ) {
			$this->panel->print( $thread_id, $said );
			return;
		}
		if ( '' === $token ) {
			self::print_queue( $this->desk->page( Wire\Thread_State::WAITING, '', self::QUEUE_COUNT )->threads );
		}
		$this->print_all( $token );
	}

	/**
	 * Prints who waits for a person, the longest first.
	 *
	 * @param list<Wire\Thread_Summary> $threads Those that wait.
	 */
	private static function print_queue( array $threads ): void {
		usort( $threads, static fn( Wire\Thread_Summary $one, Wire\Thread_Summary $other ): int => $one->waiting_unix_ms <=> $other->waiting_unix_ms );
		/* translators: %s: number of shoppers. */
		printf( '<h2>%s</h2>', esc_html( sprintf( __( 'Waiting for a person (%s)', 'deskhand' ), number_format_i18n( count( $threads ) ) ) ) );
		if ( array() === $threads ) {
			printf( '<p>%s</p><h2>%s</h2>', esc_html__( 'Nobody waits.', 'deskhand' ), esc_html__( 'All conversations', 'deskhand' ) );
			return;
		}
		self::print_head( array( __( 'Last message', 'deskhand' ), __( 'Waits since', 'deskhand' ), __( 'Why', 'deskhand' ) ) );
		foreach ( $threads as $thread ) {
			printf(
				'<tr><td>%1$s</td><td data-label="%4$s">%2$s%5$s</td><td data-label="%6$s">%3$s</td></tr>',
				self::link( $thread ), // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped there.
				esc_html( self::since( $thread->waiting_unix_ms ) ),
				esc_html( $thread->reason ),
				esc_attr__( 'Waits since', 'deskhand' ),
				$thread->is_escalated ? ' <strong class="deskhand-late">' . esc_html__( 'Nobody came in time', 'deskhand' ) . '</strong>' : '',
				esc_attr__( 'Why', 'deskhand' )
			);
		}
		printf( '</tbody></table><h2>%s</h2>', esc_html__( 'All conversations', 'deskhand' ) );
	}

	/**
	 * Prints a page of all threads.
	 *
	 * @param string $token Where to go on; empty for the start.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function print_all( string $token ): void {
		$page = $this->desk->page( 0, $token );
		self::print_head( array( __( 'Last message', 'deskhand' ), __( 'Messages', 'deskhand' ), __( 'Active', 'deskhand' ), __( 'Status', 'deskhand' ) ) );
		// A thread without messages belongs to a ticket of the contact form.
		$threads = array_filter( $page->threads, static fn( Wire\Thread_Summary $thread ): bool => $thread->message_count > 0 );
		foreach ( $threads as $thread ) {
			printf(
				'<tr><td>%1$s</td><td data-label="%5$s">%2$d</td><td>%3$s</td><td>%4$s</td></tr>',
				self::link( $thread ), // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped there.
				(int) $thread->message_count,
				esc_html( Tickets_Page::time( $thread->active_unix_ms ) ),
				esc_html( self::state( $thread ) ),
				esc_attr__( 'Messages', 'deskhand' )
			);
		}
		if ( array() === $threads ) {
			echo '<tr><td colspan="4">' . esc_html__( 'No conversations yet.', 'deskhand' ) . '</td></tr>';
		}
		echo '</tbody></table>';
		if ( '' !== $page->next_page_token ) {
			printf( '<p><a class="button" href="%s">%s</a></p>', esc_url( Screens::url( Screens::CONVERSATIONS, array( 'from' => rawurlencode( $page->next_page_token ) ) ) ), esc_html__( 'Older conversations', 'deskhand' ) );
		}
	}

	/**
	 * Prints the beginning of a table.
	 *
	 * @param list<string> $heads Its columns.
	 */
	private static function print_head( array $heads ): void {
		echo '<table class="widefat striped deskhand-table"><thead><tr>';
		foreach ( $heads as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
	}

	/**
	 * A link to a thread, as HTML.
	 *
	 * @param Wire\Thread_Summary $thread The thread.
	 */
	private static function link( Wire\Thread_Summary $thread ): string {
		return sprintf( '<a href="%s">%s</a>', esc_url( Screens::url( Screens::CONVERSATIONS, array( 'thread' => $thread->thread_id ) ) ), esc_html( '' !== $thread->last_text ? $thread->last_text : $thread->thread_id ) );
	}

	/**
	 * How long ago something was.
	 *
	 * @param int $unix_ms When; 0 when not known.
	 */
	private static function since( int $unix_ms ): string {
		/* translators: %s: a span of time, such as "5 minutes". */
		return $unix_ms > 0 ? sprintf( __( '%s ago', 'deskhand' ), human_time_diff( intdiv( $unix_ms, 1000 ) ) ) : '';
	}

	/**
	 * The words for a thread's state.
	 *
	 * @param Wire\Thread_Summary $thread The thread.
	 */
	private static function state( Wire\Thread_Summary $thread ): string {
		return match ( $thread->state ) {
			Wire\Thread_State::WAITING => __( 'Waits for a person', 'deskhand' ),
			/* translators: %s: name of a person of the shop. */
			Wire\Thread_State::TAKEN => sprintf( __( 'With %s', 'deskhand' ), $thread->person_name ),
			default => __( 'With the assistant', 'deskhand' ),
		};
	}
}
