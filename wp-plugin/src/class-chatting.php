<?php
/**
 * Who chats at this moment.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Holds the shopper while one of their tools runs, and nobody at any other time.
 *
 * WordPress gives the callbacks of an ability the arguments and a current user, but a guest is no user and a thread is
 * neither. The shop tools ask here, so that nothing else in WordPress that can run abilities can run them: not REST,
 * not another plugin, not an administrator.
 */
final class Chatting {

	/** The shopper whose tool runs. */
	private static ?Shopper $shopper = null;

	/** The shopper whose tool runs; null when none does. */
	public static function shopper(): ?Shopper {
		return self::$shopper;
	}

	/**
	 * Does something as this shopper, whoever else is logged in.
	 *
	 * @template T
	 * @param Shopper       $shopper Who chats.
	 * @param callable(): T $step    What to do.
	 * @return T
	 */
	public static function with( Shopper $shopper, callable $step ): mixed {
		$user_id = get_current_user_id();
		$before  = self::$shopper;
		try {
			self::$shopper = $shopper;
			wp_set_current_user( $shopper->user_id );
			return $step();
		} finally {
			self::$shopper = $before;
			wp_set_current_user( $user_id );
		}
	}
}
