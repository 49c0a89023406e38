<?php
/**
 * Parcels of an order.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Order;

/**
 * Reads tracking as the common plugins keep it with the order. Their own code is never run.
 */
final class Parcels {

	private const MAX_COUNT = 20;

	/**
	 * Order meta => fields of a parcel that may hold the carrier, the number and the address, the first that does counts.
	 * `_wc_shipment_tracking_items`: WooCommerce Shipment Tracking and Advanced Shipment Tracking; the other two:
	 * AfterShip (a list) and ParcelPanel (a list as JSON).
	 */
	private const ORDER_META = array(
		'_wc_shipment_tracking_items'   => array( array( 'custom_tracking_provider', 'tracking_provider' ), array( 'tracking_number' ), array( 'custom_tracking_link', 'ast_tracking_link' ) ),
		'_aftership_tracking_items'     => array( array( 'courier_name', 'slug' ), array( 'tracking_number' ), array( 'tracking_link' ) ),
		'_parcelpanel_shipping_numbers' => array( array( 'courier_name', 'courier_code' ), array( 'tracking_number' ), array( 'tracking_link' ) ),
	);

	/** Meta of an order's lines: Orders Tracking for WooCommerce, a list as JSON, the last one counts. */
	private const ITEM_META = '_vi_wot_order_item_tracking_data';

	private const ITEM_FIELDS = array( array( 'carrier_name', 'carrier_slug' ), array( 'tracking_number' ), array( 'tracking_url', 'carrier_url' ) );

	/** Meta of a single parcel, carrier and number: AfterShip before its version 1.17. */
	private const SINGLE_META = array( '_aftership_tracking_provider_name', '_aftership_tracking_number' );

	/**
	 * The parcels, each number once.
	 *
	 * @param WC_Order $order The order.
	 * @return list<array{provider: string, number: string, url: string}>
	 */
	public static function of( WC_Order $order ): array {
		$parcels = array();
		foreach ( self::ORDER_META as $key => $fields ) {
			foreach ( self::rows( $order->get_meta( $key ) ) as $row ) {
				$parcels[] = self::parcel( $row, $fields );
			}
		}
		foreach ( $order->get_items() as $item ) {
			$rows = self::rows( $item->get_meta( self::ITEM_META ) );
			if ( $rows ) {
				$parcels[] = self::parcel( end( $rows ), self::ITEM_FIELDS );
			}
		}
		[ $carrier, $number ] = array_map( static fn( string $key ): mixed => $order->get_meta( $key ), self::SINGLE_META );
		$parcels[]          = self::parcel(
			array(
				'carrier' => $carrier,
				'number'  => $number,
			),
			array( array( 'carrier' ), array( 'number' ), array() )
		);
		$by_number = array();
		foreach ( $parcels as $parcel ) {
			if ( '' !== $parcel['number'] ) {
				$by_number[ ' ' . $parcel['number'] ] ??= $parcel; // With a space: digits alone would become whole numbers.
			}
		}
		return array_slice( array_values( $by_number ), 0, self::MAX_COUNT );
	}

	/**
	 * A list of rows, from a list or from JSON; empty for anything else.
	 *
	 * @param mixed $kept What a plugin wrote.
	 * @return list<array<string, mixed>>
	 */
	private static function rows( mixed $kept ): array {
		$kept = is_string( $kept ) ? json_decode( $kept, true ) : $kept;
		return array_values( array_filter( is_array( $kept ) ? $kept : array(), is_array( ... ) ) );
	}

	/**
	 * One parcel.
	 *
	 * @param array<string, mixed> $row    What a plugin wrote.
	 * @param list<list<string>>   $fields Names of its fields: carrier, number, address.
	 * @return array{provider: string, number: string, url: string}
	 */
	private static function parcel( array $row, array $fields ): array {
		$first = static function ( array $names ) use ( $row ): string {
			foreach ( $names as $name ) {
				$text = is_scalar( $row[ $name ] ?? null ) ? sanitize_text_field( (string) $row[ $name ] ) : '';
				if ( '' !== $text ) {
					return $text;
				}
			}
			return '';
		};
		$number = $first( $fields[1] );
		return array(
			'provider' => $first( $fields[0] ),
			'number'   => $number,
			'url'      => sanitize_url( str_replace( '{tracking_number}', rawurlencode( $number ), $first( $fields[2] ) ), array( 'http', 'https' ) ),
		);
	}
}
