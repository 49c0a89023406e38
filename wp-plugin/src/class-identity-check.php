<?php
/**
 * Showing whose order it is.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;
use WP_Error;

/**
 * What `verify_identity` does: an order's number with its billing e-mail shows where the order stands, and a code mailed
 * to that address shows the rest.
 *
 * Every failure reads the same and takes the same time, whether there is no such order, it is a draft, in the trash or a
 * refund, or the address is another: the query is the same one and finds nothing, and the answer leaves at a whole step
 * of time, which also hides what plugins for order numbers do. After five failures in an hour nobody at the address, and
 * nobody in the thread, gets any answer but "later".
 */
final class Identity_Check {

	private const STEP_NS = 250_000_000;

	/** What may stand around a number; nothing that is not a blank to who types. */
	private const BLANKS = " \t\r\n";

	/**
	 * Only assigns.
	 *
	 * @param Verifications       $verifications Binds orders to threads.
	 * @param Mail_Code           $codes         Codes by mail.
	 * @param Rate_Limit          $limit         Counts failures.
	 * @param \Closure( int ):void $rest          Waits this many microseconds.
	 */
	public function __construct(
		private readonly Verifications $verifications,
		private readonly Mail_Code $codes,
		private readonly Rate_Limit $limit,
		private readonly \Closure $rest,
	) {}

	/**
	 * Schemas of what `verify()` gives, by name.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function schema(): array {
		return array(
			'verified'  => Schema::TEXT + array( 'enum' => array( 'none', Verified_Order::STATUS, Verified_Order::FULL ) ),
			'order_id'  => Schema::COUNT,
			'code_sent' => Schema::FLAG,
			'order'     => Schema::whole( Schema::texts( 'number', 'status', 'status_text', 'created', 'eta' ) ),
		);
	}

	/**
	 * Checks what the shopper gave and binds the order to their thread.
	 *
	 * @param Shopper              $shopper Who chats.
	 * @param array<string, mixed> $input   `order_number` and `email`, `code`, or all of them; a code that came as a
	 *                                      number has lost its leading zeros.
	 * @return array<string, mixed>|WP_Error `rate_limited` after too many failures, `ability_invalid_input` for neither.
	 */
	public function verify( Shopper $shopper, array $input ): array|WP_Error {
		$began_ns = hrtime( true );
		$has_pair = isset( $input['order_number'], $input['email'] );
		if ( ! $has_pair && ! isset( $input['code'] ) ) {
			return new WP_Error( 'ability_invalid_input', 'An order number and its e-mail address are needed, or a code.' );
		}
		try {
			$this->limit->count( 'verify', $shopper->thread_id );
		} catch ( Refused ) {
			return new WP_Error( 'rate_limited', 'Too many tries.' );
		}
		$order = isset( $input['code'] ) ? $this->by_code( $shopper, $input ) : $this->by_pair( (string) $input['order_number'], (string) $input['email'] );
		if ( null === $order ) {
			( $this->rest )( intdiv( self::STEP_NS - ( hrtime( true ) - $began_ns ) % self::STEP_NS, 1_000 ) );
			return self::result( null, false );
		}
		$this->limit->take_back( 'verify', $shopper->thread_id );
		$known = $this->verifications->of( $shopper );
		if ( null !== $known && $known->is_full() && $known->order->get_id() === $order->get_id() ) {
			return self::result( $known, false );
		}
		if ( isset( $input['code'] ) ) {
			return self::result( $this->verifications->bind( $shopper, $order, Verified_Order::FULL ), false );
		}
		$verified = $this->verifications->bind( $shopper, $order, Verified_Order::STATUS );
		return self::result( $verified, $this->codes->send( $shopper, $order ) );
	}

	/**
	 * The order of a code, unless number or e-mail come along that are not the order's.
	 *
	 * @param Shopper              $shopper Who chats.
	 * @param array<string, mixed> $input   With `code`.
	 */
	private function by_code( Shopper $shopper, array $input ): ?WC_Order {
		$order = $this->codes->take( $shopper, str_pad( (string) $input['code'], 6, '0', STR_PAD_LEFT ) );
		if ( null === $order ) {
			return null;
		}
		$fits = ( ! isset( $input['order_number'] ) || self::is_meant( $order, self::number( (string) $input['order_number'] ) ) )
			&& ( ! isset( $input['email'] ) || $this->is_at( $order, (string) $input['email'] ) );
		return $fits ? $order : null;
	}

	/**
	 * The order with this number and this billing e-mail.
	 *
	 * @param string $number As the shopper writes it.
	 * @param string $email  Any text.
	 */
	private function by_pair( string $number, string $email ): ?WC_Order {
		$number = self::number( $number );
		$ids    = Own_Orders::ids_for( $number );
		$found  = Own_Orders::visible(
			array(
				'post__in'      => $ids,
				'billing_email' => '' === trim( $email ) ? '-' : trim( $email ), // A query leaves out what is empty.
				'limit'         => count( $ids ),
			)
		);
		foreach ( $found as $order ) {
			if ( self::is_meant( $order, $number ) && $this->is_at( $order, $email ) ) {
				return $order;
			}
		}
		return null;
	}

	/**
	 * True when the shopper means this order: by the number they know it by, and by nothing else.
	 *
	 * @param WC_Order $order  An order.
	 * @param string   $number Of `number()`.
	 */
	private static function is_meant( WC_Order $order, string $number ): bool {
		return Own_Orders::is_numbered( $order, $number );
	}

	/**
	 * True when the order's billing address is this one, and one at all.
	 *
	 * @param WC_Order $order An order.
	 * @param string   $email Any text.
	 */
	private function is_at( WC_Order $order, string $email ): bool {
		$address = $order->get_billing_email();
		return '' !== $address && hash_equals( $this->verifications->address_hash( $address ), $this->verifications->address_hash( $email ) );
	}

	/**
	 * A number without what people put before it.
	 *
	 * @param string $number As the shopper writes it.
	 */
	private static function number( string $number ): string {
		return ltrim( trim( $number, self::BLANKS ), '#' . self::BLANKS );
	}

	/**
	 * The answer. Without an order it is the same for every reason.
	 *
	 * @param Verified_Order|null $verified What is now proven.
	 * @param bool                $is_sent  True when a code is on its way.
	 * @return array<string, mixed>
	 */
	private static function result( ?Verified_Order $verified, bool $is_sent ): array {
		$told = array_fill_keys( array( 'number', 'status', 'status_text', 'created', 'eta' ), '' );
		if ( null !== $verified ) {
			$told = array_intersect_key( Order_Detail::of( $verified->order, Verified_Order::STATUS ), $told );
		}
		return array(
			'verified'  => $verified->level ?? 'none',
			'order_id'  => $verified?->order->get_id() ?? 0,
			'code_sent' => $is_sent,
			'order'     => $told,
		);
	}
}
