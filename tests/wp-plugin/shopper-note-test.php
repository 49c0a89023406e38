<?php
/**
 * What a shopper wants the shop to know.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Shopper_Note;

/**
 * A call leaves one note, where staff read it and the shopper does not.
 */
final class Shopper_Note_Test extends Shop_Test_Case {

	public function test_a_note_on_an_order_is_for_staff_only_and_left_once(): void {
		$order = self::order( self::user() );
		$ref   = Shopper_Note::on_order( $order, 'Please ring <b>twice</b>', 'call-1' );
		self::assertSame( $ref, Shopper_Note::on_order( $order, 'Please ring <b>twice</b>', 'call-1' ) );
		$notes = $this->notes( $order->get_id() );
		self::assertCount( 1, $notes );
		self::assertStringContainsString( 'Please ring &lt;b&gt;twice', $notes[0]->content );
		self::assertFalse( (bool) $notes[0]->customer_note, 'No mail leaves for the customer.' );
	}

	public function test_another_call_leaves_another_note(): void {
		$order = self::order( self::user() );
		Shopper_Note::on_order( $order, 'One', 'call-1' );
		Shopper_Note::on_order( $order, 'One', 'call-2' );
		self::assertCount( 2, $this->notes( $order->get_id() ) );
	}

	public function test_a_note_on_an_account_is_left_once_and_read_by_staff_alone(): void {
		$user = self::user();
		Shopper_Note::on_account( $user, 'I am <i>vegan</i>', 'call-1' );
		Shopper_Note::on_account( $user, 'I am <i>vegan</i>', 'call-1' );
		self::assertCount( 1, Shopper_Note::of_account( $user ) );
		wp_set_current_user( $user );
		self::assertSame( '', $this->printed( $user ) );
		wp_set_current_user( self::user( 'administrator' ) );
		self::assertStringContainsString( 'I am &lt;i&gt;vegan', $this->printed( $user ) );
	}

	public function test_an_account_keeps_the_latest_fifty(): void {
		$user = self::user();
		for ( $number = 1; $number <= 52; ++$number ) {
			Shopper_Note::on_account( $user, "Note $number", "call-$number" );
		}
		$texts = array_column( Shopper_Note::of_account( $user ), 'text' );
		self::assertCount( 50, $texts );
		self::assertSame( 'Note 3', $texts[0] );
		self::assertSame( 'Note 52', end( $texts ) );
	}

	public function test_a_note_is_cut_and_holds_no_control_characters(): void {
		$user = self::user();
		Shopper_Note::on_account( $user, "a\x07b" . str_repeat( 'ä', 2_000 ), 'call-1' );
		$text = Shopper_Note::of_account( $user )[0]['text'];
		self::assertSame( Shopper_Note::MAX_CHARS, mb_strlen( $text ) );
		self::assertStringStartsWith( 'a bä', $text );
	}

	/**
	 * An order's notes.
	 *
	 * @param int $order_id The order.
	 * @return list<object>
	 */
	private function notes( int $order_id ): array {
		return array_values( array_filter( wc_get_order_notes( array( 'order_id' => $order_id ) ), static fn( object $note ): bool => str_contains( $note->content, 'by chat' ) ) );
	}

	/**
	 * What a user's screen shows.
	 *
	 * @param int $user The user.
	 */
	private function printed( int $user ): string {
		ob_start();
		Shopper_Note::print( get_userdata( $user ) );
		return (string) ob_get_clean();
	}
}
