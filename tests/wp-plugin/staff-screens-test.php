<?php
/**
 * What staff sees of conversations, tickets and mail.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Attention;
use Deskhand\Job_Preview;
use Deskhand\Screens;
use Deskhand\Thread_Desk;
use Deskhand\Thread_View;
use Deskhand\Ticket_Row;
use Deskhand\Tickets_Page;
use Deskhand\Wire;

use function Deskhand\parts;

/**
 * Without a sidecar: words and rows made of what one would say.
 */
final class Staff_Screens_Test extends Shop_Test_Case {

	private const ATTACK = '"><script>alert(1)</script>';

	/** @dataProvider holders */
	public function test_who_has_a_conversation_is_told( Wire\Read_Thread_Response $thread, string $whose, string $status ): void {
		$view = new Thread_View( $thread, 7 );
		self::assertSame( array( $whose, $status ), array( $view->whose(), $view->status() ) );
	}

	/**
	 * Threads as user 7 sees them.
	 *
	 * @return list<array{Wire\Read_Thread_Response, string, string}>
	 */
	public function holders(): array {
		return array(
			array( new Wire\Read_Thread_Response( state: Wire\Thread_State::OPEN ), 'nobody', 'The assistant answers in this conversation.' ),
			array( new Wire\Read_Thread_Response( state: Wire\Thread_State::WAITING ), 'nobody', 'The shopper waits for a person.' ),
			array( new Wire\Read_Thread_Response( state: Wire\Thread_State::WAITING, reason: 'a torn tent' ), 'nobody', 'The shopper waits for a person: a torn tent' ),
			array( new Wire\Read_Thread_Response( state: Wire\Thread_State::TAKEN, person_id: 7, person_name: 'Nora' ), 'mine', 'You have this conversation. The assistant is silent.' ),
			array( new Wire\Read_Thread_Response( state: Wire\Thread_State::TAKEN, person_id: 8, person_name: 'Ola' ), 'other', 'Ola has this conversation. The assistant is silent.' ),
			// Who had it before and gave it back does not have it.
			array( new Wire\Read_Thread_Response( state: Wire\Thread_State::OPEN, person_id: 7 ), 'nobody', 'The assistant answers in this conversation.' ),
		);
	}

	/** @dataProvider reaches */
	public function test_how_a_reply_reaches_the_shopper_is_told( bool $present, bool $reachable, string $begins ): void {
		$view = new Thread_View( new Wire\Read_Thread_Response( is_shopper_present: $present, is_reachable: $reachable ), 7 );
		self::assertStringContainsString( $begins, $view->reach() );
	}

	/**
	 * Present, reachable, and what is said.
	 *
	 * @return list<array{bool, bool, string}>
	 */
	public function reaches(): array {
		return array(
			array( true, false, 'reads what you write at once' ),
			array( true, true, 'reads what you write at once' ),
			array( false, true, 'is mailed to them after a minute' ),
			array( false, false, 'only if they come back' ),
		);
	}

	public function test_a_line_has_its_authors_name_or_kind(): void {
		$thread = new Wire\Read_Thread_Response(
			lines: array(
				new Wire\Transcript_Line( author: 'staff', author_name: 'Nora', text: 'Hello' ),
				new Wire\Transcript_Line( author: 'shopper', text: 'Hi' ),
				new Wire\Transcript_Line( author: 'x"><b>', text: 'y' ),
			)
		);
		$lines  = ( new Thread_View( $thread, 7 ) )->lines();
		self::assertSame( array( 'Nora', 'Shopper', 'x"><b>' ), array_column( $lines, 'who' ) );
		self::assertSame( array( 'staff', 'shopper', 'agent' ), array_column( $lines, 'author' ) );
	}

	public function test_a_ticket_from_anyone_is_escaped_and_leads_nowhere_strange(): void {
		$html = self::row( new Wire\Ticket_Summary( ticket_id: self::ATTACK, thread_id: self::ATTACK, subject: self::ATTACK, body: self::ATTACK, priority: self::ATTACK, contact_email: self::ATTACK, contact_name: self::ATTACK, assignee_id: 99, assignee_name: self::ATTACK, target: self::ATTACK, target_url: 'javascript:alert(1)' ) );
		self::assertStringNotContainsString( '<script>alert', $html );
		self::assertStringNotContainsString( 'javascript:', $html );
	}

	public function test_a_ticket_shows_when_it_is_due_and_that_it_is_late(): void {
		$due  = 1_800_000_000_000;
		$late = self::row( new Wire\Ticket_Summary( status: Wire\Ticket_Status::OPEN, due_unix_ms: $due, is_late: true ) );
		self::assertStringContainsString( Tickets_Page::time( $due ), $late );
		self::assertStringContainsString( '>Late<', $late );
		self::assertStringNotContainsString( Tickets_Page::time( $due ), self::row( new Wire\Ticket_Summary( status: Wire\Ticket_Status::SOLVED, due_unix_ms: $due ) ) );
		self::assertStringNotContainsString( '>Late<', self::row( new Wire\Ticket_Summary( due_unix_ms: $due ) ) );
	}

	/** @dataProvider records */
	public function test_where_else_a_ticket_is_recorded_is_told( string $url, string $error, string $said ): void {
		self::assertStringContainsString( $said, self::row( new Wire\Ticket_Summary( target: 'github', target_url: $url, target_error: $error ) ) );
	}

	/**
	 * Address there, why not, and what is said.
	 *
	 * @return list<array{string, string, string}>
	 */
	public function records(): array {
		return array(
			array( 'https://github.com/shop/desk/issues/7', '', '<a href="https://github.com/shop/desk/issues/7" rel="noopener noreferrer">Also in GitHub</a>' ),
			array( '', '', 'On its way to GitHub' ),
			array( '', 'GitHub is down.', 'Not in GitHub yet: GitHub is down.' ),
		);
	}

	public function test_who_has_left_the_shop_keeps_their_tickets(): void {
		$html = self::row( new Wire\Ticket_Summary( assignee_id: 99, assignee_name: 'Ola' ), array( 7 => 'Nora' ) );
		self::assertStringContainsString( "<option value=\"99\"  selected='selected'>Ola</option>", $html );
		self::assertStringContainsString( '<option value="7" >Nora</option>', $html );
		self::assertStringContainsString( '<option value="0" >Nobody yet</option>', $html );
	}

	public function test_only_staff_can_be_given_a_ticket(): void {
		$manager  = self::user( 'shop_manager' );
		$customer = self::user();
		self::assertArrayHasKey( $manager, Tickets_Page::staff() );
		self::assertArrayNotHasKey( $customer, Tickets_Page::staff() );
		self::assertSame( array( $manager, 0, 0 ), array_map( static fn( int $id ): int => Tickets_Page::person( $id )->ID, array( $manager, $customer, 0 ) ) );
	}

	public function test_staff_see_what_will_be_mailed_to_a_shopper(): void {
		$left = parts()->shopper_mail()->job( 'ann@shop.example', 'answer', 'Your order', 'It left on Monday.' );
		$text = Job_Preview::of( new Wire\Job_Summary( kind: $left->kind, payload_json: $left->payload_json ) )->text;
		self::assertStringContainsString( 'It left on Monday.', $text );
		self::assertStringNotContainsString( 'ann@', $text );
	}

	/** @dataProvider previews */
	public function test_a_job_is_told_as_far_as_it_is_not_sealed( string $kind, mixed $payload, string $title, string $text ): void {
		$preview = Job_Preview::of( new Wire\Job_Summary( kind: $kind, payload_json: is_string( $payload ) ? $payload : (string) wp_json_encode( $payload ) ) );
		self::assertSame( array( $title, $text ), array( $preview->title, $preview->text ) );
	}

	/**
	 * Kinds, parameters, titles and texts.
	 *
	 * @return list<array{string, mixed, string, string}>
	 */
	public function previews(): array {
		return array(
			array( 'staff_mail', array( 'about' => 'handoff', 'subject' => 'Someone waits', 'body' => 'My tent leaks.' ), 'To staff: a shopper asks for a person', "Someone waits\n\nMy tent leaks." ),
			array( 'staff_mail', array( 'ticket_id' => 'T-7K2M9Q', 'subject' => 'A tent' ), 'To staff', 'T-7K2M9Q A tent' ),
			array( 'reply_mail', array( 'text' => 'It is on its way.', 'return_address' => 'sealed' ), 'To a shopper: your reply', 'It is on its way.' ),
			array( 'shopper_mail', array( 'sealed' => 'x', 'preview' => 'a…@shop.example: Your order' ), 'To a shopper, who asked for it', 'a…@shop.example: Your order' ),
			array( 'reply_mail', '', 'To a shopper: your reply', '' ),
			array( 'later_kind', array( 'text' => array() ), 'later_kind', '' ),
		);
	}

	public function test_the_menu_shows_what_waits_and_to_staff_alone(): void {
		set_transient( Attention::COUNTS, array( 'at' => time(), 'counts' => array( Screens::TICKETS => 3 ) ) );
		self::assertFalse( Attention::is_due() );
		self::assertSame( 3, Attention::counts()[ Screens::TICKETS ] );
		self::assertSame( '&lt;b&gt;', Attention::titled( '<b>', 0 ) );
		self::assertStringContainsString( '<span class="screen-reader-text">3 need attention</span>', Attention::titled( 'Tickets', 3 ) );
		set_transient( Attention::COUNTS, array( 'at' => time() - 61, 'counts' => array() ) );
		self::assertTrue( Attention::is_due() );
		set_transient( Attention::COUNTS, 'broken' );
		self::assertSame( array(), Attention::counts() );
	}

	public function test_a_count_that_cannot_be_had_is_asked_for_once_a_minute(): void {
		self::assertTrue( Attention::is_due() );
		try {
			\Deskhand\parts()->attention()->count();
			self::fail( 'No sidecar answers here.' );
		} catch ( \Deskhand\Sidecar_Error $error ) {
			self::assertSame( 'UNREACHABLE', $error->reason );
		}
		self::assertFalse( Attention::is_due() );
	}

	/** @dataProvider routes */
	public function test_the_routes_of_the_conversation_screen_are_for_staff( string $route ): void {
		$body = array( 'thread' => str_repeat( '0', 32 ), 'text' => 'Hello', 'request_id' => 'request-1' );
		foreach ( array( 0, self::user(), self::user( 'author' ) ) as $user ) {
			wp_set_current_user( $user );
			self::assertContains( self::post_json( $route, $body )->get_status(), array( 401, 403 ) );
		}
		wp_set_current_user( self::user( 'shop_manager' ) );
		$answer = self::post_json( $route, $body );
		self::assertSame( array( 424, 'unreachable' ), array( $answer->get_status(), $answer->get_data()['code'] ) );
	}

	/**
	 * The routes.
	 *
	 * @return list<array{string}>
	 */
	public function routes(): array {
		return array( array( 'desk/thread' ), array( 'desk/reply' ) );
	}

	/** @dataProvider misfits */
	public function test_a_reply_that_does_not_fit_is_refused( string $field, mixed $value ): void {
		wp_set_current_user( self::user( 'administrator' ) );
		$body = array( $field => $value ) + array( 'thread' => str_repeat( '0', 32 ), 'text' => 'Hello', 'request_id' => 'request-1' );
		self::assertContains( self::post_json( 'desk/reply', $body )->get_data()['code'], array( 'message_invalid', 'message_too_long' ) );
	}

	/**
	 * Fields with values that do not fit.
	 *
	 * @return list<array{string, mixed}>
	 */
	public function misfits(): array {
		return array(
			array( 'thread', 'a b' ),
			array( 'text', " \n" ),
			array( 'text', str_repeat( 'ü', 4001 ) ),
			array( 'request_id', '' ),
		);
	}

	public function test_a_name_for_shoppers_is_one_line(): void {
		$user = new \WP_User( self::user() );
		$user->display_name = " Nora\n" . str_repeat( 'a', 200 );
		self::assertSame( 'Nora ' . str_repeat( 'a', 95 ), Thread_Desk::name( $user ) );
	}

	/**
	 * A row as HTML.
	 *
	 * @param Wire\Ticket_Summary $ticket The ticket.
	 * @param array<int, string>  $staff  Who may work on it.
	 */
	private static function row( Wire\Ticket_Summary $ticket, array $staff = array() ): string {
		ob_start();
		Ticket_Row::print( $ticket, $staff );
		return (string) ob_get_clean();
	}
}
