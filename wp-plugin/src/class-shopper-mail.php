<?php
/**
 * Mail for shoppers.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Writes plain-text mail to a shopper, only to the address that WordPress itself sealed for their thread: neither a model
 * nor whoever keeps the job can write to anybody else, or write anything else.
 */
final class Shopper_Mail {

	/** What a sealed mail is for. */
	private const MAIL = 'shopper-mail';

	public const TEMPLATES = array( 'transcript', 'answer', 'order' );

	public const MAX_SUBJECT_CHARS = 150;

	public const MAX_BODY_CHARS = 4_000;

	/** Longer than every retry of the job takes, and until the owner has it tried again. */
	private const LIFE_S = 30 * DAY_IN_SECONDS;

	/**
	 * Only assigns.
	 *
	 * @param Seal           $seal      Opens and closes mails.
	 * @param Return_Address $addresses Opens addresses.
	 */
	public function __construct( private readonly Seal $seal, private readonly Return_Address $addresses ) {}

	/**
	 * A mail to be sent once this turn is recorded.
	 *
	 * @param string $to       The shopper's own address, as WordPress knows it.
	 * @param string $template One of `TEMPLATES`.
	 * @param string $subject  One line; may be empty.
	 * @param string $body     Plain text.
	 */
	public function job( string $to, string $template, string $subject, string $body ): Wire\Deferred_Job {
		$mail = array(
			'to'      => $to,
			'subject' => self::line( '' !== self::line( $subject ) ? $subject : self::title( $template ), self::MAX_SUBJECT_CHARS ),
			'body'    => mb_substr( $body, 0, self::MAX_BODY_CHARS ),
		);
		$kept = array(
			'sealed'  => $this->seal->close( self::MAIL, $mail, time() + self::LIFE_S ),
			'preview' => self::masked( $to ) . ': ' . $mail['subject'],
		);
		return new Wire\Deferred_Job( kind: 'shopper_mail', payload_json: (string) wp_json_encode( $kept, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) );
	}

	/**
	 * Sends a mail that was sealed.
	 *
	 * @param array<mixed> $payload `sealed`.
	 * @return string Empty when WordPress took it, else why not, for the owner.
	 */
	public function send( array $payload ): string {
		$mail = is_string( $payload['sealed'] ?? null ) ? $this->seal->open( self::MAIL, $payload['sealed'] ) : null;
		if ( null === $mail ) {
			return __( 'The mail was not sealed by this site, or is too old.', 'deskhand' );
		}
		$why = __( 'You asked for this in the chat on our site.', 'deskhand' );
		return $this->mail( $mail['to'] ?? '', $mail['subject'] ?? '', array( $mail['body'] ?? '', $why ) );
	}

	/**
	 * What a sealed mail says, for the shop's people; empty when this site did not seal it, or long ago.
	 *
	 * @param array<mixed> $payload `sealed`.
	 */
	public function text( array $payload ): string {
		$mail = is_string( $payload['sealed'] ?? null ) ? $this->seal->open( self::MAIL, $payload['sealed'] ) : null;
		return is_string( $mail['body'] ?? null ) ? $mail['body'] : '';
	}

	/**
	 * Sends what a person of the shop wrote to a shopper who had left the chat.
	 *
	 * @param array<mixed> $payload `return_address`, `text`, and `author_name`, which may be empty.
	 * @return string As `send()`.
	 */
	public function send_reply( array $payload ): string {
		$to   = is_string( $payload['return_address'] ?? null ) ? $this->addresses->open( $payload['return_address'] ) : '';
		$text = is_string( $payload['text'] ?? null ) ? $payload['text'] : '';
		if ( '' === $to || '' === $text ) {
			return __( 'The shopper\'s address was not sealed by this site, or is too old.', 'deskhand' );
		}
		$name = is_string( $payload['author_name'] ?? null ) ? self::line( $payload['author_name'], 100 ) : '';
		return $this->mail(
			$to,
			__( 'Our answer to you', 'deskhand' ),
			/* translators: %s: address of the site. */
			array( $text, $name, sprintf( __( 'You wrote to us in the chat on our site. You can go on there: %s', 'deskhand' ), home_url( '/' ) ) )
		);
	}

	/**
	 * An address of which little can be read: `m…@example.com`.
	 *
	 * @param string $email An address.
	 */
	public static function masked( string $email ): string {
		[ $local, $host ] = array_pad( explode( '@', $email, 2 ), 2, '' );
		return mb_substr( $local, 0, 1 ) . '…@' . $host;
	}

	/**
	 * Hands a mail to WordPress.
	 *
	 * @param mixed       $to         Address.
	 * @param mixed       $subject    One line.
	 * @param list<mixed> $paragraphs Texts; empty ones are left out.
	 * @return string As `send()`.
	 */
	private function mail( mixed $to, mixed $subject, array $paragraphs ): string {
		if ( ! is_string( $to ) || ! is_email( $to ) || ! is_string( $subject ) ) {
			return __( 'The shopper\'s address can\'t be written to.', 'deskhand' );
		}
		$paragraphs = array_filter( $paragraphs, static fn( mixed $text ): bool => is_string( $text ) && '' !== trim( $text ) );
		$sent       = wp_mail( $to, '[' . Widget::shop_name() . '] ' . self::line( $subject, self::MAX_SUBJECT_CHARS ), implode( "\n\n", $paragraphs ) . "\n", array( 'Content-Type: text/plain; charset=UTF-8' ) );
		return $sent ? '' : __( 'WordPress could not send the mail.', 'deskhand' );
	}

	/**
	 * Subject of a mail that was given none.
	 *
	 * @param string $template One of `TEMPLATES`.
	 */
	private static function title( string $template ): string {
		return match ( $template ) {
			'order' => __( 'Your order', 'deskhand' ),
			'transcript' => __( 'Our conversation', 'deskhand' ),
			default => __( 'The answer to your question', 'deskhand' ),
		};
	}

	/**
	 * Text on one line.
	 *
	 * @param string $text      Text.
	 * @param int    $max_chars Most characters.
	 */
	private static function line( string $text, int $max_chars = self::MAX_SUBJECT_CHARS ): string {
		return mb_substr( trim( (string) preg_replace( '/[\p{Cc}\s]+/u', ' ', $text ) ), 0, $max_chars );
	}
}
