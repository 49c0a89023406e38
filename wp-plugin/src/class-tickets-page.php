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

	/** People to choose from. */
	private const MAX_STAFF = 200;

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
		$filter  = self::filter( isset( $_GET['status'] ) ? absint( wp_unslash( $_GET['status'] ) ) : 0, isset( $_GET['mine'] ), isset( $_GET['late'] ) );
		$token   = isset( $_GET['from'] ) ? sanitize_text_field( wp_unslash( $_GET['from'] ) ) : '';
		$changed = isset( $_GET['changed'] ) ? sanitize_text_field( wp_unslash( $_GET['changed'] ) ) : '';
		// phpcs:enable
		echo '<h1>' . esc_html__( 'Tickets', 'deskhand' ) . '</h1>';
		if ( 1 === preg_match( '/^T-[A-Z2-7]{6}$/D', $changed ) ) {
			/* translators: %s: id of a ticket. */
			wp_admin_notice( esc_html( sprintf( __( '%s was changed.', 'deskhand' ), $changed ) ), array( 'type' => 'success' ) );
		}
		echo '<p>' . esc_html__( 'Answer by e-mail: press the address. Then mark the ticket as waiting or solved.', 'deskhand' ) . '</p>';
		$this->print_waiting();
		$request = new Wire\List_Tickets_Request(
			page_size: 50,
			page_token: $token,
			status: (int) ( $filter['status'] ?? 0 ),
			assignee_id: isset( $filter['mine'] ) ? get_current_user_id() : 0,
			only_late: isset( $filter['late'] ),
		);
		$page    = $this->sidecar->unary( 'sidecar.v1.Desk/ListTickets', $request, Wire\List_Tickets_Response::class, Caller::staff() );
		self::print_filters( $filter, $page->open_count, $page->late_count );
		self::print_table( $page, $filter );
		self::print_macros( $this->macros->all() );
	}

	/**
	 * Action `admin_post_deskhand_ticket`: changes what is not as the form showed it, so that nobody undoes what a
	 * colleague changed meanwhile.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached or knows no such ticket.
	 */
	public function change(): void {
		if ( ! current_user_can( Screens::staff_capability() ) ) {
			wp_die( esc_html__( 'You may not work on tickets.', 'deskhand' ), 403 );
		}
		check_admin_referer( self::ACTION );
		$field    = static fn( string $name ): string => isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? sanitize_text_field( wp_unslash( $_POST[ $name ] ) ) : '';
		$changed  = static fn( string $name ): string => $field( $name ) === $field( "was_$name" ) ? '' : $field( $name );
		$assignee = $changed( 'assignee' );
		$this->desk->change(
			$field( 'ticket' ),
			absint( $changed( 'status' ) ),
			$changed( 'priority' ),
			'' === $assignee ? null : self::person( (int) $assignee )
		);
		delete_transient( Attention::COUNTS );
		wp_safe_redirect( Screens::url( Screens::TICKETS, array( 'changed' => $field( 'ticket' ) ) ) );
		exit;
	}

	/**
	 * The words for each priority.
	 *
	 * @return array<string, string>
	 */
	public static function priorities(): array {
		return array(
			'high'   => __( 'High', 'deskhand' ),
			'normal' => __( 'Normal', 'deskhand' ),
			'low'    => __( 'Low', 'deskhand' ),
		);
	}

	/**
	 * Who may work on tickets.
	 *
	 * @return array<int, string> User id => name.
	 */
	public static function staff(): array {
		$people = get_users(
			array(
				'capability' => Screens::staff_capability(),
				'number'     => self::MAX_STAFF,
				'orderby'    => 'display_name',
			)
		);
		return array_column( array_map( static fn( \WP_User $person ): array => array( $person->ID, Thread_Desk::name( $person ) ), $people ), 1, 0 );
	}

	/**
	 * Someone who may work on tickets; id 0 for anybody else.
	 *
	 * @param int $user_id A user; 0 for nobody.
	 */
	public static function person( int $user_id ): \WP_User {
		return $user_id > 0 && user_can( $user_id, Screens::staff_capability() ) ? new \WP_User( $user_id ) : new \WP_User();
	}

	/**
	 * A filter as query arguments.
	 *
	 * @param int  $status Of `Wire\Ticket_Status`; 0 for all.
	 * @param bool $mine   Only one's own.
	 * @param bool $late   Only late ones.
	 * @return array<string, string>
	 */
	private static function filter( int $status, bool $mine, bool $late ): array {
		return array_filter(
			array(
				'status' => isset( self::statuses()[ $status ] ) ? (string) $status : '',
				'mine'   => $mine ? '1' : '',
				'late'   => $late ? '1' : '',
			)
		);
	}

	/**
	 * Prints links to each filter.
	 *
	 * @param array<string, string> $current    The one shown.
	 * @param int                   $open_count Tickets that are open.
	 * @param int                   $late_count Of these, late.
	 */
	private static function print_filters( array $current, int $open_count, int $late_count ): void {
		$rows = array( array( array(), __( 'All', 'deskhand' ), null ) );
		foreach ( self::statuses() as $status => $text ) {
			$rows[] = array( self::filter( $status, false, false ), $text, Wire\Ticket_Status::OPEN === $status ? $open_count : null );
		}
		$rows[] = array( self::filter( 0, true, false ), __( 'Mine', 'deskhand' ), null );
		$rows[] = array( self::filter( 0, false, true ), __( 'Late', 'deskhand' ), $late_count );
		$links  = array();
		foreach ( $rows as [ $filter, $text, $count ] ) {
			$links[] = sprintf(
				'<a href="%s"%s>%s</a>',
				esc_url( Screens::url( Screens::TICKETS, $filter ) ),
				$current === $filter ? ' class="current" aria-current="page"' : '',
				esc_html( null === $count ? $text : sprintf( '%s (%s)', $text, number_format_i18n( $count ) ) )
			);
		}
		echo '<p class="subsubsub">' . wp_kses_post( implode( ' | ', $links ) ) . '</p>';
	}

	/**
	 * Prints a page of tickets.
	 *
	 * @param Wire\List_Tickets_Response $page   The tickets.
	 * @param array<string, string>      $filter Query arguments of the filter.
	 */
	private static function print_table( Wire\List_Tickets_Response $page, array $filter ): void {
		$staff = self::staff();
		echo '<table class="widefat striped deskhand-table"><thead><tr>';
		foreach ( array( __( 'Ticket', 'deskhand' ), __( 'Subject', 'deskhand' ), __( 'From', 'deskhand' ), __( 'Answer by', 'deskhand' ), __( 'Status', 'deskhand' ) ) as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( $page->tickets as $ticket ) {
			Ticket_Row::print( $ticket, $staff );
		}
		if ( array() === $page->tickets ) {
			echo '<tr><td colspan="5">' . esc_html__( 'No tickets.', 'deskhand' ) . '</td></tr>';
		}
		echo '</tbody></table>';
		if ( '' !== $page->next_page_token ) {
			printf( '<p><a class="button" href="%s">%s</a></p>', esc_url( Screens::url( Screens::TICKETS, array( 'from' => rawurlencode( $page->next_page_token ) ) + $filter ) ), esc_html__( 'Older tickets', 'deskhand' ) );
		}
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
