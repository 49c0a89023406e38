<?php
/**
 * Actions that wait for somebody's word.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Carries out what somebody agreed to, and tells the sidecar what came of it.
 *
 * The sidecar only keeps these actions. What is done is what this site sealed, as whoever decides saw it; the sidecar
 * can't change it, have it done twice or have it done for another thread.
 */
final class Approval_Desk {

	private const SHOPPER_TIMEOUT_MS = 3_000;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar     The sidecar.
	 * @param Seal           $seal        This site's.
	 * @param Refund_Run     $refund_run  Carries out refunds.
	 * @param Ability_Run    $ability_run Carries out the rest.
	 * @param \Closure():int $now         The clock, Unix seconds.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Seal $seal,
		private readonly Refund_Run $refund_run,
		private readonly Ability_Run $ability_run,
		private readonly \Closure $now,
	) {}

	/**
	 * A page of actions, the newest first.
	 *
	 * @param int    $state Of `Wire\Approval_State`; 0 for all.
	 * @param int    $count Most to give, 1 to 200.
	 * @param string $from  Token of the page.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function page( int $state, int $count = 50, string $from = '' ): Wire\List_Approvals_Response {
		$request = new Wire\List_Approvals_Request( page_size: $count, page_token: $from, state: $state );
		return $this->sidecar->unary( 'sidecar.v1.Desk/ListApprovals', $request, Wire\List_Approvals_Response::class, Caller::staff() );
	}

	/**
	 * One action.
	 *
	 * @param string $approval_id Which.
	 * @throws Refused       `not_found`.
	 * @throws Sidecar_Error When the sidecar can't be reached or knows no such action.
	 */
	public function read( string $approval_id ): Wire\Approval {
		return $this->get( $approval_id, Caller::staff() );
	}

	/**
	 * What an action really is; null when its seal is not this site's, or has ended, or is another thread's.
	 *
	 * @param Wire\Approval $approval As the sidecar has it.
	 */
	public function proposal( Wire\Approval $approval ): ?Proposal {
		$proposal = Proposal::open( $this->seal, $approval->sealed );
		return null !== $proposal && hash_equals( $proposal->thread_id, $approval->thread_id ) ? $proposal : null;
	}

	/**
	 * Names what a person of the shop saw; a decision holds for that alone.
	 *
	 * @param Wire\Approval $approval As the sidecar has it.
	 */
	public static function digest( Wire\Approval $approval ): string {
		return hash( 'sha256', $approval->sealed );
	}

	/**
	 * True when the current user may decide.
	 *
	 * @param Proposal $proposal What to do.
	 */
	public static function may_decide( Proposal $proposal ): bool {
		return current_user_can( Screens::staff_capability() )
			&& ( $proposal->order_id < 1 || current_user_can( 'edit_shop_order', $proposal->order_id ) || current_user_can( 'manage_woocommerce' ) );
	}

	/**
	 * The current user's decision.
	 *
	 * @param string $approval_id The action.
	 * @param string $digest      What they saw.
	 * @param bool   $agree       True to have it done.
	 * @throws Refused       `approval_closed`, `approval_busy`, `not_found`.
	 * @throws Sidecar_Error When the sidecar can't be reached or knows no such action.
	 */
	public function decide_as_staff( string $approval_id, string $digest, bool $agree ): Action_Outcome {
		$approval = $this->get( $approval_id, Caller::staff() );
		$proposal = $this->waiting( $approval );
		if ( ! hash_equals( self::digest( $approval ), $digest ) ) {
			throw new Refused( 'approval_closed' );
		}
		if ( ! self::may_decide( $proposal ) ) {
			throw new Refused( 'not_found' );
		}
		return $this->decide( $approval, $proposal, $agree, Caller::staff(), wp_get_current_user()->display_name );
	}

	/**
	 * The shopper's decision, where it is theirs.
	 *
	 * @param Shopper $shopper     Who.
	 * @param string  $approval_id The action.
	 * @param bool    $agree       True to have it done.
	 * @return array{state: string, text: string}
	 * @throws Refused       `approval_closed`, `approval_busy`, `not_found`.
	 * @throws Sidecar_Error When the sidecar can't be reached or knows no such action of theirs.
	 */
	public function decide_as_shopper( Shopper $shopper, string $approval_id, bool $agree ): array {
		$caller   = Caller::shopper( $shopper, self::SHOPPER_TIMEOUT_MS );
		$approval = $this->get( $approval_id, $caller );
		if ( ! hash_equals( $shopper->thread_id, $approval->thread_id ) || ! $approval->by_shopper ) {
			throw new Refused( 'not_found' );
		}
		$word = self::word( $approval->state );
		if ( '' !== $word ) {
			return array(
				'state' => $word,
				'text'  => $approval->outcome_text,
			);
		}
		$proposal = $this->waiting( $approval );
		if ( ! $proposal->by_shopper || ! hash_equals( $proposal->subject, $shopper->subject ) || $proposal->user_id !== $shopper->user_id ) {
			throw new Refused( 'not_found' );
		}
		$outcome = $this->decide( $approval, $proposal, $agree, $caller, '' );
		return array(
			'state' => self::word( $outcome->state ),
			'text'  => $outcome->text,
		);
	}

	/**
	 * The word for how a decided action stands; empty for one that was not decided.
	 *
	 * @param int $state Of `Wire\Approval_State`.
	 */
	public static function word( int $state ): string {
		return match ( $state ) {
			Wire\Approval_State::DONE => 'done',
			Wire\Approval_State::DECLINED => 'declined',
			Wire\Approval_State::FAILED => 'failed',
			default => '',
		};
	}

	/**
	 * Reads an action.
	 *
	 * @param string $approval_id Which.
	 * @param Caller $caller      In whose name.
	 */
	private function get( string $approval_id, Caller $caller ): Wire\Approval {
		$request  = new Wire\Get_Approval_Request( approval_id: $approval_id );
		$approval = $this->sidecar->unary( 'sidecar.v1.Desk/GetApproval', $request, Wire\Get_Approval_Response::class, $caller )->approval;
		return null !== $approval && $approval->approval_id === $approval_id ? $approval : throw new Refused( 'not_found' );
	}

	/**
	 * What a waiting action is.
	 *
	 * @param Wire\Approval $approval As the sidecar has it.
	 * @throws Refused `approval_closed`.
	 */
	private function waiting( Wire\Approval $approval ): Proposal {
		$proposal = Wire\Approval_State::WAITING === $approval->state ? $this->proposal( $approval ) : null;
		return $proposal ?? throw new Refused( 'approval_closed' );
	}

	/**
	 * Carries the decision out, once, and tells the sidecar.
	 *
	 * @param Wire\Approval $approval As the sidecar has it.
	 * @param Proposal      $proposal What it is.
	 * @param bool          $agree    True to have it done.
	 * @param Caller        $caller   In whose name.
	 * @param string        $by       Name of the person; empty for the shopper.
	 */
	private function decide( Wire\Approval $approval, Proposal $proposal, bool $agree, Caller $caller, string $by ): Action_Outcome {
		// Refunds of one order come one after the other: each must see what the one before left.
		$lock = Lock::take( $proposal->order_id > 0 ? "order/$proposal->order_id" : "action/$proposal->key", ( $this->now )() );
		if ( null === $lock ) {
			throw new Refused( 'approval_busy' );
		}
		$switched = switch_to_locale( get_locale() ); // The shop's language, whatever wp-admin's is.
		try {
			$record  = Action_Record::read( $proposal->key );
			$outcome = $record->outcome ?? $this->outcome( $approval, $proposal, $agree, $by, $record, $lock );
			$this->tell( $approval, $outcome, $caller, $by );
			return $outcome;
		} finally {
			$switched && restore_previous_locale();
			$lock->release();
		}
	}

	/**
	 * Does it, or leaves it.
	 *
	 * @param Wire\Approval $approval As the sidecar has it.
	 * @param Proposal      $proposal What it is.
	 * @param bool          $agree    True to have it done.
	 * @param string        $by       Name of the person; empty for the shopper.
	 * @param Action_Record $record   How far it got before.
	 * @param Lock          $lock     Held.
	 */
	private function outcome( Wire\Approval $approval, Proposal $proposal, bool $agree, string $by, Action_Record $record, Lock $lock ): Action_Outcome {
		if ( ! $agree ) {
			if ( '' !== $record->step ) {
				throw new Refused( 'approval_busy' ); // Somebody agreed before, and it is not clear what came of it: agreeing again clears it.
			}
			$text    = '' === $by ? __( 'All right, it will not be done.', 'deskhand' ) : __( 'Our staff did not agree to this. You can ask for a person to talk about it.', 'deskhand' );
			$outcome = new Action_Outcome( Wire\Approval_State::DECLINED, $text );
			$record->end( $outcome );
			return $outcome;
		}
		if ( '' === $by && '' === $record->step && ! $this->refund_run->is_by_shopper( $proposal ) ) {
			throw new Refused( 'approval_closed' ); // The owner's rules changed; staff can still decide.
		}
		return Abilities::ISSUE_REFUND === $proposal->tool
			? $this->refund_run->run( $proposal, $approval->approval_id, '' === $by ? __( 'the shopper', 'deskhand' ) : $by, $record, $lock )
			: $this->ability_run->run( $proposal, $record );
	}

	/**
	 * Tells the sidecar. When it can't be told, the same decision made again tells it.
	 *
	 * @param Wire\Approval  $approval The action.
	 * @param Action_Outcome $outcome  What came of it.
	 * @param Caller         $caller   In whose name.
	 * @param string         $by       Name of the person; empty for the shopper.
	 */
	private function tell( Wire\Approval $approval, Action_Outcome $outcome, Caller $caller, string $by ): void {
		$decide = new Wire\Decide_Approval_Request( approval_id: $approval->approval_id, state: $outcome->state, decided_by: mb_substr( $by, 0, 100 ), text: mb_substr( $outcome->text, 0, 500 ) );
		try {
			$this->sidecar->unary( 'sidecar.v1.Desk/DecideApproval', $decide, Wire\Decide_Approval_Response::class, $caller );
		} catch ( Sidecar_Error $error ) {
			if ( 'APPROVAL_DECIDED' !== $error->reason ) {
				throw $error;
			}
		}
	}
}
