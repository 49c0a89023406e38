<?php
/**
 * Carries out a refund.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;
use WC_Order_Refund;

/**
 * Makes the refund that a proposal names, once, wherever a worker is killed and whatever another plugin breaks.
 *
 * The steps, and what a killed worker leaves to the next one:
 *
 *   opened  An empty refund stands on the order, marked as this action's; then WooCommerce fills it. No money has moved
 *           and nobody was told: the next worker deletes it and begins again.
 *   asked   The payment service was asked, and nobody can ask it whether it paid. Where WooCommerce noted its yes, the
 *           next worker goes on from there. Else it never asks again, but tells staff to look there.
 *   told    The refund is whole, and WooCommerce's hooks were called: the next worker does the rest. Where the refund is
 *           gone, it tells staff to look.
 *
 * The mark and the empty refund are written in one transaction, as are stock, order note and outcome. A worker that lost
 * its lock meanwhile writes none of it down: whoever took it over says what came of it.
 */
final class Refund_Run {

	/** Meta of an order: the last refund of which nobody knows whether the payment service paid it. */
	public const UNCLEAR = '_deskhand_refund_unclear';

	/**
	 * Only assigns.
	 *
	 * @param Refund_Rules $rules The owner's.
	 * @param Refund_Desk  $desk  Applies them.
	 */
	public function __construct( private readonly Refund_Rules $rules, private readonly Refund_Desk $desk ) {}

	/**
	 * Makes the refund as the current user.
	 *
	 * @param Proposal      $proposal What to do.
	 * @param Decision      $decision The word that it is made on.
	 * @param Action_Record $record   How far it got before.
	 * @param Lock          $lock     Held.
	 * @throws Refused           `approval_busy`: another worker took the lock.
	 * @throws \RuntimeException When the database does not keep how far it got; no money was asked for since.
	 */
	public function run( Proposal $proposal, Decision $decision, Action_Record $record, Lock $lock ): Action_Outcome {
		$order = self::order( $proposal );
		if ( null === $order ) {
			return $this->end( $record, self::without_order( $record ) );
		}
		$facts  = Refundable_Order::of( $order );
		$amount = (int) Minor_Units::parse( (string) $proposal->arguments['amount'], $facts->decimals );
		$text   = Minor_Units::text( $amount, $facts->decimals, $facts->currency );
		$refund = new Action_Refund( $order, $proposal, $decision, $record );
		$found  = Action_Refund::find( $order, $proposal );
		if ( $refund->may_be_paid( $found ) ) {
			return $this->go_on( $refund, $text, __( 'WordPress was interrupted before the payment service answered.', 'deskhand' ) );
		}
		$found?->delete( true );
		$order   = wc_get_order( $order->get_id() );
		$facts   = Refundable_Order::of( $order );
		$items   = $proposal->arguments['items'] ?? null;
		$verdict = $this->desk->judge( $order, $facts, $items, $proposal->asked_at );
		if ( $amount < 1 || $amount > $verdict->limit ) {
			/* translators: 1: an amount, 2: reasons, each a sentence. */
			return $this->end( $record, Action_Outcome::failed( sprintf( __( 'Your refund of %1$s cannot be made any more. %2$s', 'deskhand' ), $text, implode( ' ', $verdict->reasons ) ) ) );
		}
		$record->reach( Action_Record::OPENED );
		$made = $refund->make( $verdict, $amount, $facts->decimals, $this->rules->gateway );
		if ( $made instanceof WC_Order_Refund ) {
			return $this->finish( $refund, $made, $text );
		}
		$said = wp_strip_all_tags( $made->get_error_message() );
		if ( $refund->may_be_paid( Action_Refund::find( $order, $proposal ) ) ) {
			/* translators: %s: what the payment service answered. */
			return $this->go_on( $refund, $text, sprintf( __( 'The payment service: "%s"', 'deskhand' ), $said ) );
		}
		/* translators: %s: an amount. */
		return $this->end( $record, Action_Outcome::failed( sprintf( __( 'Your refund of %s could not be made. Our staff will see to it.', 'deskhand' ), $text ), $said ) );
	}

	/**
	 * True while the shopper's own word is enough by the owner's rules as they are now.
	 *
	 * @param Proposal $proposal What to do.
	 */
	public function is_by_shopper( Proposal $proposal ): bool {
		$order = self::order( $proposal );
		return null !== $order && $this->desk->is_by_shopper( Refundable_Order::of( $order ), (string) $proposal->arguments['amount'] );
	}

	/**
	 * The order, as long as it is whose it was when the shopper asked.
	 *
	 * @param Proposal $proposal What to do.
	 */
	private static function order( Proposal $proposal ): ?WC_Order {
		$order = function_exists( 'wc_get_order' ) ? wc_get_order( $proposal->order_id ) : null;
		return $order instanceof WC_Order && 'shop_order' === $order->get_type() && $order->get_customer_id() === $proposal->customer_id ? $order : null;
	}

	/**
	 * What came of a refund whose order is gone or another's now.
	 *
	 * @param Action_Record $record How far it got before.
	 */
	private static function without_order( Action_Record $record ): Action_Outcome {
		return in_array( $record->step, array( Action_Record::ASKED, Action_Record::TOLD ), true )
			? Action_Outcome::failed(
				__( 'Your refund could not be confirmed, because the order has changed. Our staff are looking into it and will write to you.', 'deskhand' ),
				__( 'WordPress was interrupted after the payment service was asked, and the order has changed since: the refund may or may not have been paid. Please look there.', 'deskhand' )
			)
			: Action_Outcome::failed( __( 'Your refund could not be made, because the order has changed. Our staff will see to it.', 'deskhand' ) );
	}

	/**
	 * Goes on after money may have moved: with what is left to do where the refund is there, else nobody here can tell.
	 *
	 * @param Action_Refund $refund The action's.
	 * @param string        $text   The amount.
	 * @param string        $said   Why it is not known whether the payment service paid.
	 */
	private function go_on( Action_Refund $refund, string $text, string $said ): Action_Outcome {
		$found = Action_Refund::find( $refund->order, $refund->proposal );
		if ( null !== $found && $refund->is_made( $found ) ) {
			$refund->tell( $found );
			return $this->finish( $refund, $found, $text );
		}
		return $this->unclear( $refund, $text, Action_Record::TOLD === $refund->record->step ? __( 'It was made, but was deleted from the order since.', 'deskhand' ) : $said );
	}

	/**
	 * Stock, note and outcome, all of them or none; where that can't be, all but the stock.
	 *
	 * @param Action_Refund   $refund The action's.
	 * @param WC_Order_Refund $made   The same in WooCommerce.
	 * @param string          $text   The amount.
	 */
	private function finish( Action_Refund $refund, WC_Order_Refund $made, string $text ): Action_Outcome {
		$order   = $refund->order;
		$number  = Own_Orders::masked( (string) $order->get_order_number() );
		$outcome = $made->get_refunded_payment()
			/* translators: 1: an amount, 2: number of an order. */
			? Action_Outcome::done( sprintf( __( '%1$s for order %2$s has been refunded to your means of payment.', 'deskhand' ), $text, $number ) )
			: Action_Outcome::done(
				/* translators: 1: an amount, 2: number of an order. */
				sprintf( __( 'Your refund of %1$s for order %2$s has been approved. Our staff will pay it to you.', 'deskhand' ), $text, $number ),
				__( 'The refund is recorded, but no money has moved: the payment service does not do it by itself for this order. Please pay it back by hand.', 'deskhand' )
			);
		/* translators: 1: an amount, 2: name of a person, 3: reason, 4: web address. */
		$note   = sprintf( __( 'Refund of %1$s asked for in the chat, agreed to by %2$s. Reason: %3$s Conversation: %4$s', 'deskhand' ), $text, $refund->decision->name(), $refund->reason(), self::link( $refund->proposal ) );
		$pieces = $this->rules->restock ? self::pieces( $made ) : array();
		$write  = static fn( Action_Outcome $outcome ): mixed => $order->add_order_note( trim( "$note $outcome->note" ), 0, get_current_user_id() > 0 );
		try {
			self::whole(
				static function () use ( $refund, $pieces, $write, $outcome ): void {
					if ( $pieces ) {
						wc_restock_refunded_items( wc_get_order( $refund->order->get_id() ), $pieces );
					}
					$write( $outcome );
					$refund->record->end( $outcome );
				}
			);
		} catch ( \Throwable $thrown ) {
			$unstocked = $pieces ? __( 'Putting the pieces back into stock failed. Please do that by hand.', 'deskhand' ) : '';
			$outcome   = Action_Outcome::done( $outcome->text, trim( "$outcome->note $unstocked" ) );
			if ( $thrown instanceof Refused ) {
				$write( $outcome ); // Another worker told that nobody knows; now somebody does.
				throw $thrown;
			}
			Problem::from( $thrown );
			self::whole(
				static function () use ( $refund, $write, $outcome ): void {
					Problem::guard( static fn() => $write( $outcome ) );
					$refund->record->end( $outcome );
				}
			);
		}
		return $outcome;
	}

	/**
	 * Nobody here knows whether the money moved: said to staff, and never tried again by itself.
	 *
	 * @param Action_Refund $refund The action's.
	 * @param string        $text   The amount.
	 * @param string        $said   Why it is not known, a sentence.
	 */
	private function unclear( Action_Refund $refund, string $text, string $said ): Action_Outcome {
		/* translators: 1: an amount, 2: why it is not known, a sentence. */
		$note    = sprintf( __( 'The refund of %1$s may or may not have been paid. %2$s Please look at the payment service before you refund anything of this order.', 'deskhand' ), $text, $said );
		$outcome = Action_Outcome::failed(
			/* translators: %s: an amount. */
			sprintf( __( 'Your refund of %s could not be confirmed by the payment service. Our staff are looking into it and will write to you.', 'deskhand' ), $text ),
			$note
		);
		self::whole(
			static function () use ( $refund, $note, $outcome ): void {
				$refund->order->update_meta_data( self::UNCLEAR, $refund->proposal->key );
				$refund->order->save_meta_data();
				$refund->order->add_order_note( "$note " . self::link( $refund->proposal ) );
				$refund->record->end( $outcome );
			}
		);
		return $outcome;
	}

	/**
	 * Runs a step of which all is written, or nothing.
	 *
	 * @param callable(): void $step What to do.
	 * @throws \Throwable What it throws.
	 */
	private static function whole( callable $step ): void {
		wc_transaction_query( 'start' );
		try {
			$step();
			wc_transaction_query( 'commit' );
		} catch ( \Throwable $thrown ) {
			wc_transaction_query( 'rollback' );
			throw $thrown;
		}
	}

	/**
	 * Records and gives an outcome.
	 *
	 * @param Action_Record  $record  Of the action.
	 * @param Action_Outcome $outcome What came of it.
	 */
	private function end( Action_Record $record, Action_Outcome $outcome ): Action_Outcome {
		$record->end( $outcome );
		return $outcome;
	}

	/**
	 * Pieces that a refund gives back, by item of the order; none of what was paid back in part.
	 *
	 * @param WC_Order_Refund $refund The refund.
	 * @return array<int, array{qty: int}>
	 */
	private static function pieces( WC_Order_Refund $refund ): array {
		$pieces = array();
		foreach ( $refund->get_items() as $item ) {
			$count = abs( (int) $item->get_quantity() );
			if ( $count > 0 ) {
				$pieces[ (int) $item->get_meta( '_refunded_item_id' ) ] = array( 'qty' => $count );
			}
		}
		return $pieces;
	}

	/**
	 * Where staff read the conversation.
	 *
	 * @param Proposal $proposal The action.
	 */
	private static function link( Proposal $proposal ): string {
		return Screens::url( Screens::CONVERSATIONS, array( 'thread' => $proposal->thread_id ) );
	}
}
