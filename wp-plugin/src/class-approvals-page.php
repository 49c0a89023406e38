<?php
/**
 * What waits for the shop's word, in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Lists actions that wait, then those that were decided. What is shown of a waiting one is what this site sealed, never
 * what the sidecar says of it, and the buttons hold for that alone.
 */
final class Approvals_Page {

	public const ACTION = 'deskhand_approval';

	private const DECIDED_COUNT = 50;

	/**
	 * Only assigns.
	 *
	 * @param Approval_Desk $desk Where they are decided.
	 */
	public function __construct( private readonly Approval_Desk $desk ) {}

	/**
	 * The words for each state.
	 *
	 * @return array<int, string>
	 */
	public static function states(): array {
		return array(
			Wire\Approval_State::WAITING  => __( 'Waiting', 'deskhand' ),
			Wire\Approval_State::DONE     => __( 'Done', 'deskhand' ),
			Wire\Approval_State::DECLINED => __( 'Declined', 'deskhand' ),
			Wire\Approval_State::FAILED   => __( 'Failed', 'deskhand' ),
			Wire\Approval_State::EXPIRED  => __( 'Nobody decided in time', 'deskhand' ),
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
		echo '<h1>' . esc_html__( 'Approvals', 'deskhand' ) . '</h1>';
		$this->print_notice();
		echo '<p>' . esc_html__( 'The assistant prepared these for a shopper. Nothing of it has happened yet, unless it says so: it is done when you approve, and in your name.', 'deskhand' ) . '</p>';
		$waiting = $this->desk->page( Wire\Approval_State::WAITING, 200 )->approvals;
		/* translators: %s: a number. */
		printf( '<h2>%s</h2>', esc_html( sprintf( __( 'Waiting (%s)', 'deskhand' ), number_format_i18n( count( $waiting ) ) ) ) );
		if ( array() === $waiting ) {
			echo '<p>' . esc_html__( 'Nothing waits for you.', 'deskhand' ) . '</p>';
		}
		foreach ( $waiting as $approval ) {
			$this->print_waiting( $approval );
		}
		$all = $this->desk->page( 0, self::DECIDED_COUNT )->approvals;
		self::print_decided( array_filter( $all, static fn( Wire\Approval $approval ): bool => Wire\Approval_State::WAITING !== $approval->state ) );
	}

	/**
	 * Action `admin_post_deskhand_approval`: approves or declines.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached or knows no such action.
	 */
	public function decide(): void {
		if ( ! current_user_can( Screens::staff_capability() ) ) {
			wp_die( esc_html__( 'You may not decide this.', 'deskhand' ), 403 );
		}
		check_admin_referer( self::ACTION );
		$text   = static fn( string $name ): string => isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? sanitize_text_field( wp_unslash( $_POST[ $name ] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked above.
		$agree  = 'approve' === $text( 'decision' );
		if ( $agree ? '1' !== $text( 'sure' ) : 'decline' !== $text( 'decision' ) ) {
			wp_die( esc_html__( 'Please tick that you have looked at it, then press Approve.', 'deskhand' ), 400 );
		}
		try {
			$outcome = $this->desk->decide_as_staff( $text( 'approval' ), $text( 'digest' ), $agree );
			$result  = array( 'said' => Approval_Desk::word( $outcome->state ) );
			set_transient( self::notice_name(), array( Approval_Desk::word( $outcome->state ), trim( "$outcome->text $outcome->note" ) ), MINUTE_IN_SECONDS );
		} catch ( Refused $refused ) {
			$result = array( 'said' => 'refused' );
			set_transient( self::notice_name(), array( 'failed', Problem::from( $refused )->get_error_message() ), MINUTE_IN_SECONDS );
		}
		wp_safe_redirect( Screens::url( Screens::APPROVALS, $result ) );
		exit;
	}

	/** Name of the transient that carries what came of the last decision to this person. */
	private static function notice_name(): string {
		return 'deskhand_decided_' . get_current_user_id();
	}

	/** Prints what came of the last decision, once. */
	private function print_notice(): void {
		$said = get_transient( self::notice_name() );
		if ( is_array( $said ) ) {
			delete_transient( self::notice_name() );
			wp_admin_notice( esc_html( (string) ( $said[1] ?? '' ) ), array( 'type' => 'failed' === ( $said[0] ?? '' ) ? 'error' : 'success' ) );
		}
	}

	/**
	 * Prints a waiting action with its buttons.
	 *
	 * @param Wire\Approval $approval The action.
	 */
	private function print_waiting( Wire\Approval $approval ): void {
		$proposal = $this->desk->proposal( $approval );
		echo '<div class="card deskhand-approval">';
		if ( null === $proposal ) {
			echo '<p>' . esc_html__( 'This one cannot be approved: it was changed on its way, made with other keys, or its time is over. The shopper can ask again.', 'deskhand' ) . '</p></div>';
			return;
		}
		printf( '<h3>%s</h3><dl>', esc_html( $proposal->summary ) );
		$rows = array(
			__( 'Asked for', 'deskhand' )    => Tickets_Page::time( $proposal->asked_at * 1000 ),
			__( 'Can be decided until', 'deskhand' ) => Tickets_Page::time( $proposal->expires_at() * 1000 ),
			__( 'Shopper', 'deskhand' )      => $proposal->user_id > 0 ? (string) ( get_userdata( $proposal->user_id )->display_name ?? '' ) : __( 'A guest', 'deskhand' ),
		);
		foreach ( $rows + self::facts( $proposal ) as $name => $value ) {
			printf( '<dt>%s</dt><dd>%s</dd>', esc_html( $name ), nl2br( esc_html( $value ) ) );
		}
		echo '</dl><p>';
		$order = $proposal->order_id > 0 && function_exists( 'wc_get_order' ) ? wc_get_order( $proposal->order_id ) : null;
		if ( is_object( $order ) && method_exists( $order, 'get_edit_order_url' ) ) {
			printf( '<a href="%s">%s</a> | ', esc_url( $order->get_edit_order_url() ), esc_html__( 'Open the order', 'deskhand' ) );
		}
		printf( '<a href="%s">%s</a></p>', esc_url( Screens::url( Screens::CONVERSATIONS, array( 'thread' => $proposal->thread_id ) ) ), esc_html__( 'Read the conversation', 'deskhand' ) );
		if ( is_object( $order ) && '' !== (string) $order->get_meta( Refund_Run::UNCLEAR ) ) {
			wp_admin_notice( esc_html__( 'An earlier refund of this order was not confirmed by the payment service. Look there first: it may have been paid.', 'deskhand' ), array( 'type' => 'warning', 'additional_classes' => array( 'inline' ) ) );
		}
		$begun = $this->desk->begun( $proposal );
		if ( null !== $begun ) {
			/* translators: 1: name of a person, 2: a time. */
			printf( '<p><strong>%s</strong></p>', esc_html( sprintf( __( 'Decided by %1$s and being carried out since %2$s. If WordPress was interrupted, it goes on by itself within minutes, and you are mailed what came of it.', 'deskhand' ), $begun->name(), Tickets_Page::time( $begun->at * 1000 ) ) ) );
		} elseif ( Approval_Desk::may_decide( $proposal ) ) {
			$this->print_buttons( $approval, $proposal );
		}
		echo '</div>';
	}

	/**
	 * What the seal says, for people.
	 *
	 * @param Proposal $proposal What would be done.
	 * @return array<string, string>
	 */
	private static function facts( Proposal $proposal ): array {
		$rows = array();
		foreach ( $proposal->arguments as $name => $value ) {
			$rows[ self::label( (string) $name ) ] = is_scalar( $value ) ? (string) ( is_bool( $value ) ? ( $value ? __( 'yes', 'deskhand' ) : __( 'no', 'deskhand' ) ) : $value ) : self::listed( (array) $value );
		}
		return $rows;
	}

	/**
	 * The word for an argument.
	 *
	 * @param string $name Its name.
	 */
	private static function label( string $name ): string {
		return match ( $name ) {
			'amount' => __( 'Amount', 'deskhand' ),
			'reason' => __( 'Reason', 'deskhand' ),
			'order_id' => __( 'Order', 'deskhand' ),
			'items' => __( 'Items', 'deskhand' ),
			default => $name,
		};
	}

	/**
	 * A list or an object in lines.
	 *
	 * @param array<mixed> $values Its values.
	 */
	private static function listed( array $values ): string {
		$lines = array();
		foreach ( $values as $name => $value ) {
			$text    = is_array( $value ) ? str_replace( "\n", ', ', self::listed( $value ) ) : (string) ( is_bool( $value ) ? (int) $value : $value );
			$lines[] = is_int( $name ) ? $text : "$name: $text";
		}
		return implode( "\n", $lines );
	}

	/**
	 * Prints Approve and Decline. Money asks twice.
	 *
	 * @param Wire\Approval $approval The action.
	 * @param Proposal      $proposal What would be done.
	 */
	private function print_buttons( Wire\Approval $approval, Proposal $proposal ): void {
		printf( '<form action="%s" method="post"><input type="hidden" name="action" value="%s">', esc_url( admin_url( 'admin-post.php' ) ), esc_attr( self::ACTION ) );
		foreach ( array(
			'approval' => $approval->approval_id,
			'digest'   => Approval_Desk::digest( $approval ),
			'_wpnonce' => wp_create_nonce( self::ACTION ),
		) as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		// The browser itself asks for the tick: no script, and no click by mistake.
		printf(
			'<p><label><input type="checkbox" name="sure" value="1" required> %s</label></p><p><button class="button button-primary" name="decision" value="approve" aria-label="%s">%s</button> <button class="button" name="decision" value="decline" formnovalidate aria-label="%s">%s</button></p></form>',
			esc_html__( 'I have looked at the order and the conversation.', 'deskhand' ),
			/* translators: %s: what would be done. */
			esc_attr( sprintf( __( 'Approve: %s', 'deskhand' ), $proposal->summary ) ),
			esc_html__( 'Approve', 'deskhand' ),
			/* translators: %s: what would be done. */
			esc_attr( sprintf( __( 'Decline: %s', 'deskhand' ), $proposal->summary ) ),
			esc_html__( 'Decline', 'deskhand' )
		);
	}

	/**
	 * Prints what was decided.
	 *
	 * @param array<Wire\Approval> $approvals The newest first.
	 */
	private static function print_decided( array $approvals ): void {
		if ( array() === $approvals ) {
			return;
		}
		printf( '<h2>%s</h2><table class="widefat striped deskhand-table"><thead><tr>', esc_html__( 'Decided', 'deskhand' ) );
		foreach ( array( __( 'Action', 'deskhand' ), __( 'Result', 'deskhand' ), __( 'Decided by', 'deskhand' ), __( 'When', 'deskhand' ), __( 'What the shopper read', 'deskhand' ) ) as $head ) {
			printf( '<th scope="col">%s</th>', esc_html( $head ) );
		}
		echo '</tr></thead><tbody>';
		foreach ( $approvals as $approval ) {
			printf(
				'<tr><th scope="row"><a href="%s">%s</a></th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>',
				esc_url( Screens::url( Screens::CONVERSATIONS, array( 'thread' => $approval->thread_id ) ) ),
				esc_html( $approval->summary ),
				esc_html( self::states()[ $approval->state ] ?? '' ),
				esc_html( 'shopper' === $approval->decided_by ? __( 'the shopper', 'deskhand' ) : $approval->decided_by ),
				esc_html( $approval->decided_unix_ms > 0 ? Tickets_Page::time( $approval->decided_unix_ms ) : '' ),
				esc_html( $approval->outcome_text )
			);
		}
		echo '</tbody></table>';
	}
}
