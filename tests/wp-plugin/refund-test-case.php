<?php
/**
 * A test about refunds.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Action_Outcome;
use Deskhand\Action_Record;
use Deskhand\Decision;
use Deskhand\Lock;
use Deskhand\Minor_Units;
use Deskhand\Proposal;
use Deskhand\Refund_Run;
use Deskhand\Tool_Runner;
use Deskhand\Wire\Sealed_Action;
use Deskhand\Wire\Tool_Error;
use WC_Order;

/**
 * Makes paid orders with taxes, shipping and fees, and carries out refunds as the approval desk does.
 */
abstract class Refund_Test_Case extends Shop_Test_Case {

	/** Refunds are on. */
	protected function setUp(): void {
		parent::setUp();
		@unlink( Ledger::file() );
		self::rule( array() );
	}

	/**
	 * Sets the owner's rules; refunds are on and customers have no limit unless they say otherwise.
	 *
	 * @param array<string, mixed> $rules Rules.
	 */
	protected static function rule( array $rules ): void {
		self::set(
			array(
				'refunds' => $rules + array(
					'enable_refunds' => true,
					'customer_count' => 0,
				),
			)
		);
	}

	/**
	 * A completed and paid order.
	 *
	 * @param int                                                              $customer Whose.
	 * @param list<array{0: string, 1: int|string, 2?: array<int, string>, 3?: int}> $lines Kind (`line_item`, `shipping` or `fee`) or a name of a product, net, taxes by rate, pieces.
	 * @param string                                                           $gateway  Its payment service.
	 */
	protected static function paid_order( int $customer, array $lines, string $gateway = 'pays' ): WC_Order {
		$order = wc_create_order( array( 'customer_id' => $customer ) );
		$total = 0;
		foreach ( $lines as $line ) {
			$item = match ( $line[0] ) {
				'shipping' => new \WC_Order_Item_Shipping(),
				'fee' => new \WC_Order_Item_Fee(),
				default => new \WC_Order_Item_Product(),
			};
			$item->set_name( $line[0] );
			if ( $item instanceof \WC_Order_Item_Product ) {
				$item->set_quantity( $line[3] ?? 1 );
				$item->set_subtotal( (string) $line[1] );
			}
			$taxes = array(
				'total'    => $line[2] ?? array(),
				'subtotal' => $line[2] ?? array(),
			);
			$item->set_total( (string) $line[1] );
			$item->set_taxes( $taxes );
			$order->add_item( $item );
			$total += Minor_Units::exact( (string) $line[1], 3 ) + array_sum( array_map( static fn( string $tax ): int => Minor_Units::exact( $tax, 3 ), $line[2] ?? array() ) );
		}
		$decimals = wc_get_price_decimals();
		$order->set_total( Minor_Units::decimal( Minor_Units::rounded( intdiv( $total, 10 ** ( 3 - $decimals ) ) ), $decimals ) );
		$order->set_payment_method( $gateway );
		$order->set_date_paid( time() );
		$order->set_date_completed( time() );
		$order->set_status( 'completed' );
		$order->save();
		return wc_get_order( $order->get_id() );
	}

	/**
	 * Runs a tool as a shopper.
	 *
	 * @param int                  $user      The shopper.
	 * @param string               $tool      The tool.
	 * @param array<string, mixed> $arguments Its arguments.
	 * @param string               $call_id   The call.
	 * @return array<string, mixed>|Sealed_Action|Tool_Error
	 */
	protected static function tool( int $user, string $tool, array $arguments, string $call_id = 'call-1' ): array|Sealed_Action|Tool_Error {
		return self::tool_of( self::shopper( $user ), $tool, $arguments, $call_id );
	}

	/**
	 * Runs a tool as any shopper.
	 *
	 * @param \Deskhand\Shopper    $shopper   Who chats.
	 * @param string               $tool      The tool.
	 * @param array<string, mixed> $arguments Its arguments.
	 * @param string               $call_id   The call.
	 * @return array<string, mixed>|Sealed_Action|Tool_Error
	 */
	protected static function tool_of( \Deskhand\Shopper $shopper, string $tool, array $arguments, string $call_id = 'call-1' ): array|Sealed_Action|Tool_Error {
		$result = ( new Tool_Runner( $shopper ) )->run( $tool, (string) wp_json_encode( $arguments ), $call_id );
		return is_string( $result ) ? json_decode( $result, true ) : $result;
	}

	/**
	 * What the rules say of an order.
	 *
	 * @param WC_Order                        $order The order.
	 * @param list<array<string, mixed>>|null $items Items of it.
	 * @return array<string, mixed>
	 */
	protected static function check( WC_Order $order, ?array $items = null ): array {
		$result = self::tool( $order->get_customer_id(), 'check_refund_policy', array( 'order_id' => $order->get_id() ) + ( $items ? array( 'items' => $items ) : array() ) );
		self::assertIsArray( $result );
		return $result;
	}

	/**
	 * A refund that waits.
	 *
	 * @param WC_Order             $order   The order.
	 * @param string               $amount  How much.
	 * @param array<string, mixed> $more    More arguments.
	 * @param string               $call_id The call.
	 */
	protected static function proposal( WC_Order $order, string $amount, array $more = array(), string $call_id = 'call-1' ): Proposal {
		$action = self::tool( $order->get_customer_id(), 'issue_refund', $more + array( 'order_id' => $order->get_id(), 'amount' => $amount, 'reason' => 'It leaks' ), $call_id );
		self::assertInstanceOf( Sealed_Action::class, $action, (string) wp_json_encode( $action ) );
		$proposal = Proposal::open( \Deskhand\parts()->seal(), $action->sealed );
		self::assertNotNull( $proposal );
		return $proposal;
	}

	/**
	 * A person's word on a refund.
	 *
	 * @param Proposal $proposal What to do.
	 * @param string   $by       Who; empty for the shopper.
	 * @param int      $user_id  Their user.
	 */
	protected static function decision( Proposal $proposal, string $by = 'Maria', int $user_id = 1 ): Decision {
		return new Decision( 'approval-1', $proposal->key, $proposal->keep( \Deskhand\parts()->seal() ), true, $by, $user_id, time() );
	}

	/**
	 * Carries a refund out.
	 *
	 * @param Proposal      $proposal What to do.
	 * @param Decision|null $decision The word on it; Maria's when null.
	 */
	protected static function carry_out( Proposal $proposal, ?Decision $decision = null ): Action_Outcome {
		$rules = \Deskhand\parts()->settings()->refunds;
		$lock  = Lock::take( "order/$proposal->order_id", time() );
		self::assertNotNull( $lock );
		try {
			wp_cache_flush(); // Another request.
			$record = Action_Record::read( $proposal->key, $lock );
			return $record->outcome ?? ( new Refund_Run( $rules, \Deskhand\parts()->refund_desk() ) )->run( $proposal, $decision ?? self::decision( $proposal ), $record, $lock );
		} finally {
			$lock->release();
		}
	}

	/**
	 * The refunds of an order as they are stored.
	 *
	 * @param WC_Order $order The order.
	 * @return list<\WC_Order_Refund>
	 */
	protected static function refunds( WC_Order $order ): array {
		wp_cache_flush();
		return array_values( wc_get_order( $order->get_id() )->get_refunds() );
	}

	/**
	 * The notes on an order.
	 *
	 * @param WC_Order $order The order.
	 */
	protected static function notes( WC_Order $order ): string {
		global $wpdb;
		return implode( "\n", $wpdb->get_col( $wpdb->prepare( "SELECT comment_content FROM $wpdb->comments WHERE comment_post_ID = %d AND comment_type = 'order_note'", $order->get_id() ) ) );
	}

	/**
	 * An order of two tents, paid, from a stock of five.
	 *
	 * @return array{\WC_Product, \WC_Order}
	 */
	protected static function two_tents_of_five(): array {
		$tent = self::product( 'Tent', '50.00' );
		$tent->set_manage_stock( true );
		$tent->set_stock_quantity( 5 );
		$tent->save();
		$order = self::paid_order( self::user(), array() );
		$item  = new \WC_Order_Item_Product();
		$item->set_name( 'Tent' );
		$item->set_product_id( $tent->get_id() );
		$item->set_quantity( 2 );
		$item->set_subtotal( '100.00' );
		$item->set_total( '100.00' );
		$item->update_meta_data( '_reduced_stock', 2 );
		$order->add_item( $item );
		$order->set_total( '100.00' );
		$order->save();
		return array( $tent, $order );
	}
}
