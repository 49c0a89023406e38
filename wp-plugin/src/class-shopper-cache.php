<?php
/**
 * What was looked up for one shopper.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Keeps what was read for a shopper in their thread for some minutes, and forgets it as soon as WooCommerce says that it
 * changed.
 *
 * Nothing is shared: the name under which a value lies is a keyed hash of the shopper and the thread. A value belongs to
 * an epoch of what it is about, such as a user's orders; forgetting removes the epoch, which is one write whoever has
 * looked, and none when nobody has. The epoch is read before the value is made, so that what changes meanwhile is not
 * kept.
 */
final class Shopper_Cache {

	/** What the catalogue holds, as `forget()` names it. */
	public const PRODUCTS = 'products';

	/** Longer than any value lives. */
	private const EPOCH_LIFE_S = DAY_IN_SECONDS;

	/**
	 * Only assigns.
	 *
	 * @param string         $key Key of the hashes, 32 bytes.
	 * @param \Closure():int $now The clock, Unix seconds.
	 */
	public function __construct( #[\SensitiveParameter] private readonly string $key, private readonly \Closure $now ) {}

	/**
	 * The kept value, or a new one.
	 *
	 * @template T
	 * @param Shopper      $shopper For whom.
	 * @param string       $what    Names the value within the thread.
	 * @param string       $about   Whose epoch it belongs to, as `forget()` names it.
	 * @param int          $life_s  Seconds that it is kept.
	 * @param callable():T $make    Makes it; null is not kept.
	 * @return T
	 */
	public function get( Shopper $shopper, string $what, string $about, int $life_s, callable $make ): mixed {
		$name  = $this->name( 'deskhand_seen_', "$shopper->subject|$shopper->thread_id|" . determine_locale() . '|' . get_woocommerce_currency() . "|$what" );
		$epoch = $this->epoch( $about );
		$kept  = get_transient( $name );
		if ( is_array( $kept ) && ( $kept['epoch'] ?? '' ) === $epoch && ( $kept['until'] ?? 0 ) > ( $this->now )() ) {
			return $kept['value'];
		}
		$value = $make();
		if ( null !== $value ) {
			$kept = array(
				'epoch' => $epoch,
				'until' => ( $this->now )() + $life_s,
				'value' => $value,
			);
			set_transient( $name, $kept, $life_s );
		}
		return $value;
	}

	/**
	 * Forgets what anybody has looked up about this.
	 *
	 * @param string $about Such as `user 5`.
	 */
	public function forget( string $about ): void {
		delete_transient( $this->name( 'deskhand_epoch_', $about ) );
	}

	/**
	 * An order changed, or came, or goes.
	 *
	 * @param int   $order_id Its id.
	 * @param mixed $order    The order where the caller has it; else it is read.
	 */
	public function forget_order( int $order_id, mixed $order = null ): void {
		$this->forget( "order $order_id" );
		$order = $order instanceof \WC_Order || $order_id < 1 ? $order : wc_get_order( $order_id );
		if ( $order instanceof \WC_Order ) {
			$this->forget( 'user ' . $order->get_customer_id() );
		}
	}

	/**
	 * An order is about to be another user's.
	 *
	 * @param \WC_Abstract_Order $order With its changes, not yet saved.
	 */
	public function forget_former_owner( \WC_Abstract_Order $order ): void {
		if ( isset( $order->get_changes()['customer_id'] ) ) {
			$this->forget( 'user ' . (int) ( $order->get_data()['customer_id'] ?? 0 ) );
		}
	}

	/**
	 * The epoch that runs; begun where none does.
	 *
	 * @param string $about Whose.
	 */
	private function epoch( string $about ): string {
		$name  = $this->name( 'deskhand_epoch_', $about );
		$epoch = get_transient( $name );
		if ( ! is_string( $epoch ) || '' === $epoch ) {
			$epoch = bin2hex( random_bytes( 8 ) );
			set_transient( $name, $epoch, self::EPOCH_LIFE_S );
		}
		return $epoch;
	}

	/**
	 * Where something is kept.
	 *
	 * @param string $prefix Kind of thing.
	 * @param string $text   What it is.
	 */
	private function name( string $prefix, string $text ): string {
		return $prefix . substr( hash_hmac( 'sha256', $prefix . $text, $this->key ), 0, 32 );
	}
}
