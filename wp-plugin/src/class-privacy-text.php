<?php
/**
 * What a shop may say of the chat in its privacy policy.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Suggests a paragraph in *Settings → Privacy → Policy Guide*.
 */
final class Privacy_Text {

	/**
	 * Action `admin_init`.
	 *
	 * @param Settings $settings The owner's.
	 */
	public static function suggest( Settings $settings ): void {
		wp_add_privacy_policy_content( __( 'Deskhand', 'deskhand' ), wp_kses_post( wpautop( self::text( $settings->retention_days ) ) ) );
	}

	/**
	 * The paragraph, with the shop's own figure.
	 *
	 * @param int $retention_days Days that conversations are kept.
	 */
	private static function text( int $retention_days ): string {
		return implode(
			"\n\n",
			array(
				__( 'Our chat is answered by an AI assistant that runs on our own server. It answers from the pages of this site. What you write there, the address of the page you are on and, if you are logged in, your own orders are used to answer you.', 'deskhand' ),
				/* translators: %d: days. */
				sprintf( __( 'Conversations are stored encrypted and deleted after %d days. If you open a ticket or leave a message, we keep it, with the name and e-mail address you give, until your matter is settled.', 'deskhand' ), $retention_days ),
				__( 'If you are not logged in, the chat sets a cookie named deskhand_anon when you open it, so that you find your conversation again. It is needed for the chat to work.', 'deskhand' ),
				__( '[If you have set a language model: questions and the passages of our pages that answer them are sent to (name of the provider), with e-mail addresses, phone numbers, card numbers and order numbers replaced.]', 'deskhand' ),
			)
		);
	}
}
