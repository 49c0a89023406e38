<?php
/**
 * What a product is, besides its description.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Product;

/**
 * A product's facts as text: kind, number, attributes, size and weight, and what sets its variations apart. Never a
 * price or stock, which are read live.
 */
final class Product_Text {

	/** Variations read of one product. */
	private const MAX_VARIATIONS = 50;

	/**
	 * An HTML list; empty without WooCommerce or facts.
	 *
	 * @param int $product_id A product.
	 */
	public static function facts( int $product_id ): string {
		$product = function_exists( 'wc_get_product' ) ? wc_get_product( $product_id ) : null;
		if ( ! $product instanceof WC_Product ) {
			return '';
		}
		$terms = get_the_terms( $product_id, 'product_cat' );
		$lines = array(
			/* translators: %s: names of categories. */
			self::line( __( 'Categories: %s', 'deskhand' ), implode( ', ', wp_list_pluck( array_filter( is_array( $terms ) ? $terms : array(), static fn( \WP_Term $term ): bool => 'uncategorized' !== $term->slug ), 'name' ) ) ),
			/* translators: %s: number of an article. */
			self::line( __( 'SKU: %s', 'deskhand' ), $product->get_sku() ),
			...self::attributes( $product ),
			...self::measures( $product ),
			...self::variations( $product ),
		);
		$lines = array_filter( $lines );
		return $lines ? '<ul>' . implode( '', array_map( static fn( string $line ): string => '<li>' . esc_html( $line ) . '</li>', $lines ) ) . '</ul>' : '';
	}

	/**
	 * The attributes that shoppers see, and what they may be.
	 *
	 * @param WC_Product $product The product.
	 * @return list<string>
	 */
	private static function attributes( WC_Product $product ): array {
		$lines = array();
		foreach ( $product->get_attributes() as $attribute ) {
			if ( ! $attribute instanceof \WC_Product_Attribute || ( ! $attribute->get_visible() && ! $attribute->get_variation() ) ) {
				continue;
			}
			$values  = $attribute->is_taxonomy()
				? wc_get_product_terms( $product->get_id(), $attribute->get_name(), array( 'fields' => 'names' ) )
				: $attribute->get_options();
			$lines[] = self::line( wc_attribute_label( $attribute->get_name() ) . ': %s', implode( ', ', array_map( strval( ... ), $values ) ) );
		}
		return $lines;
	}

	/**
	 * Weight and size.
	 *
	 * @param WC_Product $product A product or a variation.
	 * @return list<string>
	 */
	private static function measures( WC_Product $product ): array {
		$size = array_filter( array( $product->get_length(), $product->get_width(), $product->get_height() ) );
		return array(
			/* translators: %s: a weight. */
			self::line( __( 'Weight: %s', 'deskhand' ), '' !== (string) $product->get_weight() ? wc_format_weight( $product->get_weight() ) : '' ),
			/* translators: %s: length × width × height. */
			self::line( __( 'Dimensions: %s', 'deskhand' ), $size ? wc_format_dimensions( array_values( $size ) ) : '' ),
		);
	}

	/**
	 * What is said of each variation by itself.
	 *
	 * @param WC_Product $product The product.
	 * @return list<string>
	 */
	private static function variations( WC_Product $product ): array {
		$lines = array();
		$ids   = $product instanceof \WC_Product_Variable ? array_slice( $product->get_children(), 0, self::MAX_VARIATIONS ) : array();
		foreach ( $ids as $id ) {
			$variation = wc_get_product( $id );
			if ( ! $variation instanceof WC_Product || 'publish' !== get_post_status( $id ) ) {
				continue;
			}
			$same    = self::measures( $product );
			$own     = array( $variation->get_description(), ...array_diff( self::measures( $variation ), $same ) );
			$lines[] = self::line( $variation->get_name() . ': %s', implode( '; ', array_filter( array_map( self::text( ... ), $own ) ) ) );
		}
		return $lines;
	}

	/**
	 * A line of the list; empty where there is no value.
	 *
	 * @param string $form  With a `%s` for the value.
	 * @param string $value Text or HTML.
	 */
	private static function line( string $form, string $value ): string {
		$value = self::text( $value );
		return '' !== $value ? self::text( str_replace( '%s', $value, $form ) ) : '';
	}

	/**
	 * What a visitor reads of some HTML, in one line.
	 *
	 * @param string $html Text or HTML.
	 */
	private static function text( string $html ): string {
		return trim( (string) preg_replace( '/\s+/u', ' ', html_entity_decode( wp_strip_all_tags( strip_shortcodes( $html ) ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) ) );
	}
}
