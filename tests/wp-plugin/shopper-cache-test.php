<?php
/**
 * What was looked up for a shopper.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Shopper;
use Deskhand\Shopper_Cache;
use Deskhand\Verified_Order;

/**
 * Kept for one shopper in one thread, and forgotten as soon as the shop says that it changed.
 */
final class Shopper_Cache_Test extends Shop_Test_Case {

	public function test_a_value_is_made_once_in_its_time(): void {
		$now   = time();
		$cache = new Shopper_Cache( 'key', static function () use ( &$now ): int { return $now; } );
		$made  = 0;
		$get   = static function () use ( $cache, &$made ): int {
			return $cache->get( self::shopper( 5 ), 'orders', 'user 5', 300, static function () use ( &$made ): int { return ++$made; } );
		};
		self::assertSame( array( 1, 1 ), array( $get(), $get() ) );
		$now += 299;
		self::assertSame( 1, $get() );
		++$now;
		self::assertSame( 2, $get() );
		$cache->forget( 'user 6' );
		self::assertSame( 2, $get() );
		$cache->forget( 'user 5' );
		self::assertSame( 3, $get() );
	}

	public function test_what_changes_while_it_is_read_is_not_kept(): void {
		$cache = new Shopper_Cache( 'key', time( ... ) );
		$get   = static fn( \Closure $make ): string => $cache->get( self::shopper( 5 ), 'orders', 'user 5', 300, $make );
		$get(
			static function () use ( $cache ): string {
				$cache->forget( 'user 5' );
				return 'old';
			}
		);
		self::assertSame( 'new', $get( static fn(): string => 'new' ) );
	}

	public function test_nothing_is_kept_for_anyone_else(): void {
		$cache = new Shopper_Cache( 'key', time( ... ) );
		$one   = new Shopper( 5, 'u_' . str_repeat( '1', 32 ), str_repeat( '1', 32 ) );
		$get   = static fn( Shopper $shopper, string $value, string $what = 'orders' ): string => $cache->get( $shopper, $what, 'user 5', 300, static fn(): string => $value );
		self::assertSame( 'mine', $get( $one, 'mine' ) );
		self::assertSame( 'other', $get( new Shopper( 5, 'u_' . str_repeat( '2', 32 ), $one->thread_id ), 'other' ) );
		self::assertSame( 'other', $get( new Shopper( 5, $one->subject, str_repeat( '2', 32 ) ), 'other' ) );
		self::assertSame( 'other', $get( $one, 'other', 'profile' ) );
		self::assertSame( 'mine', $get( $one, 'new' ) );
	}

	/** The same question of two customers, and of one in two threads, each with their own answer. */
	public function test_no_shopper_sees_what_another_looked_up(): void {
		$answers = array();
		foreach ( array( self::user(), self::user() ) as $user ) {
			$own = self::order( $user )->get_id();
			for ( $thread = 1; $thread <= 2; $thread++ ) {
				$shopper = new Shopper( $user, 'u_' . md5( (string) $user ), md5( (string) $thread ) );
				for ( $time = 1; $time <= 2; $time++ ) {
					self::assertSame( array( $own ), array_column( json_decode( self::run_tool( $shopper, 'list_orders' ), true )['orders'], 'order_id' ) );
					self::assertSame( array( $own ), array_column( json_decode( self::run_tool( $shopper, 'get_customer_profile' ), true )['last_orders'], 'order_id' ) );
				}
			}
			$answers[] = $own;
		}
		self::assertCount( 2, array_unique( $answers ) );
	}

	public function test_a_second_look_reads_nothing_of_the_order_again(): void {
		$user  = self::user();
		$order = self::order( $user );
		$reads = 0;
		$count = static function ( mixed $name ) use ( &$reads ): mixed {
			++$reads;
			return $name;
		};
		add_filter( 'woocommerce_order_number', $count );
		self::status( $user, $order );
		$first = $reads;
		$found = self::status( $user, $order );
		remove_filter( 'woocommerce_order_number', $count );
		self::assertSame( 2, $first, 'once to find it, once to tell it' );
		self::assertSame( 3, $reads, 'once more to find it' );
		self::assertSame( 'processing', $found['status'] );
	}

	/** @dataProvider order_changes */
	public function test_what_happens_to_an_order_is_seen_at_once( \Closure $change, \Closure $seen ): void {
		$user  = self::user();
		$order = self::order( $user );
		$order->add_product( self::product( 'Tent', '20.00' ), 1 );
		$order->calculate_totals( false );
		$order->save();
		$shopper = self::shopper( $user );
		$guest   = self::order_guest( $order );
		$look    = static fn(): array => array(
			'own'   => self::status( $user, $order ),
			'guest' => json_decode( self::run_tool( $guest, 'get_order_status', array( 'order_id' => $order->get_id() ) ), true ),
			'list'  => json_decode( self::run_tool( $shopper, 'list_orders' ), true )['orders'],
			'count' => json_decode( self::run_tool( $shopper, 'get_customer_profile' ), true )['order_count'],
		);
		self::assertFalse( $seen( $look() ) );
		self::assertFalse( $seen( $look() ) );
		$change( $order );
		self::assertTrue( $seen( $look() ) );
	}

	/**
	 * What the shop does, and how a shopper sees it.
	 *
	 * @return array<string, array{\Closure, \Closure}>
	 */
	public function order_changes(): array {
		$in_all = static fn( string $field, string $value ): \Closure => static fn( array $look ): bool => array( $value ) === array_unique( array( $look['own'][ $field ], $look['guest'][ $field ], $look['list'][0][ $field ] ) );
		return array(
			'another state' => array( static fn( \WC_Order $order ) => wc_get_order( $order->get_id() )->update_status( 'completed' ), $in_all( 'status', 'completed' ) ),
			'a parcel'      => array(
				static function ( \WC_Order $order ): void {
					$order->update_meta_data( '_wc_shipment_tracking_items', array( array( 'tracking_provider' => 'DHL', 'tracking_number' => 'JD9' ) ) );
					$order->save();
				},
				static fn( array $look ): bool => 'JD9' === ( $look['own']['tracking'][0]['number'] ?? '' ) && 'JD9' === ( $look['guest']['tracking'][0]['number'] ?? '' ),
			),
			'a refund'      => array(
				static fn( \WC_Order $order ) => wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '5.00' ) ),
				static fn( array $look ): bool => 1 === count( $look['own']['refunds'] ) && 1 === count( $look['guest']['refunds'] ),
			),
			'one more order' => array( static fn( \WC_Order $order ) => self::order( $order->get_customer_id() ), static fn( array $look ): bool => 2 === count( $look['list'] ) && 2 === $look['count'] ),
		);
	}

	public function test_an_order_in_the_trash_is_listed_no_more(): void {
		$user  = self::user();
		$order = self::order( $user );
		$id    = $order->get_id();
		self::assertCount( 1, json_decode( self::run_tool( self::shopper( $user ), 'list_orders' ), true )['orders'] );
		self::assertStringContainsString( '"processing"', self::run_tool( self::shopper( $user ), 'get_order_status', array( 'order_id' => $id ) ) );
		$order->delete( false );
		self::assertSame( array(), json_decode( self::run_tool( self::shopper( $user ), 'list_orders' ), true )['orders'] );
		self::assertSame( 'NOT_FOUND', self::run_tool( self::shopper( $user ), 'get_order_status', array( 'order_id' => $id ) ) );
	}

	public function test_an_order_that_becomes_another_users_is_no_longer_the_firsts(): void {
		if ( ! self::has_real_woocommerce() ) {
			self::markTestSkipped( 'The stand-in tells of no changes before they are saved.' );
		}
		$user  = self::user();
		$order = self::order( $user );
		self::assertCount( 1, json_decode( self::run_tool( self::shopper( $user ), 'list_orders' ), true )['orders'] );
		$order->set_customer_id( self::user() );
		$order->save();
		self::assertSame( array(), json_decode( self::run_tool( self::shopper( $user ), 'list_orders' ), true )['orders'] );
		self::assertSame( 'NOT_FOUND', self::run_tool( self::shopper( $user ), 'get_order_status', array( 'order_id' => $order->get_id() ) ) );
	}

	/** @dataProvider product_changes */
	public function test_what_happens_to_a_product_is_seen_at_once( \Closure $change, string $field, mixed $value ): void {
		$product = self::product( 'Zephyr', '10.00' );
		$look    = static fn(): mixed => json_decode( self::run_tool( self::shopper( 0 ), 'search_products', array( 'query' => 'zephyr' ) ), true )['products'][0][ $field ] ?? null;
		self::assertNotSame( $value, $look() );
		$change( $product );
		self::assertSame( $value, $look() );
	}

	/**
	 * What the shop does, and the field in which it shows.
	 *
	 * @return array<string, array{\Closure, string, mixed}>
	 */
	public function product_changes(): array {
		$save = static fn( string $setter, string $value ): \Closure => static function ( \WC_Product $product ) use ( $setter, $value ): void {
			$product->$setter( $value );
			$product->save();
		};
		return array(
			'another price' => array( $save( 'set_regular_price', '12.00' ), 'price', '12.00' ),
			'a sale'        => array( $save( 'set_sale_price', '8.00' ), 'on_sale', true ),
			'sold out'      => array( $save( 'set_stock_status', 'outofstock' ), 'in_stock', false ),
			'taken down'    => array( static fn( \WC_Product $product ) => wp_update_post( array( 'ID' => $product->get_id(), 'post_status' => 'draft' ) ), 'title', null ),
		);
	}

	/**
	 * What a user is told of an order.
	 *
	 * @param int       $user  The shopper.
	 * @param \WC_Order $order An order.
	 * @return array<string, mixed>
	 */
	private static function status( int $user, \WC_Order $order ): array {
		return json_decode( self::run_tool( self::shopper( $user ), 'get_order_status', array( 'order_id' => $order->get_id() ) ), true );
	}

	/**
	 * A guest who has verified the order in full.
	 *
	 * @param \WC_Order $order An order.
	 */
	private static function order_guest( \WC_Order $order ): Shopper {
		$order->set_billing_email( 'orla@example.com' );
		$order->save();
		return self::verified_guest( $order, Verified_Order::FULL );
	}
}
