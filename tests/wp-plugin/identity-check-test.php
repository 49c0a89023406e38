<?php
/**
 * Showing whose order it is.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Abilities;
use Deskhand\Identity_Check;
use Deskhand\Mail_Code;
use Deskhand\Own_Orders;
use Deskhand\Rate_Limit;
use Deskhand\Scratch_Folder;
use Deskhand\Shopper;
use Deskhand\Tally;
use Deskhand\Verifications;
use Deskhand\Verified_Order;
use function Deskhand\parts;

/**
 * Trust T2: who guesses learns nothing, and soon gets no answer at all.
 */
final class Identity_Check_Test extends Shop_Test_Case {

	private const NONE = '{"verified":"none","order_id":0,"code_sent":false,"order":{"number":"","status":"","status_text":"","created":"","eta":""}}';

	/** The clock of the check that `check()` makes, Unix seconds. */
	private static int $now = 1_800_000_000;

	/**
	 * What the check waited for, in microseconds.
	 *
	 * @var list<int>
	 */
	private static array $rests = array();

	/** Forgets what was waited for. */
	protected function setUp(): void {
		parent::setUp();
		self::$now   = time();
		self::$rests = array();
	}

	public function test_number_and_address_show_where_the_order_stands_and_nothing_else(): void {
		$order  = self::filled_order();
		$guest  = self::guest();
		$result = json_decode( self::verify( $guest, $order->get_order_number(), ' Orla@Example.com ' ), true );
		self::assertSame( array( 'status', $order->get_id(), true ), array( $result['verified'], $result['order_id'], $result['code_sent'] ) );
		self::assertSame( array( Own_Orders::masked( $order->get_order_number() ), 'processing', 'Processing' ), array( $result['order']['number'], $result['order']['status'], $result['order']['status_text'] ) );
		$shown = json_decode( self::run_tool( $guest, 'get_order_status', array( 'order_id' => $order->get_id() ) ), true );
		self::assertSame( 'status', $shown['level'] );
		self::assertSame( 'processing', $shown['status'] );
		foreach ( array( 'total', 'total_text', 'currency', 'subtotal', 'items', 'tracking', 'refunds' ) as $field ) {
			self::assertEmpty( $shown[ $field ], $field );
		}
		self::assertStringNotContainsString( 'JD0001', (string) wp_json_encode( \Deskhand\Cards::build( 'order', $order->get_id(), $guest ) ) );
	}

	public function test_the_mailed_code_shows_the_rest(): void {
		$order = self::filled_order();
		$guest = self::guest();
		$mails = self::mails_during( static fn() => self::verify( $guest, $order->get_order_number(), 'orla@example.com' ) );
		self::assertSame( array( 'orla@example.com' ), array_column( $mails, 'to' ) );
		self::assertStringNotContainsString( $order->get_order_number(), $mails[0]['subject'] . $mails[0]['message'] );
		self::assertStringContainsString( \Deskhand\Widget::shop_name(), $mails[0]['subject'] );
		$result = json_decode( self::run_tool( $guest, 'verify_identity', array( 'code' => self::code( $mails ) ) ), true );
		self::assertSame( array( 'full', $order->get_id(), false ), array( $result['verified'], $result['order_id'], $result['code_sent'] ) );
		$shown = json_decode( self::run_tool( $guest, 'get_order_status', array( 'order_id' => $order->get_id() ) ), true );
		self::assertSame( array( 'full', 'JD0001', 'Tent' ), array( $shown['level'], $shown['tracking'][0]['number'], $shown['items'][0]['name'] ) );
		self::assertNotSame( '', $shown['total_text'] );
		$again = self::mails_during( static fn() => self::assertStringContainsString( '"full"', self::verify( $guest, $order->get_order_number(), 'orla@example.com' ) ) );
		self::assertSame( array(), $again, 'what is proven needs no second code' );
	}

	/** @dataProvider wrong */
	public function test_every_failure_reads_the_same( \Closure $make ): void {
		[ $number, $email ] = $make();
		$queries = self::queries( static fn() => self::assertSame( self::NONE, self::verify( self::guest(), $number, $email ) ) );
		self::assertSame( self::queries( static fn() => self::verify( self::guest(), '2000000000', 'nobody@example.com' ) ), $queries, 'the work is the same' );
	}

	/**
	 * What is not right, and why not.
	 *
	 * @return array<string, array{\Closure}>
	 */
	public function wrong(): array {
		$order = static fn( string $status ): array => array( self::guest_order( 'orla@example.com', $status )->get_order_number(), 'orla@example.com' );
		$rows  = array(
			'no such number'          => static fn(): array => array( '2000000001', 'orla@example.com' ),
			'another address'         => static fn(): array => array( self::guest_order()->get_order_number(), 'other@example.com' ),
			'a customer\'s, another address' => static fn(): array => array( self::order( self::user() )->get_order_number(), 'orla@example.com' ),
			'a part of the address'   => static fn(): array => array( self::guest_order()->get_order_number(), 'orla@example.co' ),
			'a wildcard'              => static fn(): array => array( self::guest_order()->get_order_number(), '%@example.com' ),
			'spaces for an address'   => static fn(): array => array( self::guest_order()->get_order_number(), '    ' ),
			'no address on either'    => static fn(): array => array( self::guest_order( '' )->get_order_number(), '    ' ),
			'more behind the number'  => static fn(): array => array( self::guest_order()->get_order_number() . ' or 1', 'orla@example.com' ),
			'a negative number'       => static fn(): array => array( '-' . self::guest_order()->get_order_number(), 'orla@example.com' ),
			'a page'                  => static fn(): array => array( (string) self::post()->ID, 'orla@example.com' ),
			'in the trash'            => static function (): array {
				$order = self::guest_order();
				$order->delete( false );
				return array( (string) $order->get_id(), 'orla@example.com' );
			},
		);
		if ( self::has_real_woocommerce() ) {
			$rows['a checkout draft'] = static fn(): array => $order( 'checkout-draft' );
			$rows['an auto-draft']    = static fn(): array => $order( 'auto-draft' );
			$rows['a refund']         = static function (): array {
				$refund = new \WC_Order_Refund();
				$refund->set_parent_id( self::guest_order()->get_id() );
				$refund->save();
				return array( (string) $refund->get_id(), 'orla@example.com' );
			};
		}
		return array_map( static fn( \Closure $row ): array => array( $row ), $rows );
	}

	/** Whoever knows both learns nothing new from the time it takes. */
	public function test_a_number_counts_as_it_is_written(): void {
		self::assertSame( self::NONE, self::verify( self::guest(), '00' . self::guest_order()->get_order_number(), 'orla@example.com' ) );
		self::assertSame( self::NONE, self::verify( self::guest(), self::guest_order()->get_order_number() . "\0", 'orla@example.com' ) );
		self::assertSame( self::NONE, self::verify( self::guest(), self::guest_order()->get_order_number(), "orla@example.com\0" ) );
		self::assertStringContainsString( '"status"', self::verify( self::guest(), ' #' . self::guest_order()->get_order_number() . ' ', 'orla@example.com' ) );
	}

	public function test_a_failure_leaves_at_a_whole_step_of_time_and_a_success_at_once(): void {
		$check = self::check();
		$guest = self::guest();
		$check->verify( $guest, array( 'order_number' => '1', 'email' => 'a@example.com' ) );
		$check->verify( $guest, array( 'code' => '000000' ) );
		self::assertCount( 2, self::$rests );
		foreach ( self::$rests as $rest ) {
			self::assertGreaterThan( 0, $rest );
			self::assertLessThanOrEqual( 250_000, $rest );
		}
		$check->verify( $guest, array( 'order_number' => self::guest_order()->get_order_number(), 'email' => 'orla@example.com' ) );
		self::assertCount( 2, self::$rests );
	}

	public function test_the_sixth_try_of_an_address_is_refused_even_when_it_is_right(): void {
		$order = self::guest_order();
		for ( $try = 1; $try <= 5; $try++ ) {
			self::assertSame( self::NONE, self::verify( self::guest(), (string) ( 2_000_000_000 + $try ), 'orla@example.com' ) );
		}
		$mails = self::mails_during( static fn() => self::assertSame( 'RATE_LIMIT', self::verify( self::guest(), $order->get_order_number(), 'orla@example.com' ) ) );
		self::assertSame( array(), $mails );
		$_SERVER['REMOTE_ADDR'] = '203.0.113.77';
		parts()->renew();
		self::assertStringContainsString( '"status"', self::verify( self::guest(), $order->get_order_number(), 'orla@example.com' ), 'others are not locked out' );
	}

	public function test_the_sixth_try_of_a_thread_is_refused_from_wherever_it_comes(): void {
		$guest = self::guest();
		for ( $try = 1; $try <= 6; $try++ ) {
			$_SERVER['REMOTE_ADDR'] = "203.0.113.$try";
			parts()->renew();
			self::assertSame( $try < 6 ? self::NONE : 'RATE_LIMIT', self::verify( $guest, (string) ( 2_000_000_000 + $try ), 'orla@example.com' ) );
		}
	}

	public function test_wrong_codes_count_as_failures_too(): void {
		$guest = self::guest();
		$mails = self::mails_during( static fn() => self::verify( $guest, self::guest_order()->get_order_number(), 'orla@example.com' ) );
		for ( $try = 1; $try <= 6; $try++ ) {
			self::assertSame( $try < 6 ? self::NONE : 'RATE_LIMIT', self::run_tool( $guest, 'verify_identity', array( 'code' => self::other( self::code( $mails ), $try ) ) ) );
		}
	}

	public function test_an_hour_after_the_first_failure_it_may_be_tried_again(): void {
		self::$now = 1_800_003_599; // A second before the full hour.
		$guess     = static fn(): string => (string) wp_json_encode( self::check()->verify( self::guest(), array( 'order_number' => '1', 'email' => 'a@example.com' ) ) );
		for ( $try = 1; $try <= 5; $try++ ) {
			self::assertSame( self::NONE, $guess() );
		}
		self::$now += 2;
		self::assertStringContainsString( 'rate_limited', $guess() );
		self::$now += HOUR_IN_SECONDS;
		self::assertSame( self::NONE, $guess() );
	}

	public function test_what_was_right_is_no_failure(): void {
		$order = self::guest_order();
		for ( $try = 1; $try <= 7; $try++ ) {
			self::assertStringContainsString( '"status"', self::verify( self::guest(), $order->get_order_number(), 'orla@example.com' ) );
		}
	}

	public function test_a_code_may_be_passed_only_while_one_is_on_its_way(): void {
		$guest = self::guest();
		self::assertSame( 'INVALID_ARGUMENT', self::run_tool( $guest, 'verify_identity', array( 'code' => '123456' ) ) );
		self::assertArrayNotHasKey( 'code', self::schema( $guest )['properties'] );
		self::assertSame( array( 'order_number', 'email' ), self::schema( $guest )['required'] );
		$mails = self::mails_during( static fn() => self::verify( $guest, self::guest_order()->get_order_number(), 'orla@example.com' ) );
		self::assertArrayHasKey( 'code', self::schema( $guest )['properties'] );
		self::assertArrayNotHasKey( 'required', self::schema( $guest ) );
		self::assertArrayNotHasKey( 'code', self::schema( self::guest() )['properties'], 'in this thread only' );
		self::run_tool( $guest, 'verify_identity', array( 'code' => self::code( $mails ) ) );
		self::assertArrayNotHasKey( 'code', self::schema( $guest )['properties'] );
	}

	public function test_half_a_pair_is_no_argument(): void {
		$guest = self::guest();
		self::verify( $guest, self::guest_order()->get_order_number(), 'orla@example.com' );
		self::assertSame( 'INVALID_ARGUMENT', self::run_tool( $guest, 'verify_identity', array( 'order_number' => '1' ) ) );
		self::assertSame( 'INVALID_ARGUMENT', self::run_tool( $guest, 'verify_identity', array() ) );
		self::assertSame( 'INVALID_ARGUMENT', self::run_tool( $guest, 'verify_identity', array( 'code' => '12345' ) ) );
		foreach ( array( 1_000_000, -1, 1.5, true, null, array( '123456' ) ) as $code ) {
			self::assertSame( 'INVALID_ARGUMENT', self::run_tool( $guest, 'verify_identity', array( 'code' => $code ) ) );
		}
		foreach ( array( 0, -5, '', array(), null, true ) as $number ) {
			self::assertSame( 'INVALID_ARGUMENT', self::run_tool( $guest, 'verify_identity', array( 'order_number' => $number, 'email' => 'orla@example.com' ) ) );
		}
	}

	/** The sidecar puts digits back as a number, whatever they were. */
	public function test_digits_may_come_as_a_number(): void {
		$guest  = self::guest();
		$order  = self::guest_order();
		$mails  = self::mails_during( static fn() => self::run_tool( $guest, 'verify_identity', array( 'order_number' => $order->get_id(), 'email' => 'orla@example.com' ) ) );
		$result = self::run_tool( $guest, 'verify_identity', array( 'code' => (int) self::code( $mails ) ) );
		self::assertStringContainsString( '"verified":"full"', $result );
	}

	public function test_a_code_with_another_number_or_address_is_a_failure(): void {
		foreach ( array( array( 'order_number' => '1' ), array( 'email' => 'other@example.com' ) ) as $more ) {
			$guest = self::guest();
			$mails = self::mails_during( static fn() => self::verify( $guest, self::guest_order()->get_order_number(), 'orla@example.com' ) );
			self::assertSame( self::NONE, self::run_tool( $guest, 'verify_identity', array( 'code' => self::code( $mails ) ) + $more ) );
		}
		$order = self::guest_order();
		$guest = self::guest();
		$mails = self::mails_during( static fn() => self::verify( $guest, $order->get_order_number(), 'orla@example.com' ) );
		$all   = array( 'order_number' => '#' . $order->get_order_number(), 'email' => 'ORLA@example.com', 'code' => self::code( $mails ) );
		self::assertStringContainsString( '"full"', self::run_tool( $guest, 'verify_identity', $all ) );
	}

	public function test_a_code_counts_once_and_in_its_thread(): void {
		$order = self::guest_order();
		$guest = self::guest();
		$mails = self::mails_during( static fn() => self::verify( $guest, $order->get_order_number(), 'orla@example.com' ) );
		$other = self::guest();
		self::mails_during( static fn() => self::verify( $other, $order->get_order_number(), 'orla@example.com' ) );
		self::assertNull( parts()->mail_code()->take( $other, self::code( $mails ) ) );
		self::assertSame( $order->get_id(), parts()->mail_code()->take( $guest, self::code( $mails ) )?->get_id() );
		self::assertNull( parts()->mail_code()->take( $guest, self::code( $mails ) ) );
	}

	public function test_a_code_is_good_for_five_tries(): void {
		$guest = self::guest();
		$mails = self::mails_during( static fn() => self::verify( $guest, self::guest_order()->get_order_number(), 'orla@example.com' ) );
		for ( $try = 1; $try <= 5; $try++ ) {
			self::assertNull( parts()->mail_code()->take( $guest, self::other( self::code( $mails ), $try ) ) );
		}
		self::assertNull( parts()->mail_code()->take( $guest, self::code( $mails ) ) );
	}

	public function test_a_code_is_good_for_half_an_hour(): void {
		foreach ( array( 1_799 => true, 1_800 => false ) as $later => $is_good ) {
			$guest = self::guest();
			$order = self::guest_order();
			$codes = self::codes();
			$mails = self::mails_during( static fn() => $codes->send( $guest, $order ) );
			self::$now += $later;
			self::assertSame( $is_good, $codes->is_pending( $guest ) );
			self::assertSame( $is_good, null !== $codes->take( $guest, self::code( $mails ) ) );
		}
	}

	public function test_a_new_code_is_sent_after_a_minute_and_the_old_one_is_then_worth_nothing(): void {
		$guest = self::guest();
		$order = self::guest_order();
		$codes = self::codes();
		$first = self::mails_during( static fn() => $codes->send( $guest, $order ) );
		self::assertSame( array(), self::mails_during( static fn() => self::assertTrue( $codes->send( $guest, $order ) ) ) );
		self::$now += 60;
		$second = self::mails_during( static fn() => $codes->send( $guest, $order ) );
		self::assertCount( 1, $second );
		self::assertNull( $codes->take( $guest, self::code( $first ) ) );
		self::assertNotNull( $codes->take( $guest, self::code( $second ) ) );
	}

	public function test_five_codes_an_hour_are_sent_about_an_order_whoever_asks(): void {
		$order = self::guest_order();
		$mails = self::mails_during(
			static function () use ( $order ): void {
				for ( $time = 1; $time <= 6; $time++ ) {
					$_SERVER['REMOTE_ADDR'] = "203.0.113.$time";
					parts()->renew();
					$result = json_decode( self::verify( self::guest(), $order->get_order_number(), 'orla@example.com' ), true );
					self::assertSame( array( 'status', $time < 6 ), array( $result['verified'], $result['code_sent'] ) );
				}
			}
		);
		self::assertCount( 5, $mails );
	}

	public function test_a_code_that_can_not_be_mailed_is_not_told_as_sent(): void {
		$guest = self::guest();
		$order = self::guest_order();
		$fails = static fn(): bool => false;
		remove_filter( 'pre_wp_mail', '__return_true', PHP_INT_MAX );
		add_filter( 'pre_wp_mail', $fails, PHP_INT_MAX );
		$result = json_decode( self::verify( $guest, $order->get_order_number(), 'orla@example.com' ), true );
		remove_filter( 'pre_wp_mail', $fails, PHP_INT_MAX );
		add_filter( 'pre_wp_mail', '__return_true', PHP_INT_MAX );
		self::assertSame( array( 'status', false ), array( $result['verified'], $result['code_sent'] ) );
		self::assertFalse( parts()->mail_code()->is_pending( $guest ) );
	}

	public function test_a_binding_ends_after_a_day_with_the_thread_and_with_the_order(): void {
		$order    = self::guest_order();
		$guest    = self::guest();
		$bindings = new Verifications( str_repeat( 'k', 32 ), static fn(): int => self::$now );
		$bindings->bind( $guest, $order, Verified_Order::FULL );
		self::assertSame( array( $order->get_id(), true ), array( $bindings->of( $guest )?->order->get_id(), $bindings->of( $guest )?->is_full() ) );
		self::assertNull( $bindings->of( new Shopper( 0, $guest->subject, bin2hex( random_bytes( 16 ) ) ) ), 'another thread' );
		self::assertNull( $bindings->of( new Shopper( 0, 'a_' . bin2hex( random_bytes( 16 ) ), $guest->thread_id ) ), 'another guest' );
		self::assertNull( $bindings->of( new Shopper( 5, 'u_' . bin2hex( random_bytes( 16 ) ), $guest->thread_id ) ), 'a user' );
		self::$now += DAY_IN_SECONDS - 1;
		self::assertNotNull( $bindings->of( $guest ) );
		++self::$now;
		self::assertNull( $bindings->of( $guest ) );
		self::$now -= HOUR_IN_SECONDS;
		$order->set_billing_email( 'someone.else@example.com' );
		$order->save();
		self::assertNull( $bindings->of( $guest ), 'the order is another address\'s now' );
		$order->set_billing_email( 'ORLA@example.com' );
		$order->save();
		self::assertNotNull( $bindings->of( $guest ) );
		$order->delete( false );
		self::assertNull( $bindings->of( $guest ), 'the order is in the trash' );
	}

	/** What the database keeps tells neither address nor code nor thread. */
	public function test_nothing_is_kept_in_the_clear(): void {
		global $wpdb;
		$guest = self::guest();
		$mails = self::mails_during( static fn() => self::verify( $guest, self::guest_order( 'canary@example.com' )->get_order_number(), 'canary@example.com' ) );
		$kept  = implode( "\n", $wpdb->get_col( "SELECT CONCAT( option_name, option_value ) FROM $wpdb->options WHERE option_name LIKE '%deskhand_verified%' OR option_name LIKE '%deskhand_code%'" ) );
		self::assertStringContainsString( 'deskhand_verified_', $kept );
		self::assertStringContainsString( 'deskhand_code_', $kept );
		foreach ( array( 'canary', self::code( $mails ), $guest->thread_id, $guest->subject ) as $secret ) {
			self::assertStringNotContainsString( $secret, $kept );
		}
	}

	public function test_a_verified_guest_gets_this_order_and_no_other(): void {
		$order   = self::guest_order();
		$another = self::guest_order();
		$guest   = self::verified_guest( $order, Verified_Order::FULL );
		$missing = self::run_tool( $guest, 'get_order_status', array( 'order_id' => 2_000_000_000 ) );
		self::assertSame( 'NOT_FOUND', $missing );
		$foreign = array( $another->get_id(), self::order( self::user() )->get_id(), PHP_INT_MAX );
		foreach ( $foreign as $order_id ) {
			self::assertSame( $missing, self::run_tool( $guest, 'get_order_status', array( 'order_id' => $order_id ) ) );
			self::assertNull( \Deskhand\Cards::build( 'order', $order_id, $guest ) );
		}
		$queries = static fn( int $order_id ): int => self::queries( static fn() => self::run_tool( $guest, 'get_order_status', array( 'order_id' => $order_id ) ) );
		self::assertSame( $queries( 2_000_000_000 ), $queries( $another->get_id() ) );
		self::assertSame( '', \Deskhand\Cards::build( 'order', $order->get_id(), $guest )['url'], 'the account page is for users' );
	}

	public function test_a_user_gets_to_a_guest_order_that_they_verify_beside_their_own(): void {
		$user  = self::user();
		$own   = self::order( $user );
		$guest = self::guest_order();
		$buyer = new Shopper( $user, 'u_' . bin2hex( random_bytes( 16 ) ), bin2hex( random_bytes( 16 ) ) );
		self::assertSame( 'NOT_FOUND', self::run_tool( $buyer, 'get_order_status', array( 'order_id' => $guest->get_id() ) ) );
		self::verify( $buyer, $guest->get_order_number(), 'orla@example.com' );
		self::assertStringContainsString( '"level":"status"', self::run_tool( $buyer, 'get_order_status', array( 'order_id' => $guest->get_id() ) ) );
		self::assertStringContainsString( '"level":"full"', self::run_tool( $buyer, 'get_order_status', array( 'order_id' => $own->get_id() ) ) );
		self::assertSame( array( $own->get_id() ), array_column( json_decode( self::run_tool( $buyer, 'list_orders' ), true )['orders'], 'order_id' ) );
	}

	public function test_what_the_order_tells_of_a_guest_is_known_and_kept_from_models(): void {
		$order = self::guest_order( 'orla@example.com' );
		$order->set_billing_first_name( 'Orla' );
		$order->set_billing_last_name( 'Kane' );
		$order->set_billing_phone( '+353 1 555 0100' );
		$order->set_billing_address_1( '1 Quay Street' );
		$order->save();
		$known = array_column( array_map( get_object_vars( ... ), self::verified_guest( $order, Verified_Order::STATUS )->known_fields() ), 'kind', 'value' );
		self::assertSame( array( 'email', 'name', 'name', 'name', 'phone', 'address' ), array_map( static fn( string $value ): string => $known[ $value ] ?? '', array( 'orla@example.com', 'Orla Kane', 'Orla', 'Kane', '+353 1 555 0100', '1 Quay Street' ) ) );
		self::assertSame( array(), self::guest()->known_fields() );
		$user = new Shopper( self::user(), 'u_' . str_repeat( '2', 32 ), str_repeat( '2', 32 ) );
		foreach ( array( 'billing_email', 'billing_first_name', 'billing_phone', 'shipping_phone', 'billing_address_1', 'shipping_address_1', 'billing_city', 'first_name', 'last_name' ) as $place => $key ) {
			update_user_meta( $user->user_id, $key, "value $place" );
		}
		parts()->verifications()->bind( $user, $order, Verified_Order::STATUS );
		self::assertCount( 16, $user->known_fields() );
	}

	public function test_an_address_to_write_to_is_sealed_for_users_and_proven_guests_only(): void {
		$addresses = parts()->return_address();
		$user      = new Shopper( self::user(), 'u_' . str_repeat( '2', 32 ), str_repeat( '2', 32 ) );
		$order     = self::guest_order( 'orla@example.com' );
		self::assertSame( get_userdata( $user->user_id )->user_email, $addresses->open( $addresses->of( $user ) ) );
		self::assertSame( 'orla@example.com', $addresses->open( $addresses->of( self::verified_guest( $order, Verified_Order::FULL ) ) ) );
		self::assertSame( '', $addresses->of( self::verified_guest( $order, Verified_Order::STATUS ) ), 'an address that was only typed is no proof' );
		self::assertSame( '', $addresses->of( self::guest() ) );
		self::assertSame( '', $addresses->of( new Shopper( $user->user_id, Shopper::STAFF, str_repeat( '3', 32 ) ) ) );
		$sealed = $addresses->of( $user );
		self::assertLessThanOrEqual( 1_000, strlen( $sealed ) );
		self::assertStringNotContainsString( 'example', (string) base64_decode( strtr( $sealed, '-_', '+/' ), true ) );
		self::assertSame( '', $addresses->open( 'A' . substr( $sealed, 1 ) ) );
		self::assertSame( '', $addresses->open( 'orla@example.com' ) );
		self::assertSame( '', $addresses->open( parts()->seal()->close( 'approval', array( 'email' => 'orla@example.com' ), time() + 60 ) ), 'sealed for something else' );
	}

	/** Plugins give orders numbers of their own; shoppers know nothing else. */
	public function test_an_orders_own_number_is_what_counts(): void {
		$order  = self::guest_order();
		$id     = $order->get_id();
		$number = static fn( string $shown, \WC_Abstract_Order $asked ): string => $asked->get_id() === $id ? 'WC-2026-0042' : $shown;
		$find   = static fn( mixed $asked ): mixed => 'WC-2026-0042' === $asked ? $id : $asked;
		remove_filter( 'woocommerce_shortcode_order_tracking_order_id', 'wc_sanitize_order_id' );
		add_filter( 'woocommerce_order_number', $number, 10, 2 );
		add_filter( 'woocommerce_shortcode_order_tracking_order_id', $find );
		$by_id     = self::verify( self::guest(), (string) $id, 'orla@example.com' );
		$by_number = self::verify( self::guest(), 'wc-2026-0042', 'orla@example.com' );
		$result    = json_decode( self::verify( self::guest(), 'WC-2026-0042', 'orla@example.com' ), true );
		remove_filter( 'woocommerce_order_number', $number );
		remove_filter( 'woocommerce_shortcode_order_tracking_order_id', $find );
		add_filter( 'woocommerce_shortcode_order_tracking_order_id', 'wc_sanitize_order_id' );
		self::assertSame( self::NONE, $by_id );
		self::assertSame( self::NONE, $by_number, 'the plugin knows its numbers as they are written' );
		self::assertSame( array( $id, 'WC-••••-0042' ), array( $result['order_id'], $result['order']['number'] ) );
	}

	/** A guest in a thread of their own. */
	private static function guest(): Shopper {
		return new Shopper( 0, 'a_' . bin2hex( random_bytes( 16 ) ), bin2hex( random_bytes( 16 ) ) );
	}

	/**
	 * What `verify_identity` says.
	 *
	 * @param Shopper $shopper Who chats.
	 * @param string  $number  An order's number.
	 * @param string  $email   An address.
	 */
	private static function verify( Shopper $shopper, string $number, string $email ): string {
		return self::run_tool( $shopper, 'verify_identity', array( 'order_number' => $number, 'email' => $email ) );
	}

	/**
	 * The schema of what this shopper may pass.
	 *
	 * @param Shopper $shopper Who chats.
	 * @return array<string, mixed>
	 */
	private static function schema( Shopper $shopper ): array {
		foreach ( Abilities::specs( $shopper ) as $spec ) {
			if ( 'verify_identity' === $spec->name ) {
				return json_decode( $spec->input_schema_json, true );
			}
		}
		self::fail( 'verify_identity is not offered.' );
	}

	/**
	 * The code in the last mail.
	 *
	 * @param list<array{message: string}> $mails Mails.
	 */
	private static function code( array $mails ): string {
		self::assertSame( 1, preg_match( '/(?<!\d)\d{6}(?!\d)/', end( $mails )['message'], $found ) );
		return $found[0];
	}

	/**
	 * Another code.
	 *
	 * @param string $code The right one.
	 * @param int    $by   How far from it.
	 */
	private static function other( string $code, int $by ): string {
		return str_pad( (string) ( ( (int) $code + $by ) % 1_000_000 ), 6, '0', STR_PAD_LEFT );
	}

	/** An order with an item, tracking and totals. */
	private static function filled_order(): \WC_Order {
		$order = self::guest_order();
		$order->add_product( self::product( 'Tent', '199.00' ), 1 );
		$order->update_meta_data( '_wc_shipment_tracking_items', array( array( 'tracking_provider' => 'DHL', 'tracking_number' => 'JD0001' ) ) );
		$order->calculate_totals( false );
		$order->save();
		return $order;
	}

	/** Codes whose clock the test moves. */
	private static function codes(): Mail_Code {
		$clock = static fn(): int => self::$now;
		$tally = new Tally( new Scratch_Folder( parts()->scratch_folder()->path ), $clock );
		$limit = new Rate_Limit( Rate_Limit::table( parts()->settings() ), uniqid( 'address' ), 'key', $tally );
		return new Mail_Code( str_repeat( 'k', 32 ), $clock, $limit, $tally, new Verifications( str_repeat( 'k', 32 ), $clock ) );
	}

	/** A check whose clock the test moves, from one network address, and which does not wait. */
	private static function check(): Identity_Check {
		$clock    = static fn(): int => self::$now;
		$bindings = new Verifications( str_repeat( 'k', 32 ), $clock );
		$limit    = new Rate_Limit( Rate_Limit::table( parts()->settings() ), $_SERVER['REMOTE_ADDR'], 'key', new Tally( parts()->scratch_folder(), $clock ) );
		return new Identity_Check(
			$bindings,
			self::codes(),
			$limit,
			static function ( int $rest ): void {
				self::$rests[] = $rest;
			}
		);
	}

	/**
	 * Queries that a step makes with cold caches.
	 *
	 * @param callable(): mixed $step What to do.
	 */
	private static function queries( callable $step ): int {
		global $wpdb;
		wp_cache_flush();
		wp_set_current_user( 0 );
		$before = $wpdb->num_queries;
		$step();
		return $wpdb->num_queries - $before;
	}
}
