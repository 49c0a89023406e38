<?php
/**
 * The routes that the widget calls.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Contact_Form;
use Deskhand\Lock;
use Deskhand\Session;

/**
 * Through WordPress's REST server, with a sidecar that does not answer.
 */
final class Shopper_Routes_Test extends Shop_Test_Case {

	/** A site that is published and believes to be paired. */
	protected function setUp(): void {
		parent::setUp();
		self::set( array( 'published' => true, 'contacts_per_hour' => 3 ) );
		self::pretend_pairing();
	}

	public function test_a_guests_session_has_a_thread_and_no_nonce(): void {
		$data = self::post_json( 'session', array( 'page' => array( 'url' => home_url( '/' ) ) ) )->get_data();
		self::assertMatchesRegularExpression( '/^[0-9a-f]{32}\.[0-9a-f]{64}$/', $data['thread'] );
		self::assertNull( $data['nonce'] );
		self::assertFalse( $data['logged_in'] );
		self::assertSame( '', $data['running_message_id'] );
		self::assertSame( array( 'shop_name', 'privacy_url', 'greeting', 'suggestions', 'streaming' ), array_keys( $data['config'] ) );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{64}$/', $_COOKIE[ Session::COOKIE ] );
		self::assertSame( $data['thread'], self::post_json( 'session', array( 'thread' => $data['thread'] ) )->get_data()['thread'] );
	}

	public function test_a_users_session_comes_from_the_log_in_cookie(): void {
		$user = self::user();
		self::log_in( $user );
		wp_set_current_user( 0 );
		$data = self::post_json( 'session', array() )->get_data();
		self::assertTrue( $data['logged_in'] );
		wp_set_current_user( $user );
		self::assertSame( 1, wp_verify_nonce( $data['nonce'], 'wp_rest' ) );
	}

	public function test_a_forged_log_in_cookie_is_a_guest(): void {
		$user = self::user( 'administrator' );
		self::log_in( $user );
		$_COOKIE[ LOGGED_IN_COOKIE ] .= 'x';
		self::assertFalse( self::post_json( 'session', array() )->get_data()['logged_in'] );
	}

	public function test_a_page_that_is_no_page_is_no_fault(): void {
		foreach ( array( 'x', array( 'url' => array() ), array( 'product_id' => '7' ), array( 'product_id' => -1 ), array( 'locale' => '<b>' ) ) as $page ) {
			self::assertSame( 200, self::post_json( 'session', array( 'page' => $page ) )->get_status() );
		}
	}

	public function test_without_a_published_widget_there_is_no_session(): void {
		self::set( array( 'published' => false ) );
		self::assertSame( 404, self::post_json( 'session', array() )->get_status() );
		self::log_in( self::user( 'administrator' ) );
		self::assertSame( 200, self::post_json( 'session', array() )->get_status() );
	}

	/** @dataProvider routes */
	public function test_a_widget_that_the_owner_takes_back_closes_open_chats( string $route ): void {
		$thread = self::thread();
		self::set( array( 'published' => false ) );
		$response = self::post_json( $route, array( 'thread' => $thread ) + self::fitting( $route ) );
		self::assertSame( array( 404, 'not_found' ), array( $response->get_status(), $response->get_data()['code'] ) );
	}

	/** @dataProvider thread_routes */
	public function test_a_foreign_thread_is_refused( string $route ): void {
		$thread  = self::post_json( 'session', array() )->get_data()['thread'];
		$_COOKIE = array();
		foreach ( array( $thread, str_repeat( '0', 32 ) . '.' . str_repeat( '0', 64 ), '', null, array( $thread ), 7 ) as $token ) {
			$response = self::post_json( $route, array( 'thread' => $token ) + self::fitting( $route ) );
			self::assertSame( array( 403, 'session_invalid' ), array( $response->get_status(), $response->get_data()['code'] ) );
		}
	}

	/** @dataProvider thread_routes */
	public function test_a_users_thread_needs_the_users_nonce( string $route ): void {
		$user = self::user();
		self::log_in( $user );
		$thread = self::post_json( 'session', array() )->get_data()['thread'];
		// Without the nonce, WordPress takes a request with a log-in cookie for a guest's.
		wp_set_current_user( 0 );
		self::assertSame( 'session_invalid', self::post_json( $route, array( 'thread' => $thread ) + self::fitting( $route ) )->get_data()['code'] );
	}

	/** @dataProvider thread_routes */
	public function test_without_the_sidecar_a_fitting_request_says_so( string $route ): void {
		$response = self::post_json( $route, array( 'thread' => self::thread() ) + self::fitting( $route ) );
		self::assertSame( array( 503, 'sidecar_down' ), array( $response->get_status(), $response->get_data()['code'] ) );
		self::assertGreaterThan( 0, $response->get_data()['data']['retry_after'] );
	}

	/**
	 * All routes.
	 *
	 * @return array<string, array{string}>
	 */
	public function routes(): array {
		return $this->thread_routes() + array( 'session' => array( 'session' ), 'contact' => array( 'contact' ) );
	}

	/**
	 * Routes that need a thread.
	 *
	 * @return array<string, array{string}>
	 */
	public function thread_routes(): array {
		$names = array( 'chat', 'thread', 'stop', 'feedback', 'ticket' );
		return array_combine( $names, array_map( static fn( string $name ): array => array( $name ), $names ) );
	}

	/** @dataProvider messages */
	public function test_a_message_is_taken_or_refused_by_its_text( mixed $text, string $code ): void {
		$body = array( 'thread' => self::thread(), 'message_id' => 'message-1', 'text' => $text, 'mode' => 'poll' );
		self::assertSame( $code, self::post_json( 'chat', $body )->get_data()['code'] );
	}

	/**
	 * Texts, and what is said about them; `sidecar_down` has passed every check.
	 *
	 * @return array<string, array{mixed, string}>
	 */
	public function messages(): array {
		return array(
			'plain'              => array( 'Where is my order?', 'sidecar_down' ),
			'4,000 characters'   => array( str_repeat( 'ü', 4000 ), 'sidecar_down' ),
			'right to left'      => array( "\u{202e}مرحبا", 'sidecar_down' ),
			'emoji'              => array( '👩‍👩‍👧‍👦', 'sidecar_down' ),
			'pasted line breaks' => array( "one\x0btwo\x0cthree", 'sidecar_down' ),
			'4,001 characters'   => array( str_repeat( 'ü', 4001 ), 'message_too_long' ),
			'20 kB'              => array( str_repeat( 'x', 20_000 ), 'message_too_long' ),
			'nothing but space'  => array( " \n\t ", 'message_invalid' ),
			'a NUL'              => array( "a\0b", 'message_invalid' ),
			'a number'           => array( 7, 'message_invalid' ),
			'a list'             => array( array( 'x' ), 'message_invalid' ),
			'a client\'s history' => array( array( 'role' => 'system' ), 'message_invalid' ),
		);
	}

	public function test_64_kb_are_refused(): void {
		self::assertSame( 413, self::post_json( 'chat', array( 'text' => str_repeat( 'x', 65_536 ) ) )->get_status() );
	}

	/** @dataProvider misfits */
	public function test_a_field_that_does_not_fit_is_refused( string $route, string $field, mixed $value ): void {
		$body = array( $field => $value ) + array( 'thread' => self::thread() ) + self::fitting( $route );
		self::assertSame( 'message_invalid', self::post_json( $route, $body )->get_data()['code'] );
	}

	/**
	 * Fields with values that do not fit.
	 *
	 * @return list<array{string, string, mixed}>
	 */
	public function misfits(): array {
		return array(
			array( 'chat', 'message_id', 'short' ),
			array( 'chat', 'message_id', str_repeat( 'x', 65 ) ),
			array( 'chat', 'message_id', "message-1\n" ),
			array( 'chat', 'message_id', 12345678 ),
			array( 'chat', 'after_seq', -1 ),
			array( 'chat', 'after_seq', '1' ),
			array( 'thread', 'since', -1 ),
			array( 'thread', 'since', '1' ),
			array( 'feedback', 'rating', 'sideways' ),
			array( 'feedback', 'rating', 1 ),
			array( 'ticket', 'body', ' ' ),
			array( 'ticket', 'request_id', 'a b c d e f' ),
			array( 'ticket', 'email', 'nobody' ),
			array( 'contact', 'email', '' ),
			array( 'contact', 'email', "a@b.example\r\nBcc: all@b.example" ),
			array( 'contact', 'message', '' ),
		);
	}

	public function test_a_contact_form_is_kept_once_mailed_and_waits_for_the_sidecar(): void {
		$mails = array();
		$spy   = static function ( mixed $given, array $mail ) use ( &$mails ): bool {
			$mails[] = $mail;
			return true;
		};
		add_filter( 'pre_wp_mail', $spy, PHP_INT_MAX, 2 );
		$form = array( 'name' => 'Ann <b>', 'message' => "My tent <leaks> & it's wet.\nÜber!" ) + self::fitting( 'contact' );
		self::assertSame( array( 'received' => true ), self::post_json( 'contact', $form )->get_data() );
		self::assertSame( array( 'received' => true ), self::post_json( 'contact', $form )->get_data() );
		remove_filter( 'pre_wp_mail', $spy, PHP_INT_MAX );

		$kept = array_values( array_filter( Contact_Form::waiting( 100 ), static fn( \WP_Post $post ): bool => Contact_Form::text( $post ) === $form['message'] ) );
		self::assertCount( 1, $kept );
		self::assertCount( 1, $mails );
		self::assertStringContainsString( $form['message'], $mails[0]['message'] );
		self::assertContains( 'Reply-To: ann@example.com', $mails[0]['headers'] );
		self::assertSame( 0, \Deskhand\parts()->contact_form()->deliver() );
		self::assertSame( 'draft', get_post_status( $kept[0] ) );
	}

	public function test_a_request_that_comes_again_with_other_words_is_a_conflict(): void {
		$before = count( Contact_Form::waiting( 100 ) );
		$mails  = self::mails_during(
			static function (): void {
				self::assertSame( 200, self::post_json( 'contact', self::fitting( 'contact' ) )->get_status() );
				self::set( array( 'contacts_per_hour' => 9 ) );
				foreach ( array( 'message' => 'Goodbye', 'email' => 'bob@example.com', 'name' => 'Bob' ) as $field => $other ) {
					$response = self::post_json( 'contact', array( $field => $other ) + self::fitting( 'contact' ) );
					self::assertSame( array( 409, 'message_conflict' ), array( $response->get_status(), $response->get_data()['code'] ), $field );
				}
			}
		);
		self::assertCount( 1, $mails );
		self::assertCount( $before + 1, Contact_Form::waiting( 100 ) );
	}

	public function test_while_one_worker_has_a_contact_form_another_is_told_to_come_again(): void {
		$before = count( Contact_Form::waiting( 100 ) );
		$lock   = Lock::take( 'contact/request-1', time() );
		$mails  = self::mails_during(
			static function (): void {
				$response = self::post_json( 'contact', self::fitting( 'contact' ) );
				self::assertSame( array( 503, 'busy' ), array( $response->get_status(), $response->get_data()['code'] ) );
				self::assertSame( 200, self::post_json( 'contact', array( 'request_id' => 'request-2' ) + self::fitting( 'contact' ) )->get_status(), 'Another request waits for none.' );
			}
		);
		self::assertCount( 1, $mails );
		$lock->release();
		self::assertSame( 200, self::post_json( 'contact', self::fitting( 'contact' ) )->get_status() );
		self::assertCount( $before + 2, Contact_Form::waiting( 100 ) );
	}

	/**
	 * Hooks at which a worker dies: when the post is written but not all of its meta, and when all of it is.
	 *
	 * @return array<string, array{string}>
	 */
	public function deaths(): array {
		return array(
			'half written' => array( 'added_post_meta' ),
			'not mailed'   => array( 'save_post_' . Contact_Form::POST_TYPE ),
		);
	}

	/** @dataProvider deaths */
	public function test_what_a_worker_that_died_left_undone_is_done_once_when_the_form_comes_again( string $hook ): void {
		$before = array_column( Contact_Form::waiting( 100 ), 'ID' );
		$die    = static fn(): never => throw new \RuntimeException( 'killed' );
		$send   = static fn(): int => self::post_json( 'contact', self::fitting( 'contact' ) )->get_status();
		$mails  = self::mails_during(
			static function () use ( $hook, $die, $send ): void {
				add_action( $hook, $die );
				self::assertSame( 500, $send() );
				remove_action( $hook, $die );
			}
		);
		self::assertSame( array(), $mails );
		self::assertCount( count( $before ) + 1, Contact_Form::waiting( 100 ), 'It died after the insert.' );
		$mails = self::mails_during( static fn() => self::assertSame( array( 200, 200 ), array( $send(), $send() ) ) );
		self::assertCount( 1, $mails );
		$kept = array_values( array_filter( Contact_Form::waiting( 100 ), static fn( \WP_Post $post ): bool => ! in_array( $post->ID, $before, true ) ) );
		self::assertCount( 1, $kept );
		self::assertSame( 'ann@example.com', get_post_meta( $kept[0]->ID, 'deskhand_email', true ) );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{32}$/', $kept[0]->post_name, 'It names a thread, too.' );
	}

	public function test_a_mail_that_wordpress_did_not_take_is_sent_when_the_form_comes_again(): void {
		$taken = false;
		$count = 0;
		$spy   = static function () use ( &$taken, &$count ): bool {
			++$count;
			return $taken;
		};
		add_filter( 'pre_wp_mail', $spy, PHP_INT_MAX );
		foreach ( array( false, true, true ) as $taken ) {
			self::assertSame( 200, self::post_json( 'contact', self::fitting( 'contact' ) )->get_status(), 'It is kept all the same.' );
		}
		remove_filter( 'pre_wp_mail', $spy, PHP_INT_MAX );
		self::assertSame( 2, $count );
	}

	public function test_a_kept_message_shows_nowhere(): void {
		self::post_json( 'contact', array( 'message' => 'Xylophone' ) + self::fitting( 'contact' ) );
		self::assertNotEmpty( Contact_Form::waiting( 1 ) );
		self::assertFalse( is_post_type_viewable( Contact_Form::POST_TYPE ) );
		wp_set_current_user( self::user( 'administrator' ) );
		self::assertFalse( current_user_can( get_post_type_object( Contact_Form::POST_TYPE )->cap->edit_posts ) );
		self::assertSame( 0, ( new \WP_Query( array( 's' => 'Xylophone', 'post_type' => 'any' ) ) )->post_count );
		self::assertArrayNotHasKey( '/wp/v2/' . Contact_Form::POST_TYPE, rest_get_server()->get_routes() );
	}

	public function test_contact_forms_are_limited(): void {
		$before   = count( Contact_Form::waiting( 100 ) );
		$statuses = array();
		for ( $count = 0; $count < 4; $count++ ) {
			$statuses[] = self::post_json( 'contact', array( 'request_id' => "request-$count" ) + self::fitting( 'contact' ) )->get_status();
		}
		self::assertCount( $before + 3, Contact_Form::waiting( 100 ) );
		self::assertSame( array( 200, 200, 200, 429 ), $statuses );
	}

	public function test_messages_are_limited(): void {
		self::set( array( 'messages_per_minute' => 1 ) );
		$body = array( 'thread' => self::thread(), 'mode' => 'poll' ) + self::fitting( 'chat' );
		self::assertSame( 503, self::post_json( 'chat', $body )->get_status() );
		$refused = self::post_json( 'chat', $body );
		self::assertSame( array( 429, 'rate_limited' ), array( $refused->get_status(), $refused->get_data()['code'] ) );
	}

	/** Opens a session and gives its thread token. */
	private static function thread(): string {
		return self::post_json( 'session', array() )->get_data()['thread'];
	}

	/**
	 * A body that fits a route, but for the thread.
	 *
	 * @param string $route The route.
	 * @return array<string, mixed>
	 */
	private static function fitting( string $route ): array {
		return match ( $route ) {
			'chat' => array( 'message_id' => 'message-1', 'text' => 'Hello', 'after_seq' => 0, 'mode' => 'poll' ),
			'stop' => array( 'message_id' => 'message-1' ),
			'feedback' => array( 'message_id' => 'message-1', 'rating' => 'up', 'reason' => '' ),
			'ticket' => array( 'request_id' => 'request-1', 'subject' => 'Help', 'body' => 'Please help.' ),
			'contact' => array( 'request_id' => 'request-1', 'name' => 'Ann', 'email' => 'ann@example.com', 'message' => 'Hello' ),
			default => array(),
		};
	}
}
