<?php
/**
 * What the owner's rules leave to staff.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Wire\Approval_State;
use Deskhand\Wire\Tool_Error;

/**
 * The shop's decimals hold for its own currency only.
 */
final class Refund_Policy_Test extends Refund_Test_Case {

	/** @dataProvider foreign */
	public function test_an_order_in_another_currency_is_left_to_staff( string $currency, string $total ): void {
		update_option( 'woocommerce_currency', 'EUR' );
		self::rule( array( 'by_shopper' => true ) );
		$order = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		self::assertTrue( self::check( $order )['eligible'] );
		$waiting = self::proposal( $order, '10.00' );
		$order->set_currency( $currency );
		$order->set_total( $total );
		$order->save();
		wp_cache_flush();
		$said = self::check( $order );
		self::assertFalse( $said['eligible'] );
		self::assertSame( array( 'This order was paid in another currency; our staff decide on its refund.' ), $said['reasons'] );
		self::assertInstanceOf( Tool_Error::class, self::tool( $order->get_customer_id(), 'issue_refund', array( 'order_id' => $order->get_id(), 'amount' => '1', 'reason' => 'x' ), 'call-2' ) );
		$outcome = self::carry_out( $waiting );
		self::assertSame( Approval_State::FAILED, $outcome->state );
		self::assertStringContainsString( 'another currency', $outcome->text );
		self::assertSame( array(), self::refunds( $order ) );
		self::assertSame( array(), Ledger::of( $order->get_id() ) );
	}

	/**
	 * A currency, and a total that has its decimals.
	 *
	 * @return array<string, array{string, string}>
	 */
	public function foreign(): array {
		return array(
			'no decimals'    => array( 'JPY', '1500' ),
			'three decimals' => array( 'KWD', '12.345' ),
		);
	}
}
