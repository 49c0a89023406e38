<?php
/**
 * In whose name the sidecar is called.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The subjects, scopes and time limits of calls.
 */
final class Caller {

	/**
	 * A shopper in their thread.
	 *
	 * @param Shopper $shopper    Who.
	 * @param int     $timeout_ms Until the call must have ended.
	 */
	public static function shopper( Shopper $shopper, int $timeout_ms = 4_000 ): Grpc_Call {
		$scopes = array( 'support.read_kb', 'tickets.create' );
		if ( $shopper->user_id > 0 ) {
			$scopes[] = 'orders.read_own';
		}
		return new Grpc_Call( $shopper->subject, $shopper->thread_id, $scopes, $timeout_ms );
	}

	/**
	 * A person of the shop in wp-admin.
	 */
	public static function staff(): Grpc_Call {
		return new Grpc_Call( 'staff', '', array( 'desk.staff' ), 5_000 );
	}

	/**
	 * The plugin, keeping the index.
	 *
	 * @param int $timeout_ms Until the call must have ended.
	 */
	public static function librarian( int $timeout_ms = 15_000 ): Grpc_Call {
		return new Grpc_Call( 'system', '', array( 'knowledge.write' ), $timeout_ms );
	}

	/**
	 * The plugin, running the sidecar.
	 *
	 * @param int $timeout_ms Until the call must have ended.
	 */
	public static function operator( int $timeout_ms = 3_000 ): Grpc_Call {
		return new Grpc_Call( 'system', '', array( 'operations.admin' ), $timeout_ms );
	}
}
