<?php
/**
 * What a shopper is told of an order.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Customer_Profile;
use Deskhand\Order_Detail;
use Deskhand\Parcels;
use Deskhand\Product_Shelf;
use Deskhand\Verified_Order;

/**
 * Totals, parcels, refunds and subscriptions, from WooCommerce's own objects and the common plugins' meta.
 */
final class Order_Detail_Test extends Shop_Test_Case {

	public function test_what_it_cost_is_told_as_figures_and_as_the_shop_writes_it(): void {
		$shown = Order_Detail::of( self::bought( 4.9 ), Verified_Order::FULL );
		self::assertSame( array( '398.00', '4.90', '402.90' ), array( $shown['subtotal'], $shown['shipping'], $shown['total'] ) );
		foreach ( array( 'subtotal' => 398.0, 'shipping' => 4.9, 'total' => 402.9 ) as $name => $amount ) {
			self::assertSame( Product_Shelf::money( $amount ), $shown[ "{$name}_text" ] );
		}
		self::assertSame( array( array( 'name' => 'Tent', 'total_text' => Product_Shelf::money( 398.0 ), 'quantity' => 2 ) ), array_map( static fn( array $item ): array => array_merge( array( 'name' => '', 'total_text' => '', 'quantity' => 0 ), $item ), $shown['items'] ) );
	}

	/** Where the shop shows prices with tax, so does the chat; the tax itself is told in both. */
	public function test_tax_is_shown_where_the_shop_shows_it(): void {
		$order = self::bought( 10.0 );
		foreach ( $order->get_items() as $item ) {
			$item->set_subtotal_tax( '91.54' );
			$item->set_total_tax( '91.54' );
			if ( self::has_real_woocommerce() ) {
				$item->set_taxes( array( 'total' => array( 1 => '91.54' ), 'subtotal' => array( 1 => '91.54' ) ) );
				$item->save();
			}
		}
		$order->set_shipping_tax( '2.30' );
		if ( self::has_real_woocommerce() ) {
			$order->set_cart_tax( '91.54' );
		} else {
			$order->set_total_tax( '93.84' );
		}
		$order->save();
		foreach ( array( 'excl' => array( '398.00', '10.00', 398.0 ), 'incl' => array( '489.54', '12.30', 489.54 ) ) as $shop => [ $subtotal, $shipping, $line ] ) {
			update_option( 'woocommerce_tax_display_cart', $shop );
			$shown = Order_Detail::of( $order, Verified_Order::FULL );
			self::assertSame( array( $subtotal, $shipping, '93.84', Product_Shelf::money( $line ) ), array( $shown['subtotal'], $shown['shipping'], $shown['tax'], $shown['items'][0]['total_text'] ), $shop );
		}
	}

	public function test_what_went_back_is_told(): void {
		$order = self::bought( 0.0 );
		$order->set_status( 'completed' );
		$order->save();
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '29.00', 'reason' => 'Canary reason' ) );
		self::assertInstanceOf( \WC_Order_Refund::class, $refund );
		$shown = Order_Detail::of( wc_get_order( $order->get_id() ), Verified_Order::FULL );
		self::assertSame( array( Product_Shelf::money( 29.0 ) ), array_column( $shown['refunds'], 'amount_text' ) );
		self::assertStringStartsWith( gmdate( 'Y' ), $shown['refunds'][0]['created'] );
		self::assertStringNotContainsString( 'Canary', (string) wp_json_encode( $shown ) );
	}

	/** @dataProvider tracking */
	public function test_parcels_are_read_from_the_common_plugins( mixed $orders_meta, string $items_meta, array $parcels ): void {
		$order = self::bought( 0.0 );
		foreach ( $orders_meta as $key => $value ) {
			$order->update_meta_data( $key, $value );
		}
		foreach ( $order->get_items() as $item ) {
			if ( '' !== $items_meta ) {
				$item->update_meta_data( '_vi_wot_order_item_tracking_data', $items_meta );
			}
		}
		$order->save();
		self::assertSame( $parcels, array_map( array_values( ... ), Parcels::of( wc_get_order( $order->get_id() ) ) ) );
	}

	/**
	 * Meta of the order, meta of its line, and the parcels: carrier, number, address.
	 *
	 * @return array<string, array{array<string, mixed>, string, list<list<string>>}>
	 */
	public function tracking(): array {
		$wot = (string) wp_json_encode( array( array( 'tracking_number' => 'OLD1' ), array( 'tracking_number' => 'W2', 'carrier_slug' => 'dhl', 'carrier_name' => 'DHL Express', 'carrier_url' => 'https://track.example/{tracking_number}', 'time' => 1_700_000_000 ) ) );
		return array(
			'nothing'                         => array( array(), '', array() ),
			'WooCommerce Shipment Tracking'   => array( array( '_wc_shipment_tracking_items' => array( array( 'tracking_provider' => '', 'custom_tracking_provider' => 'An Post', 'custom_tracking_link' => 'https://track.example/1', 'tracking_number' => 'CE1' ) ) ), '', array( array( 'An Post', 'CE1', 'https://track.example/1' ) ) ),
			'Advanced Shipment Tracking'      => array( array( '_wc_shipment_tracking_items' => array( array( 'tracking_provider' => 'dhl-de', 'tracking_number' => '003', 'date_shipped' => '1700000000', 'status_shipped' => 1 ) ) ), '', array( array( 'dhl-de', '003', '' ) ) ),
			'Orders Tracking for WooCommerce' => array( array(), $wot, array( array( 'DHL Express', 'W2', 'https://track.example/W2' ) ) ),
			'AfterShip'                       => array( array( '_aftership_tracking_items' => array( array( 'slug' => 'dpd', 'tracking_number' => '155', 'tracking_id' => 'x' ) ) ), '', array( array( 'dpd', '155', '' ) ) ),
			'AfterShip, older'                => array( array( '_aftership_tracking_provider_name' => 'UPS', '_aftership_tracking_number' => '1Z9' ), '', array( array( 'UPS', '1Z9', '' ) ) ),
			'ParcelPanel'                     => array( array( '_parcelpanel_shipping_numbers' => '[{"order_id":5,"tracking_number":"PP7","courier_code":"usps","fulfilled_at":1700000000}]' ), '', array( array( 'usps', 'PP7', '' ) ) ),
			'the same parcel twice'           => array( array( '_wc_shipment_tracking_items' => array( array( 'tracking_provider' => 'DHL', 'tracking_number' => 'W2' ) ) ), $wot, array( array( 'DHL', 'W2', '' ) ) ),
			'rubbish'                         => array( array( '_wc_shipment_tracking_items' => 'none', '_aftership_tracking_items' => array( 'x', array( 'tracking_number' => array( 1 ) ) ), '_parcelpanel_shipping_numbers' => '{"cut' ), 'null', array() ),
			'markup and a script\'s address' => array( array( '_wc_shipment_tracking_items' => array( array( 'tracking_provider' => '<b>DHL</b>', 'tracking_number' => '<i>9</i>', 'custom_tracking_link' => 'javascript:alert(1)' ) ) ), '', array( array( 'DHL', '9', '' ) ) ),
		);
	}

	/** @dataProvider delivery_days */
	public function test_the_day_of_delivery_is_read_from_the_common_plugins( string $key, mixed $value, string $day ): void {
		$order = self::order( 0 );
		$order->update_meta_data( $key, $value );
		$order->save();
		self::assertSame( $day, Order_Detail::eta( wc_get_order( $order->get_id() ) ) );
	}

	/**
	 * Meta and the day.
	 *
	 * @return list<array{string, mixed, string}>
	 */
	public function delivery_days(): array {
		return array(
			array( '_delivery_date', '2026-12-03', '2026-12-03' ),
			array( '_orddd_timestamp', '1796256000', '2026-12-03' ),
			array( '_orddd_lite_timestamp', 1_796_256_000, '2026-12-03' ),
			array( 'delivery_date', '3 December 2026', '2026-12-03' ),
			array( '_delivery_date', 'as soon as we can', '' ),
			array( '_delivery_date', array( '2026-12-03' ), '' ),
		);
	}

	public function test_a_subscription_is_told_where_the_extension_is_there(): void {
		require_once __DIR__ . '/subscriptions-stand-in.php';
		$user  = self::user();
		$order = self::order( $user );
		self::assertSame( array( 'status_text' => '', 'next_payment' => '' ), Order_Detail::of( $order, Verified_Order::FULL )['subscription'] );
		\Deskhand_Test_Subscription::$by_order = array(
			$order->get_id() => array( new \Deskhand_Test_Subscription( $user, 'active', '2026-12-24 10:00:00' ) ),
			0                => array( new \Deskhand_Test_Subscription( $user, 'on-hold', '' ), new \Deskhand_Test_Subscription( self::user(), 'active', '2027-01-01 10:00:00' ) ),
		);
		$shown   = Order_Detail::of( $order, Verified_Order::FULL )['subscription'];
		$profile = Customer_Profile::of( $user );
		\Deskhand_Test_Subscription::$by_order = array();
		self::assertSame( array( 'status_text' => 'Active', 'next_payment' => '2026-12-24' ), $shown );
		self::assertSame( array( $shown, array( 'status_text' => 'On hold', 'next_payment' => '' ) ), $profile['subscriptions'] );
	}

	public function test_at_the_level_of_a_status_nothing_else_is_told(): void {
		$order = self::bought( 4.9 );
		$order->update_meta_data( '_delivery_date', '2026-12-03' );
		$order->save();
		$order = wc_get_order( $order->get_id() );
		$shown = Order_Detail::of( $order, Verified_Order::STATUS );
		$empty = array_keys( array_filter( $shown, static fn( mixed $value ): bool => in_array( $value, array( '', 0, array(), array( 'status_text' => '', 'next_payment' => '' ) ), true ) ) );
		$told  = array_values( array_diff( array_keys( $shown ), $empty ) );
		sort( $told );
		self::assertSame( array( 'created', 'eta', 'level', 'number', 'order_id', 'status', 'status_text', 'updated' ), $told );
		self::assertEqualsCanonicalizing( array_keys( Order_Detail::of( $order, Verified_Order::FULL ) ), array_keys( $shown ), 'the shape is the same' );
	}

	public function test_a_profile_tells_a_first_name_and_figures_and_no_address(): void {
		$user = self::user();
		wp_update_user( array( 'ID' => $user, 'first_name' => 'Maeve', 'last_name' => 'Canaryson' ) );
		update_user_meta( $user, 'billing_address_1', '1 Canary Wharf' );
		$orders = array_map( static fn(): int => self::order( $user, 'completed' )->get_id(), range( 1, 4 ) );
		self::order( $user, 'trash' );
		self::order( self::user() );
		$profile = Customer_Profile::of( $user );
		self::assertSame( array( 'Maeve', 4 ), array( $profile['first_name'], $profile['order_count'] ) );
		self::assertCount( 3, array_intersect( array_column( $profile['last_orders'], 'order_id' ), $orders ) );
		self::assertStringNotContainsStringIgnoringCase( 'canary', (string) wp_json_encode( $profile ) );
		$known = array_column( array_map( get_object_vars( ... ), self::shopper( $user )->known_fields() ), 'value' );
		self::assertContains( 'Maeve', $known, 'what is told is kept from models' );
		wp_update_user( array( 'ID' => $user, 'first_name' => 'M' ) );
		self::assertSame( '', Customer_Profile::of( $user )['first_name'], 'too short to be kept from models' );
	}

	/**
	 * A processing order of two tents.
	 *
	 * @param float $shipping What sending it costs.
	 */
	private static function bought( float $shipping ): \WC_Order {
		$order = self::order( 0 );
		$order->add_product( self::product( 'Tent', '199.00' ), 2 );
		$parcel = new \WC_Order_Item_Shipping();
		$parcel->set_method_title( 'Standard' );
		$parcel->set_total( (string) $shipping );
		$order->add_item( $parcel );
		$order->calculate_totals( false );
		$order->save();
		return $order;
	}
}
