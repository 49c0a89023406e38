<?php
/**
 * The refund of an action, in WooCommerce.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;
use WC_Order_Refund;
use WP_Error;

/**
 * Finds the refund of an action again, has WooCommerce make it, and tells the rest of the shop of it.
 *
 * WooCommerce pays first and tells its hooks afterwards, and where a callback of another plugin throws in one of them it
 * deletes the refund, as if nothing had been paid. So this one can't be deleted once it is paid or told of, and what the
 * broken callback cut off is done here.
 */
final class Action_Refund {

	/** Meta of a refund: the action it is of. */
	public const ACTION = '_deskhand_action';

	/** Meta of a refund: the approval it was made by. */
	public const APPROVAL = '_deskhand_approval';

	/** Hooks by which WooCommerce tells of a refund, in their order => which argument names it. */
	private const HOOKS = array(
		'woocommerce_order_partially_refunded' => 1,
		'woocommerce_order_fully_refunded'     => 1,
		'woocommerce_refund_created'           => 0,
		'woocommerce_order_refunded'           => 1,
	);

	/**
	 * Which of the hooks WooCommerce called in this process.
	 *
	 * @var array<string, true>
	 */
	private array $called = array();

	/**
	 * Only assigns.
	 *
	 * @param WC_Order      $order    The order.
	 * @param Proposal      $proposal The action.
	 * @param Decision      $decision The word that it is made on.
	 * @param Action_Record $record   Remembers each step before it is taken; what it can't is not taken.
	 */
	public function __construct(
		public readonly WC_Order $order,
		public readonly Proposal $proposal,
		public readonly Decision $decision,
		public readonly Action_Record $record,
	) {}

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
	 * True when money may have moved, or others may count on it: then the refund is neither deleted nor made anew.
	 *
	 * @param WC_Order_Refund|null $found The refund as it stands; null when there is none.
	 */
	public function may_be_paid( ?WC_Order_Refund $found ): bool {
		return match ( $this->record->step ) {
			Action_Record::OPENED => null !== $found && $this->is_made( $found ),
			'' => null !== $found, // How far it got is lost.
			default => true,
		};
	}

	/**
	 * True when it is whole: WooCommerce noted that it was paid, or told others of it.
	 *
	 * @param WC_Order_Refund $found The refund as it stands.
	 */
	public function is_made( WC_Order_Refund $found ): bool {
		return array() !== $this->called || Action_Record::TOLD === $this->record->step || (bool) $found->get_refunded_payment();
	}

	/**
	 * Has WooCommerce make it. What is left of one that could not be made is deleted, unless money may have moved.
	 *
	 * @param Refund_Verdict $verdict    What it is paid back for.
	 * @param int            $amount     Smallest units.
	 * @param int            $decimals   Decimals of the currency.
	 * @param bool           $by_gateway True to pay it through the payment service where that can.
	 */
	public function make( Refund_Verdict $verdict, int $amount, int $decimals, bool $by_gateway ): WC_Order_Refund|WP_Error {
		$gateway   = $by_gateway ? Payment_Service::of( $this->order ) : null;
		$is_silent = null !== $gateway && ! Payment_Service::says_when_asked( $gateway );
		$id        = $this->open();
		$listeners = $this->listeners( $id );
		foreach ( $listeners as [ $hook, $callback, $priority ] ) {
			add_filter( $hook, $callback, $priority, 3 );
		}
		try {
			if ( $is_silent ) {
				$this->record->reach( Action_Record::ASKED );
			}
			$made = wc_create_refund(
				array(
					'amount'         => Minor_Units::decimal( $amount, $decimals ),
					'reason'         => $this->reason(),
					'order_id'       => $this->order->get_id(),
					'refund_id'      => $id,
					'line_items'     => Refund_Amounts::lines( $amount, $verdict->parts, $decimals ),
					'refund_payment' => null !== $gateway,
					'restock_items'  => false,
				)
			);
		} catch ( \Throwable $thrown ) {
			Problem::from( $thrown );
			$made = new WP_Error( 'error', __( 'The payment service broke off.', 'deskhand' ) );
		} finally {
			foreach ( $listeners as [ $hook, $callback, $priority ] ) {
				remove_filter( $hook, $callback, $priority );
			}
		}
		$left = $made instanceof WP_Error ? wc_get_order( $id ) : null;
		if ( $left instanceof WC_Order_Refund && ! $this->may_be_paid( $left ) ) {
			$left->delete( true );
		}
		return $made;
	}

	/**
	 * Does what WooCommerce would have done besides, had nothing stopped it. A callback that throws stops nothing here.
	 *
	 * @param WC_Order_Refund $made The refund, made.
	 * @throws Refused           `approval_busy`: another worker took the lock.
	 * @throws \RuntimeException When the database does not keep how far it got.
	 */
	public function tell( WC_Order_Refund $made ): void {
		$order      = wc_get_order( $this->order->get_id() );
		$ids        = array( $order->get_id(), $made->get_id() );
		$is_partial = isset( $this->called['woocommerce_order_partially_refunded'] )
			|| ( ! isset( $this->called['woocommerce_order_fully_refunded'] ) && Refundable_Order::of( $order )->left > 0 );
		$was_told   = Action_Record::TOLD === $this->record->step;
		$this->record->reach( Action_Record::TOLD );
		// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound, WordPress.NamingConventions.PrefixAllGlobals.DynamicHooknameFound -- WooCommerce's own.
		$call = fn( string $hook, mixed ...$given ): mixed => isset( $this->called[ $hook ] ) ? null : Problem::guard( static fn() => do_action( $hook, ...$given ) );
		if ( ! $was_told ) {
			$call( $is_partial ? 'woocommerce_order_partially_refunded' : 'woocommerce_order_fully_refunded', ...$ids );
		}
		if ( ! $is_partial && ! $order->has_status( 'refunded' ) ) {
			Problem::guard(
				static function () use ( $order, $ids ): void {
					$status = apply_filters( 'woocommerce_order_fully_refunded_status', 'refunded', ...$ids );
					$status && $order->update_status( $status );
				}
			);
		}
		$call( 'woocommerce_refund_created', $made->get_id(), array() );
		$call( 'woocommerce_order_refunded', ...$ids );
		// phpcs:enable
	}

	/** Why, as the shopper said it. */
	public function reason(): string {
		return sanitize_text_field( (string) ( $this->proposal->arguments['reason'] ?? '' ) );
	}

	/**
	 * Puts an empty refund with this action's marks on the order.
	 *
	 * @return int Its id.
	 */
	private function open(): int {
		wc_transaction_query( 'start' );
		$refund = new WC_Order_Refund();
		$refund->set_parent_id( $this->order->get_id() );
		$refund->set_currency( $this->order->get_currency() );
		$refund->set_amount( '0' );
		$refund->set_reason( $this->reason() );
		$refund->update_meta_data( self::ACTION, $this->proposal->key );
		$refund->update_meta_data( self::APPROVAL, $this->decision->approval_id );
		$refund->update_meta_data( Refund_History::CUSTOMER, Refund_History::customer( $this->order ) );
		$refund->save();
		wc_transaction_query( 'commit' );
		return $refund->get_id();
	}

	/**
	 * What listens while WooCommerce makes it.
	 *
	 * @param int $id Of the refund.
	 * @return list<array{string, \Closure, int}> Hook, callback, priority.
	 */
	private function listeners( int $id ): array {
		$is_this = static fn( mixed $refund ): bool => $refund instanceof WC_Order_Refund && $refund->get_id() === $id;
		// WooCommerce looks whether the service can refund right before it asks it to.
		$on_ask    = function ( mixed $supports, mixed $feature, mixed $asked ): mixed {
			if ( 'refunds' === $feature && $supports && is_object( $asked ) && $asked->id === $this->order->get_payment_method() ) {
				$this->record->reach( Action_Record::ASKED );
			}
			return $supports;
		};
		$on_make   = fn( mixed $refund ): mixed => $is_this( $refund ) ? $refund->set_refunded_by( $this->decision->user_id ) : null;
		$on_delete = fn( mixed $deleted, mixed $refund ): mixed => $is_this( $refund ) && $this->is_made( $refund ) ? false : $deleted;
		$listeners = array(
			array( 'woocommerce_payment_gateway_supports', $on_ask, PHP_INT_MAX ),
			array( 'woocommerce_create_refund', $on_make, PHP_INT_MAX ),
			array( 'woocommerce_pre_delete_order_refund', $on_delete, PHP_INT_MAX ),
		);
		foreach ( self::HOOKS as $hook => $at ) {
			$on_tell     = function ( mixed ...$given ) use ( $hook, $at, $id ): void {
				if ( (int) ( $given[ $at ] ?? 0 ) === $id ) {
					$this->called[ $hook ] = true;
					// What can't be written down now does not stop the rest.
					Problem::guard( fn() => Action_Record::TOLD === $this->record->step ? null : $this->record->reach( Action_Record::TOLD ) );
				}
			};
			$listeners[] = array( $hook, $on_tell, PHP_INT_MIN );
		}
		return $listeners;
	}
}
