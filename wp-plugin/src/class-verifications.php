<?php
/**
 * Which order a thread has verified.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;

/**
 * Binds one order to a shopper's thread for a day. It is kept in WordPress only, under a keyed hash of the shopper and
 * their thread, with the billing address as a keyed hash: the binding ends with the thread, and as soon as the order
 * goes, is hidden or gets another address.
 */
final class Verifications {

	private const LIFE_S = DAY_IN_SECONDS;

	/**
	 * Only assigns.
	 *
	 * @param string         $key Key of the hashes, 32 bytes.
	 * @param \Closure():int $now The clock, Unix seconds.
	 */
	public function __construct( #[\SensitiveParameter] private readonly string $key, private readonly \Closure $now ) {}

	/**
	 * The order that this shopper has verified in this thread, read anew; null when there is none.
	 *
	 * @param Shopper $shopper Who chats.
	 */
	public function of( Shopper $shopper ): ?Verified_Order {
		$kept = $this->kept( $shopper );
		if ( null === $kept || ! function_exists( 'wc_get_orders' ) ) {
			return null;
		}
		$order = $this->order( (int) $kept['order_id'], (string) $kept['address'] );
		return null === $order ? null : new Verified_Order( $order, Verified_Order::FULL === $kept['level'] ? Verified_Order::FULL : Verified_Order::STATUS );
	}

	/**
	 * True while an order is bound to the shopper's thread, whatever became of it: enough to offer tools, which ask again.
	 *
	 * @param Shopper $shopper Who chats.
	 */
	public function has( Shopper $shopper ): bool {
		return null !== $this->kept( $shopper );
	}

	/**
	 * Binds an order to the shopper's thread, in place of any other.
	 *
	 * @param Shopper  $shopper Who chats.
	 * @param WC_Order $order   What they have shown to be theirs.
	 * @param string   $level   A level of `Verified_Order`.
	 */
	public function bind( Shopper $shopper, WC_Order $order, string $level ): Verified_Order {
		$kept = array(
			'order_id' => $order->get_id(),
			'address'  => $this->address_hash( $order->get_billing_email() ),
			'level'    => $level,
			'until'    => ( $this->now )() + self::LIFE_S,
		);
		set_transient( $this->name( $shopper ), $kept, self::LIFE_S );
		return new Verified_Order( $order, $level );
	}

	/**
	 * An order while it has this billing address, else null.
	 *
	 * @param int    $order_id     Its id.
	 * @param string $address_hash Of `address_hash()`.
	 */
	public function order( int $order_id, string $address_hash ): ?WC_Order {
		$found = Own_Orders::visible(
			array(
				'post__in' => array( $order_id ),
				'limit'    => 1,
			)
		);
		$order = $found[0] ?? null;
		return null !== $order && $order->get_id() === $order_id && hash_equals( $address_hash, $this->address_hash( $order->get_billing_email() ) ) ? $order : null;
	}

	/**
	 * What stands for a mail address; the same for any way to write it in large and small letters.
	 *
	 * @param string $address The address.
	 */
	public function address_hash( string $address ): string {
		return hash_hmac( 'sha256', 'address|' . mb_strtolower( trim( $address, " \t\r\n" ) ), $this->key );
	}

	/**
	 * What is kept of the binding, while it lasts.
	 *
	 * @param Shopper $shopper Who chats.
	 * @return array{order_id: int, address: string, level: string, until: int}|null
	 */
	private function kept( Shopper $shopper ): ?array {
		$kept = get_transient( $this->name( $shopper ) );
		return is_array( $kept ) && ( $kept['until'] ?? 0 ) > ( $this->now )() ? $kept : null;
	}

	/**
	 * Where the binding is kept.
	 *
	 * @param Shopper $shopper Who chats.
	 */
	private function name( Shopper $shopper ): string {
		return 'deskhand_verified_' . substr( hash_hmac( 'sha256', "thread|$shopper->subject|$shopper->thread_id", $this->key ), 0, 32 );
	}
}
