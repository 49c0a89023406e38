<?php
/**
 * The outbox in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Lists mail that WordPress sends and what other services are told, with what was given up, why, and a button that tries
 * it again.
 */
final class Outbox_Page {

	public const ACTION = 'deskhand_outbox';

	private const JOBS = 'jobs';

	private const DELIVERIES = 'deliveries';

	/**
	 * Only assigns.
	 *
	 * @param Outbox $outbox What waits.
	 */
	public function __construct( private readonly Outbox $outbox ) {}

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
		$list  = isset( $_GET['list'] ) && self::DELIVERIES === $_GET['list'] ? self::DELIVERIES : self::JOBS;
		$state = isset( $_GET['state'] ) ? absint( wp_unslash( $_GET['state'] ) ) : 0;
		$token = isset( $_GET['from'] ) ? sanitize_text_field( wp_unslash( $_GET['from'] ) ) : '';
		$again = isset( $_GET['again'] );
		// phpcs:enable
		echo '<h1>' . esc_html__( 'Outbox', 'deskhand' ) . '</h1>';
		if ( $again ) {
			wp_admin_notice( esc_html__( 'It is tried again within five minutes.', 'deskhand' ), array( 'type' => 'success' ) );
		}
		$state = isset( self::states()[ $state ] ) ? $state : 0;
		$at    = static fn( string $wanted ): array => $wanted === $list ? array( $state, $token ) : array( 0, '' );
		$this->print_jobs( ...$at( self::JOBS ) );
		$this->print_deliveries( ...$at( self::DELIVERIES ) );
	}

	/**
	 * Action `admin_post_deskhand_outbox`: tries something again that was given up.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached or knows no such thing.
	 */
	public function retry(): void {
		if ( ! current_user_can( Screens::staff_capability() ) ) {
			wp_die( esc_html__( 'You may not work on the outbox.', 'deskhand' ), 403 );
		}
		check_admin_referer( self::ACTION );
		$field = static fn( string $name ): string => isset( $_POST[ $name ] ) ? sanitize_text_field( wp_unslash( $_POST[ $name ] ) ) : '';
		'' !== $field( 'job' ) ? $this->outbox->retry_job( $field( 'job' ) ) : $this->outbox->retry_delivery( $field( 'delivery' ) );
		delete_transient( Attention::COUNTS );
		wp_safe_redirect( Screens::url( Screens::OUTBOX, array( 'again' => '1' ) ) );
		exit;
	}

	/**
	 * The words for each state; mail and deliveries have the same.
	 *
	 * @return array<int, string>
	 */
	private static function states(): array {
		return array(
			Wire\Job_State::WAITING => __( 'Waits', 'deskhand' ),
			Wire\Job_State::DONE    => __( 'Done', 'deskhand' ),
			Wire\Job_State::DEAD    => __( 'Given up', 'deskhand' ),
		);
	}

	/**
	 * Prints the mail.
	 *
	 * @param int    $state The filter; 0 for all.
	 * @param string $token Where to go on.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function print_jobs( int $state, string $token ): void {
		$page = $this->outbox->jobs( $state, $token );
		printf( '<h2 id="deskhand-mail">%s</h2><p>%s</p>', esc_html__( 'E-mail', 'deskhand' ), esc_html__( 'WordPress sends it within five minutes. What fails is tried again with growing pauses, five times in all.', 'deskhand' ) );
		self::print_filters( self::JOBS, $state, $page->waiting_count, $page->dead_count );
		self::print_head( __( 'Mail', 'deskhand' ) );
		foreach ( $page->jobs as $job ) {
			$preview = Job_Preview::of( $job );
			echo '<tr><td>';
			if ( '' === $preview->text ) {
				echo esc_html( $preview->title );
			} else {
				printf( '<details><summary>%s</summary><p class="deskhand-preview">%s</p></details>', esc_html( $preview->title ), esc_html( $preview->text ) );
			}
			printf( '</td><td>%s</td>', esc_html( Tickets_Page::time( $job->added_unix_ms ) ) );
			self::print_state( $job->state, $job->attempt_count, $job->due_unix_ms, $job->error );
			self::print_retry( Wire\Job_State::DEAD === $job->state, 'job', $job->job_id );
		}
		self::print_end( array() === $page->jobs, self::JOBS, $state, $page->next_page_token );
	}

	/**
	 * Prints what other services are told.
	 *
	 * @param int    $state The filter; 0 for all.
	 * @param string $token Where to go on.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function print_deliveries( int $state, string $token ): void {
		$page = $this->outbox->deliveries( $state, $token );
		printf( '<h2 id="deskhand-services">%s</h2>', esc_html__( 'Other services', 'deskhand' ) );
		printf(
			'<p>%s</p>',
			$page->oldest_unix_ms > 0
				/* translators: %s: a span of time, such as "5 minutes". */
				? esc_html( sprintf( __( 'The oldest that waits has waited for %s. Nothing is lost: all of it is told when the service is back.', 'deskhand' ), human_time_diff( intdiv( $page->oldest_unix_ms, 1000 ) ) ) )
				: esc_html__( 'Tickets and notices for the services that are set in the sidecar, such as GitHub, Linear, Help Scout, a webhook or Slack.', 'deskhand' )
		);
		self::print_filters( self::DELIVERIES, $state, $page->waiting_count, $page->dead_count );
		self::print_head( __( 'What', 'deskhand' ) );
		foreach ( $page->deliveries as $delivery ) {
			printf(
				'<tr><td>%s: %s</td><td>%s</td>',
				esc_html( self::service( $delivery->target ) ),
				esc_html( trim( self::about( $delivery->about ) . ' ' . $delivery->ticket_id ) ),
				esc_html( Tickets_Page::time( $delivery->added_unix_ms ) )
			);
			self::print_state( $delivery->state, $delivery->attempt_count, $delivery->due_unix_ms, $delivery->error );
			self::print_retry( Wire\Delivery_State::DEAD === $delivery->state, 'delivery', $delivery->delivery_id );
		}
		self::print_end( array() === $page->deliveries, self::DELIVERIES, $state, $page->next_page_token );
	}

	/**
	 * Prints links to each state.
	 *
	 * @param string $list    The list.
	 * @param int    $current The state that is shown; 0 for all.
	 * @param int    $waiting How many wait.
	 * @param int    $dead    How many were given up.
	 */
	private static function print_filters( string $list, int $current, int $waiting, int $dead ): void {
		$counts = array(
			Wire\Job_State::WAITING => $waiting,
			Wire\Job_State::DEAD    => $dead,
		);
		$links  = array();
		foreach ( array( 0 => __( 'All', 'deskhand' ) ) + self::states() as $state => $text ) {
			$links[] = sprintf(
				'<a href="%s"%s>%s</a>',
				esc_url( self::url( $list, $state ) ),
				$current === $state ? ' class="current" aria-current="page"' : '',
				esc_html( isset( $counts[ $state ] ) ? sprintf( '%s (%s)', $text, number_format_i18n( $counts[ $state ] ) ) : $text )
			);
		}
		echo '<p class="subsubsub">' . wp_kses_post( implode( ' | ', $links ) ) . '</p>';
	}

	/**
	 * Prints the beginning of a table.
	 *
	 * @param string $what Its first column.
	 */
	private static function print_head( string $what ): void {
		echo '<table class="widefat striped deskhand-table"><thead><tr>';
		foreach ( array( $what, __( 'Recorded', 'deskhand' ), __( 'Status', 'deskhand' ) ) as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		printf( '<td><span class="screen-reader-text">%s</span></td></tr></thead><tbody>', esc_html__( 'Actions', 'deskhand' ) );
	}

	/**
	 * Prints how something stands.
	 *
	 * @param int    $state    Of `Wire\Job_State`.
	 * @param int    $attempts Attempts so far.
	 * @param int    $due      When it is tried next; 0 when it is over.
	 * @param string $error    Why the last attempt failed; may be empty.
	 */
	private static function print_state( int $state, int $attempts, int $due, string $error ): void {
		printf( '<td>%s', esc_html( self::states()[ $state ] ?? '' ) );
		if ( '' !== $error ) {
			/* translators: 1: number of attempts, 2: why the last one failed. */
			printf( '<br><span class="deskhand-wrong">%s</span>', esc_html( sprintf( __( 'Attempts: %1$s. %2$s', 'deskhand' ), number_format_i18n( $attempts ), $error ) ) );
		}
		if ( Wire\Job_State::WAITING === $state && $attempts > 0 && $due > 0 ) {
			/* translators: %s: a time. */
			printf( '<br>%s', esc_html( sprintf( __( 'Next attempt: %s', 'deskhand' ), Tickets_Page::time( $due ) ) ) );
		}
		echo '</td>';
	}

	/**
	 * Prints the button that tries again, and ends the row.
	 *
	 * @param bool   $is_dead True when there is something to try.
	 * @param string $name    `job` or `delivery`.
	 * @param string $id      Which.
	 */
	private static function print_retry( bool $is_dead, string $name, string $id ): void {
		echo '<td>';
		if ( $is_dead ) {
			printf(
				'<form action="%s" method="post"><input type="hidden" name="action" value="%s"><input type="hidden" name="_wpnonce" value="%s"><input type="hidden" name="%s" value="%s"><button class="button">%s</button></form>',
				esc_url( admin_url( 'admin-post.php' ) ),
				esc_attr( self::ACTION ),
				esc_attr( wp_create_nonce( self::ACTION ) ),
				esc_attr( $name ),
				esc_attr( $id ),
				esc_html__( 'Try again', 'deskhand' )
			);
		}
		echo '</td></tr>';
	}

	/**
	 * Prints the end of a table.
	 *
	 * @param bool   $is_empty True when it has no rows.
	 * @param string $list     The list.
	 * @param int    $state    The filter.
	 * @param string $token    Where to go on; empty on the last page.
	 */
	private static function print_end( bool $is_empty, string $list, int $state, string $token ): void {
		if ( $is_empty ) {
			printf( '<tr><td colspan="4">%s</td></tr>', esc_html__( 'Nothing.', 'deskhand' ) );
		}
		echo '</tbody></table>';
		if ( '' !== $token ) {
			printf( '<p><a class="button" href="%s">%s</a></p>', esc_url( self::url( $list, $state, $token ) ), esc_html__( 'Older', 'deskhand' ) );
		}
	}

	/**
	 * Address of a list.
	 *
	 * @param string $list  The list.
	 * @param int    $state The filter; 0 for all.
	 * @param string $token Where to go on.
	 */
	private static function url( string $list, int $state, string $token = '' ): string {
		$args = array_filter(
			array(
				'list'  => $list,
				'state' => $state > 0 ? (string) $state : '',
				'from'  => rawurlencode( $token ),
			)
		);
		return Screens::url( Screens::OUTBOX, $args ) . ( self::JOBS === $list ? '#deskhand-mail' : '#deskhand-services' );
	}

	/**
	 * The name of a service.
	 *
	 * @param string $target As the sidecar names it.
	 */
	public static function service( string $target ): string {
		return match ( $target ) {
			'github' => 'GitHub',
			'linear' => 'Linear',
			'help_scout' => 'Help Scout',
			'slack' => 'Slack',
			'webhook' => __( 'Webhook', 'deskhand' ),
			default => $target,
		};
	}

	/**
	 * What a service is told.
	 *
	 * @param string $about As the sidecar names it.
	 */
	private static function about( string $about ): string {
		return match ( $about ) {
			'ticket' => __( 'ticket', 'deskhand' ),
			'ticket_status' => __( 'status of ticket', 'deskhand' ),
			'handoff' => __( 'a shopper asks for a person', 'deskhand' ),
			'takeover' => __( 'a person took over', 'deskhand' ),
			'notice' => __( 'notice', 'deskhand' ),
			default => $about,
		};
	}
}
