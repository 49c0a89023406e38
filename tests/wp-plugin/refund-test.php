<?php
/**
 * Refunds from the shopper's question to the money.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Action_Record;
use Deskhand\Action_Refund;
use Deskhand\Lock;
use Deskhand\Minor_Units;
use Deskhand\Proposal;
use Deskhand\Refund_Run;
use Deskhand\Refused;
use Deskhand\Verified_Order;
use Deskhand\Wire\Approval_State;
use Deskhand\Wire\Sealed_Action;
use Deskhand\Wire\Tool_Error;

/**
 * What the rules allow is refunded once, to the cent, and nothing else is.
 */
final class Refund_Test extends Refund_Test_Case {

	public function test_nobody_hears_of_refunds_until_the_owner_allows_them(): void {
		$user  = self::user();
		$order = self::paid_order( $user, array( array( 'Tent', '100.00' ) ) );
		self::assertArrayHasKey( 'issue_refund', \Deskhand\Abilities::offered( self::shopper( $user ) ) );
		self::assertArrayNotHasKey( 'issue_refund', \Deskhand\Abilities::offered( self::shopper( 0 ) ) );
		self::assertArrayNotHasKey( 'issue_refund', \Deskhand\Abilities::offered( new \Deskhand\Shopper( $user, \Deskhand\Shopper::STAFF, str_repeat( '1', 32 ) ) ), 'a trial leaves nothing' );
		self::rule( array( 'enable_refunds' => false ) );
		self::assertArrayNotHasKey( 'check_refund_policy', \Deskhand\Abilities::offered( self::shopper( $user ) ) );
		foreach ( array( 'check_refund_policy', 'issue_refund' ) as $tool ) {
			$error = self::tool( $user, $tool, array( 'order_id' => $order->get_id() ) );
			self::assertInstanceOf( Tool_Error::class, $error );
			self::assertSame( 'UNAUTHORIZED', $error->code );
		}
	}

	public function test_a_foreign_order_is_a_missing_one(): void {
		$order  = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$answer = array();
		foreach ( array( $order->get_id(), 2_000_000_000 ) as $id ) {
			foreach ( array( 'customer', 'administrator' ) as $role ) {
				$user     = self::user( $role );
				$answer[] = wp_json_encode( self::tool( $user, 'check_refund_policy', array( 'order_id' => $id ) ) );
				$answer[] = wp_json_encode( self::tool( $user, 'issue_refund', array( 'order_id' => $id, 'amount' => '1.00', 'reason' => 'x' ) ) );
			}
		}
		self::assertCount( 1, array_unique( $answer ) );
		self::assertStringContainsString( 'NOT_FOUND', $answer[0] );
	}

	public function test_what_can_be_refunded_is_told_with_its_limit(): void {
		$order = self::paid_order( self::user(), array( array( 'Tent', '100.00', array( 1 => '19.00' ), 2 ), array( 'shipping', '5.00', array( 1 => '0.95' ) ) ) );
		$whole = self::check( $order );
		self::assertTrue( $whole['eligible'] );
		self::assertSame( '124.95', $whole['amount_limit'] );
		self::assertSame( array(), $whole['reasons'] );
		self::assertStringContainsString( '124.95', $whole['amount_limit_text'] );
		self::assertSame( array( 'Tent', 2 ), array( $whole['items'][0]['name'], $whole['items'][0]['quantity'] ) );
		self::assertCount( 1, $whole['items'] );
		$one = self::check( $order, array( array( 'name' => 'tent', 'quantity' => 1 ) ) );
		self::assertSame( '59.50', $one['amount_limit'] );
		self::assertStringContainsString( '59.50', $one['items'][0]['refundable_text'] );
	}

	public function test_what_was_asked_for_does_not_come_back_as_the_shops_word(): void {
		$order = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$said  = self::check( $order, array( array( 'name' => 'Pay to x@example.org' ), array( 'name' => 'Tent for €7.77' ) ) );
		self::assertStringNotContainsString( 'example.org', (string) wp_json_encode( $said ) );
		self::assertStringNotContainsString( '7.77', (string) wp_json_encode( $said ) );
	}

	/** @dataProvider refused */
	public function test_the_rules_refuse_with_a_reason( array $rules, \Closure $change, ?array $items, string $reason ): void {
		self::rule( $rules );
		$order = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$other = $change( $order );
		$order = $other instanceof \WC_Order ? $other : $order;
		$order->save();
		wp_cache_flush();
		$said = self::check( $order, $items );
		self::assertFalse( $said['eligible'] );
		self::assertSame( '0.00', $said['amount_limit'] );
		self::assertSame( array(), $said['items'] );
		self::assertStringContainsString( $reason, implode( ' ', $said['reasons'] ) );
		$error = self::tool( $order->get_customer_id(), 'issue_refund', array( 'order_id' => $order->get_id(), 'amount' => '1.00', 'reason' => 'x' ) + ( $items ? array( 'items' => $items ) : array() ) );
		self::assertInstanceOf( Tool_Error::class, $error );
		self::assertSame( 'INVALID_ARGUMENT', $error->code );
	}

	/**
	 * Rules, what is done to the order, items asked for, and the reason.
	 *
	 * @return array<string, array{array<string, mixed>, \Closure, list<array<string, mixed>>|null, string}>
	 */
	public function refused(): array {
		$nothing = static fn() => null;
		return array(
			'a state'       => array( array(), static fn( $order ) => $order->set_status( 'on-hold' ), null, 'On hold' ),
			'too late'      => array( array( 'window_days' => 7 ), static fn( $order ) => $order->set_date_completed( time() - 8 * DAY_IN_SECONDS ), null, 'they ended on' ),
			'nothing paid'  => array( array(), static fn( $order ) => $order->set_total( '0' ), null, 'Nothing was paid' ),
			'no such item'  => array( array(), $nothing, array( array( 'name' => 'Canoe' ) ), 'no such item' ),
			'no such id'    => array( array(), $nothing, array( array( 'item_id' => 999_999 ) ), 'no such item' ),
			'neither'       => array( array(), $nothing, array( array( 'quantity' => 1 ) ), 'no such item' ),
			'too many'      => array( array(), $nothing, array( array( 'name' => 'Tent', 'quantity' => 2 ) ), 'Only 1' ),
			'other money'   => array( array(), static fn( $order ) => $order->set_currency( 'JPY' ), null, 'another currency' ),
			'returned'      => array(
				array(),
				static function ( $order ) {
					wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '100.00' ) );
					$order = wc_get_order( $order->get_id() );
					$order->set_status( 'completed' );
					return $order;
				},
				null,
				'refunded already',
			),
		);
	}

	public function test_excluded_products_categories_and_sale_items_stay_out(): void {
		$term    = wp_insert_term( uniqid( 'Gift cards ' ), 'product_cat' )['term_id'];
		$tent    = self::product( 'Tent', '100.00' );
		$card    = self::product( 'Card', '50.00' );
		$mug     = self::product( 'Mug', '10.00' );
		wp_set_object_terms( $card->get_id(), array( $term ), 'product_cat' );
		$user    = self::user();
		$order   = wc_create_order( array( 'customer_id' => $user ) );
		foreach ( array( array( $tent, '80.00' ), array( $card, '50.00' ), array( $mug, '10.00' ) ) as [ $product, $price ] ) {
			$item = new \WC_Order_Item_Product();
			$item->set_name( $product->get_name() );
			$item->set_product_id( $product->get_id() );
			$item->set_quantity( 1 );
			$item->set_subtotal( $price );
			$item->set_total( $price );
			$order->add_item( $item );
		}
		$order->set_total( '140.00' );
		$order->set_date_completed( time() );
		$order->set_status( 'completed' );
		$order->save();
		self::assertSame( '140.00', self::check( $order )['amount_limit'] );
		self::rule( array( 'sale_items' => false, 'excluded_categories' => array( $term ), 'excluded_products' => array( $mug->get_id() ) ) );
		$said = self::check( $order );
		self::assertFalse( $said['eligible'] );
		self::assertStringContainsString( '"Tent" was on sale', implode( ' ', $said['reasons'] ) );
		self::assertStringContainsString( '"Card" is excluded', implode( ' ', $said['reasons'] ) );
		self::assertStringContainsString( '"Mug" is excluded', implode( ' ', $said['reasons'] ) );
		self::rule( array( 'excluded_categories' => array( $term ) ) );
		$some = self::check( $order );
		self::assertTrue( $some['eligible'] );
		self::assertSame( '90.00', $some['amount_limit'] );
		self::assertSame( array( 'Tent', 'Mug' ), array_column( $some['items'], 'name' ) );
	}

	public function test_the_owners_amounts_bound_a_refund_and_a_customer(): void {
		$user = self::user();
		self::rule( array( 'limit_micros' => 30_000_000, 'customer_count' => 2, 'customer_micros' => 50_000_000 ) );
		$one  = self::paid_order( $user, array( array( 'Tent', '100.00' ) ) );
		$two  = self::paid_order( $user, array( array( 'Tent', '100.00' ) ) );
		$said = self::check( $one );
		self::assertSame( '30.00', $said['amount_limit'] );
		self::assertStringContainsString( 'At most', $said['reasons'][0] );
		self::assertInstanceOf( Tool_Error::class, self::tool( $user, 'issue_refund', array( 'order_id' => $one->get_id(), 'amount' => '30.01', 'reason' => 'x' ) ) );
		self::assertSame( Approval_State::DONE, self::carry_out( self::proposal( $one, '30.00' ) )->state );
		self::assertSame( '20.00', self::check( $two )['amount_limit'] );
		self::assertSame( Approval_State::DONE, self::carry_out( self::proposal( $two, '5.00', array(), 'call-2' ) )->state );
		self::assertStringContainsString( 'several refunds lately', self::check( $two )['reasons'][0] );
		self::assertTrue( self::check( self::paid_order( self::user(), array( array( 'Tent', '9.00' ) ) ) )['eligible'], 'another customer' );
	}

	public function test_a_turn_only_prepares_a_refund(): void {
		$order  = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$action = self::tool( $order->get_customer_id(), 'issue_refund', array( 'order_id' => $order->get_id(), 'amount' => '12.5', 'reason' => 'It leaks' ) );
		self::assertInstanceOf( Sealed_Action::class, $action );
		self::assertStringContainsString( '12.50', $action->summary );
		self::assertStringContainsString( \Deskhand\Own_Orders::masked( (string) $order->get_order_number() ), $action->summary );
		self::assertFalse( $action->by_shopper );
		self::assertLessThanOrEqual( 8_192, strlen( $action->sealed ) );
		self::assertEqualsWithDelta( ( time() + 7 * DAY_IN_SECONDS ) * 1000, $action->expires_unix_ms, 5_000 );
		self::assertSame( array(), self::refunds( $order ) );
		self::assertSame( array(), Ledger::of( $order->get_id() ) );
	}

	public function test_the_ability_itself_moves_no_money(): void {
		$order = self::paid_order( self::user( 'administrator' ), array( array( 'Tent', '100.00' ) ) );
		wp_set_current_user( $order->get_customer_id() );
		$run   = static fn(): mixed => wp_get_ability( 'deskhand/issue-refund' )->execute( array( 'order_id' => $order->get_id(), 'amount' => '1.00', 'reason' => 'x' ) );
		foreach ( array( 'ability_invalid_permissions' => $run(), 'approval_needed' => \Deskhand\Chatting::with( self::shopper( $order->get_customer_id() ), $run ) ) as $code => $result ) {
			self::assertInstanceOf( \WP_Error::class, $result );
			self::assertSame( $code, $result->get_error_code() );
		}
		self::assertSame( array(), self::refunds( $order ) );
	}

	public function test_a_guest_must_have_proven_the_order_by_mail(): void {
		$order = self::paid_order( 0, array( array( 'Tent', '100.00' ) ) );
		$order->set_billing_email( 'orla@example.com' );
		$order->save();
		$ask = array( 'order_id' => $order->get_id(), 'amount' => '10.00', 'reason' => 'It leaks' );
		$user = new \Deskhand\Shopper( self::user(), 'u_' . str_repeat( '7', 32 ), str_repeat( '7', 32 ) );
		\Deskhand\parts()->verifications()->bind( $user, $order, Verified_Order::STATUS );
		foreach ( array( 'check_refund_policy' => array( 'order_id' => $order->get_id() ), 'issue_refund' => $ask ) as $tool => $arguments ) {
			foreach ( array( 'not available' => self::verified_guest( $order, Verified_Order::STATUS ), 'verify_identity' => $user ) as $said => $shopper ) {
				$error = self::tool_of( $shopper, $tool, $arguments );
				self::assertInstanceOf( Tool_Error::class, $error );
				self::assertSame( 'UNAUTHORIZED', $error->code );
				self::assertStringContainsString( $said, $error->message );
			}
		}
		$guest = self::verified_guest( $order, Verified_Order::FULL );
		self::assertTrue( self::tool_of( $guest, 'check_refund_policy', array( 'order_id' => $order->get_id() ) )['eligible'] );
		$other = self::paid_order( 0, array( array( 'Tent', '100.00' ) ) );
		self::assertSame( 'NOT_FOUND', self::tool_of( $guest, 'issue_refund', array( 'order_id' => $other->get_id() ) + $ask )->code );
		$action = self::tool_of( $guest, 'issue_refund', $ask );
		self::assertInstanceOf( Sealed_Action::class, $action );
		$proposal = Proposal::open( \Deskhand\parts()->seal(), $action->sealed );
		self::assertSame( Approval_State::DONE, self::carry_out( $proposal )->state );
		self::assertCount( 1, self::refunds( $order ) );
	}

	/** @dataProvider confirmable */
	public function test_the_shoppers_word_is_enough_only_below_the_owners_limit( array $rules, string $amount, bool $by_shopper ): void {
		self::rule( $rules );
		$order = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		self::assertSame( $by_shopper, self::proposal( $order, $amount )->by_shopper );
	}

	/**
	 * Rules, an amount, and whether the shopper may confirm it.
	 *
	 * @return list<array{array<string, mixed>, string, bool}>
	 */
	public function confirmable(): array {
		return array(
			array( array(), '1.00', false ),
			array( array( 'by_shopper' => true ), '50.00', true ),
			array( array( 'by_shopper' => true ), '50.01', false ),
			array( array( 'by_shopper' => true, 'confirm_limit_micros' => 0 ), '0.01', false ),
		);
	}

	public function test_a_refund_is_paid_through_the_payment_service_with_its_lines_and_taxes(): void {
		$order   = self::paid_order( self::user(), array( array( 'Tent', '100.00', array( 1 => '19.00' ), 2 ), array( 'shipping', '5.00', array( 1 => '0.95' ) ) ) );
		$outcome = self::carry_out( self::proposal( $order, '59.50', array( 'items' => array( array( 'name' => 'Tent', 'quantity' => 1 ) ) ) ) );
		self::assertSame( Approval_State::DONE, $outcome->state );
		self::assertStringContainsString( '59.50', $outcome->text );
		[ $refund ] = self::refunds( $order );
		self::assertSame( 5950, Minor_Units::of( $refund->get_amount(), 2 ) );
		self::assertTrue( (bool) $refund->get_refunded_payment() );
		self::assertSame( 'It leaks', $refund->get_reason() );
		self::assertSame( 'approval-1', $refund->get_meta( Action_Refund::APPROVAL ) );
		$items = array_values( $refund->get_items() );
		self::assertCount( 1, $items );
		self::assertSame( -1, (int) $items[0]->get_quantity() );
		self::assertSame( -5000, Minor_Units::of( $items[0]->get_total(), 2 ) );
		self::assertSame( -950, Minor_Units::of( $items[0]->get_taxes()['total'][1], 2 ) );
		self::assertSame( array( '59.50' ), Ledger::of( $order->get_id() ) );
		self::assertSame( 'completed', wc_get_order( $order->get_id() )->get_status() );
		self::assertStringContainsString( 'agreed to by Maria', self::notes( $order ) );
		self::assertStringContainsString( 'thread=' . str_repeat( '0', 32 ), self::notes( $order ) );
		self::assertSame( '65.45', self::check( $order )['amount_limit'] );
	}

	public function test_a_whole_refund_leaves_a_refunded_order(): void {
		$order = self::paid_order( self::user(), array( array( 'Tent', '84.033613', array( 1 => '15.966387' ) ), array( 'shipping', '5.00' ), array( 'fee', '-2.00' ) ) );
		self::assertSame( '103.00', self::check( $order )['amount_limit'] );
		self::assertSame( Approval_State::DONE, self::carry_out( self::proposal( $order, '103.00' ) )->state );
		self::assertSame( 'refunded', wc_get_order( $order->get_id() )->get_status() );
		self::assertCount( 1, self::refunds( $order ) );
	}

	public function test_the_same_refund_is_made_once(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		$first    = self::carry_out( $proposal );
		self::assertEquals( $first, self::carry_out( $proposal ) );
		self::assertEquals( $first, self::carry_out( self::proposal( $order, '10.00' ) ), 'the call was run again' );
		self::assertCount( 1, self::refunds( $order ) );
		self::assertSame( array( '10.00' ), Ledger::of( $order->get_id() ) );
		self::assertSame( Approval_State::DONE, self::carry_out( self::proposal( $order, '10.00', array(), 'call-2' ) )->state );
		self::assertCount( 2, self::refunds( $order ), 'another call is another refund' );
	}

	public function test_the_rules_are_applied_again_before_the_money_moves(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '60.00' );
		self::assertSame( Approval_State::DONE, self::carry_out( self::proposal( $order, '60.00', array(), 'call-2' ) )->state );
		$outcome = self::carry_out( $proposal );
		self::assertSame( Approval_State::FAILED, $outcome->state );
		self::assertStringContainsString( 'cannot be made any more', $outcome->text );
		self::assertCount( 1, self::refunds( $order ) );
		self::assertSame( array( '60.00' ), Ledger::of( $order->get_id() ) );
	}

	public function test_the_window_is_judged_as_of_when_the_shopper_asked(): void {
		self::rule( array( 'window_days' => 7 ) );
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$order->set_date_completed( time() - 7 * DAY_IN_SECONDS + 100 );
		$order->save();
		$proposal = self::proposal( $order, '10.00' );
		$order->set_date_completed( time() - 7 * DAY_IN_SECONDS - 100 );
		$order->save();
		self::assertFalse( self::check( $order )['eligible'] );
		self::assertSame( Approval_State::FAILED, self::carry_out( $proposal )->state, 'it would have been over then, too' );
		$order->set_date_completed( time() - 7 * DAY_IN_SECONDS );
		$order->save();
		$earlier = new Proposal( ...array( 'asked_at' => time() - 60, 'key' => 'earlier' ) + get_object_vars( $proposal ) );
		self::assertFalse( self::check( $order )['eligible'] );
		self::assertSame( Approval_State::DONE, self::carry_out( $earlier )->state );
	}

	public function test_an_order_that_changed_hands_while_it_was_asked_for_is_told_as_unclear(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		$lock     = Lock::take( "order/$proposal->order_id", time() );
		Action_Record::read( $proposal->key, $lock )->reach( Action_Record::ASKED );
		$lock->release();
		$order->set_customer_id( self::user() );
		$order->save();
		$outcome = self::carry_out( $proposal );
		self::assertStringContainsString( 'could not be confirmed', $outcome->text );
		self::assertStringContainsString( 'may or may not', $outcome->note );
		self::assertEquals( $outcome, Action_Record::read( $proposal->key )->outcome, 'nothing is left of it' );
	}

	public function test_an_order_that_changed_hands_is_not_refunded(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		$order->set_customer_id( self::user() );
		$order->save();
		self::assertSame( Approval_State::FAILED, self::carry_out( $proposal )->state );
		self::assertSame( array(), self::refunds( $order ) );
	}

	/** @dataProvider by_hand */
	public function test_without_a_service_that_refunds_it_is_recorded_and_said( array $rules, string $gateway ): void {
		self::rule( $rules );
		$order   = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ), $gateway );
		$outcome = self::carry_out( self::proposal( $order, '10.00' ) );
		self::assertSame( Approval_State::DONE, $outcome->state );
		self::assertStringContainsString( 'will pay it to you', $outcome->text );
		self::assertStringContainsString( 'no money has moved', $outcome->note );
		self::assertStringContainsString( 'no money has moved', self::notes( $order ) );
		self::assertCount( 1, self::refunds( $order ) );
		self::assertFalse( (bool) self::refunds( $order )[0]->get_refunded_payment() );
		self::assertSame( array(), Ledger::of( $order->get_id() ) );
	}

	/**
	 * Rules, and the order's payment service.
	 *
	 * @return array<string, array{array<string, mixed>, string}>
	 */
	public function by_hand(): array {
		return array(
			'a service that can not'    => array( array(), 'by_hand' ),
			'not for this order'        => array( array(), 'not_this' ),
			'a service that is gone'    => array( array(), 'gone' ),
			'the owner pays by hand'    => array( array( 'gateway' => false ), 'pays' ),
		);
	}

	/** @dataProvider failing */
	public function test_a_service_that_fails_is_told_and_never_asked_again( string $gateway, array $paid, string $said ): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ), $gateway );
		$proposal = self::proposal( $order, '10.00' );
		foreach ( array( 1, 2 ) as $time ) {
			$outcome = self::carry_out( $proposal );
			self::assertSame( Approval_State::FAILED, $outcome->state );
			self::assertStringContainsString( 'could not be confirmed', $outcome->text );
			self::assertStringNotContainsString( $said, $outcome->text );
			self::assertStringContainsString( $said, $outcome->note );
			self::assertSame( $paid, Ledger::of( $order->get_id() ), "time $time" );
		}
		self::assertStringContainsString( $said, self::notes( $order ) );
		self::assertNotSame( '', wc_get_order( $order->get_id() )->get_meta( Refund_Run::UNCLEAR ) );
		self::rule( array( 'by_shopper' => true ) );
		self::assertFalse( self::proposal( $order, '1.00', array(), 'call-2' )->by_shopper, 'staff look first' );
	}

	/**
	 * A payment service, what it paid, and what staff read.
	 *
	 * @return array<string, array{string, list<string>, string}>
	 */
	public function failing(): array {
		return array(
			'it refuses'                   => array( 'refuses', array(), 'The card was cancelled.' ),
			'it times out after it paid'   => array( 'times_out', array( '10.00' ), 'did not answer in time' ),
			'it asked nobody and paid'     => array( 'quiet', array( '10.00' ), 'did not answer in time' ),
			'it breaks off after it paid'  => array( 'breaks', array( '10.00' ), 'broke off' ),
		);
	}

	public function test_a_worker_that_lost_its_lock_asks_no_payment_service_and_ends_nothing(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		$lost     = Lock::take( "order/$proposal->order_id", time() );
		$record   = Action_Record::read( $proposal->key, $lost );
		$take     = static function () use ( $proposal ): void {
			self::assertNotNull( Lock::take( "order/$proposal->order_id", time() + Lock::HOLDS_S ), 'another worker takes it' );
		};
		add_action( 'woocommerce_create_refund', $take );
		try {
			( new Refund_Run( \Deskhand\parts()->settings()->refunds, \Deskhand\parts()->refund_desk() ) )->run( $proposal, self::decision( $proposal ), $record, $lost );
			self::fail( 'it has no outcome to tell' );
		} catch ( Refused $refused ) {
			self::assertSame( 'approval_busy', $refused->problem );
		} finally {
			remove_action( 'woocommerce_create_refund', $take );
		}
		self::assertNull( Action_Record::read( $proposal->key )->outcome );
		self::assertSame( array(), Ledger::of( $order->get_id() ) );
		self::assertSame( array(), self::refunds( $order ) );
	}

	public function test_a_worker_that_comes_back_late_leaves_what_its_successor_said(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		$lost     = Lock::take( "order/$proposal->order_id", time() );
		$said     = null;
		$succeed  = static function ( string $moment ) use ( $proposal, &$said ): void {
			if ( 'paid' === $moment ) {
				$lock = Lock::take( "order/$proposal->order_id", time() + Lock::HOLDS_S );
				$said = ( new Refund_Run( \Deskhand\parts()->settings()->refunds, \Deskhand\parts()->refund_desk() ) )->run( $proposal, self::decision( $proposal ), Action_Record::read( $proposal->key, $lock ), $lock );
			}
		};
		add_action( 'deskhand_test_gateway', $succeed );
		try {
			( new Refund_Run( \Deskhand\parts()->settings()->refunds, \Deskhand\parts()->refund_desk() ) )->run( $proposal, self::decision( $proposal ), Action_Record::read( $proposal->key, $lost ), $lost );
			self::fail( 'it has no outcome to tell' );
		} catch ( Refused $refused ) {
			self::assertSame( 'approval_busy', $refused->problem );
		} finally {
			remove_action( 'deskhand_test_gateway', $succeed );
		}
		self::assertSame( Approval_State::FAILED, $said->state );
		self::assertEquals( $said, Action_Record::read( $proposal->key )->outcome );
		self::assertSame( array( '10.00' ), Ledger::of( $order->get_id() ) );
		self::assertStringContainsString( 'agreed to by Maria', self::notes( $order ), 'that it was paid after all is noted' );
	}

	public function test_money_does_not_move_before_the_step_is_written_down(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		$outcome  = self::with_lost_writes( '"step":"asked"', static fn() => self::carry_out( $proposal ) );
		self::assertSame( Approval_State::FAILED, $outcome->state );
		self::assertStringContainsString( 'could not be made', $outcome->text );
		self::assertSame( array(), Ledger::of( $order->get_id() ) );
		self::assertSame( array(), self::refunds( $order ) );
	}

	public function test_what_is_not_written_down_after_the_money_moved_deletes_no_refund(): void {
		$order    = self::paid_order( self::user(), array( array( 'Tent', '100.00' ) ) );
		$proposal = self::proposal( $order, '10.00' );
		self::assertSame( Approval_State::DONE, self::with_lost_writes( '"step":"told"', static fn() => self::carry_out( $proposal ) )->state );
		self::assertCount( 1, self::refunds( $order ) );
		self::assertSame( array( '10.00' ), Ledger::of( $order->get_id() ) );
	}

	/**
	 * Does something while the database loses what is written of actions.
	 *
	 * @param string   $part Only where this stands in it.
	 * @param callable $step What to do.
	 */
	private static function with_lost_writes( string $part, callable $step ): mixed {
		global $wpdb;
		$lose   = static fn( string $query ): string => str_contains( $query, Action_Record::PREFIX ) && str_contains( stripslashes( $query ), $part ) ? 'INSERT INTO no_such_table VALUES ( 1 )' : $query;
		$before = $wpdb->suppress_errors();
		add_filter( 'query', $lose );
		try {
			return $step();
		} finally {
			remove_filter( 'query', $lose );
			$wpdb->suppress_errors( $before );
		}
	}

	public function test_a_refund_is_stored_as_made_by_whoever_agreed(): void {
		$user  = self::user();
		$order = self::paid_order( $user, array( array( 'Tent', '100.00' ) ) );
		$staff = self::user( 'shop_manager' );
		wp_set_current_user( 0 ); // Cron is nobody.
		foreach ( array( array( 'Maria', $staff ), array( '', $user ), array( '', 0 ) ) as $at => [ $by, $user_id ] ) {
			$proposal = self::proposal( $order, '10.00', array(), "call-$at" );
			self::assertSame( Approval_State::DONE, self::carry_out( $proposal, self::decision( $proposal, $by, $user_id ) )->state );
			self::assertSame( $user_id, (int) Action_Refund::find( $order, $proposal )->get_refunded_by() );
		}
	}

	public function test_pieces_go_back_on_the_shelf_once_and_only_where_the_owner_wants(): void {
		foreach ( array( true, false ) as $restock ) {
			self::rule( array( 'restock' => $restock ) );
			[ $tent, $order ] = self::two_tents_of_five();
			$stock    = static fn(): int => (int) wc_get_product( $tent->get_id() )->get_stock_quantity();
			$proposal = self::proposal( $order, '50.00', array( 'items' => array( array( 'name' => 'Tent', 'quantity' => 1 ) ) ), "restock-$restock" );
			self::carry_out( $proposal );
			self::carry_out( $proposal );
			wp_cache_flush();
			self::assertSame( $restock ? 6 : 5, $stock() );
			self::carry_out( self::proposal( $order, '20.00', array(), "part-$restock" ) );
			wp_cache_flush();
			self::assertSame( $restock ? 6 : 5, $stock(), 'of a part of the price nothing returns' );
		}
	}

	/** Random orders in three currencies, paid back in random parts: to the cent, and never more. */
	public function test_parts_add_up_to_the_total_in_every_currency(): void {
		mt_srand( 45 );
		$user = self::user();
		for ( $case = 0; $case < ( getenv( 'DESKHAND_FULL' ) ? 60 : 6 ); $case++ ) {
			$decimals = array( 0, 2, 3 )[ $case % 3 ];
			update_option( 'woocommerce_price_num_decimals', $decimals );
			$lines = array();
			for ( $line = mt_rand( 1, 4 ); $line > 0; $line-- ) {
				// As prices with tax give it: net and tax have more decimals than the currency.
				$gross   = mt_rand( 1, 20_000 );
				$net     = intdiv( $gross * 1_000_000 * 100, 119 );
				$exact   = static fn( int $value ): string => Minor_Units::decimal( $value, $decimals + 6 );
				$lines[] = array( array( "Item $line", 'shipping', 'fee' )[ mt_rand( 0, 5 ) % 3 ], $exact( $net ), array( 1 => $exact( $gross * 1_000_000 - $net ) ), mt_rand( 1, 4 ) );
			}
			$order = self::paid_order( $user, $lines );
			$total = Minor_Units::of( $order->get_total(), $decimals );
			$paid  = 0;
			for ( $part = 0; $paid < $total; $part++ ) {
				wp_cache_flush();
				$limit = Minor_Units::of( self::check( $order )['amount_limit'], $decimals );
				self::assertSame( $total - $paid, $limit, "case $case, part $part" );
				$amount = $part >= 3 ? $limit : mt_rand( 1, $limit );
				self::assertInstanceOf( Tool_Error::class, self::tool( $order->get_customer_id(), 'issue_refund', array( 'order_id' => $order->get_id(), 'amount' => Minor_Units::decimal( $limit + 1, $decimals ), 'reason' => 'x' ) ) );
				self::assertSame( Approval_State::DONE, self::carry_out( self::proposal( $order, Minor_Units::decimal( $amount, $decimals ), array(), "case-$case-$part" ) )->state );
				$paid += $amount;
			}
			$sums = array( 0, 0 );
			foreach ( self::refunds( $order ) as $refund ) {
				$lines = 0;
				foreach ( array( 'line_item', 'shipping', 'fee' ) as $kind ) {
					foreach ( $refund->get_items( $kind ) as $item ) {
						$lines -= Minor_Units::of( $item->get_total(), $decimals ) + array_sum( array_map( static fn( mixed $tax ): int => Minor_Units::of( $tax, $decimals ), $item->get_taxes()['total'] ) );
					}
				}
				self::assertSame( Minor_Units::of( $refund->get_amount(), $decimals ), $lines );
				$sums[0] += $lines;
				$sums[1] += Minor_Units::of( $refund->get_amount(), $decimals );
			}
			self::assertSame( array( $total, $total ), $sums );
			self::assertSame( 'refunded', wc_get_order( $order->get_id() )->get_status() );
		}
	}

	/** Orders as WooCommerce itself calculates them; the stand-in calculates none. */
	public function test_what_woocommerce_calculated_is_paid_back_to_the_cent(): void {
		if ( ! self::has_real_woocommerce() ) {
			self::assertFalse( class_exists( \WC_Tax::class ) );
			return;
		}
		mt_srand( 46 );
		$user = self::user();
		update_option( 'woocommerce_calc_taxes', 'yes' );
		foreach ( array( '19.0000', '5.5000' ) as $at => $rate ) {
			\WC_Tax::_insert_tax_rate(
				array(
					'tax_rate_country'  => '',
					'tax_rate'          => $rate,
					'tax_rate_name'     => "Tax $at",
					'tax_rate_priority' => $at + 1,
					'tax_rate_compound' => $at,
					'tax_rate_shipping' => 1,
					'tax_rate_order'    => $at,
					'tax_rate_class'    => '',
				)
			);
		}
		for ( $case = 0; $case < ( getenv( 'DESKHAND_FULL' ) ? 96 : 6 ); $case++ ) {
			$decimals = array( 0, 2, 3 )[ $case % 3 ];
			$mode     = array( 'yes', 'no' );
			update_option( 'woocommerce_price_num_decimals', $decimals );
			update_option( 'woocommerce_prices_include_tax', $mode[ $case % 2 ] );
			update_option( 'woocommerce_tax_round_at_subtotal', $mode[ intdiv( $case, 2 ) % 2 ] );
			$order = wc_create_order( array( 'customer_id' => $user ) );
			for ( $line = mt_rand( 1, 4 ); $line > 0; $line-- ) {
				$order->add_product( self::product( "Item $case.$line", Minor_Units::decimal( mt_rand( 1, 30_000 ), $decimals ) ), mt_rand( 1, 5 ) );
			}
			if ( mt_rand( 0, 1 ) ) {
				$shipping = new \WC_Order_Item_Shipping();
				$shipping->set_method_title( 'Post' );
				$shipping->set_total( Minor_Units::decimal( mt_rand( 1, 2_000 ), $decimals ) );
				$order->add_item( $shipping );
			}
			if ( mt_rand( 0, 1 ) ) {
				$fee = new \WC_Order_Item_Fee();
				$fee->set_name( 'Gift wrap' );
				$fee->set_total( Minor_Units::decimal( mt_rand( 1, 500 ), $decimals ) );
				$order->add_item( $fee );
			}
			$order->save();
			$order->calculate_totals();
			if ( mt_rand( 0, 1 ) ) {
				$coupon = new \WC_Coupon();
				$coupon->set_code( uniqid( 'off' ) );
				$coupon->set_discount_type( array( 'percent', 'fixed_cart' )[ mt_rand( 0, 1 ) ] );
				$coupon->set_amount( (string) mt_rand( 1, 15 ) );
				$coupon->save();
				$order->apply_coupon( $coupon->get_code() );
			}
			$order->set_payment_method( 'pays' );
			$order->set_date_completed( time() );
			$order->set_status( 'completed' );
			$order->save();
			$total = Minor_Units::of( $order->get_total(), $decimals );
			$paid  = 0;
			$said  = (string) wp_json_encode( array( $case, $decimals, $order->get_total() ) );
			for ( $part = 0; $total > 0 && $paid < $total; $part++ ) {
				wp_cache_flush();
				// First a piece of the first item, then some money, then the rest.
				$named  = 0 === $part ? array( array( 'item_id' => (int) array_key_first( $order->get_items() ), 'quantity' => 1 ) ) : null;
				$limit  = Minor_Units::of( self::check( $order, $named )['amount_limit'], $decimals );
				self::assertLessThanOrEqual( $total - $paid, $limit, $said );
				if ( 0 === $part && $limit < 1 ) {
					continue;
				}
				$amount = 1 === $part ? mt_rand( 1, $limit ) : $limit;
				if ( $part > 1 ) {
					self::assertSame( $total - $paid, $limit, $said );
				}
				$outcome = self::carry_out( self::proposal( $order, Minor_Units::decimal( $amount, $decimals ), $named ? array( 'items' => $named ) : array(), "wc-$case-$part" ) );
				self::assertSame( Approval_State::DONE, $outcome->state, $said . $outcome->note );
				$paid += $amount;
			}
			self::assertSame( $total, $paid, $said );
			$order = wc_get_order( $order->get_id() );
			self::assertSame( 0, Minor_Units::of( $order->get_remaining_refund_amount(), $decimals ), $said );
			if ( $total > 0 ) {
				self::assertSame( 'refunded', $order->get_status(), $said );
				self::assertSame( $total, array_sum( array_map( static fn( string $sum ): int => Minor_Units::of( $sum, $decimals ), Ledger::of( $order->get_id() ) ) ), $said );
			}
			foreach ( self::refunds( $order ) as $refund ) {
				$lines = 0;
				foreach ( $refund->get_items( array( 'line_item', 'shipping', 'fee' ) ) as $item ) {
					$lines -= Minor_Units::of( $item->get_total(), $decimals ) + array_sum( array_map( static fn( mixed $tax ): int => Minor_Units::of( $tax, $decimals ), $item->get_taxes()['total'] ) );
				}
				self::assertSame( Minor_Units::of( $refund->get_amount(), $decimals ), $lines, $said );
			}
		}
	}
}
