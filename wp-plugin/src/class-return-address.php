<?php
/**
 * Where a shopper is written to who has left the chat.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Gives the sidecar an address to keep with the thread that it can neither read nor change: the logged-in user's, or the
 * billing address of an order that a guest has verified by a code mailed there. Nobody else is written to.
 */
final class Return_Address {

	private const PURPOSE = 'return_address';

	/** Longer than anything waits in a conversation, with which the sidecar deletes the address. */
	private const LIFE_S = YEAR_IN_SECONDS;

	/**
	 * Only assigns.
	 *
	 * @param Seal           $seal          Closes it.
	 * @param Verifications  $verifications Knows guests.
	 * @param \Closure():int $now           The clock, Unix seconds.
	 */
	public function __construct(
		private readonly Seal $seal,
		private readonly Verifications $verifications,
		private readonly \Closure $now,
	) {}

	/**
	 * The sealed address; empty for whoever has none that is proven.
	 *
	 * @param Shopper $shopper Who chats.
	 */
	public function of( Shopper $shopper ): string {
		$address = $this->address( $shopper );
		return is_email( $address ) ? $this->seal->close( self::PURPOSE, array( 'email' => $address ), ( $this->now )() + self::LIFE_S ) : '';
	}

	/**
	 * The address, or empty when it is none that this site sealed, or an old one.
	 *
	 * @param string $sealed What was kept.
	 */
	public function open( string $sealed ): string {
		$email = $this->seal->open( self::PURPOSE, $sealed )['email'] ?? '';
		return is_string( $email ) ? $email : '';
	}

	/**
	 * The shopper's own proven address; empty for whoever has none.
	 *
	 * @param Shopper $shopper Who chats.
	 */
	public function address( Shopper $shopper ): string {
		if ( Shopper::STAFF === $shopper->subject ) {
			return '';
		}
		if ( $shopper->user_id > 0 ) {
			$user = get_userdata( $shopper->user_id );
			return $user instanceof \WP_User ? $user->user_email : '';
		}
		$verified = $this->verifications->of( $shopper );
		return null !== $verified && $verified->is_full() ? $verified->order->get_billing_email() : '';
	}
}
