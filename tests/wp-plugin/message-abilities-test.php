<?php
/**
 * The shop tools that leave a note or a mail.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Abilities;
use Deskhand\Shopper;
use Deskhand\Shopper_Note;
use Deskhand\Tool_Runner;
use Deskhand\Verified_Order;
use Deskhand\Wire\Return_Tool_Result_Request;
use Deskhand\Wire\Tool_Request;

/**
 * Notes go to the shopper's own orders and account, mail to the shopper's own address.
 */
final class Message_Abilities_Test extends Shop_Test_Case {

	public function test_neither_is_offered_to_who_has_proven_nothing_nor_to_staff_who_try(): void {
		foreach ( array( self::shopper( 0 ), new Shopper( self::user( 'administrator' ), Shopper::STAFF, str_repeat( '0', 32 ) ) ) as $shopper ) {
			self::assertSame( array(), array_intersect( array( 'add_note', 'send_email' ), array_keys( Abilities::offered( $shopper ) ) ) );
			self::assertSame( 'UNAUTHORIZED', self::answer( $shopper, 'add_note', array( 'text' => 'x' ) )->error?->code );
			self::assertSame( 'UNAUTHORIZED', self::answer( $shopper, 'send_email', self::mail() )->error?->code );
		}
	}

	public function test_a_note_goes_to_the_shoppers_own_order(): void {
		$user   = self::user();
		$order  = self::order( $user );
		$answer = self::answer( self::shopper( $user ), 'add_note', array( 'order_id' => $order->get_id(), 'text' => 'Ring twice' ) );
		self::assertNull( $answer->error );
		self::assertNotSame( '', json_decode( (string) $answer->result_json, true )['note_id'] );
		self::assertSame( array(), $answer->deferred );
	}

	public function test_a_foreign_order_takes_no_note_and_reads_like_a_missing_one(): void {
		$shopper = self::shopper( self::user() );
		$foreign = self::order( self::user() )->get_id();
		$missing = self::answer( $shopper, 'add_note', array( 'order_id' => 2_000_000_000, 'text' => 'x' ) );
		self::assertSame( 'NOT_FOUND', $missing->error?->code );
		self::assertEquals( $missing, self::answer( $shopper, 'add_note', array( 'order_id' => $foreign, 'text' => 'x' ) ) );
	}

	public function test_the_same_call_leaves_one_note_on_the_account(): void {
		$user = self::user();
		self::answer( self::shopper( $user ), 'add_note', array( 'text' => 'I am vegan' ) );
		self::answer( self::shopper( $user ), 'add_note', array( 'text' => 'I am vegan' ) );
		self::assertCount( 1, Shopper_Note::of_account( $user ) );
	}

	public function test_a_mail_waits_for_the_turn_and_goes_to_the_shoppers_own_address(): void {
		$user   = self::user();
		$answer = self::answer( self::shopper( $user ), 'send_email', self::mail() );
		self::assertSame( array( 'shopper_mail' ), array_column( $answer->deferred, 'kind' ) );
		$email = get_userdata( $user )->user_email;
		self::assertStringNotContainsString( $email, (string) $answer->result_json, 'The model reads no address.' );
		self::assertSame( '', \Deskhand\parts()->shopper_mail()->send( json_decode( $answer->deferred[0]->payload_json, true ) ) );
		$next = self::answer( self::shopper( $user ), 'add_note', array( 'text' => 'x' ) );
		self::assertSame( array(), $next->deferred, 'What was handed over once is not handed over again.' );
	}

	public function test_no_address_can_be_given(): void {
		$answer = self::answer( self::shopper( self::user() ), 'send_email', self::mail() + array( 'to' => 'eve@example.com' ) );
		self::assertSame( 'INVALID_ARGUMENT', $answer->error?->code );
		self::assertSame( array(), $answer->deferred );
	}

	public function test_a_conversation_has_five_mails_an_hour(): void {
		$thread = bin2hex( random_bytes( 16 ) );
		$codes  = array();
		for ( $n = 0; $n < 7; $n++ ) {
			$codes[] = self::answer( new Shopper( self::user(), 'u_1', $thread ), 'send_email', self::mail() )->error?->code;
		}
		self::assertSame( array( null, null, null, null, null, 'RATE_LIMIT', 'RATE_LIMIT' ), $codes );
	}

	/** An account's address can be changed without proof, so nobody can be flooded from many conversations either. */
	public function test_an_address_has_five_mails_an_hour_from_all_conversations_together(): void {
		$email = uniqid( 'victim' ) . '@example.com';
		$codes = array();
		for ( $n = 0; $n < 7; $n++ ) {
			$order = self::guest_order( 0 === $n % 2 ? $email : ucfirst( $email ) );
			$last  = self::answer( self::verified_guest( $order, Verified_Order::FULL ), 'send_email', self::mail() );
			$codes[] = $last->error?->code;
		}
		self::assertSame( array( null, null, null, null, null, 'RATE_LIMIT', 'RATE_LIMIT' ), $codes );
		self::assertSame( array(), $last->deferred );
	}

	/**
	 * What a turn is handed back.
	 *
	 * @param Shopper              $shopper   Who chats.
	 * @param string               $tool      A tool.
	 * @param array<string, mixed> $arguments Its arguments.
	 */
	private static function answer( Shopper $shopper, string $tool, array $arguments ): Return_Tool_Result_Request {
		$request = new Tool_Request( call_id: 'call-1', name: $tool, arguments_json: (string) wp_json_encode( $arguments ), deadline_unix_ms: PHP_INT_MAX );
		return ( new Tool_Runner( $shopper ) )->answer( $request, 'message-1' );
	}

	/**
	 * Arguments of a mail.
	 *
	 * @return array<string, string>
	 */
	private static function mail(): array {
		return array(
			'template' => 'answer',
			'subject'  => 'Returns',
			'body'     => 'Within 30 days.',
		);
	}
}
