<?php
/**
 * Carries out what was decided.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Does what somebody agreed to, once, and tells everyone what came of it; goes on where a killed worker stopped.
 */
final class Action_Run {

	/** Who decided, as the sidecar knows it, where it was the shopper. */
	private const SHOPPER = 'shopper';

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar     The sidecar.
	 * @param Seal           $seal        This site's.
	 * @param Refund_Run     $refund_run  Carries out refunds.
	 * @param Ability_Run    $ability_run Carries out the rest.
	 * @param Staff_Mail     $mail        To the shop's people.
	 * @param \Closure():int $now         The clock, Unix seconds.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Seal $seal,
		private readonly Refund_Run $refund_run,
		private readonly Ability_Run $ability_run,
		private readonly Staff_Mail $mail,
		private readonly \Closure $now,
	) {}

	/**
	 * Carries a decision out as the current user. When the sidecar can't be told, cron tells it.
	 *
	 * @param Proposal $proposal What it is on.
	 * @param Decision $decision The current user's.
	 * @param Caller   $caller   In whose name.
	 * @throws Refused       `approval_closed`, `approval_busy`.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function carry_out( Proposal $proposal, Decision $decision, Caller $caller ): Action_Outcome {
		return $this->locked(
			self::names( $proposal ),
			function ( Lock $lock ) use ( $proposal, $decision, $caller ): Action_Outcome {
				$record  = Action_Record::read( $proposal->key, $lock );
				$outcome = $record->outcome ?? $this->outcome( $proposal, $decision, $record, $lock );
				$this->tell( $record->decision ?? $decision, $outcome, $caller );
				$record->settle();
				return $outcome;
			}
		);
	}

	/**
	 * Finishes what killed workers left, in the name of whoever agreed, and tells the sidecar and staff. What another
	 * worker is at, or the sidecar can't be told of, is left to the next time.
	 */
	public function finish_left(): void {
		foreach ( Action_Record::left( ( $this->now )() - Lock::HOLDS_S ) as $decision ) {
			$before = get_current_user_id();
			wp_set_current_user( $decision->user_id );
			Problem::guard( fn() => $this->finish( Proposal::reopen( $this->seal, $decision->kept ), $decision ) );
			wp_set_current_user( $before );
		}
	}

	/**
	 * Finishes one.
	 *
	 * @param Proposal|null $proposal What it is; null when nobody can read it any more.
	 * @param Decision      $decision The word on which it was begun.
	 */
	private function finish( ?Proposal $proposal, Decision $decision ): void {
		$this->locked(
			null === $proposal ? array( "action/$decision->key" ) : self::names( $proposal ),
			function ( Lock $lock ) use ( $proposal, $decision ): void {
				$record = Action_Record::read( $decision->key, $lock );
				if ( ! $record->is_left() ) {
					return;
				}
				$outcome = $record->outcome ?? ( null === $proposal ? self::unreadable( $record ) : $this->outcome( $proposal, $decision, $record, $lock ) );
				if ( ! $record->is_mailed ) {
					$this->mail_staff( $proposal, $decision, $outcome );
					$record->note_mail();
				}
				$this->tell( $decision, $outcome, Caller::staff() ); // As staff: a shopper who has left is mailed.
				$record->settle();
			}
		);
	}

	/**
	 * Runs a step in the shop's language, whatever wp-admin's is, while no other worker is at the same things.
	 *
	 * @template T
	 * @param non-empty-list<string> $names What is locked.
	 * @param callable( Lock ): T    $step  What to do.
	 * @return T
	 * @throws Refused `approval_busy`.
	 */
	private function locked( array $names, callable $step ): mixed {
		$lock = Lock::take( array_shift( $names ), ( $this->now )(), ...$names );
		if ( null === $lock ) {
			throw new Refused( 'approval_busy' );
		}
		$switched = switch_to_locale( get_locale() );
		try {
			return $step( $lock );
		} finally {
			$switched && restore_previous_locale();
			$lock->release();
		}
	}

	/**
	 * What must not change while an action is carried out. Refunds of one order, and of one customer, come one after the
	 * other: each must see what the one before left.
	 *
	 * @param Proposal $proposal The action.
	 * @return non-empty-list<string>
	 */
	private static function names( Proposal $proposal ): array {
		if ( $proposal->order_id < 1 ) {
			return array( "action/$proposal->key" );
		}
		$order = function_exists( 'wc_get_order' ) ? wc_get_order( $proposal->order_id ) : null;
		return array( "order/$proposal->order_id", ...( $order instanceof \WC_Order ? array( 'customer/' . Refund_History::customer( $order ) ) : array() ) );
	}

	/**
	 * Does it, or leaves it.
	 *
	 * @param Proposal      $proposal What it is.
	 * @param Decision      $decision The word on it.
	 * @param Action_Record $record   How far it got before.
	 * @param Lock          $lock     Held.
	 */
	private function outcome( Proposal $proposal, Decision $decision, Action_Record $record, Lock $lock ): Action_Outcome {
		if ( ! $decision->agree && '' !== $record->step ) {
			throw new Refused( 'approval_busy' ); // Somebody agreed before; cron finishes it.
		}
		if ( $decision->agree && $decision->is_shoppers() && '' === $record->step && ! $this->refund_run->is_by_shopper( $proposal ) ) {
			throw new Refused( 'approval_closed' ); // The owner's rules changed; staff can still decide.
		}
		$record->decision ??= $decision;
		if ( ! $decision->agree ) {
			$outcome = Action_Outcome::declined( $decision->is_shoppers() ? __( 'All right, it will not be done.', 'deskhand' ) : __( 'Our staff did not agree to this. You can ask for a person to talk about it.', 'deskhand' ) );
			$record->end( $outcome );
			return $outcome;
		}
		return Abilities::ISSUE_REFUND === $proposal->tool
			? $this->refund_run->run( $proposal, $record->decision, $record, $lock )
			: $this->ability_run->run( $proposal, $record );
	}

	/**
	 * Of what the site's present keys do not open nobody here knows how far it got.
	 *
	 * @param Action_Record $record Of the action.
	 */
	private static function unreadable( Action_Record $record ): Action_Outcome {
		$outcome = Action_Outcome::failed(
			__( 'What you asked for could not be confirmed. Our staff are looking into it and will write to you.', 'deskhand' ),
			__( 'WordPress was interrupted, and its keys have changed since: it may or may not have been done. Please look at the order and at the payment service.', 'deskhand' )
		);
		$record->end( $outcome );
		return $outcome;
	}

	/**
	 * Mails staff what came of an action after all: whoever agreed saw a broken page.
	 *
	 * @param Proposal|null  $proposal The action.
	 * @param Decision       $decision The word on it.
	 * @param Action_Outcome $outcome  What came of it.
	 */
	private function mail_staff( ?Proposal $proposal, Decision $decision, Action_Outcome $outcome ): void {
		$state   = Approvals_Page::states()[ $outcome->state ] ?? '';
		$summary = $proposal->summary ?? $decision->approval_id;
		$this->mail->send(
			/* translators: 1: what was to be done, 2: "Done", "Declined" or "Failed". */
			sprintf( __( 'Finished after an interruption: %1$s (%2$s)', 'deskhand' ), $summary, $state ),
			array(
				/* translators: 1: name of a person, 2: a time. */
				sprintf( __( 'Decided by %1$s, %2$s. WordPress was interrupted then, and has finished it now.', 'deskhand' ), $decision->name(), Tickets_Page::time( $decision->at * 1000 ) ),
				/* translators: %s: what the shopper reads. */
				sprintf( __( 'The shopper reads: "%s"', 'deskhand' ), $outcome->text ),
				$outcome->note,
				null === $proposal ? '' : Screens::url( Screens::CONVERSATIONS, array( 'thread' => $proposal->thread_id ) ),
			)
		);
	}

	/**
	 * Tells the sidecar; that it knows already, or has forgotten the action, is as good.
	 *
	 * @param Decision       $decision The word on the action.
	 * @param Action_Outcome $outcome  What came of it.
	 * @param Caller         $caller   In whose name.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function tell( Decision $decision, Action_Outcome $outcome, Caller $caller ): void {
		$decide = new Wire\Decide_Approval_Request(
			approval_id: $decision->approval_id,
			state: $outcome->state,
			decided_by: $decision->is_shoppers() ? self::SHOPPER : mb_substr( $decision->by, 0, 100 ),
			text: mb_substr( $outcome->text, 0, 500 ),
			person_id: $decision->is_shoppers() ? 0 : $decision->user_id
		);
		try {
			$this->sidecar->unary( 'sidecar.v1.Desk/DecideApproval', $decide, Wire\Decide_Approval_Response::class, $caller );
		} catch ( Sidecar_Error $error ) {
			if ( 'APPROVAL_DECIDED' !== $error->reason && Sidecar_Error::NOT_FOUND !== $error->grpc_status ) {
				throw $error;
			}
		}
	}
}
