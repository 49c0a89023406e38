<?php
/**
 * Refunds in a shop whose other plugins break.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Action_Outcome;
use Deskhand\Action_Record;
use Deskhand\Action_Refund;
use Deskhand\Lock;
use Deskhand\Minor_Units;
use Deskhand\Proposal;
use Deskhand\Refund_Run;
use Deskhand\Wire\Approval_State;

/**
 * What was paid stays on the order and is paid once, whatever another plugin throws and wherever it does.
 */
final class Action_Refund_Test extends Refund_Test_Case {

	private const HOOKS = array(
		'woocommerce_order_partially_refunded' => '10.00',
		'woocommerce_order_fully_refunded'     => '100.00',
		'woocommerce_refund_created'           => '10.00',
		'woocommerce_order_refunded'           => '100.00',
	);

	/** @dataProvider broken */
	public function test_a_hook_that_another_plugin_breaks_loses_no_refund( string $hook, string $amount, string $gateway, \Throwable $thrown ): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ), $gateway );
		$proposal = self::proposal( $order, $amount );
		$before   = array_map( did_action( ... ), array_keys( self::HOOKS ) );
		$outcome  = self::while_broken( $hook, static fn(): mixed => throw $thrown, static fn(): Action_Outcome => self::carry_out( $proposal ) );
		self::assertSame( Approval_State::DONE, $outcome->state, $outcome->note );
		self::assertSame( 1, preg_match_all( '/agreed to by Maria/', self::notes( $order ) ) );
		self::assertSame( '100.00' === $amount ? 'refunded' : 'completed', wc_get_order( $order->get_id() )->get_status() );
		$called = array_map( static fn( int $after, int $before ): int => $after - $before, array_map( did_action( ... ), array_keys( self::HOOKS ) ), $before );
		self::assertSame( '100.00' === $amount ? array( 0, 1, 1, 1 ) : array( 1, 0, 1, 1 ), $called, 'each of the hooks is called once' );
		self::assertEquals( $outcome, self::carry_out( $proposal ) );
		self::assertSame( 'pays' === $gateway ? array( $amount ) : array(), Ledger::of( $order->get_id() ) );
		self::assertSame( array( Minor_Units::of( $amount, 2 ) ), self::amounts( $order ) );
		self::assertSame( '', (string) wc_get_order( $order->get_id() )->get_meta( Refund_Run::UNCLEAR ) );
	}

	/**
	 * A hook, an amount by which WooCommerce comes to it, a payment service, and what is thrown.
	 *
	 * @return iterable<string, array{string, string, string, \Throwable}>
	 */
	public function broken(): iterable {
		foreach ( self::HOOKS as $hook => $amount ) {
			foreach ( array( 'pays', 'by_hand' ) as $gateway ) {
				foreach ( array( new \Exception( 'Boom' ), new \TypeError( 'Boom' ) ) as $thrown ) {
					yield "$hook, $gateway, " . $thrown::class => array( $hook, $amount, $gateway, $thrown );
				}
			}
		}
	}

	/** Before any hook tells of it, only WooCommerce's note of the service's yes shows that it was paid. */
	public function test_a_filter_that_breaks_right_after_the_payment_loses_no_refund(): void {
		foreach ( array( new \Exception( 'Boom' ), new \TypeError( 'Boom' ) ) as $at => $thrown ) {
			$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
			$proposal = self::proposal( $order, '10.00', array(), "call-$at" );
			$outcome  = self::while_broken( 'woocommerce_order_is_partially_refunded', static fn(): mixed => throw $thrown, static fn(): Action_Outcome => self::carry_out( $proposal ) );
			self::assertSame( Approval_State::DONE, $outcome->state, $outcome->note );
			self::assertSame( 'completed', wc_get_order( $order->get_id() )->get_status() );
			self::assertSame( array( '10.00' ), Ledger::of( $order->get_id() ) );
			self::assertSame( array( 1000 ), self::amounts( $order ) );
		}
	}

	public function test_a_paid_refund_that_is_deleted_all_the_same_is_told_as_unclear(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		$delete   = static function ( int $order_id, int $refund_id ): never {
			remove_all_filters( 'woocommerce_pre_delete_order_refund' );
			wc_get_order( $refund_id )->delete( true );
			throw new \Exception( 'Boom' );
		};
		self::assert_unclear( $order, self::while_broken( 'woocommerce_order_partially_refunded', $delete, static fn(): Action_Outcome => self::carry_out( $proposal ) ), $proposal );
	}

	public function test_a_paid_refund_that_staff_deleted_after_a_kill_is_told_as_unclear(): void {
		global $wpdb;
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		self::carry_out( $proposal );
		$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( Action_Record::PREFIX ) . '%' ) );
		$lock = Lock::take( "order/$proposal->order_id", time() );
		Action_Record::read( $proposal->key, $lock )->reach( Action_Record::TOLD );
		$lock->release();
		Action_Refund::find( $order, $proposal )->delete( true );
		self::assert_unclear( $order, self::carry_out( $proposal ), $proposal );
	}

	public function test_the_note_stands_and_says_so_when_stock_can_not_be_put_back(): void {
		[ $tent, $order ] = self::two_tents_of_five();
		$proposal = self::proposal( $order, '50.00', array( 'items' => array( array( 'name' => 'Tent', 'quantity' => 1 ) ) ) );
		// WooCommerce's own hook, and the one that the stand-in comes to.
		$hook    = self::has_real_woocommerce() ? 'woocommerce_product_set_stock' : 'save_post_product';
		$outcome = self::while_broken( $hook, static fn(): mixed => throw new \TypeError( 'Boom' ), static fn(): Action_Outcome => self::with_transactions( static fn(): Action_Outcome => self::carry_out( $proposal ) ) );
		self::assertSame( Approval_State::DONE, $outcome->state );
		self::assertStringContainsString( 'has been refunded', $outcome->text );
		self::assertStringNotContainsString( 'stock', $outcome->text );
		self::assertStringContainsString( 'back into stock failed', $outcome->note );
		self::assertSame( 1, preg_match_all( '/agreed to by Maria.*back into stock failed/', self::notes( $order ) ) );
		self::assertEquals( $outcome, self::carry_out( $proposal ) );
		self::assertSame( array( '50.00' ), Ledger::of( $order->get_id() ) );
		self::assertSame( array( 5000 ), self::amounts( $order ) );
		if ( self::has_real_woocommerce() ) {
			self::assertSame( 5, (int) wc_get_product( $tent->get_id() )->get_stock_quantity(), 'as the note says' );
		}
	}

	public function test_a_note_that_can_not_be_written_whole_loses_no_outcome(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		$outcome  = self::while_broken( 'wp_insert_comment', static fn(): mixed => throw new \Exception( 'Boom' ), static fn(): Action_Outcome => self::carry_out( $proposal ) );
		self::assertSame( Approval_State::DONE, $outcome->state );
		self::assertStringNotContainsString( 'stock', $outcome->note, 'none was to be put back' );
		self::assertEquals( $outcome, Action_Record::read( $proposal->key )->outcome );
	}

	/**
	 * Does something while a callback of another plugin breaks a hook.
	 *
	 * @param string   $hook  The hook.
	 * @param callable $break The callback.
	 * @param callable $step  What to do.
	 */
	private static function while_broken( string $hook, callable $break, callable $step ): mixed {
		add_filter( $hook, $break, 10, 2 );
		try {
			return $step();
		} finally {
			remove_filter( $hook, $break );
		}
	}

	/**
	 * Does something while WooCommerce's transactions nest in that of the test, as far as it lets them.
	 *
	 * @param callable $step What to do.
	 */
	private static function with_transactions( callable $step ): mixed {
		if ( ! self::has_real_woocommerce() ) {
			return $step();
		}
		$nested = static fn( string $query ): string => array(
			'START TRANSACTION' => 'SAVEPOINT deskhand',
			'COMMIT'            => 'RELEASE SAVEPOINT deskhand',
			'ROLLBACK'          => 'ROLLBACK TO SAVEPOINT deskhand',
		)[ $query ] ?? $query;
		\Automattic\Jetpack\Constants::set_constant( 'WC_USE_TRANSACTIONS', true );
		add_filter( 'query', $nested );
		try {
			return $step();
		} finally {
			remove_filter( 'query', $nested );
			\Automattic\Jetpack\Constants::clear_single_constant( 'WC_USE_TRANSACTIONS' );
		}
	}

	/**
	 * What the refunds of an order are, in cents.
	 *
	 * @param \WC_Order $order The order.
	 * @return list<int>
	 */
	private static function amounts( \WC_Order $order ): array {
		return array_map( static fn( \WC_Order_Refund $refund ): int => Minor_Units::of( $refund->get_amount(), 2 ), self::refunds( $order ) );
	}

	/**
	 * A refund of 10.00 that was paid once, whose trace is gone, and that nobody but staff goes on with.
	 *
	 * @param \WC_Order      $order    The order.
	 * @param Action_Outcome $outcome  What came of it.
	 * @param Proposal       $proposal The action.
	 */
	private static function assert_unclear( \WC_Order $order, Action_Outcome $outcome, Proposal $proposal ): void {
		self::assertSame( Approval_State::FAILED, $outcome->state );
		self::assertStringContainsString( 'could not be confirmed', $outcome->text );
		self::assertStringContainsString( 'was deleted from the order', $outcome->note );
		self::assertStringContainsString( 'may or may not have been paid', self::notes( $order ) );
		self::assertEquals( $outcome, self::carry_out( $proposal ) );
		self::assertSame( array( '10.00' ), Ledger::of( $order->get_id() ) );
		self::assertSame( array(), self::refunds( $order ) );
		self::assertSame( $proposal->key, wc_get_order( $order->get_id() )->get_meta( Refund_Run::UNCLEAR ) );
		self::rule( array( 'by_shopper' => true ) );
		self::assertFalse( self::proposal( $order, '1.00', array(), 'call-2' )->by_shopper, 'staff look first' );
	}
}
