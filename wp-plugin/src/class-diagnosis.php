<?php
/**
 * What an error means for the owner.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Turns a sidecar's error into a sentence that says what to do.
 */
final class Diagnosis {

	/**
	 * The sentence.
	 *
	 * @param Sidecar_Error $error What a call gave.
	 */
	public static function of( Sidecar_Error $error ): string {
		return self::of_reason( $error->reason ) ?? self::of_status( $error->grpc_status );
	}

	/**
	 * The sentence for a reason that is known by name.
	 *
	 * @param string $reason UPPER_SNAKE.
	 */
	private static function of_reason( string $reason ): ?string {
		return match ( $reason ) {
			'UNREACHABLE' => __( 'Nobody answers at the sidecar\'s address. Start the sidecar (docker compose up -d deskhand) and check its address in Deskhand\'s settings. On a unix socket, check that the web server\'s user may open it.', 'deskhand' ),
			'CONNECTION_LOST' => __( 'The connection broke off. The sidecar may be restarting: try again in a moment.', 'deskhand' ),
			'BAD_RESPONSE', 'BAD_REQUEST' => __( 'Something answers at this address, but it is not a Deskhand sidecar of this version. Check the address and update both parts.', 'deskhand' ),
			'ADDRESS_INVALID' => __( 'This is no address. Use unix:/path/to/deskhand.sock or host:port.', 'deskhand' ),
			'PHP_UNSUPPORTED' => Sidecar_Client::obstacle() ?? __( 'This PHP cannot call the sidecar.', 'deskhand' ),
			'SALTS_MISSING' => __( 'wp-config.php has no proper keys and salts. Add the eight of them, each with a phrase of its own.', 'deskhand' ),
			'KEY_UNKNOWN', 'TOKEN_INVALID' => __( 'The sidecar does not know this site yet. Pair it.', 'deskhand' ),
			'TOKEN_AUDIENCE', 'SITE_DIFFERENT' => __( 'This sidecar belongs to another site address. Use one sidecar for each site; or, if this site has moved, get a code with: docker compose exec deskhand deskhand pair --new-site', 'deskhand' ),
			'TOKEN_EARLY', 'TOKEN_EXPIRED' => __( 'The clocks of WordPress and the sidecar differ. Set both by NTP.', 'deskhand' ),
			'PAIRING_CODE_NEEDED' => __( 'This sidecar asks for a pairing code. It printed one in its log (docker compose logs deskhand); a fresh one comes with: docker compose exec deskhand deskhand pair', 'deskhand' ),
			'PAIRING_CODE_WRONG' => __( 'This is not the code. Copy it from the sidecar\'s log: eight letters and digits, for example 7KQ2M9XT. The fifth wrong one ends it.', 'deskhand' ),
			'PAIRING_LOCKED' => __( 'There is no valid pairing code: it was used, or typed wrong five times. Get a fresh one with: docker compose exec deskhand deskhand pair', 'deskhand' ),
			'SYNC_RUNNING' => __( 'The sidecar is already indexing. Wait until it is done.', 'deskhand' ),
			'SOURCE_ADDRESS_FORBIDDEN' => __( 'This address is not read. Use the public web address of a docs site; private networks and unusual ports are refused.', 'deskhand' ),
			'SOURCE_FAILED' => __( 'This source could not be read. Why stands with it under "Sources"; what was read before stays.', 'deskhand' ),
			'SYNC_FAILED' => __( 'The sidecar could not build its index; the one before goes on answering. Look at the sidecar\'s log, then press "Index now" again.', 'deskhand' ),
			'SYNC_UNKNOWN' => __( 'There is nothing to read: nothing of what is ticked under "What the assistant reads" is published.', 'deskhand' ),
			'MIRROR_FAILED' => __( 'The check could not be made. Look at the sidecar\'s log, then press "Check again".', 'deskhand' ),
			'INDEX_EMPTY' => __( 'Nothing was read yet. Press "Index now" on the Deskhand page.', 'deskhand' ),
			'INDEX_STALE' => __( 'What was read is too old to answer from. Press "Index now" on the Deskhand page, and check that WP-Cron runs.', 'deskhand' ),
			'INDEX_REBUILDING' => __( 'The index is being rebuilt; answers come back by themselves.', 'deskhand' ),
			Thread_Desk::TAKEN => __( 'A colleague has this conversation. Reload the page to see who.', 'deskhand' ),
			Thread_Desk::NOT_TAKEN => __( 'You do not have this conversation any more. Reload the page; copy what you wrote before.', 'deskhand' ),
			'TICKET_SOLVED' => __( 'This ticket is solved. Set it to open first.', 'deskhand' ),
			'JOB_NOT_DEAD' => __( 'This mail was not given up: it is tried again by itself.', 'deskhand' ),
			'DISK_FULL' => __( 'The sidecar\'s disk is full. Free some space; it goes on by itself.', 'deskhand' ),
			'STORE_DAMAGED' => __( 'The sidecar\'s database is damaged. Restore its last backup.', 'deskhand' ),
			'DRAINING' => __( 'The sidecar is stopping or restarting. Try again in a moment.', 'deskhand' ),
			default => null,
		};
	}

	/**
	 * The sentence for a gRPC status.
	 *
	 * @param int $status The status.
	 */
	private static function of_status( int $status ): string {
		return match ( $status ) {
			Sidecar_Error::DEADLINE_EXCEEDED => __( 'The sidecar did not answer in time. The host may be overloaded: try again in a moment.', 'deskhand' ),
			Sidecar_Error::UNAVAILABLE => __( 'The sidecar cannot be reached. Start the Deskhand container and check the address.', 'deskhand' ),
			Sidecar_Error::UNAUTHENTICATED, Sidecar_Error::PERMISSION_DENIED => __( 'The sidecar refused this site. Pair it again.', 'deskhand' ),
			Sidecar_Error::UNIMPLEMENTED => __( 'The sidecar is older than this plugin. Update the container.', 'deskhand' ),
			Sidecar_Error::RESOURCE_EXHAUSTED => __( 'The sidecar has too much to do. Try again in a minute.', 'deskhand' ),
			Sidecar_Error::NOT_FOUND => __( 'The sidecar does not have this any more.', 'deskhand' ),
			default => __( 'The sidecar reported an error. Look at its log, then try again.', 'deskhand' ),
		};
	}
}
