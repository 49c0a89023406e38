<?php
/**
 * Who chats.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The chatting shopper and their thread, as the server knows them; nothing here is taken from a request unchecked.
 */
final class Shopper {

	/** Who tries out what a shopper would be told; the sidecar keeps nothing of it but its cost. */
	public const STAFF = 'staff';

	private const MAX_KNOWN = 16;

	/**
	 * Only assigns.
	 *
	 * @param int    $user_id   WordPress user; 0 for a guest.
	 * @param string $subject   `u_` or `a_` and 32 hex digits: a keyed hash of the user or of the guest's secret; or `STAFF`.
	 * @param string $thread_id 32 hex digits, made by the server.
	 */
	public function __construct(
		public readonly int $user_id,
		public readonly string $subject,
		public readonly string $thread_id,
	) {}

	/**
	 * What WordPress knows of the shopper and must never reach a model, a search or a log.
	 *
	 * @return list<Wire\Known_Field> At most 16.
	 */
	public function known_fields(): array {
		$fields = array();
		foreach ( array( ...$this->user_values(), ...$this->order_values() ) as [ $kind, $value ] ) {
			if ( self::is_known_length( $value ) && count( $fields ) < self::MAX_KNOWN ) {
				$fields[ $value ] ??= new Wire\Known_Field( kind: $kind, value: $value );
			}
		}
		return array_values( $fields );
	}

	/**
	 * True for a value of a length that can be looked for in a text.
	 *
	 * @param string $value Such as a name.
	 */
	public static function is_known_length( string $value ): bool {
		$chars = mb_strlen( $value );
		return $chars >= 2 && $chars <= 200;
	}

	/**
	 * What WordPress knows of a user.
	 *
	 * @return list<array{string, string}> Kind and value.
	 */
	private function user_values(): array {
		$user = $this->user_id > 0 ? get_userdata( $this->user_id ) : false;
		if ( ! $user instanceof \WP_User ) {
			return array();
		}
		$meta = fn( string $key ): string => (string) get_user_meta( $this->user_id, $key, true );
		return array(
			array( 'email', $user->user_email ),
			array( 'email', $meta( 'billing_email' ) ),
			array( 'name', trim( $user->first_name . ' ' . $user->last_name ) ),
			array( 'name', $user->first_name ),
			array( 'name', $user->last_name ),
			array( 'name', $user->display_name ),
			array( 'name', trim( $meta( 'billing_first_name' ) . ' ' . $meta( 'billing_last_name' ) ) ),
			array( 'phone', $meta( 'billing_phone' ) ),
			array( 'phone', $meta( 'shipping_phone' ) ),
			array( 'address', $meta( 'billing_address_1' ) ),
			array( 'address', $meta( 'shipping_address_1' ) ),
			array( 'address', trim( $meta( 'billing_postcode' ) . ' ' . $meta( 'billing_city' ) ) ),
		);
	}

	/**
	 * What an order that they verified tells of them.
	 *
	 * @return list<array{string, string}> Kind and value.
	 */
	private function order_values(): array {
		$order = parts()->verifications()->of( $this )?->order;
		if ( null === $order ) {
			return array();
		}
		return array(
			array( 'email', $order->get_billing_email() ),
			array( 'name', trim( $order->get_billing_first_name() . ' ' . $order->get_billing_last_name() ) ),
			array( 'name', $order->get_billing_first_name() ),
			array( 'name', $order->get_billing_last_name() ),
			array( 'phone', $order->get_billing_phone() ),
			array( 'address', $order->get_billing_address_1() ),
			array( 'address', $order->get_shipping_address_1() ),
			array( 'address', trim( $order->get_billing_postcode() . ' ' . $order->get_billing_city() ) ),
		);
	}
}
