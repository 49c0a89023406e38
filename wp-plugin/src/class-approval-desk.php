<?php
/**
 * Actions that wait for somebody's word.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Shows these actions, and sees to it that only whose word counts decides on them.
 *
 * The sidecar only keeps these actions. What is done is what this site sealed, as whoever decides saw it; the sidecar
 * can't change it, have it done twice or have it done for another thread.
 */
final class Approval_Desk {

	private const SHOPPER_TIMEOUT_MS = 3_000;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 * @param Seal           $seal    This site's.
	 * @param Action_Run     $run     Carries out what was decided.
	 * @param \Closure():int $now     The clock, Unix seconds.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Seal $seal,
		private readonly Action_Run $run,
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
	 * The word on which an action that still waits was begun, or null when it was not.
	 *
	 * @param Proposal $proposal What it is.
	 */
	public function begun( Proposal $proposal ): ?Decision {
		$record = Action_Record::read( $proposal->key );
		return $record->is_left() ? $record->decision : null;
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
		return $this->run->carry_out( $proposal, $this->decision( $approval, $proposal, $agree, self::staff_name( wp_get_current_user() ) ), Caller::staff() );
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
		if ( $agree && $proposal->order_id > 0 && ! Own_Orders::of( $shopper )->is_still_proven( $proposal->order_id ) ) {
			throw new Refused( 'approval_closed' ); // A guest's proof ends long before the action does; staff can still decide.
		}
		$outcome = $this->run->carry_out( $proposal, $this->decision( $approval, $proposal, $agree, '' ), $caller );
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
	 * What a person of the shop is called; never empty.
	 *
	 * @param \WP_User $user Who.
	 */
	private static function staff_name( \WP_User $user ): string {
		return '' !== trim( $user->display_name ) ? $user->display_name : $user->user_login;
	}

	/**
	 * The current user's word.
	 *
	 * @param Wire\Approval $approval As the sidecar has it.
	 * @param Proposal      $proposal What it is.
	 * @param bool          $agree    True to have it done.
	 * @param string        $by       Name of the person; empty for the shopper.
	 */
	private function decision( Wire\Approval $approval, Proposal $proposal, bool $agree, string $by ): Decision {
		return new Decision( $approval->approval_id, $proposal->key, $proposal->keep( $this->seal ), $agree, $by, get_current_user_id(), ( $this->now )() );
	}
}
