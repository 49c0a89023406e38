<?php
/**
 * What the forms of a conversation do.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * One action of `admin-post.php`: it checks who may, does the step in the name of this person, and goes back to the
 * conversation with a sentence about it.
 */
final class Thread_Forms {

	public const ACTION = 'deskhand_thread';

	/**
	 * Only assigns.
	 *
	 * @param Thread_Desk $desk Where threads are.
	 */
	public function __construct( private readonly Thread_Desk $desk ) {}

	/**
	 * Prints the beginning of a form.
	 *
	 * @param string                $thread_id The thread.
	 * @param array<string, string> $values    More hidden values.
	 * @param string                $id        Its id; may be empty.
	 */
	public static function open( string $thread_id, array $values = array(), string $id = '' ): void {
		printf( '<form%s action="%s" method="post">', '' !== $id ? sprintf( ' id="%s"', esc_attr( $id ) ) : '', esc_url( admin_url( 'admin-post.php' ) ) );
		$fixed = array(
			'action'   => self::ACTION,
			'_wpnonce' => wp_create_nonce( self::ACTION ),
			'thread'   => $thread_id,
		);
		foreach ( $fixed + $values as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
	}

	/**
	 * Action `admin_post_deskhand_thread`.
	 *
	 * @throws Sidecar_Error When there is no such thread, or the sidecar can't be reached.
	 */
	public function handle(): void {
		if ( ! current_user_can( Screens::staff_capability() ) ) {
			wp_die( esc_html__( 'You may not work on conversations.', 'deskhand' ), 403 );
		}
		check_admin_referer( self::ACTION );
		$field  = self::field( ... );
		$thread = sanitize_key( $field( 'thread' ) );
		$said   = $this->step( $field( 'step' ), $thread, wp_get_current_user(), $field );
		delete_transient( Attention::COUNTS );
		wp_safe_redirect( Screens::url( Screens::CONVERSATIONS, array( 'thread' => $thread ) + array_filter( array( 'said' => $said ) ) ) );
		exit;
	}

	/**
	 * Does a step.
	 *
	 * @param string                   $step   `take`, `take_from`, `reply` or `release`.
	 * @param string                   $thread The thread.
	 * @param \WP_User                 $person Who does it.
	 * @param callable(string): string $field  Gives a field of the form.
	 * @return string What it came to, as `Conversation_Panel` says it.
	 * @throws Sidecar_Error When it can't be done.
	 */
	private function step( string $step, string $thread, \WP_User $person, callable $field ): string {
		try {
			switch ( $step ) {
				case 'take':
				case 'take_from':
					$this->desk->take( $thread, $person, 'take_from' === $step );
					return '';
				case 'reply':
					$this->desk->reply( $thread, $person, mb_substr( trim( $field( 'text' ) ), 0, Thread_Desk::MAX_TEXT_CHARS ), $field( 'request_id' ) );
					return 'sent';
				case 'release':
					$this->desk->release( $thread );
					return 'released';
			}
			return '';
		} catch ( Sidecar_Error $error ) {
			return match ( $error->reason ) {
				Thread_Desk::TAKEN => 'taken',
				Thread_Desk::NOT_TAKEN => 'not_mine',
				default => throw $error,
			};
		}
	}

	/**
	 * A posted field, as it was written, with `\n` at line ends.
	 *
	 * @param string $name The field.
	 */
	private static function field( string $name ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- handle() checked the nonce; text is kept as written and escaped where it is shown.
		$value = isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? wp_check_invalid_utf8( wp_unslash( $_POST[ $name ] ) ) : '';
		return trim( (string) preg_replace( array( '/\r\n?/', '/[^\P{Cc}\t\n]/u' ), array( "\n", ' ' ), $value ) );
	}
}
