<?php
/**
 * What a product comes in.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Product;
use WC_Product_Attribute;

/**
 * The sizes, colours and the like between which a shopper chooses, and each choice with its live price and stock.
 */
final class Product_Choices {

	/** Variations read of one product; of one with more, the later ones are not told of. */
	private const MAX_VARIATIONS = 60;

	/**
	 * The attributes to choose, as the shop names them.
	 *
	 * @param WC_Product $product Any product.
	 * @return list<array{name: string, values: list<string>}> Empty where there is nothing to choose.
	 */
	public static function of( WC_Product $product ): array {
		return array_map(
			static fn( array $attribute ): array => array(
				'name'   => $attribute['name'],
				'values' => array_values( $attribute['values'] ),
			),
			array_values( self::attributes( $product ) )
		);
	}

	/**
	 * The published variations.
	 *
	 * @param WC_Product $product Any product.
	 * @return list<array{values: list<string>, price_text: string, in_stock: bool, stock_text: string, on_sale: bool, regular_price_text: string}> `values` in the
	 *         order of `of()`, empty text for any.
	 */
	public static function variations( WC_Product $product ): array {
		$attributes = self::attributes( $product );
		$ids        = $attributes ? array_slice( $product->get_children(), 0, self::MAX_VARIATIONS ) : array();
		_prime_post_caches( $ids, false );
		$rows = array();
		foreach ( $ids as $id ) {
			$variation = wc_get_product( $id );
			if ( ! $variation instanceof WC_Product || 'publish' !== $variation->get_status() || '' === $variation->get_price() ) {
				continue;
			}
			$chosen = $variation->get_attributes();
			$values = array();
			foreach ( $attributes as $key => $attribute ) {
				$value    = (string) ( $chosen[ $key ] ?? '' );
				$values[] = $attribute['values'][ $value ] ?? $value;
			}
			$rows[] = array(
				'values'     => $values,
				'price_text' => Product_Shelf::money( (float) wc_get_price_to_display( $variation ) ),
				'in_stock'   => $variation->is_in_stock(),
				'stock_text' => Product_Shelf::stock_text( $variation ),
			) + Product_Shelf::sale( $variation );
		}
		return $rows;
	}

	/**
	 * The attributes that make variations, by the key that variations use; values by theirs.
	 *
	 * @param WC_Product $product Any product.
	 * @return array<string, array{name: string, values: array<string, string>}>
	 */
	private static function attributes( WC_Product $product ): array {
		$found = array();
		foreach ( $product->is_type( 'variable' ) ? $product->get_attributes() : array() as $attribute ) {
			if ( ! $attribute instanceof WC_Product_Attribute || ! $attribute->get_variation() ) {
				continue;
			}
			$name   = $attribute->get_name();
			$values = array();
			if ( $attribute->is_taxonomy() ) {
				foreach ( wc_get_product_terms( $product->get_id(), $name, array( 'fields' => 'all' ) ) as $term ) {
					$values[ $term->slug ] = html_entity_decode( $term->name, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
				}
			} else {
				$values = array_map( strval( ... ), $attribute->get_options() );
				$values = array_combine( $values, $values );
			}
			$found[ sanitize_title( $name ) ] = array(
				'name'   => wp_strip_all_tags( wc_attribute_label( $name ) ),
				'values' => $values,
			);
		}
		return $found;
	}
}
