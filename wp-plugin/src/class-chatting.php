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

	/** The call that it runs for. */
	private static string $call_id = '';

	/**
	 * What it leaves to be done once the turn is recorded.
	 *
	 * @var list<Wire\Deferred_Job>
	 */
	private static array $deferred = array();

	/** The shopper whose tool runs; null when none does. */
	public static function shopper(): ?Shopper {
		return self::$shopper;
	}

	/** The call, idempotency key of what the tool does; empty when none runs. */
	public static function call_id(): string {
		return self::$call_id;
	}

	/**
	 * Leaves work until the turn is recorded.
	 *
	 * @param Wire\Deferred_Job $job The work.
	 */
	public static function defer( Wire\Deferred_Job $job ): void {
		self::$deferred[] = $job;
	}

	/**
	 * What the tool that ran last left, which is handed over once.
	 *
	 * @return list<Wire\Deferred_Job>
	 */
	public static function take_deferred(): array {
		$jobs           = self::$deferred;
		self::$deferred = array();
		return $jobs;
	}

	/**
	 * Does something as this shopper, whoever else is logged in.
	 *
	 * @template T
	 * @param Shopper       $shopper Who chats.
	 * @param callable(): T $step    What to do.
	 * @param string        $call_id For which call.
	 * @return T
	 */
	public static function with( Shopper $shopper, callable $step, string $call_id = '' ): mixed {
		$user_id = get_current_user_id();
		$before  = array( self::$shopper, self::$call_id );
		try {
			self::$shopper  = $shopper;
			self::$call_id  = $call_id;
			self::$deferred = array();
			wp_set_current_user( $shopper->user_id );
			return $step();
		} finally {
			[ self::$shopper, self::$call_id ] = $before;
			wp_set_current_user( $user_id );
		}
	}
}
