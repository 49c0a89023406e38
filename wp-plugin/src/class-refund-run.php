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
use WP_Error;

/**
 * Makes the refund that a proposal names, once, wherever a worker is killed.
 *
 * The steps, and what a killed worker leaves to the next one:
 *
 *   opened  An empty refund stands on the order, marked as this action's; then WooCommerce fills it. No money has moved
 *           and nobody was told: the next worker deletes it and begins again.
 *   asked   The payment service was asked, and nobody can ask it whether it paid. Where WooCommerce noted its yes, the
 *           next worker goes on from there. Else it never asks again, but tells staff to look there.
 *   told    The refund is whole, and WooCommerce's hooks were called: the next worker does the rest.
 *
 * The mark and the empty refund are written in one transaction, as are stock, order note and outcome. A worker that lost
 * its lock meanwhile writes none of it down: whoever took it over says what came of it.
 */
final class Refund_Run {

	/** Meta of a refund: the action it is of. */
	public const ACTION = '_deskhand_action';

	/** Meta of a refund: the approval it was made by. */
	public const APPROVAL = '_deskhand_approval';

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
		$refund = self::find( $order, $proposal );
		$is_paid = null !== $refund && $refund->get_refunded_payment();
		if ( null !== $refund && ( Action_Record::TOLD === $record->step || $is_paid ) ) {
			return $this->go_on( $order, $refund, $proposal, $decision, $text, $record );
		}
		if ( Action_Record::ASKED === $record->step || ( null !== $refund && Action_Record::OPENED !== $record->step ) ) {
			return $this->unclear( $order, $proposal, $text, $record, __( 'WordPress was interrupted before the payment service answered.', 'deskhand' ) );
		}
		$refund?->delete( true );
		$order   = wc_get_order( $order->get_id() );
		$facts   = Refundable_Order::of( $order );
		$items   = $proposal->arguments['items'] ?? null;
		$verdict = $this->desk->judge( $order, $facts, $items, $proposal->asked_at );
		if ( $amount < 1 || $amount > $verdict->limit ) {
			/* translators: 1: an amount, 2: reasons, each a sentence. */
			return $this->end( $record, Action_Outcome::failed( sprintf( __( 'Your refund of %1$s cannot be made any more. %2$s', 'deskhand' ), $text, implode( ' ', $verdict->reasons ) ) ) );
		}
		$record->reach( Action_Record::OPENED );
		$made = $this->make( $order, $proposal, $decision, $verdict, $amount, $facts, $record );
		if ( $made instanceof WC_Order_Refund ) {
			return $this->finish( $order, $made, $proposal, $decision, $text, $record );
		}
		if ( Action_Record::ASKED === $record->step ) {
			return $this->unclear( $order, $proposal, $text, $record, wp_strip_all_tags( $made->get_error_message() ) );
		}
		return $this->end(
			$record,
			/* translators: %s: an amount. */
			Action_Outcome::failed( sprintf( __( 'Your refund of %s could not be made. Our staff will see to it.', 'deskhand' ), $text ), wp_strip_all_tags( $made->get_error_message() ) )
		);
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
	 * The refund of an action, found again by its mark.
	 *
	 * @param WC_Order $order    The order.
	 * @param Proposal $proposal The action.
	 */
	public static function find( WC_Order $order, Proposal $proposal ): ?WC_Order_Refund {
		$ids = wc_get_orders(
			array(
				'type'   => 'shop_order_refund',
				'parent' => $order->get_id(),
				'status' => 'any',
				'limit'  => -1,
				'return' => 'ids',
			)
		);
		foreach ( is_array( $ids ) ? $ids : array() as $id ) {
			$refund = wc_get_order( $id );
			if ( $refund instanceof WC_Order_Refund && $refund->get_meta( self::ACTION ) === $proposal->key ) {
				return $refund;
			}
		}
		return null;
	}

	/**
	 * Has WooCommerce make the refund.
	 *
	 * @param WC_Order         $order    The order.
	 * @param Proposal         $proposal What to do.
	 * @param Decision         $decision The word that it is made on.
	 * @param Refund_Verdict   $verdict  What it is paid back for.
	 * @param int              $amount   Smallest units.
	 * @param Refundable_Order $facts    The order, read.
	 * @param Action_Record    $record   Remembers each step before it is taken; what it can't is not taken.
	 */
	private function make( WC_Order $order, Proposal $proposal, Decision $decision, Refund_Verdict $verdict, int $amount, Refundable_Order $facts, Action_Record $record ): WC_Order_Refund|WP_Error {
		$gateway   = $this->rules->gateway ? Payment_Service::of( $order ) : null;
		$is_silent = null !== $gateway && ! Payment_Service::says_when_asked( $gateway );
		$refund_id = self::open( $order, $proposal, $decision );
		// WooCommerce looks whether the service can refund right before it asks it to.
		$on_ask  = static function ( mixed $supports, mixed $feature, mixed $asked ) use ( $order, $record ): mixed {
			if ( 'refunds' === $feature && $supports && is_object( $asked ) && $asked->id === $order->get_payment_method() ) {
				$record->reach( Action_Record::ASKED );
			}
			return $supports;
		};
		$on_make = static fn( mixed $refund ): mixed => $refund instanceof WC_Order_Refund && $refund->get_id() === $refund_id ? $refund->set_refunded_by( $decision->user_id ) : null;
		$on_tell = static function ( mixed $order_id, mixed $told_id = 0 ) use ( $refund_id, $record ): void {
			if ( (int) $told_id === $refund_id ) {
				// The refund is made: what fails here must not have WooCommerce delete it.
				Problem::guard( static fn() => $record->reach( Action_Record::TOLD ) );
			}
		};
		$hooks   = array( 'woocommerce_order_partially_refunded', 'woocommerce_order_fully_refunded' );
		add_filter( 'woocommerce_payment_gateway_supports', $on_ask, PHP_INT_MAX, 3 );
		add_action( 'woocommerce_create_refund', $on_make, PHP_INT_MAX );
		array_map( static fn( string $hook ): bool => add_action( $hook, $on_tell, PHP_INT_MIN, 2 ), $hooks );
		try {
			if ( $is_silent ) {
				$record->reach( Action_Record::ASKED );
			}
			$made = wc_create_refund(
				array(
					'amount'         => Minor_Units::decimal( $amount, $facts->decimals ),
					'reason'         => self::reason( $proposal ),
					'order_id'       => $order->get_id(),
					'refund_id'      => $refund_id,
					'line_items'     => Refund_Amounts::lines( $amount, $verdict->parts, $facts->decimals ),
					'refund_payment' => null !== $gateway,
					'restock_items'  => false,
				)
			);
		} catch ( \Throwable $thrown ) {
			Problem::from( $thrown );
			$made = new WP_Error( 'error', __( 'The payment service broke off.', 'deskhand' ) );
		} finally {
			remove_filter( 'woocommerce_payment_gateway_supports', $on_ask, PHP_INT_MAX );
			remove_action( 'woocommerce_create_refund', $on_make, PHP_INT_MAX );
			array_map( static fn( string $hook ): bool => remove_action( $hook, $on_tell, PHP_INT_MIN ), $hooks );
		}
		$left = $made instanceof WP_Error && Action_Record::ASKED !== $record->step ? wc_get_order( $refund_id ) : null;
		if ( $left instanceof WC_Order_Refund ) {
			$left->delete( true );
		}
		return $made;
	}

	/**
	 * Puts an empty refund with this action's marks on the order.
	 *
	 * @param WC_Order $order    The order.
	 * @param Proposal $proposal The action.
	 * @param Decision $decision The word that it is made on.
	 * @return int Its id.
	 */
	private static function open( WC_Order $order, Proposal $proposal, Decision $decision ): int {
		wc_transaction_query( 'start' );
		$refund = new WC_Order_Refund();
		$refund->set_parent_id( $order->get_id() );
		$refund->set_currency( $order->get_currency() );
		$refund->set_amount( '0' );
		$refund->set_reason( self::reason( $proposal ) );
		$refund->update_meta_data( self::ACTION, $proposal->key );
		$refund->update_meta_data( self::APPROVAL, $decision->approval_id );
		$refund->update_meta_data( Refund_History::CUSTOMER, Refund_History::customer( $order ) );
		$refund->save();
		wc_transaction_query( 'commit' );
		return $refund->get_id();
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
	 * Goes on where a worker was killed after the money moved: what WooCommerce would have done besides.
	 *
	 * @param WC_Order        $order    The order.
	 * @param WC_Order_Refund $refund   The refund.
	 * @param Proposal        $proposal The action.
	 * @param Decision        $decision The word that it is made on.
	 * @param string          $text     The amount.
	 * @param Action_Record   $record   How far it got.
	 */
	private function go_on( WC_Order $order, WC_Order_Refund $refund, Proposal $proposal, Decision $decision, string $text, Action_Record $record ): Action_Outcome {
		$is_partial = Refundable_Order::of( $order )->left > 0;
		$was_told   = Action_Record::TOLD === $record->step;
		$record->reach( Action_Record::TOLD );
		// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WooCommerce's own.
		if ( ! $was_told ) {
			do_action( $is_partial ? 'woocommerce_order_partially_refunded' : 'woocommerce_order_fully_refunded', $order->get_id(), $refund->get_id() );
		}
		if ( ! $is_partial && ! $order->has_status( 'refunded' ) ) {
			$status = apply_filters( 'woocommerce_order_fully_refunded_status', 'refunded', $order->get_id(), $refund->get_id() );
			$status && $order->update_status( $status );
		}
		do_action( 'woocommerce_refund_created', $refund->get_id(), array() );
		do_action( 'woocommerce_order_refunded', $order->get_id(), $refund->get_id() );
		// phpcs:enable
		return $this->finish( $order, $refund, $proposal, $decision, $text, $record );
	}

	/**
	 * Stock, note and outcome, all of them or none.
	 *
	 * @param WC_Order        $order    The order.
	 * @param WC_Order_Refund $refund   The refund.
	 * @param Proposal        $proposal The action.
	 * @param Decision        $decision The word that it is made on.
	 * @param string          $text     The amount.
	 * @param Action_Record   $record   How far it got.
	 */
	private function finish( WC_Order $order, WC_Order_Refund $refund, Proposal $proposal, Decision $decision, string $text, Action_Record $record ): Action_Outcome {
		$number  = Own_Orders::masked( (string) $order->get_order_number() );
		$outcome = $refund->get_refunded_payment()
			/* translators: 1: an amount, 2: number of an order. */
			? Action_Outcome::done( sprintf( __( '%1$s for order %2$s has been refunded to your means of payment.', 'deskhand' ), $text, $number ) )
			: Action_Outcome::done(
				/* translators: 1: an amount, 2: number of an order. */
				sprintf( __( 'Your refund of %1$s for order %2$s has been approved. Our staff will pay it to you.', 'deskhand' ), $text, $number ),
				__( 'The refund is recorded, but no money has moved: the payment service does not do it by itself for this order. Please pay it back by hand.', 'deskhand' )
			);
		/* translators: 1: an amount, 2: name of a person, 3: reason, 4: web address. */
		$note = sprintf( __( 'Refund of %1$s asked for in the chat, agreed to by %2$s. Reason: %3$s Conversation: %4$s', 'deskhand' ), $text, $decision->name(), self::reason( $proposal ), self::link( $proposal ) );
		$note = trim( "$note $outcome->note" );
		try {
			self::whole(
				function () use ( $order, $refund, $note, $outcome, $record ): void {
					if ( $this->rules->restock ) {
						wc_restock_refunded_items( wc_get_order( $order->get_id() ), self::pieces( $refund ) );
					}
					$order->add_order_note( $note, 0, get_current_user_id() > 0 );
					$record->end( $outcome );
				}
			);
		} catch ( Refused $refused ) {
			$order->add_order_note( $note ); // Another worker told that nobody knows; now somebody does.
			throw $refused;
		} catch ( \Throwable $thrown ) {
			Problem::from( $thrown );
			$record->end( $outcome );
		}
		return $outcome;
	}

	/**
	 * Nobody here knows whether the money moved: said to staff, and never tried again by itself.
	 *
	 * @param WC_Order      $order    The order.
	 * @param Proposal      $proposal The action.
	 * @param string        $text     The amount.
	 * @param Action_Record $record   How far it got.
	 * @param string        $said     What the payment service answered, or why it did not.
	 */
	private function unclear( WC_Order $order, Proposal $proposal, string $text, Action_Record $record, string $said ): Action_Outcome {
		/* translators: 1: an amount, 2: what the payment service answered. */
		$note    = sprintf( __( 'The refund of %1$s may or may not have been paid. The payment service: "%2$s" Please look there before you refund anything of this order.', 'deskhand' ), $text, $said );
		$outcome = Action_Outcome::failed(
			/* translators: %s: an amount. */
			sprintf( __( 'Your refund of %s could not be confirmed by the payment service. Our staff are looking into it and will write to you.', 'deskhand' ), $text ),
			$note
		);
		self::whole(
			static function () use ( $order, $proposal, $note, $outcome, $record ): void {
				$order->update_meta_data( self::UNCLEAR, $proposal->key );
				$order->save_meta_data();
				$order->add_order_note( "$note " . self::link( $proposal ) );
				$record->end( $outcome );
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
	 * Pieces that a refund gives back, by item of the order.
	 *
	 * @param WC_Order_Refund $refund The refund.
	 * @return array<int, array{qty: int}>
	 */
	private static function pieces( WC_Order_Refund $refund ): array {
		$pieces = array();
		foreach ( $refund->get_items() as $item ) {
			$pieces[ (int) $item->get_meta( '_refunded_item_id' ) ] = array( 'qty' => abs( (int) $item->get_quantity() ) );
		}
		return $pieces;
	}

	/**
	 * Why, as the shopper said it.
	 *
	 * @param Proposal $proposal The action.
	 */
	private static function reason( Proposal $proposal ): string {
		return sanitize_text_field( (string) ( $proposal->arguments['reason'] ?? '' ) );
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
