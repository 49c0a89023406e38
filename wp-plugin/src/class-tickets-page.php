<?php
/**
 * The tickets in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Lists tickets, the newest first, and changes where they stand. Every value comes from shoppers and is escaped.
 */
final class Tickets_Page {

	public const ACTION = 'deskhand_ticket';

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 * @param Ticket_Desk    $desk    Where tickets change.
	 * @param Macros         $macros  Answers to use again.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Ticket_Desk $desk,
		private readonly Macros $macros,
	) {}

	/**
	 * The words for each status.
	 *
	 * @return array<int, string>
	 */
	public static function statuses(): array {
		return array(
			Wire\Ticket_Status::OPEN    => __( 'Open', 'deskhand' ),
			Wire\Ticket_Status::PENDING => __( 'Waiting for the shopper', 'deskhand' ),
			Wire\Ticket_Status::SOLVED  => __( 'Solved', 'deskhand' ),
		);
	}

	/**
	 * Prints the screen.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function render(): void {
		if ( ! current_user_can( Screens::staff_capability() ) ) {
			return;
		}
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- reading a page changes nothing.
		$status  = isset( $_GET['status'] ) ? absint( wp_unslash( $_GET['status'] ) ) : 0;
		$token   = isset( $_GET['from'] ) ? sanitize_text_field( wp_unslash( $_GET['from'] ) ) : '';
		$changed = isset( $_GET['changed'] ) ? sanitize_text_field( wp_unslash( $_GET['changed'] ) ) : '';
		// phpcs:enable
		$status  = isset( self::statuses()[ $status ] ) ? $status : 0;
		echo '<h1>' . esc_html__( 'Tickets', 'deskhand' ) . '</h1>';
		if ( 1 === preg_match( '/^T-[A-Z2-7]{6}$/D', $changed ) ) {
			/* translators: %s: id of a ticket. */
			wp_admin_notice( esc_html( sprintf( __( '%s was changed.', 'deskhand' ), $changed ) ), array( 'type' => 'success' ) );
		}
		echo '<p>' . esc_html__( 'Answer by e-mail: press the address. Then mark the ticket as waiting or solved.', 'deskhand' ) . '</p>';
		$this->print_waiting();
		$request = new Wire\List_Tickets_Request( page_size: 50, page_token: $token, status: $status );
		$page    = $this->sidecar->unary( 'sidecar.v1.Desk/ListTickets', $request, Wire\List_Tickets_Response::class, Caller::staff() );
		$this->print_filters( $status, $page->open_count );
		$this->print_table( $page, $status );
		self::print_macros( $this->macros->all() );
	}

	/**
	 * Action `admin_post_deskhand_ticket`: changes a ticket's status.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached or knows no such ticket.
	 */
	public function change(): void {
		if ( ! current_user_can( Screens::staff_capability() ) ) {
			wp_die( esc_html__( 'You may not work on tickets.', 'deskhand' ), 403 );
		}
		check_admin_referer( self::ACTION );
		$status = isset( $_POST['status'] ) ? absint( wp_unslash( $_POST['status'] ) ) : 0;
		$ticket = isset( $_POST['ticket'] ) ? sanitize_text_field( wp_unslash( $_POST['ticket'] ) ) : '';
		$this->desk->set_status( $ticket, $status );
		wp_safe_redirect( Screens::url( Screens::TICKETS, array( 'changed' => $ticket ) ) );
		exit;
	}

	/**
	 * Prints links to each status.
	 *
	 * @param int $current    The one shown; 0 for all.
	 * @param int $open_count Tickets that are open.
	 */
	private function print_filters( int $current, int $open_count ): void {
		$links = array();
		foreach ( array( 0 => __( 'All', 'deskhand' ) ) + self::statuses() as $status => $text ) {
			$links[] = sprintf(
				'<a href="%s"%s>%s</a>',
				esc_url( Screens::url( Screens::TICKETS, $status ? array( 'status' => (string) $status ) : array() ) ),
				$current === $status ? ' class="current" aria-current="page"' : '',
				esc_html( Wire\Ticket_Status::OPEN === $status ? sprintf( '%s (%s)', $text, number_format_i18n( $open_count ) ) : $text )
			);
		}
		echo '<p class="subsubsub">' . wp_kses_post( implode( ' | ', $links ) ) . '</p>';
	}

	/**
	 * Prints a page of tickets.
	 *
	 * @param Wire\List_Tickets_Response $page   The tickets.
	 * @param int                        $status The filter; 0 for all.
	 */
	private function print_table( Wire\List_Tickets_Response $page, int $status ): void {
		echo '<table class="widefat striped deskhand-table"><thead><tr>';
		foreach ( array( __( 'Ticket', 'deskhand' ), __( 'Subject', 'deskhand' ), __( 'From', 'deskhand' ), __( 'Opened', 'deskhand' ), __( 'Status', 'deskhand' ) ) as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( $page->tickets as $ticket ) {
			$this->print_row( $ticket );
		}
		if ( array() === $page->tickets ) {
			echo '<tr><td colspan="5">' . esc_html__( 'No tickets.', 'deskhand' ) . '</td></tr>';
		}
		echo '</tbody></table>';
		if ( '' !== $page->next_page_token ) {
			$args = array( 'from' => rawurlencode( $page->next_page_token ) ) + ( $status ? array( 'status' => (string) $status ) : array() );
			printf( '<p><a class="button" href="%s">%s</a></p>', esc_url( Screens::url( Screens::TICKETS, $args ) ), esc_html__( 'Older tickets', 'deskhand' ) );
		}
	}

	/**
	 * Prints a ticket.
	 *
	 * @param Wire\Ticket_Summary $ticket The ticket.
	 */
	private function print_row( Wire\Ticket_Summary $ticket ): void {
		printf( '<tr><th scope="row">%s</th><td><details><summary>%s</summary><p>%s</p>', esc_html( $ticket->ticket_id ), esc_html( $ticket->subject ), nl2br( esc_html( $ticket->body ) ) );
		if ( '' !== $ticket->thread_id ) {
			printf( '<p><a href="%s">%s</a></p>', esc_url( Screens::url( Screens::CONVERSATIONS, array( 'thread' => $ticket->thread_id ) ) ), esc_html__( 'Read the conversation', 'deskhand' ) );
		}
		printf( '</details></td><td>%s<br>', esc_html( $ticket->contact_name ) );
		if ( is_email( $ticket->contact_email ) ) {
			printf( '<a href="%s">%s</a>', esc_url( 'mailto:' . $ticket->contact_email . '?subject=' . rawurlencode( "[$ticket->ticket_id] $ticket->subject" ) ), esc_html( $ticket->contact_email ) );
			/* translators: %s: id of a ticket. */
			printf( '<br><select class="deskhand-reply" aria-label="%s" hidden><option value="">%s</option></select><span role="status" data-ready="%s"></span>', esc_attr( sprintf( __( 'Answer to put into the reply to %s', 'deskhand' ), $ticket->ticket_id ) ), esc_html__( 'Reply with…', 'deskhand' ), esc_attr__( 'Now press the address: the mail has this text.', 'deskhand' ) );
		}
		printf( '</td><td>%s</td><td>', esc_html( self::time( $ticket->opened_unix_ms ) ) );
		printf( '<form action="%s" method="post"><input type="hidden" name="action" value="%s"><input type="hidden" name="ticket" value="%s">', esc_url( admin_url( 'admin-post.php' ) ), esc_attr( self::ACTION ), esc_attr( $ticket->ticket_id ) );
		// Not wp_nonce_field(), whose id would stand on the page once a ticket.
		printf( '<input type="hidden" name="_wpnonce" value="%s">', esc_attr( wp_create_nonce( self::ACTION ) ) );
		/* translators: %s: id of a ticket. */
		printf( '<select name="status" aria-label="%s">', esc_attr( sprintf( __( 'Status of %s', 'deskhand' ), $ticket->ticket_id ) ) );
		foreach ( self::statuses() as $status => $text ) {
			printf( '<option value="%d" %s>%s</option>', (int) $status, selected( $ticket->status, $status, false ), esc_html( $text ) );
		}
		printf( '</select> <button class="button">%s</button></form></td></tr>', esc_html__( 'Change', 'deskhand' ) );
	}

	/**
	 * Prints the messages that are no ticket yet.
	 */
	private function print_waiting(): void {
		self::print_messages( Contact_Form::WAITING, __( 'Messages that came while the assistant was away', 'deskhand' ), __( 'They become tickets as soon as it is back.', 'deskhand' ) );
		self::print_messages( Contact_Form::REFUSED, __( 'Messages that can become no ticket', 'deskhand' ), __( 'The sidecar does not take them, most often because they are too long. Answer by e-mail.', 'deskhand' ) );
	}

	/**
	 * Prints the messages of one status; nothing when there are none.
	 *
	 * @param string $status Of `Contact_Form`.
	 * @param string $title  What they are.
	 * @param string $text   What becomes of them.
	 */
	private static function print_messages( string $status, string $title, string $text ): void {
		$messages = Contact_Form::waiting( 50, $status );
		if ( array() === $messages ) {
			return;
		}
		printf( '<h2>%s</h2><p>%s</p><ul>', esc_html( $title ), esc_html( $text ) );
		foreach ( $messages as $post ) {
			printf( '<li><strong>%s</strong>: %s</li>', esc_html( (string) get_post_meta( $post->ID, 'deskhand_email', true ) ), esc_html( Contact_Form::text( $post ) ) );
		}
		echo '</ul>';
	}

	/**
	 * Prints the answers that staff keeps; the script offers them beside each address.
	 *
	 * @param list<Wire\Macro> $macros Kept ones and suggestions.
	 */
	private static function print_macros( array $macros ): void {
		wp_enqueue_script_module( '@deskhand/tickets', plugins_url( 'assets/admin/tickets.js', PLUGIN_FILE ), array(), VERSION );
		$kept = array_filter( $macros, static fn( Wire\Macro $macro ): bool => ! $macro->suggested );
		printf( '<h2>%s</h2>', esc_html__( 'Answers to use again', 'deskhand' ) );
		foreach ( $kept as $macro ) {
			printf(
				'<details class="deskhand-macro"><summary>%s</summary><p>%s</p><button type="button" class="button" data-copied="%s">%s</button></details>',
				esc_html( $macro->title ),
				esc_html( $macro->text ),
				esc_attr__( 'Copied', 'deskhand' ),
				esc_html__( 'Copy', 'deskhand' )
			);
		}
		printf(
			'<p><a href="%s">%s</a></p>',
			esc_url( Knowledge_Page::url( 'macros' ) ),
			/* translators: %s: number of suggested answers. */
			esc_html( sprintf( __( 'Write and change them (%s suggested)', 'deskhand' ), number_format_i18n( count( $macros ) - count( $kept ) ) ) )
		);
	}

	/**
	 * A time as the site writes it.
	 *
	 * @param int $unix_ms The time.
	 */
	public static function time( int $unix_ms ): string {
		return (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), intdiv( $unix_ms, 1000 ) );
	}
}
