<?php
/**
 * Actions that a killed worker left.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Ability_Run;
use Deskhand\Action_Refund;
use Deskhand\Action_Record;
use Deskhand\Action_Run;
use Deskhand\Decision;
use Deskhand\Lock;
use Deskhand\Proposal;
use Deskhand\Refund_Run;
use Deskhand\Seal;
use Deskhand\Staff_Mail;
use Deskhand\Wire\Approval_State;

/**
 * What began is finished by cron, however late, also while the sidecar is away.
 */
final class Action_Run_Test extends Refund_Test_Case {

	/**
	 * Subjects and texts of mails to staff.
	 *
	 * @var list<string>
	 */
	private array $mails = array();

	/** Mails are kept. */
	protected function setUp(): void {
		parent::setUp();
		$this->mails = array();
		add_filter(
			'pre_wp_mail',
			function ( mixed $sent, array $mail ): bool {
				if ( str_contains( $mail['subject'], 'interruption' ) ) { // WooCommerce mails too.
					$this->mails[] = "{$mail['subject']}\n{$mail['message']}";
				}
				return true;
			},
			1,
			2
		);
	}

	/**
	 * The run as cron has it.
	 *
	 * @param int    $later Seconds from now.
	 * @param string $key   The site's, 32 bytes; its own when empty.
	 */
	private static function run_of( int $later, string $key = '' ): Action_Run {
		$parts = \Deskhand\parts();
		$now   = static fn(): int => time() + $later;
		$key   = '' !== $key ? $key : $parts->keypair()->derive( 'seal' );
		return new Action_Run( $parts->sidecar(), new Seal( $key, $now ), new Refund_Run( $parts->settings()->refunds, $parts->refund_desk() ), new Ability_Run(), new Staff_Mail( $parts->settings() ), $now );
	}

	/**
	 * Leaves a refund as a worker does that is killed at a step.
	 *
	 * @param \WC_Order $order The order.
	 * @param string    $step  The step.
	 */
	private static function left( \WC_Order $order, string $step ): Proposal {
		$proposal         = self::proposal( $order, '10.00' );
		$lock             = Lock::take( "order/$proposal->order_id", time() );
		$record           = Action_Record::read( $proposal->key, $lock );
		$record->decision = self::decision( $proposal, 'Maria', self::user( 'shop_manager' ) );
		$record->reach( $step );
		return $proposal;
	}

	public function test_what_began_is_finished_after_its_time_and_staff_are_told_once(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::left( $order, Action_Record::OPENED );
		self::run_of( Lock::HOLDS_S - 5 )->finish_left();
		self::assertSame( array(), self::refunds( $order ), 'somebody may be at it' );
		$later = Proposal::LIFE_S + DAY_IN_SECONDS;
		self::assertNull( Proposal::open( new Seal( \Deskhand\parts()->keypair()->derive( 'seal' ), static fn(): int => time() + $later ), $proposal->to_wire( \Deskhand\parts()->seal() )->sealed ), 'nobody could decide it any more' );
		wp_set_current_user( 0 );
		self::run_of( $later )->finish_left();
		self::run_of( $later + Lock::HOLDS_S )->finish_left();
		self::assertCount( 1, self::refunds( $order ) );
		self::assertSame( array( '10.00' ), Ledger::of( $order->get_id() ) );
		self::assertStringContainsString( 'agreed to by Maria', self::notes( $order ) );
		$record = Action_Record::read( $proposal->key );
		self::assertSame( Approval_State::DONE, $record->outcome->state );
		self::assertSame( $record->decision->user_id, (int) Action_Refund::find( $order, $proposal )->get_refunded_by() );
		self::assertSame( 0, get_current_user_id() );
		self::assertCount( 1, $this->mails, 'also while the sidecar can not be told' );
		self::assertStringContainsString( 'Finished after an interruption: Refund', $this->mails[0] );
		self::assertStringContainsString( 'has been refunded', $this->mails[0] );
		self::assertTrue( $record->is_left(), 'the sidecar does not know yet' );
	}

	/** @dataProvider after_the_service_was_asked */
	public function test_what_the_service_may_have_paid_is_told_and_not_asked_again( string $step ): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::left( $order, $step );
		self::run_of( Lock::HOLDS_S + 1 )->finish_left();
		self::assertSame( Approval_State::FAILED, Action_Record::read( $proposal->key )->outcome->state );
		self::assertSame( array(), self::refunds( $order ) );
		self::assertSame( array(), Ledger::of( $order->get_id() ) );
		self::assertNotSame( '', wc_get_order( $order->get_id() )->get_meta( Refund_Run::UNCLEAR ) );
		self::assertCount( 1, $this->mails );
		self::assertStringContainsString( 'may or may not have been paid', $this->mails[0] );
	}

	/**
	 * Steps of which no refund is left.
	 *
	 * @return array<string, array{string}>
	 */
	public function after_the_service_was_asked(): array {
		return array(
			'it was asked'                       => array( Action_Record::ASKED ),
			'it paid, and the refund is deleted' => array( Action_Record::TOLD ),
		);
	}

	public function test_what_other_keys_sealed_is_told_as_unclear(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::left( $order, Action_Record::OPENED );
		self::run_of( Lock::HOLDS_S + 1, str_repeat( 'x', 32 ) )->finish_left();
		self::assertSame( Approval_State::FAILED, Action_Record::read( $proposal->key )->outcome->state );
		self::assertSame( array(), self::refunds( $order ) );
		self::assertCount( 1, $this->mails );
		self::assertStringContainsString( 'its keys have changed', $this->mails[0] );
	}

	public function test_what_another_worker_is_at_is_left_alone(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::left( $order, Action_Record::OPENED );
		Lock::take( "order/$proposal->order_id", time() + Lock::HOLDS_S ); // A click took it over.
		self::run_of( Lock::HOLDS_S + 1 )->finish_left();
		self::assertNull( Action_Record::read( $proposal->key )->outcome );
		self::assertSame( array(), self::refunds( $order ) );
		self::assertSame( array(), $this->mails );
	}
}
