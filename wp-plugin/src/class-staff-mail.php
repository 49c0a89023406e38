<?php
/**
 * Mail for the shop's people.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Writes plain-text mail to the owner's address through WordPress.
 */
final class Staff_Mail {

	/**
	 * Only assigns.
	 *
	 * @param Settings $settings The owner's.
	 */
	public function __construct( private readonly Settings $settings ) {}

	/**
	 * Sends a mail.
	 *
	 * @param string       $subject    One line; the shop's name goes before it.
	 * @param list<string> $paragraphs Empty ones are left out.
	 * @param string       $reply_to   The shopper's address; empty for none.
	 * @return bool True when WordPress took it.
	 */
	public function send( string $subject, array $paragraphs, string $reply_to = '' ): bool {
		$to      = '' !== $this->settings->staff_email ? $this->settings->staff_email : (string) get_option( 'admin_email' );
		$subject = '[' . Widget::shop_name() . '] ' . trim( (string) preg_replace( '/[\p{Cc}\s]+/u', ' ', $subject ) );
		$headers = array( 'Content-Type: text/plain; charset=UTF-8' );
		if ( is_email( $reply_to ) ) {
			$headers[] = "Reply-To: $reply_to";
		}
		return wp_mail( $to, $subject, implode( "\n\n", array_filter( $paragraphs ) ) . "\n", $headers );
	}
}
