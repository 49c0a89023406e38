<?php
/**
 * What a shopper wants the shop to know.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;

/**
 * Notes that shoppers leave by chat: on an order, for staff only, or on their account, where staff read them on the
 * user's screen. A note carries the reference of the call that left it, so that a call that comes again leaves none.
 */
final class Shopper_Note {

	/** User meta: one row a note, `{ref, at, text}`. */
	public const META = 'deskhand_note';

	public const MAX_CHARS = 1_000;

	private const MAX_NOTES = 50;

	private const LOCK_WAIT_S = 2;

	/**
	 * Leaves a note on an order.
	 *
	 * @param WC_Order $order   The shopper's own.
	 * @param string   $text    What they said.
	 * @param string   $call_id The call; the note's idempotency key.
	 * @return string The note's reference.
	 */
	public static function on_order( WC_Order $order, string $text, string $call_id ): string {
		return self::once(
			$call_id,
			static function ( string $ref ) use ( $order, $text ): void {
				$notes = wc_get_order_notes( array( 'order_id' => $order->get_id() ) );
				if ( array() === array_filter( $notes, static fn( object $note ): bool => str_contains( (string) $note->content, "($ref)" ) ) ) {
					/* translators: 1: what the shopper said, 2: a reference. */
					$order->add_order_note( sprintf( __( 'From the shopper, by chat: %1$s (%2$s)', 'deskhand' ), esc_html( self::short( $text ) ), $ref ) );
				}
			}
		);
	}

	/**
	 * Leaves a note on the shopper's account; the oldest of very many go.
	 *
	 * @param int    $user_id The shopper.
	 * @param string $text    What they said.
	 * @param string $call_id As `on_order()`.
	 * @return string The note's reference.
	 */
	public static function on_account( int $user_id, string $text, string $call_id ): string {
		return self::once(
			$call_id,
			static function ( string $ref ) use ( $user_id, $text ): void {
				wp_cache_delete( $user_id, 'user_meta' );
				$notes = self::of_account( $user_id );
				if ( in_array( $ref, array_column( $notes, 'ref' ), true ) ) {
					return;
				}
				foreach ( array_slice( $notes, 0, max( 0, count( $notes ) - self::MAX_NOTES + 1 ) ) as $old ) {
					delete_user_meta( $user_id, self::META, $old );
				}
				add_user_meta(
					$user_id,
					self::META,
					array(
						'ref'  => $ref,
						'at'   => time(),
						'text' => self::short( $text ),
					)
				);
			}
		);
	}

	/**
	 * The notes on an account, oldest first.
	 *
	 * @param int $user_id A user.
	 * @return list<array{ref: string, at: int, text: string}>
	 */
	public static function of_account( int $user_id ): array {
		$notes = get_user_meta( $user_id, self::META );
		return array_values( array_filter( is_array( $notes ) ? $notes : array(), static fn( mixed $note ): bool => is_array( $note ) && isset( $note['ref'], $note['at'], $note['text'] ) ) );
	}

	/**
	 * Actions `show_user_profile` and `edit_user_profile`: prints them for staff.
	 *
	 * @param \WP_User $user Whose screen it is.
	 */
	public static function print( \WP_User $user ): void {
		$notes = self::of_account( $user->ID );
		if ( array() === $notes || ! current_user_can( Screens::staff_capability() ) ) {
			return;
		}
		echo '<h2>' . esc_html__( 'Notes from the chat', 'deskhand' ) . '</h2><ul>';
		foreach ( array_reverse( $notes ) as $note ) {
			printf( '<li><time>%s</time> %s</li>', esc_html( (string) wp_date( (string) get_option( 'date_format' ), (int) $note['at'] ) ), esc_html( (string) $note['text'] ) );
		}
		echo '</ul>';
	}

	/**
	 * Runs a step for a call, one at a time over all workers.
	 *
	 * @param string                  $call_id The call.
	 * @param callable( string ): void $step   Leaves the note unless it is there; gets its reference.
	 * @throws \RuntimeException When another worker is at it for too long.
	 */
	private static function once( string $call_id, callable $step ): string {
		global $wpdb;
		$ref  = substr( hash( 'sha256', $call_id ), 0, 10 );
		$lock = "deskhand_note_$ref";
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- a lock; null where the database has none, as SQLite's stand-in for MySQL.
		if ( '0' === $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, %d)', $lock, self::LOCK_WAIT_S ) ) ) {
			throw new \RuntimeException( 'Another worker is leaving this note.' );
		}
		try {
			$step( $ref );
		} finally {
			$wpdb->query( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $lock ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
		}
		return $ref;
	}

	/**
	 * Text that is not too long.
	 *
	 * @param string $text Text.
	 */
	private static function short( string $text ): string {
		return mb_substr( trim( (string) preg_replace( '/[^\P{Cc}\n]/u', ' ', $text ) ), 0, self::MAX_CHARS );
	}
}
