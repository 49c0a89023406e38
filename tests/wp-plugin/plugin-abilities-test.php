<?php
/**
 * What other plugins can do for a shopper.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Abilities;
use Deskhand\Action_Record;
use Deskhand\Lock;
use Deskhand\Plugin_Abilities;
use Deskhand\Plugin_Ability;
use Deskhand\Plugin_Write;
use Deskhand\Proposal;
use Deskhand\Settings;
use Deskhand\Settings_Form;
use Deskhand\Tool_Runner;
use Deskhand\Verified_Order;

/**
 * Requirement T1: schemas, annotations and permission callbacks decide which ability shoppers can have.
 */
final class Plugin_Abilities_Test extends Shop_Test_Case {

	/**
	 * Abilities made by this test.
	 *
	 * @var list<string>
	 */
	private array $made = array();

	/** Takes the test's abilities away again. */
	protected function tearDown(): void {
		array_map( wp_unregister_ability( ... ), $this->made );
		parent::tearDown();
	}

	public function test_one_that_reads_what_is_public_can_be_given_to_shoppers(): void {
		$ability = $this->ability( array( 'product_id' => array( 'type' => 'integer' ) ), array( 'readonly' => true ) );
		self::assertSame( '', $ability->why_not() );
		self::assertTrue( $ability->is_read_only() );
		self::assertFalse( $ability->needs_approval() );
		self::assertSame( 'plugin_gifts_check', $ability->tool() );
	}

	public function test_one_without_arguments_is_called_without_any(): void {
		$ability = $this->ability( null, array( 'readonly' => true ) );
		self::assertSame( '', $ability->why_not() );
		self::assertNull( $ability->input( array() ) );
		self::assertFalse( $ability->schema()['additionalProperties'] );
	}

	/**
	 * Properties, and the words that say why not.
	 *
	 * @return array<string, array{array<string, mixed>, string}>
	 */
	public function across_customers(): array {
		$text = array( 'type' => 'string' );
		return array(
			'a customer'            => array( array( 'customer_id' => array( 'type' => 'integer' ) ), 'other customers' ),
			'a user, in camel case' => array( array( 'userId' => array( 'type' => 'integer' ) ), 'other customers' ),
			'an e-mail'             => array( array( 'billing_email' => $text ), 'other customers' ),
			'a phone, deep inside'  => array(
				array(
					'filters' => array(
						'type'  => 'array',
						'items' => array(
							'type'       => 'object',
							'properties' => array( 'phone' => $text ),
						),
					),
				),
				'other customers',
			),
			'an id of anything'     => array( array( 'booking_id' => array( 'type' => 'integer' ) ), 'nobody can say whose' ),
			'a bare id'             => array( array( 'id' => array( 'type' => 'integer' ) ), 'nobody can say whose' ),
			'an order, deep inside' => array(
				array(
					'order_id' => array( 'type' => 'integer' ),
					'more'     => array(
						'type'       => 'object',
						'properties' => array( 'order_id' => array( 'type' => 'integer' ) ),
					),
				),
				'nobody can say whose',
			),
			'an order as text'      => array( array( 'order_id' => $text ), 'nobody can say whose' ),
			'an open object'        => array( array( 'query' => array( 'type' => 'object' ) ), 'more than its description' ),
			'anything at all'       => array( array( 'query' => array() ), 'more than its description' ),
		);
	}

	/** @dataProvider across_customers */
	public function test_one_that_can_be_asked_about_others_cannot_be_ticked( array $properties, string $why ): void {
		$ability = $this->ability( $properties, array( 'readonly' => true ) );
		self::assertStringContainsString( $why, $ability->why_not() );
		self::assertSame( array(), Plugin_Abilities::offered( array( $ability->name() ) ), 'Not even where it was stored.' );
		self::assertStringContainsString( $why, Plugin_Abilities::complaint( array( $ability->name() ) ) );
	}

	public function test_one_that_can_be_asked_without_its_order_cannot_be_ticked(): void {
		$order = array( 'order_id' => array( 'type' => 'integer' ) );
		self::assertStringContainsString( 'does not require its "order_id"', $this->ability( $order, array( 'readonly' => true ) )->why_not() );
		self::assertSame( '', $this->ability( $order, array( 'readonly' => true ), name: 'gifts/wrapping', required: array( 'order_id' ) )->why_not() );
	}

	/**
	 * Schemas of results, and why not; empty for those that tell of nobody.
	 *
	 * @return array<string, array{array<string, mixed>, string}>
	 */
	public function results(): array {
		$text   = array( 'type' => 'string' );
		$object = static fn( array $properties ): array => array( 'type' => 'object', 'properties' => $properties );
		$rows   = static fn( string $name, array $properties ): array => $object( array( $name => array( 'type' => 'array', 'items' => $object( $properties ) ) ) );
		return array(
			'addresses of orders'      => array( $rows( 'found', array( 'total' => $text, 'billing_email' => $text ) ), 'It tells of other customers (by "billing_email").' ),
			'a list of customers'      => array( $rows( 'customers', array( 'name' => $text ) ), 'It tells of other customers (by "customers").' ),
			'users, in camel case'     => array( $rows( 'found', array( 'displayName' => $text, 'userLogin' => $text ) ), 'It tells of other customers (by "userLogin").' ),
			'a list of orders'         => array( $rows( 'orders', array( 'total' => $text ) ), 'It tells of other customers (by "orders").' ),
			'where it is sent'         => array( $rows( 'found', array( 'shipping' => $object( array( 'city' => $text ) ) ) ), 'It tells of other customers (by "shipping").' ),
			'ids of orders'            => array( $rows( 'late', array( 'order_id' => $text ) ), 'It tells an id ("order_id") of which nobody can say whose it is.' ),
			'an id in an order'        => array( $object( array( 'order' => $object( array( 'id' => $text ) ) ) ), 'It tells an id ("id") of which nobody can say whose it is.' ),
			'a list without a name'    => array( array( 'type' => 'array', 'items' => $object( array( 'phone' => $text ) ) ), 'It tells of other customers (by "phone").' ),
			'one of two results'       => array( array( 'oneOf' => array( $text, $object( array( 'guest_name' => $text ) ) ) ), 'It tells of other customers (by "guest_name").' ),
			'whatever the keys are'    => array( array( 'type' => 'object', 'additionalProperties' => $object( array( 'email' => $text ) ) ), 'It tells of other customers (by "email").' ),
			'properties as an object'  => array( array( 'type' => 'object', 'properties' => (object) array( 'phone' => $text ) ), 'It tells of other customers (by "phone").' ),
			'delivery slots'           => array( $rows( 'slots', array( 'id' => $text, 'starts_at' => $text, 'ends_at' => $text, 'shipping_method' => $text, 'shipping_cost' => $text ) ), '' ),
			'gift wrapping'            => array( $rows( 'wrappings', array( 'id' => $text, 'name' => $text, 'price' => $text, 'productId' => $text ) ), '' ),
			'categories, in an order'  => array( $rows( 'categories', array( 'id' => $text, 'menu_order' => $text ) ), '' ),
			'rows of products'         => array( array( 'type' => 'array', 'items' => $object( array( 'id' => $text, 'name' => $text ) ) ), '' ),
			'a text'                   => array( $text, '' ),
			'nothing is said'          => array( array(), '' ),
		);
	}

	/** @dataProvider results */
	public function test_one_whose_result_names_people_cannot_be_ticked( array $output, string $why ): void {
		$paging = array( 'page' => array( 'type' => 'integer' ), 'limit' => array( 'type' => 'integer' ) );
		foreach ( array( null, $paging ) as $at => $properties ) {
			$ability = $this->ability( $properties, array( 'readonly' => true ), name: "gifts/check-$at", output: $output );
			self::assertSame( $why, $ability->why_not() );
			self::assertCount( '' === $why ? 1 : 0, Plugin_Abilities::offered( array( $ability->name() ) ) );
		}
		$own = $this->ability( array( 'order_id' => array( 'type' => 'integer' ) ), array( 'readonly' => true ), name: 'gifts/of-order', required: array( 'order_id' ), output: $output );
		self::assertSame( '', $own->why_not(), 'Of their own order they may know everything.' );
	}

	/**
	 * Permission callbacks that let in no shopper.
	 *
	 * @return array<string, array{callable}>
	 */
	public function for_staff(): array {
		return array(
			'a capability'         => array( static fn(): bool => current_user_can( 'manage_options' ) ),
			'a role'               => array( static fn(): bool => array() !== array_intersect( array( 'administrator', 'shop_manager' ), wp_get_current_user()->roles ) ),
			'a role by another way' => array( static fn(): bool => in_array( 'administrator', (array) ( get_userdata( get_current_user_id() )->roles ?? array() ), true ) ),
			'a network'            => array( static fn(): bool => is_super_admin( get_current_user_id() ) ),
			'not a customer'       => array( static fn(): bool => array() !== array_diff( wp_get_current_user()->roles, array( 'customer' ) ) ),
		);
	}

	/** @dataProvider for_staff */
	public function test_one_that_lets_in_only_staff_cannot_be_ticked_whoever_looks( callable $permission ): void {
		$ability = $this->ability( array(), array( 'readonly' => true ), $permission );
		foreach ( array( self::user( 'administrator' ), 0 ) as $user ) {
			wp_set_current_user( $user );
			self::assertStringContainsString( 'Only staff', $ability->why_not() );
			self::assertSame( array( $user, 0 < $user ), array( get_current_user_id(), current_user_can( 'manage_options' ) ), 'Who asks is who they were.' );
		}
	}

	public function test_one_for_whoever_is_logged_in_can_be_ticked(): void {
		foreach ( array( is_user_logged_in( ... ), static fn(): bool => current_user_can( 'read' ) ) as $at => $permission ) {
			self::assertSame( '', $this->ability( array(), array( 'readonly' => true ), static fn(): bool => $permission(), "gifts/check-$at" )->why_not() );
		}
	}

	public function test_one_whose_permission_callback_fails_cannot_be_ticked(): void {
		$ability = $this->ability( array(), array( 'readonly' => true ), static fn(): bool => throw new \LogicException( 'broken' ) );
		self::assertStringContainsString( 'Only staff', $ability->why_not() );
	}

	public function test_woocommerces_own_order_query_cannot_be_ticked(): void {
		if ( ! wp_has_ability( 'woocommerce/orders-query' ) ) {
			self::markTestSkipped( 'This shop has no such ability.' );
		}
		self::assertNotSame( '', ( new Plugin_Ability( wp_get_ability( 'woocommerce/orders-query' ) ) )->why_not() );
	}

	public function test_our_own_cannot_be_ticked(): void {
		self::assertArrayNotHasKey( 'deskhand/status', Plugin_Abilities::all() );
		self::assertSame( array(), Plugin_Abilities::from_values( array( 'deskhand/status' ) ) );
		self::assertNotSame( '', ( new Plugin_Ability( wp_get_ability( 'deskhand/status' ) ) )->why_not() );
	}

	/**
	 * Annotations, and whether an approval is needed.
	 *
	 * @return array<string, array{array<string, bool>, bool}>
	 */
	public function annotations(): array {
		return array(
			'destructive'           => array( array( 'destructive' => true ), true ),
			'nothing is said'       => array( array(), true ),
			'adds, destroys nothing' => array( array( 'destructive' => false ), false ),
			'reads'                 => array( array( 'readonly' => true, 'destructive' => false ), false ),
		);
	}

	/** @dataProvider annotations */
	public function test_what_may_destroy_or_says_nothing_of_itself_needs_an_approval( array $notes, bool $needs ): void {
		self::assertSame( $needs, $this->ability( array(), $notes )->needs_approval() );
	}

	public function test_only_what_is_named_can_be_passed(): void {
		$schema = $this->ability( array( 'colour' => array( 'type' => 'string' ), 'sizes' => array( 'type' => 'array', 'items' => array( 'type' => 'object', 'properties' => array( 'size' => array( 'type' => 'string' ) ) ) ) ), array() )->schema();
		self::assertFalse( $schema['additionalProperties'] );
		self::assertFalse( $schema['properties']['sizes']['items']['additionalProperties'] );
	}

	public function test_two_abilities_never_share_a_tool(): void {
		$this->ability( array(), array( 'readonly' => true ), null, 'gifts/check' );
		$this->ability( array(), array( 'readonly' => true ), null, 'gifts/che-ck' );
		$this->ability( array(), array( 'readonly' => true ), null, 'gifts-che/ck' );
		self::assertCount( 2, Plugin_Abilities::offered( array( 'gifts/check', 'gifts/che-ck', 'gifts-che/ck' ) ) );
	}

	public function test_the_form_keeps_what_was_ticked_when_something_else_cannot_be(): void {
		self::load_admin();
		$good = $this->ability( array(), array( 'readonly' => true ), null, 'gifts/good' );
		$bad  = $this->ability( array( 'customer_id' => array( 'type' => 'integer' ) ), array(), null, 'gifts/bad' );
		self::set( array( 'plugin_abilities' => array( $good->name() ) ) );
		$kept = Settings_Form::sanitize( array( 'plugin_abilities' => array( '', $bad->name() ) ) );
		self::assertSame( array( $good->name() ), $kept['plugin_abilities'] );
		self::assertStringContainsString( 'other customers', get_settings_errors( Settings::OPTION )[0]['message'] );
		self::assertSame( array(), Settings_Form::sanitize( array( 'plugin_abilities' => array( '' ) ) )['plugin_abilities'] );
	}

	public function test_the_form_shows_why_one_cannot_be_ticked(): void {
		$this->ability( array( 'customer_id' => array( 'type' => 'integer' ) ), array() );
		ob_start();
		Plugin_Abilities::print( 'x', array() );
		$html = (string) ob_get_clean();
		self::assertMatchesRegularExpression( '#value="gifts/check"\s+disabled#', (string) preg_replace( '/\s+/', ' ', $html ) );
		self::assertStringContainsString( 'other customers', $html );
	}

	public function test_a_shopper_uses_what_was_ticked_for_their_own_orders_only(): void {
		$seen    = array();
		$ability = $this->ability(
			array( 'order_id' => array( 'type' => 'integer' ) ),
			array( 'readonly' => true ),
			null,
			'gifts/wrapping',
			static function ( array $input ) use ( &$seen ): string {
				$seen[] = array( $input, get_current_user_id() );
				return 'red paper';
			},
			array( 'order_id' )
		);
		$user    = self::user();
		$own     = self::order( $user )->get_id();
		$foreign = self::order( self::user() )->get_id();
		$runner  = new Tool_Runner( self::shopper( $user ) );
		self::assertSame( 'UNAUTHORIZED', $runner->run( $ability->tool(), '{}' )->code, 'Not ticked.' );
		self::set( array( 'plugin_abilities' => array( 'gifts/wrapping' ) ) );
		self::assertSame( '{"result":"red paper"}', $runner->run( $ability->tool(), "{\"order_id\":$own}" ) );
		self::assertEquals( $runner->run( $ability->tool(), '{"order_id":2000000000}' ), $runner->run( $ability->tool(), "{\"order_id\":$foreign}" ) );
		foreach ( array( '{}', '{"order_id":null}', "{\"order_id\":$own,\"customer\":1}" ) as $misfit ) {
			self::assertSame( 'INVALID_ARGUMENT', $runner->run( $ability->tool(), $misfit )->code, $misfit );
		}
		self::assertSame( array( array( array( 'order_id' => $own ), $user ) ), $seen );
		$spec = array_column( Abilities::specs( self::shopper( $user ) ), null, 'name' )[ $ability->tool() ];
		self::assertTrue( $spec->read_only );
		self::assertFalse( json_decode( $spec->input_schema_json, true )['additionalProperties'] );
	}

	/** Number and address stand on every parcel, so no other plugin tells or does anything about such an order. */
	public function test_an_order_shown_by_number_and_address_only_is_not_given_to_another_plugin(): void {
		$seen = 0;
		foreach ( array( 'gifts/wrapping' => array( 'readonly' => true ), 'gifts/wrap' => array( 'destructive' => false ), 'gifts/unwrap' => array() ) as $name => $notes ) {
			$this->ability(
				array( 'order_id' => array( 'type' => 'integer' ) ),
				$notes,
				null,
				$name,
				static function () use ( &$seen ): array {
					++$seen;
					return array();
				},
				array( 'order_id' )
			);
		}
		self::set( array( 'plugin_abilities' => $this->made ) );
		$order    = self::guest_order();
		$customer = self::shopper( self::user() );
		\Deskhand\parts()->verifications()->bind( $customer, $order, Verified_Order::STATUS );
		foreach ( array( self::verified_guest( $order, Verified_Order::STATUS ), $customer ) as $shopper ) {
			foreach ( array( 'plugin_gifts_wrapping', 'plugin_gifts_wrap', 'plugin_gifts_unwrap' ) as $tool ) {
				$told = ( new Tool_Runner( $shopper ) )->run( $tool, "{\"order_id\":{$order->get_id()}}", 'call-1' );
				self::assertSame( array( 'UNAUTHORIZED', true ), array( $told->code ?? '', str_contains( $told->message ?? '', 'verify_identity' ) ), $tool );
			}
		}
		self::assertSame( 0, $seen );
		self::assertSame( '{"result":[]}', ( new Tool_Runner( self::verified_guest( $order, Verified_Order::FULL ) ) )->run( 'plugin_gifts_wrapping', "{\"order_id\":{$order->get_id()}}" ) );
	}

	/**
	 * What an ability that changes something gives or throws, and what the model reads each time.
	 *
	 * @return array<string, array{callable, string}>
	 */
	public function writes(): array {
		return array(
			'a result'    => array( static fn( int $count ): array => array( 'place' => $count, 'note' => (object) array() ), '{"place":1,"note":{}}' ),
			'a list'      => array( static fn( int $count ): array => array( $count ), '{"result":[1]}' ),
			'a refusal'   => array( static fn(): \WP_Error => new \WP_Error( 'not_found', 'No.' ), 'NOT_FOUND' ),
			'an error'    => array( static fn(): \WP_Error => new \WP_Error( 'broken', 'No.' ), 'UPSTREAM_5XX' ),
			'a throw'     => array( static fn(): never => throw new \LogicException( 'broken' ), 'UPSTREAM_5XX' ),
			'too much'    => array( static fn(): string => str_repeat( 'x', 70_000 ), 'UPSTREAM_5XX' ),
		);
	}

	/** @dataProvider writes */
	public function test_a_change_is_made_once_a_call_and_answered_with_what_came_of_it( callable $gives, string $told ): void {
		$count = 0;
		$tool  = $this->ability(
			array( 'note' => array( 'type' => 'string' ) ),
			array( 'destructive' => false ),
			null,
			'gifts/wrap',
			static function () use ( &$count, $gives ): mixed {
				++$count;
				return $gives( $count );
			}
		)->tool();
		self::set( array( 'plugin_abilities' => array( 'gifts/wrap' ) ) );
		$shopper = self::shopper( self::user() );
		$run     = static function ( string $call_id ) use ( $shopper, $tool ): string {
			$outcome = ( new Tool_Runner( $shopper ) )->run( $tool, '{"note":"red"}', $call_id );
			return is_string( $outcome ) ? $outcome : $outcome->code;
		};
		self::assertSame( array( $told, $told, $told ), array( $run( 'call-1' ), $run( 'call-1' ), $run( 'call-1' ) ) );
		self::assertSame( 1, $count );
		$run( 'call-2' );
		self::assertSame( 2, $count, 'Another call is another change.' );
		self::assertSame( 'INVALID_ARGUMENT', $run( '' ), 'Without a call nobody could tell it from another.' );
		self::assertSame( 2, $count );
	}

	public function test_a_change_of_which_nobody_knows_whether_it_was_made_is_told_and_not_made_again(): void {
		$count = 0;
		$tool  = $this->ability(
			array(),
			array( 'destructive' => false ),
			null,
			'gifts/wrap',
			static function () use ( &$count ): array {
				++$count;
				return array();
			}
		)->tool();
		self::set( array( 'plugin_abilities' => array( 'gifts/wrap' ) ) );
		$shopper = self::shopper( self::user() );
		$name = 'write/' . Proposal::key( $shopper->thread_id, 'call-1' );
		$lock = Lock::take( $name, time() );
		Action_Record::read( $name, $lock )->reach( Action_Record::ASKED );
		$lock->release();
		$told = ( new Tool_Runner( $shopper ) )->run( $tool, '{}', 'call-1' );
		self::assertSame( array( 'UPSTREAM_5XX', true ), array( $told->code, str_contains( $told->message, 'may or may not' ) ) );
		self::assertSame( 0, $count );
	}

	public function test_whoever_comes_while_a_change_is_made_waits_for_what_comes_of_it(): void {
		$lock  = Lock::take( 'write/a', 1_800_000_000 );
		$rests = 0;
		$write = static fn( callable $rest ): Plugin_Write => new Plugin_Write( \Deskhand\parts()->seal(), static fn(): int => 1_800_000_000, $rest( ... ) );
		$made  = $write(
			static function () use ( &$rests, $lock ): void {
				if ( 3 === ++$rests ) {
					$lock->release();
				}
			}
		);
		self::assertSame( '{}', $made->once( 'a', static fn(): string => '{}' ) );
		self::assertSame( 3, $rests );
		Lock::take( 'write/a', 1_800_000_000 );
		self::assertSame( 'write_unknown', $write( static fn(): null => null )->once( 'a', static fn(): string => self::fail( 'It was made twice.' ) )->get_error_code(), 'It waits no longer than it must.' );
	}

	public function test_what_came_of_a_change_is_kept_sealed(): void {
		\Deskhand\parts()->plugin_write()->once( 'a', static fn(): string => '{"name":"Canaryson"}' );
		global $wpdb;
		self::assertSame( array( '1', '0' ), $wpdb->get_row( "SELECT COUNT(*), SUM(option_value LIKE '%Canary%') FROM $wpdb->options WHERE option_name LIKE 'deskhand\\_action\\_%'", ARRAY_N ) );
	}

	/**
	 * An ability of another plugin.
	 *
	 * @param array<string, mixed>|null $properties Of its input; null for no input at all.
	 * @param array<string, bool>       $notes      Its annotations.
	 * @param callable|null             $permission Its permission callback; null lets everyone in.
	 * @param string                    $name       Its name.
	 * @param callable|null             $execute    What it does.
	 * @param list<string>              $required   Of the properties, what must be there.
	 * @param array<string, mixed>      $output     Schema of its result; empty for none.
	 */
	private function ability( ?array $properties, array $notes, ?callable $permission = null, string $name = 'gifts/check', ?callable $execute = null, array $required = array(), array $output = array() ): Plugin_Ability {
		$input   = null === $properties ? array() : array(
			'input_schema' => array(
				'type'       => 'object',
				'properties' => $properties,
				'required'   => $required,
				'default'    => array(),
			),
		);
		$ability = \WP_Abilities_Registry::get_instance()->register(
			$name,
			$input + array(
				'label'               => 'Gift cards',
				'description'         => 'Checks gift cards.',
				'category'            => 'deskhand',
				'permission_callback' => $permission ?? '__return_true',
				'execute_callback'    => $execute ?? static fn(): array => array(),
				'output_schema'       => $output,
				'meta'                => array( 'annotations' => $notes ),
			)
		);
		self::assertNotNull( $ability );
		$this->made[] = $name;
		return new Plugin_Ability( $ability );
	}
}
