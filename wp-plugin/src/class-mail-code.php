<?php
/**
 * Codes by mail.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;

/**
 * Sends six digits to the billing address of an order, and knows them again once: for half an hour, for five tries, in
 * the thread that asked. Neither the code nor the address is kept, only keyed hashes of them.
 */
final class Mail_Code {

	private const LIFE_S = 30 * MINUTE_IN_SECONDS;

	private const MAX_TRIES = 5;

	/** Asked for again within this, the code that is on its way counts: a turn that runs twice sends one mail. */
	private const PAUSE_S = MINUTE_IN_SECONDS;

	/**
	 * Only assigns.
	 *
	 * @param string         $key           Key of the hashes, 32 bytes.
	 * @param \Closure():int $now           The clock, Unix seconds.
	 * @param Rate_Limit     $limit         Counts what is sent.
	 * @param Tally          $tally         Counts tries.
	 * @param Verifications  $verifications Knows orders by their address.
	 */
	public function __construct(
		#[\SensitiveParameter] private readonly string $key,
		private readonly \Closure $now,
		private readonly Rate_Limit $limit,
		private readonly Tally $tally,
		private readonly Verifications $verifications,
	) {}

	/**
	 * True while a code could still be given in this thread.
	 *
	 * @param Shopper $shopper Who chats.
	 */
	public function is_pending( Shopper $shopper ): bool {
		return null !== $this->pending( $shopper );
	}

	/**
	 * Mails a new code to the order's billing address; an earlier one is then worth nothing.
	 *
	 * @param Shopper  $shopper Who chats.
	 * @param WC_Order $order   Their order, by number and address.
	 * @return bool True when a code is on its way; false when too many were sent, or WordPress did not take the mail.
	 */
	public function send( Shopper $shopper, WC_Order $order ): bool {
		$pending = $this->pending( $shopper );
		$now     = ( $this->now )();
		if ( null !== $pending && $pending['order_id'] === $order->get_id() && $now - $pending['sent'] < self::PAUSE_S ) {
			return true;
		}
		try {
			$this->limit->count( 'code', $shopper->thread_id, (string) $order->get_id() );
		} catch ( Refused ) {
			return false;
		}
		$code = str_pad( (string) random_int( 0, 999_999 ), 6, '0', STR_PAD_LEFT );
		$kept = array(
			'name'     => bin2hex( random_bytes( 16 ) ),
			'order_id' => $order->get_id(),
			'address'  => $this->verifications->address_hash( $order->get_billing_email() ),
			'sent'     => $now,
			'until'    => $now + self::LIFE_S,
		);
		$kept['code'] = $this->code_hash( $kept['name'], $code );
		set_transient( $this->name( $shopper ), $kept, self::LIFE_S );
		if ( self::mail( $order->get_billing_email(), $code ) ) {
			return true;
		}
		delete_transient( $this->name( $shopper ) );
		return false;
	}

	/**
	 * Takes a code; it is gone then. Each try counts, right or wrong.
	 *
	 * @param Shopper $shopper Who chats.
	 * @param string  $code    What they typed.
	 * @return WC_Order|null The order that the code was for, while it has the address that the code went to.
	 */
	public function take( Shopper $shopper, string $code ): ?WC_Order {
		$pending = $this->pending( $shopper );
		if ( null === $pending ) {
			return null;
		}
		if ( $this->tally->add( $pending['name'], self::LIFE_S, true )[0] > self::MAX_TRIES ) {
			delete_transient( $this->name( $shopper ) );
			return null;
		}
		if ( ! hash_equals( $pending['code'], $this->code_hash( $pending['name'], $code ) ) ) {
			return null;
		}
		delete_transient( $this->name( $shopper ) );
		return $this->verifications->order( $pending['order_id'], $pending['address'] );
	}

	/**
	 * What is kept of the code on its way.
	 *
	 * @param Shopper $shopper Who chats.
	 * @return array{name: string, order_id: int, address: string, sent: int, until: int, code: string}|null
	 */
	private function pending( Shopper $shopper ): ?array {
		$kept = get_transient( $this->name( $shopper ) );
		return is_array( $kept ) && ( $kept['until'] ?? 0 ) > ( $this->now )() ? $kept : null;
	}

	/**
	 * Writes the mail. It names no order: whoever reads it by mistake learns nothing.
	 *
	 * @param string $to   The order's billing address.
	 * @param string $code Six digits.
	 */
	private static function mail( string $to, #[\SensitiveParameter] string $code ): bool {
		if ( ! is_email( $to ) ) {
			return false;
		}
		$shop = Widget::shop_name();
		/* translators: %s: name of the shop. */
		$subject    = sprintf( __( '[%s] Your code for our chat', 'deskhand' ), trim( (string) preg_replace( '/[\p{Cc}\s]+/u', ' ', $shop ) ) );
		$paragraphs = array(
			/* translators: 1: name of the shop, 2: six digits. */
			sprintf( __( 'Your code for the chat of %1$s is: %2$s', 'deskhand' ), $shop, $code ),
			__( 'Type it into the chat within 30 minutes to see everything about your order.', 'deskhand' ),
			__( 'Give it to nobody: we never ask for it by telephone or mail. If you did not ask for a code, you need not do anything.', 'deskhand' ),
		);
		return wp_mail( $to, $subject, implode( "\n\n", $paragraphs ) . "\n", array( 'Content-Type: text/plain; charset=UTF-8' ) );
	}

	/**
	 * What stands for a code.
	 *
	 * @param string $name Of the code, random.
	 * @param string $code The digits.
	 */
	private function code_hash( string $name, #[\SensitiveParameter] string $code ): string {
		return hash_hmac( 'sha256', "code|$name|$code", $this->key );
	}

	/**
	 * Where a code is kept.
	 *
	 * @param Shopper $shopper Who chats.
	 */
	private function name( Shopper $shopper ): string {
		return 'deskhand_code_' . substr( hash_hmac( 'sha256', "thread|$shopper->subject|$shopper->thread_id", $this->key ), 0, 32 );
	}
}
