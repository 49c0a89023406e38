<?php
/**
 * The name of a mail.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Gives a mail an id that is the same each time it is sent. Between a mail server's "taken" and our note of it a process
 * may be killed, and then the mail is sent again: by its `Message-ID` (RFC 5322, 3.6.4) mail servers and readers know the
 * second as the first.
 */
final class Mail_Id {

	/**
	 * Runs a step; the mail that it sends has the id.
	 *
	 * @template T
	 * @param string        $name What the mail is about, always the same for it.
	 * @param callable(): T $step Sends a mail through WordPress.
	 * @return T
	 */
	public static function during( string $name, callable $step ): mixed {
		$id     = substr( hash( 'sha256', $name ), 0, 32 );
		$host   = (string) wp_parse_url( home_url(), PHP_URL_HOST );
		$header = static function ( mixed $mail ) use ( $id ): mixed {
			if ( is_array( $mail ) ) {
				$headers         = $mail['headers'] ?? array();
				$mail['headers'] = array( ...( is_array( $headers ) ? $headers : explode( "\n", str_replace( "\r\n", "\n", (string) $headers ) ) ), "X-Deskhand-Job: $id" );
			}
			return $mail;
		};
		$name_it = static function ( object $mailer ) use ( $id, $host ): void {
			$mailer->MessageID = "<$id@" . ( '' !== $host ? $host : 'localhost' ) . '>'; // phpcs:ignore WordPress.NamingConventions.ValidVariableName -- PHPMailer's.
		};
		add_filter( 'wp_mail', $header );
		add_action( 'phpmailer_init', $name_it );
		try {
			return $step();
		} finally {
			remove_filter( 'wp_mail', $header );
			remove_action( 'phpmailer_init', $name_it );
			$mailer = $GLOBALS['phpmailer'] ?? null;
			if ( is_object( $mailer ) && property_exists( $mailer, 'MessageID' ) ) {
				$mailer->MessageID = ''; // phpcs:ignore WordPress.NamingConventions.ValidVariableName -- WordPress uses one mailer for all mails.
			}
		}
	}
}
