<?php
/**
 * Work that the sidecar leaves for WordPress.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Leases jobs, does them and says so. A job may be leased twice; a worker does it under its lock, and not if it is noted
 * as done. So each mail is sent at least once, and once only, but for one gap: a worker that dies after the mail was
 * handed over and before that is noted leaves it to be sent again, with the same `Message-ID`. The same goes for a mail
 * server that takes longer than the lock holds. Better twice than never.
 */
final class Jobs {

	/** Before the name of a note: an option that holds when the job was done, Unix seconds. */
	private const DONE_PREFIX = 'deskhand_job_';

	/** A note outlives every retry of the sidecar. */
	private const DONE_LIFE_S = 10 * DAY_IN_SECONDS;

	private const NOTES_A_PAGE = 500;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar      The sidecar.
	 * @param Staff_Mail     $mail         What jobs send to the shop's people.
	 * @param Shopper_Mail   $shopper_mail What jobs send to shoppers.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar, private readonly Staff_Mail $mail, private readonly Shopper_Mail $shopper_mail ) {}

	/**
	 * Does what waits. Jobs are leased one at a time: a lease is an attempt, and a job that ends its worker must not
	 * use up those of others.
	 *
	 * @param int $count Most jobs to take.
	 * @return array{done: int, failed: int}
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function run( int $count ): array {
		$results = array(
			'done'   => 0,
			'failed' => 0,
		);
		// Longer than a dead worker's lock, so that whoever has the job next finds it free.
		$lease = new Wire\Lease_Jobs_Request( max_count: 1, lease_ms: ( Lock::HOLDS_S + 10 ) * 1000 );
		for ( $left = $count; $left > 0; $left-- ) {
			$job = $this->call( 'LeaseJobs', $lease, Wire\Lease_Jobs_Response::class )->jobs[0] ?? null;
			if ( null === $job ) {
				break;
			}
			$error = $this->once( $job );
			if ( null === $error ) {
				continue;
			}
			++$results[ '' === $error ? 'done' : 'failed' ];
			$this->call( 'CompleteJob', new Wire\Complete_Job_Request( job_id: $job->job_id, error: $error ), Wire\Complete_Job_Response::class );
		}
		return $results;
	}

	/**
	 * Deletes notes that no retry can need.
	 *
	 * @param int $now Unix seconds.
	 */
	public static function forget_old( int $now ): void {
		global $wpdb;
		do {
			// phpcs:disable WordPress.DB.DirectDatabaseQuery -- options have no query by prefix.
			$names = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s AND option_value + 0 < %d LIMIT %d", $wpdb->esc_like( self::DONE_PREFIX ) . '%', $now - self::DONE_LIFE_S, self::NOTES_A_PAGE ) );
			$gone  = array() === $names ? 0 : (int) $wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name IN (" . implode( ', ', array_fill( 0, count( $names ), '%s' ) ) . ')', $names ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- placeholders only.
			// phpcs:enable
		} while ( self::NOTES_A_PAGE === count( $names ) && $gone > 0 );
	}

	/**
	 * Does a job unless it was done before.
	 *
	 * @param Wire\Job $job A leased job.
	 * @return string|null Empty when it is done, why not when it failed, null when another worker is at it.
	 */
	private function once( Wire\Job $job ): ?string {
		$lock = Lock::take( "job/$job->job_id", time() );
		if ( null === $lock ) {
			return null;
		}
		try {
			if ( self::is_done( $job->job_id ) ) {
				return '';
			}
			$error = $this->attempt( $job );
			if ( '' === $error ) {
				self::note_done( $job->job_id );
			}
			return $error;
		} finally {
			$lock->release();
		}
	}

	/**
	 * Does a job.
	 *
	 * @param Wire\Job $job A leased job.
	 * @return string Empty when it is done, else why not; what another plugin throws at a mail is such a reason, too.
	 */
	private function attempt( Wire\Job $job ): string {
		$act     = match ( $job->kind ) {
			'staff_mail' => fn( array $payload ): string => $this->mail_staff( $payload ) ? '' : __( 'WordPress could not send the mail.', 'deskhand' ),
			'shopper_mail' => $this->shopper_mail->send( ... ),
			'reply_mail' => $this->shopper_mail->send_reply( ... ),
			default => null,
		};
		$payload = json_decode( $job->payload_json, true );
		if ( null === $act || ! is_array( $payload ) ) {
			return null === $act ? 'This plugin does not know this kind of job.' : 'The job can\'t be read.';
		}
		$error = Problem::guard( static fn(): string => Mail_Id::during( $job->job_id, static fn(): string => $act( $payload ) ) );
		return is_string( $error ) ? $error : __( 'Another plugin broke off the mail; your host\'s error log says where.', 'deskhand' );
	}

	/**
	 * Whether a job is noted as done; read past every cache, since another worker may have noted it.
	 *
	 * @param string $job_id The job.
	 */
	private static function is_done( string $job_id ): bool {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- past every cache.
		return null !== $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", self::DONE_PREFIX . hash( 'sha256', $job_id ) ) );
	}

	/**
	 * Notes that a job is done.
	 *
	 * @param string $job_id The job.
	 */
	private static function note_done( string $job_id ): void {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
		$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $wpdb->options (option_name, option_value, autoload) VALUES (%s, %s, 'off')", self::DONE_PREFIX . hash( 'sha256', $job_id ), (string) time() ) );
	}

	/**
	 * Asks the sidecar.
	 *
	 * @template T of Wire_Message
	 * @param string          $method   Of `Operations`.
	 * @param Wire_Message    $request  Its request.
	 * @param class-string<T> $response Its response.
	 * @return T
	 * @throws Sidecar_Error When it can't be reached.
	 */
	private function call( string $method, Wire_Message $request, string $response ): Wire_Message {
		return $this->sidecar->unary( "sidecar.v1.Operations/$method", $request, $response, Caller::operator() );
	}

	/**
	 * Tells the shop's people of what happened, with the way to the screen where they can act.
	 *
	 * @param array<mixed> $payload `about`, `subject`, `body`, `thread_id`; of a ticket `ticket_id`, `contact_name` and
	 *                              `contact_email`; of a takeover `person_name`; `is_escalated` where nobody came.
	 */
	private function mail_staff( array $payload ): bool {
		$text   = static fn( string $name ): string => is_string( $payload[ $name ] ?? null ) ? $payload[ $name ] : '';
		$thread = Screens::url( Screens::CONVERSATIONS, array_filter( array( 'thread' => sanitize_key( $text( 'thread_id' ) ) ) ) );
		if ( 'budget' === $text( 'about' ) ) {
			return $this->mail_budget( $payload );
		}
		[ $title, $where ] = match ( $text( 'about' ) ) {
			'handoff' => array( '' !== $text( 'is_escalated' ) ? __( 'A shopper still waits for a person', 'deskhand' ) : __( 'A shopper asks for a person', 'deskhand' ), $thread ),
			/* translators: %s: a person's name. */
			'takeover' => array( sprintf( __( '%s has taken over a conversation', 'deskhand' ), $text( 'person_name' ) ), $thread ),
			'notice' => array( __( 'A notice from the assistant', 'deskhand' ), $thread ),
			'approval' => array( __( 'An action waits for your approval', 'deskhand' ), __( 'Look at it and decide here:', 'deskhand' ) . "\n" . Screens::url( Screens::APPROVALS ) ),
			'delivery' => array( __( 'Another service could not be told', 'deskhand' ), Screens::url( Screens::OUTBOX ) ),
			default => array( '', '' ),
		};
		if ( '' !== $title ) {
			return $this->mail->send( $title, array( $text( 'subject' ), $text( 'body' ), $where ) );
		}
		return $this->mail->send(
			trim( $text( 'ticket_id' ) . ' ' . $text( 'subject' ) ),
			array( $text( 'body' ), trim( $text( 'contact_name' ) . ' ' . $text( 'contact_email' ) ), Screens::url( Screens::TICKETS ) ),
			$text( 'contact_email' )
		);
	}

	/**
	 * Tells the owner that the month's budget is nearly or wholly spent.
	 *
	 * @param array<mixed> $payload `percent`, `spent_micros`, `budget_micros`, and `until`, the day on which the next month begins.
	 */
	private function mail_budget( array $payload ): bool {
		$figure   = static fn( string $name ): int => is_int( $payload[ $name ] ?? null ) ? $payload[ $name ] : 0;
		$until    = wp_date( (string) get_option( 'date_format' ), (int) strtotime( ( is_string( $payload['until'] ?? null ) ? $payload['until'] : '' ) . ' 12:00 UTC' ), new \DateTimeZone( 'UTC' ) );
		$is_spent = $figure( 'percent' ) >= 100;
		return $this->mail->send(
			$is_spent
				? __( 'The month\'s budget for the language model is spent', 'deskhand' )
				: __( '80 % of the month\'s budget for the language model is spent', 'deskhand' ),
			array(
				/* translators: 1: an amount, 2: the budget. */
				sprintf( __( '%1$s of %2$s are spent.', 'deskhand' ), Money::text( $figure( 'spent_micros' ) ), Money::text( $figure( 'budget_micros' ) ) )
					. ( $is_spent && $figure( 'spent_micros' ) < $figure( 'budget_micros' ) ? ' ' . __( 'The rest is less than one more answer may cost.', 'deskhand' ) : '' ),
				$is_spent
					/* translators: %s: a date. */
					? sprintf( __( 'Shoppers are helped as before, but answers come from your pages alone, without costs, until %s. To go on with the model before, raise the monthly budget:', 'deskhand' ), $until )
					/* translators: %s: a date. */
					: sprintf( __( 'When all of it is spent, answers come from your pages alone, without costs, until %s. If that should not happen, raise the monthly budget:', 'deskhand' ), $until ),
				Screens::url( Screens::SETTINGS ),
			)
		);
	}
}
