<?php
/**
 * Work that the sidecar leaves for WordPress.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Leases jobs, does them and says so. A job may be leased twice; its effect happens once, because its id is claimed in
 * WordPress first.
 */
final class Jobs {

	private const CLAIM_PREFIX = 'deskhand_job_';

	/** A claim outlives every retry of the sidecar. */
	private const CLAIM_LIFE_S = 2 * DAY_IN_SECONDS;

	/** A worker that claimed a job and said nothing for so long has died. */
	private const CLAIM_HOLDS_S = 60;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar      The sidecar.
	 * @param Staff_Mail     $mail         What jobs send to the shop's people.
	 * @param Shopper_Mail   $shopper_mail What jobs send to shoppers.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar, private readonly Staff_Mail $mail, private readonly Shopper_Mail $shopper_mail ) {}

	/**
	 * Does what waits.
	 *
	 * @param int $count Most jobs to take.
	 * @return array{done: int, failed: int}
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function run( int $count ): array {
		$lease   = new Wire\Lease_Jobs_Request( max_count: $count );
		$jobs    = $this->sidecar->unary( 'sidecar.v1.Operations/LeaseJobs', $lease, Wire\Lease_Jobs_Response::class, Caller::operator() )->jobs;
		$results = array(
			'done'   => 0,
			'failed' => 0,
		);
		foreach ( $jobs as $job ) {
			$error = $this->once( $job );
			if ( null === $error ) {
				continue;
			}
			++$results[ '' === $error ? 'done' : 'failed' ];
			$end = new Wire\Complete_Job_Request( job_id: $job->job_id, error: $error );
			$this->sidecar->unary( 'sidecar.v1.Operations/CompleteJob', $end, Wire\Complete_Job_Response::class, Caller::operator() );
		}
		return $results;
	}

	/**
	 * Deletes claims that no retry can need.
	 */
	public static function forget_old_claims(): void {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- options have no query by prefix.
		$names = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s LIMIT 1000", $wpdb->esc_like( self::CLAIM_PREFIX ) . '%' ) );
		foreach ( $names as $name ) {
			if ( (int) ( ( (array) get_option( $name ) )['at'] ?? 0 ) < time() - self::CLAIM_LIFE_S ) {
				delete_option( $name );
			}
		}
	}

	/**
	 * Does a job unless it was done before.
	 *
	 * @param Wire\Job $job A leased job.
	 * @return string|null Empty when it is done, why not when it failed, null when another worker is at it.
	 */
	private function once( Wire\Job $job ): ?string {
		$act = match ( $job->kind ) {
			'staff_mail' => fn( array $payload ): string => $this->mail_staff( $payload ) ? '' : __( 'WordPress could not send the mail.', 'deskhand' ),
			'shopper_mail' => $this->shopper_mail->send( ... ),
			'reply_mail' => $this->shopper_mail->send_reply( ... ),
			default => null,
		};
		if ( null === $act ) {
			return 'This plugin does not know this kind of job.';
		}
		$claim = self::CLAIM_PREFIX . hash( 'sha256', $job->job_id );
		// The option's name is unique in the database: of two workers one gets it.
		if ( ! add_option( $claim, array( 'at' => time() ), '', false ) ) {
			$kept = (array) get_option( $claim, array() );
			if ( isset( $kept['done'] ) ) {
				return '';
			}
			if ( (int) ( $kept['at'] ?? 0 ) > time() - self::CLAIM_HOLDS_S ) {
				return null;
			}
		}
		$payload = json_decode( $job->payload_json, true );
		$error   = is_array( $payload ) ? Mail_Id::during( $job->job_id, static fn(): string => $act( $payload ) ) : 'The job can\'t be read.';
		if ( '' !== $error ) {
			delete_option( $claim );
			return $error;
		}
		update_option(
			$claim,
			array(
				'at'   => time(),
				'done' => true,
			),
			false
		);
		return '';
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
