<?php
/**
 * The conversations in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Lists threads, the latest first, and shows one. Every value comes from shoppers and is escaped.
 */
final class Conversations_Page {

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * Prints the screen: one thread when the address names it, else the list.
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
		// phpcs:enable
		echo '<h1>' . esc_html__( 'Conversations', 'deskhand' ) . '</h1>';
		'' === $thread_id ? $this->print_list( $token ) : $this->print_thread( $thread_id );
	}

	/**
	 * Prints a page of threads.
	 *
	 * @param string $token Where to go on; empty for the start.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function print_list( string $token ): void {
		$request = new Wire\List_Threads_Request( page_size: 50, page_token: $token );
		$page    = $this->sidecar->unary( 'sidecar.v1.Desk/ListThreads', $request, Wire\List_Threads_Response::class, Caller::staff() );
		echo '<table class="widefat striped deskhand-table"><thead><tr>';
		foreach ( array( __( 'Last message', 'deskhand' ), __( 'Messages', 'deskhand' ), __( 'Active', 'deskhand' ), __( 'Status', 'deskhand' ) ) as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		// A thread without messages belongs to a ticket of the contact form.
		$threads = array_filter( $page->threads, static fn( Wire\Thread_Summary $thread ): bool => $thread->message_count > 0 );
		foreach ( $threads as $thread ) {
			printf(
				'<tr><td><a href="%1$s">%2$s</a></td><td data-label="%6$s">%3$d</td><td>%4$s</td><td>%5$s</td></tr>',
				esc_url( Screens::url( Screens::CONVERSATIONS, array( 'thread' => $thread->thread_id ) ) ),
				esc_html( '' !== $thread->last_text ? $thread->last_text : $thread->thread_id ),
				(int) $thread->message_count,
				esc_html( Tickets_Page::time( $thread->active_unix_ms ) ),
				esc_html( self::state( $thread->state ) ),
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
	 * Prints a transcript.
	 *
	 * @param string $thread_id The thread.
	 * @throws Sidecar_Error When there is no such thread, or the sidecar can't be reached.
	 */
	private function print_thread( string $thread_id ): void {
		$authors = array(
			'shopper' => __( 'Shopper', 'deskhand' ),
			'agent'   => __( 'Assistant', 'deskhand' ),
			'staff'   => __( 'Staff', 'deskhand' ),
			'draft'   => __( 'Draft of another version, not shown to the shopper', 'deskhand' ),
		);
		$thread  = $this->sidecar->unary( 'sidecar.v1.Desk/ReadThread', new Wire\Read_Thread_Request( thread_id: $thread_id ), Wire\Read_Thread_Response::class, Caller::staff() );
		printf( '<p><a href="%s">%s</a> · %s</p>', esc_url( Screens::url( Screens::CONVERSATIONS ) ), esc_html__( 'All conversations', 'deskhand' ), esc_html( self::state( $thread->state ) ) );
		if ( Wire\Thread_State::WAITING === $thread->state ) {
			printf( '<p>%s</p>', esc_html__( 'This shopper asked for a person and was offered a form for a ticket. You cannot write into the chat from here: answer the ticket by e-mail.', 'deskhand' ) );
		}
		if ( array() === $thread->lines ) {
			printf( '<p>%s</p>', esc_html__( 'Nothing was said in the chat: this came through a form.', 'deskhand' ) );
		}
		echo '<dl class="deskhand-transcript">';
		foreach ( $thread->lines as $line ) {
			printf(
				'<div%s><dt><strong>%s</strong> <time>%s</time></dt><dd>%s</dd></div>',
				'draft' === $line->author ? ' class="deskhand-draft"' : '',
				esc_html( $authors[ $line->author ] ?? $line->author ),
				esc_html( Tickets_Page::time( $line->at_unix_ms ) ),
				nl2br( esc_html( $line->text ) )
			);
		}
		echo '</dl>';
	}

	/**
	 * The words for a thread's state.
	 *
	 * @param int $state The state.
	 */
	private static function state( int $state ): string {
		return Wire\Thread_State::WAITING === $state ? __( 'Waits for a person', 'deskhand' ) : __( 'With the assistant', 'deskhand' );
	}
}
