<?php
/**
 * A ticket in the list.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Prints a ticket with the form that changes it. Every value comes from shoppers or other services and is escaped.
 */
final class Ticket_Row {

	/**
	 * Prints the row.
	 *
	 * @param Wire\Ticket_Summary $ticket The ticket.
	 * @param array<int, string>  $staff  Who may work on it: id => name.
	 */
	public static function print( Wire\Ticket_Summary $ticket, array $staff ): void {
		printf( '<tr><th scope="row">%s</th><td><details><summary>%s</summary><p>%s</p>', esc_html( $ticket->ticket_id ), esc_html( $ticket->subject ), nl2br( esc_html( $ticket->body ) ) );
		if ( '' !== $ticket->thread_id ) {
			printf( '<p><a href="%s">%s</a></p>', esc_url( Screens::url( Screens::CONVERSATIONS, array( 'thread' => $ticket->thread_id ) ) ), esc_html__( 'Read the conversation', 'deskhand' ) );
		}
		echo '</details>';
		self::print_record( $ticket );
		self::print_contact( $ticket );
		self::print_times( $ticket );
		self::print_form( $ticket, $staff );
	}

	/**
	 * Prints where else the ticket is recorded, or why not yet.
	 *
	 * @param Wire\Ticket_Summary $ticket The ticket.
	 */
	private static function print_record( Wire\Ticket_Summary $ticket ): void {
		if ( '' === $ticket->target ) {
			return;
		}
		$service = Outbox_Page::service( $ticket->target );
		$url     = esc_url( $ticket->target_url, array( 'https', 'http' ) );
		if ( '' !== $ticket->target_error ) {
			/* translators: 1: name of a service, 2: why it has no record of this ticket. */
			printf( '<p class="deskhand-wrong">%s</p>', esc_html( sprintf( __( 'Not in %1$s yet: %2$s', 'deskhand' ), $service, $ticket->target_error ) ) );
		} elseif ( '' !== $url ) {
			/* translators: %s: name of a service. */
			printf( '<p><a href="%s" rel="noopener noreferrer">%s</a></p>', esc_url( $ticket->target_url, array( 'https', 'http' ) ), esc_html( sprintf( __( 'Also in %s', 'deskhand' ), $service ) ) );
		} else {
			/* translators: %s: name of a service. */
			printf( '<p>%s</p>', esc_html( sprintf( __( 'On its way to %s', 'deskhand' ), $service ) ) );
		}
	}

	/**
	 * Prints who wrote, and the address to answer.
	 *
	 * @param Wire\Ticket_Summary $ticket The ticket.
	 */
	private static function print_contact( Wire\Ticket_Summary $ticket ): void {
		printf( '</td><td>%s<br>', esc_html( $ticket->contact_name ) );
		if ( is_email( $ticket->contact_email ) ) {
			printf( '<a href="%s">%s</a>', esc_url( 'mailto:' . $ticket->contact_email . '?subject=' . rawurlencode( "[$ticket->ticket_id] $ticket->subject" ) ), esc_html( $ticket->contact_email ) );
			/* translators: %s: id of a ticket. */
			printf( '<br><select class="deskhand-reply" aria-label="%s" hidden><option value="">%s</option></select><span role="status" data-ready="%s"></span>', esc_attr( sprintf( __( 'Answer to put into the reply to %s', 'deskhand' ), $ticket->ticket_id ) ), esc_html__( 'Reply with…', 'deskhand' ), esc_attr__( 'Now press the address: the mail has this text.', 'deskhand' ) );
		}
	}

	/**
	 * Prints when it was opened and when it is to be answered.
	 *
	 * @param Wire\Ticket_Summary $ticket The ticket.
	 */
	private static function print_times( Wire\Ticket_Summary $ticket ): void {
		$is_due = $ticket->due_unix_ms > 0 && Wire\Ticket_Status::SOLVED !== $ticket->status;
		printf( '</td><td%s>', $is_due ? sprintf( ' data-label="%s"', esc_attr__( 'Answer by', 'deskhand' ) ) : '' );
		if ( $is_due ) {
			printf( '%s<br>', esc_html( Tickets_Page::time( $ticket->due_unix_ms ) ) );
		}
		if ( $ticket->is_late ) {
			printf( '<strong class="deskhand-late">%s</strong><br>', esc_html__( 'Late', 'deskhand' ) );
		}
		/* translators: %s: a time. */
		printf( '<span class="description">%s</span></td>', esc_html( sprintf( __( 'Opened %s', 'deskhand' ), Tickets_Page::time( $ticket->opened_unix_ms ) ) ) );
	}

	/**
	 * Prints the form that changes the ticket.
	 *
	 * @param Wire\Ticket_Summary $ticket The ticket.
	 * @param array<int, string>  $staff  Who may work on it: id => name.
	 */
	private static function print_form( Wire\Ticket_Summary $ticket, array $staff ): void {
		$hidden = array(
			'action'       => Tickets_Page::ACTION,
			'_wpnonce'     => wp_create_nonce( Tickets_Page::ACTION ),
			'ticket'       => $ticket->ticket_id,
			'was_status'   => (string) $ticket->status,
			'was_priority' => $ticket->priority,
			'was_assignee' => (string) $ticket->assignee_id,
		);
		printf( '<td class="deskhand-work"><form class="deskhand-change" action="%s" method="post">', esc_url( admin_url( 'admin-post.php' ) ) );
		foreach ( $hidden as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		// Someone who has left the shop keeps their tickets until they are given to another.
		$people = array( 0 => __( 'Nobody yet', 'deskhand' ) ) + $staff + array( $ticket->assignee_id => $ticket->assignee_name );
		/* translators: %s: id of a ticket. */
		self::print_choice( 'status', sprintf( __( 'Status of %s', 'deskhand' ), $ticket->ticket_id ), Tickets_Page::statuses(), $ticket->status );
		/* translators: %s: id of a ticket. */
		self::print_choice( 'priority', sprintf( __( 'Priority of %s', 'deskhand' ), $ticket->ticket_id ), Tickets_Page::priorities(), $ticket->priority );
		/* translators: %s: id of a ticket. */
		self::print_choice( 'assignee', sprintf( __( 'Who works on %s', 'deskhand' ), $ticket->ticket_id ), $people, $ticket->assignee_id );
		printf( '<button class="button">%s</button></form></td></tr>', esc_html__( 'Change', 'deskhand' ) );
	}

	/**
	 * Prints a choice.
	 *
	 * @param string                    $name    Name of the field.
	 * @param string                    $label   What is chosen.
	 * @param array<int|string, string> $options Value => text.
	 * @param int|string                $chosen  The value that is chosen.
	 */
	private static function print_choice( string $name, string $label, array $options, int|string $chosen ): void {
		printf( '<select name="%s" aria-label="%s">', esc_attr( $name ), esc_attr( $label ) );
		foreach ( $options as $value => $text ) {
			printf( '<option value="%s" %s>%s</option>', esc_attr( (string) $value ), selected( (string) $chosen, (string) $value, false ), esc_html( $text ) );
		}
		echo '</select> ';
	}
}
