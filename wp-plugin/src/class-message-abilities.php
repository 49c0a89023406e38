<?php
/**
 * The shop tools that leave a note or a mail.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * Abilities by which the shopper who chats tells the shop something, or has something mailed to themselves.
 */
final class Message_Abilities {

	public const ADD_NOTE = 'deskhand/add-note';

	public const SEND_EMAIL = 'deskhand/send-email';

	/**
	 * Label, description, schemas and callback by ability.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function definitions(): array {
		return array(
			self::ADD_NOTE   => array(
				'label'            => __( 'Add a note', 'deskhand' ),
				'description'      => 'Leaves a note for the shop\'s people on one of the shopper\'s own orders, or on their account when no order is named. It changes nothing else.',
				'input_schema'     => Schema::closed(
					array(
						'order_id' => array(
							'type'        => 'integer',
							'minimum'     => 1,
							'description' => 'The order number as the shopper knows it; left out for the account.',
						),
						'text'     => Schema::text( Shopper_Note::MAX_CHARS, 'What the shopper wants the shop to know, in their words.' ),
					),
					array( 'text' )
				),
				'output_schema'    => Schema::whole( array( 'note_id' => array( 'type' => 'string' ) ) ),
				'execute_callback' => static fn( array $input ): array|WP_Error => self::add_note( self::shopper(), $input['order_id'] ?? 0, $input['text'] ),
			),
			self::SEND_EMAIL => array(
				'label'            => __( 'Mail to the shopper', 'deskhand' ),
				'description'      => 'Mails something of this conversation to the shopper\'s own address, which the shop knows; no other address can be given.',
				'input_schema'     => Schema::closed(
					array(
						'template' => array(
							'type'        => 'string',
							'enum'        => Shopper_Mail::TEMPLATES,
							'description' => 'What it is: the conversation, an answer, or about an order.',
						),
						'subject'  => Schema::text( Shopper_Mail::MAX_SUBJECT_CHARS, 'One line.' ),
						'body'     => Schema::text( Shopper_Mail::MAX_BODY_CHARS, 'Plain text: only what was said in this conversation.' ),
					),
					array( 'template', 'subject', 'body' )
				),
				'output_schema'    => Schema::whole(
					array(
						'queued'    => array( 'type' => 'boolean' ),
						'to_masked' => array( 'type' => 'string' ),
					)
				),
				'execute_callback' => static fn( array $input ): array|WP_Error => self::send_email( self::shopper(), $input['template'], $input['subject'], $input['body'] ),
			),
		);
	}

	/**
	 * Leaves a note.
	 *
	 * @param Shopper $shopper  Who chats.
	 * @param int     $order_id As they know it; 0 for their account.
	 * @param string  $text     What they said.
	 * @return array{note_id: string}|WP_Error
	 */
	private static function add_note( Shopper $shopper, int $order_id, string $text ): array|WP_Error {
		$call_id = Chatting::call_id();
		if ( '' === $call_id || '' === trim( $text ) ) {
			return new WP_Error( 'ability_invalid_input', 'The note is empty.' );
		}
		if ( $order_id > 0 ) {
			$order = Own_Orders::of( $shopper )->proven( $order_id );
			return $order instanceof WP_Error ? $order : array( 'note_id' => Shopper_Note::on_order( $order, $text, $call_id ) );
		}
		return $shopper->user_id > 0
			? array( 'note_id' => Shopper_Note::on_account( $shopper->user_id, $text, $call_id ) )
			: new WP_Error( 'ability_invalid_input', 'A guest has no account: name the order.' );
	}

	/**
	 * Has a mail sent once the turn is recorded; `rate_limited` after too many from the thread or to the address.
	 *
	 * @param Shopper $shopper  Who chats.
	 * @param string  $template One of `Shopper_Mail::TEMPLATES`.
	 * @param string  $subject  One line.
	 * @param string  $body     Plain text.
	 * @return array{queued: bool, to_masked: string}|WP_Error
	 */
	private static function send_email( Shopper $shopper, string $template, string $subject, string $body ): array|WP_Error {
		$to = parts()->return_address()->address( $shopper );
		if ( ! is_email( $to ) ) {
			return new WP_Error( 'not_found', 'The shop knows no address of this shopper.' );
		}
		try {
			parts()->rate_limit()->count( 'mail', $shopper->thread_id, strtolower( $to ) );
		} catch ( Refused ) {
			return new WP_Error( 'rate_limited', 'Too many mails.' );
		}
		Chatting::defer( parts()->shopper_mail()->job( $to, $template, $subject, $body ) );
		return array(
			'queued'    => true,
			'to_masked' => Shopper_Mail::masked( $to ),
		);
	}

	/**
	 * The shopper who chats.
	 *
	 * @throws Refused `session_invalid` when nobody does, which no permission lets happen.
	 */
	private static function shopper(): Shopper {
		return Chatting::shopper() ?? throw new Refused( 'session_invalid' );
	}
}
