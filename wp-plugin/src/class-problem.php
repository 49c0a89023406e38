<?php
/**
 * The one table of what can go wrong for a caller of the REST routes.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * Turns a refusal or a sidecar's error into a code, an HTTP status and a sentence. Nothing of the cause is shown.
 */
final class Problem {

	/** Code => HTTP status, seconds after which a retry makes sense (0: never by itself). */
	private const TABLE = array(
		'origin_forbidden' => array( 403, 0 ),
		'session_invalid'  => array( 403, 0 ),
		'message_invalid'  => array( 400, 0 ),
		'message_too_long' => array( 413, 0 ),
		'message_conflict' => array( 409, 0 ),
		'not_found'        => array( 404, 0 ),
		'approval_closed'  => array( 409, 0 ),
		'approval_busy'    => array( 409, 30 ),
		'rate_limited'     => array( 429, 60 ),
		'busy'             => array( 503, 5 ),
		'sidecar_down'     => array( 503, 10 ),
		'internal'         => array( 500, 0 ),
	);

	/** The sidecar's reason => code; looked up before the status. */
	private const BY_REASON = array(
		'DISK_FULL'        => 'sidecar_down',
		'MESSAGE_TOO_LONG' => 'message_too_long',
	);

	/** GRPC status => code. Any other is not the shopper's to mend and reads as `sidecar_down`. */
	private const BY_STATUS = array(
		Sidecar_Error::INVALID_ARGUMENT   => 'message_invalid',
		Sidecar_Error::NOT_FOUND          => 'not_found',
		Sidecar_Error::ALREADY_EXISTS     => 'message_conflict',
		Sidecar_Error::RESOURCE_EXHAUSTED => 'rate_limited',
	);

	/**
	 * The error for a code.
	 *
	 * @param string $code          A code of the table.
	 * @param int    $retry_after_s Seconds to wait; 0 for the code's own.
	 */
	public static function of( string $code, int $retry_after_s = 0 ): WP_Error {
		$code            = isset( self::TABLE[ $code ] ) ? $code : 'internal';
		[ $status, $wait ] = self::TABLE[ $code ];
		$wait            = $retry_after_s > 0 ? $retry_after_s : $wait;
		$data            = array( 'status' => $status ) + ( $wait > 0 ? array( 'retry_after' => $wait ) : array() );
		return new WP_Error( $code, self::sentence( $code ), $data );
	}

	/**
	 * The error for anything thrown. What is neither a refusal nor the sidecar's is logged and reads as `internal`.
	 *
	 * @param \Throwable $thrown What a callback threw.
	 */
	public static function from( \Throwable $thrown ): WP_Error {
		if ( $thrown instanceof Refused ) {
			return self::of( $thrown->problem, $thrown->retry_after_s );
		}
		if ( $thrown instanceof Sidecar_Error ) {
			return self::of( self::BY_REASON[ $thrown->reason ] ?? self::BY_STATUS[ $thrown->grpc_status ] ?? 'sidecar_down', $thrown->retry_after_s );
		}
		// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log -- the cause is for the owner's log, never for the shopper.
		error_log( sprintf( 'Deskhand: %s at %s:%d', $thrown::class, basename( $thrown->getFile() ), $thrown->getLine() ) );
		return self::of( 'internal' );
	}

	/**
	 * A callback for a hook, whose faults stay ours: what it throws is logged, a TypeError for what another plugin
	 * handed on included, and the page goes on.
	 *
	 * @param callable $step What to do.
	 */
	public static function guarded( callable $step ): \Closure {
		return static fn( mixed ...$given ): mixed => self::guard( static fn(): mixed => $step( ...$given ) );
	}

	/**
	 * Runs a callback and gives its value, or the error for what it threw.
	 *
	 * @template T
	 * @param callable(): T $step What to do.
	 * @return T|WP_Error
	 */
	public static function guard( callable $step ): mixed {
		try {
			return $step();
		} catch ( \Throwable $thrown ) {
			return self::from( $thrown );
		}
	}

	/**
	 * The sentence a shopper reads.
	 *
	 * @param string $code A code of the table.
	 */
	private static function sentence( string $code ): string {
		return match ( $code ) {
			'origin_forbidden' => __( 'This request did not come from this shop.', 'deskhand' ),
			'session_invalid'  => __( 'This conversation belongs to another session. Please start again.', 'deskhand' ),
			'message_invalid'  => __( 'This message cannot be read. Please write it again.', 'deskhand' ),
			'message_too_long' => __( 'This message is too long. Please shorten it to 4,000 characters.', 'deskhand' ),
			'message_conflict' => __( 'This message was sent before with other words. Please send it as a new one.', 'deskhand' ),
			'not_found'        => __( 'There is nothing here.', 'deskhand' ),
			'approval_closed'  => __( 'This cannot be decided any more: it was decided before, has changed, or its time is over.', 'deskhand' ),
			'approval_busy'    => __( 'This is being carried out just now. Please look again in a few minutes.', 'deskhand' ),
			'rate_limited'     => __( 'That was a lot at once. Please wait a moment and try again.', 'deskhand' ),
			'busy'             => __( 'Many people are asking right now. Please try again in a few seconds, or leave us a message.', 'deskhand' ),
			'sidecar_down'     => __( 'Our assistant is taking a break. Please leave us a message and we will write back.', 'deskhand' ),
			default            => __( 'Something went wrong on our side. Please try again.', 'deskhand' ),
		};
	}
}
