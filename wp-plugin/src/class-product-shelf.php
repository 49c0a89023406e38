<?php
/**
 * The products that anyone may see.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WC_Product;

/**
 * Finds published, visible products and reads their live price and stock.
 */
final class Product_Shelf {

	private const MAX_RESULTS = 5;

	private const MAX_WORDS = 8;

	/** Candidates read for one search word. */
	private const MAX_CANDIDATES = 40;

	/** Categories that one search word may name. */
	private const MAX_CATEGORIES = 20;

	/** What a title's word counts beside one in the text. */
	private const TITLE_WEIGHT = 3;

	/** What the category's word counts. */
	private const CATEGORY_WEIGHT = 2;

	/** Products with less than this share of the best one's points are left out. */
	private const MIN_SHARE = 0.5;

	/** Words that name no product. */
	private const STOP_WORDS = array( 'a', 'again', 'an', 'and', 'any', 'are', 'available', 'back', 'be', 'buy', 'can', 'cost', 'costs', 'colour', 'color', 'come', 'comes', 'do', 'does', 'euro', 'euros', 'for', 'from', 'have', 'how', 'i', 'in', 'is', 'it', 'looking', 'me', 'much', 'my', 'of', 'on', 'or', 'price', 'product', 'products', 'sell', 'show', 'size', 'sizes', 'stock', 'that', 'the', 'there', 'this', 'to', 'under', 'what', 'when', 'which', 'will', 'with', 'you', 'your' );

	/**
	 * A product anyone may see, else null.
	 *
	 * @param int $product_id Any number.
	 */
	public static function find( int $product_id ): ?WC_Product {
		$product = $product_id > 0 ? wc_get_product( $product_id ) : null;
		return $product instanceof WC_Product && self::is_public( $product ) ? $product : null;
	}

	/**
	 * Products for a question, the best first.
	 *
	 * A shopper's words rarely all stand in one product, so each word is looked up by itself and products are ranked
	 * by how many they hold, a title's counting more.
	 *
	 * @param string     $query     The shopper's words.
	 * @param float|null $max_price Dearest to give; null for any.
	 * @param bool|null  $in_stock  True gives only what can be bought now; null gives all.
	 * @return list<WC_Product> At most five.
	 */
	public static function search( string $query, ?float $max_price = null, ?bool $in_stock = null ): array {
		$scores   = array();
		$products = array();
		$words    = self::words( $query );
		foreach ( $words as $word ) {
			$points = array();
			foreach ( self::candidates( $word ) as $product ) {
				if ( ctype_digit( $word ) && $product->get_sku() !== $word && ! self::is_named_without_numbers( $product, $words ) ) {
					continue;
				}
				$products[ $product->get_id() ] = $product;
				$points[ $product->get_id() ]   = self::is_named( $product, $word ) ? self::TITLE_WEIGHT : 1;
			}
			foreach ( self::of_category( $word ) as $product ) {
				$products[ $product->get_id() ] = $product;
				$points[ $product->get_id() ]   = max( self::CATEGORY_WEIGHT, $points[ $product->get_id() ] ?? 0 );
			}
			foreach ( $points as $id => $count ) {
				$scores[ $id ] = ( $scores[ $id ] ?? 0 ) + $count;
			}
		}
		$fitting = array_filter(
			$products,
			static fn( WC_Product $product ): bool => self::is_public( $product )
				&& ( null === $max_price || ( '' !== $product->get_price() && (float) wc_get_price_to_display( $product ) <= $max_price ) )
				&& ( null === $in_stock || $product->is_in_stock() === $in_stock )
		);
		$least   = self::MIN_SHARE * max( 0, 0, ...array_map( static fn( WC_Product $product ): int => $scores[ $product->get_id() ], $fitting ) );
		$fitting = array_filter( $fitting, static fn( WC_Product $product ): bool => $scores[ $product->get_id() ] >= $least );
		uasort(
			$fitting,
			static fn( WC_Product $one, WC_Product $other ): int =>
				array( $scores[ $other->get_id() ], $other->is_in_stock(), $one->get_id() ) <=> array( $scores[ $one->get_id() ], $one->is_in_stock(), $other->get_id() )
		);
		return array_values( array_slice( $fitting, 0, self::MAX_RESULTS ) );
	}

	/**
	 * A product with its live price and stock.
	 *
	 * @param WC_Product $product One that anyone may see.
	 * @return array{product_id: int, title: string, price: string, currency: string, price_text: string, in_stock: bool, stock_text: string, url: string, image: string, on_sale: bool, regular_price_text: string}
	 */
	public static function row( WC_Product $product ): array {
		return array(
			'product_id' => $product->get_id(),
			'title'      => wp_strip_all_tags( $product->get_name() ),
			'price'      => '' === $product->get_price() ? '' : wc_format_decimal( wc_get_price_to_display( $product ), wc_get_price_decimals() ),
			'currency'   => get_woocommerce_currency(),
			'price_text' => self::price_text( $product ),
			'in_stock'   => $product->is_in_stock(),
			'stock_text' => self::stock_text( $product ),
			'url'        => (string) get_permalink( $product->get_id() ),
			'image'      => (string) wp_get_attachment_image_url( (int) $product->get_image_id(), 'woocommerce_thumbnail' ),
		) + self::sale( $product );
	}

	/**
	 * What the shop shows of a sale: the price before it, struck through there. For a range of prices it shows none.
	 *
	 * @param WC_Product $product A product or a variation.
	 * @return array{on_sale: bool, regular_price_text: string}
	 */
	public static function sale( WC_Product $product ): array {
		$is_on_sale = $product->is_on_sale();
		$regular    = $product->get_regular_price();
		if ( $product instanceof \WC_Product_Variable ) {
			$is_one  = $product->get_variation_price( 'min', true ) === $product->get_variation_price( 'max', true );
			$low     = $product->get_variation_regular_price( 'min', true );
			$regular = $is_one && $low === $product->get_variation_regular_price( 'max', true ) ? $low : '';
			$shown   = (float) $regular;
		} else {
			$shown = '' === $regular ? 0.0 : (float) wc_get_price_to_display( $product, array( 'price' => $regular ) );
		}
		return array(
			'on_sale'            => $is_on_sale,
			'regular_price_text' => $is_on_sale && '' !== $regular ? self::money( $shown ) : '',
		);
	}

	/**
	 * A product with what it comes in; reads each of its variations.
	 *
	 * @param WC_Product $product One that anyone may see.
	 * @return array<string, mixed> Of `row()`, `Product_Choices::of()` as `choices` and its `variations()`.
	 */
	public static function detail( WC_Product $product ): array {
		return self::row( $product ) + array(
			'choices'    => Product_Choices::of( $product ),
			'variations' => Product_Choices::variations( $product ),
		);
	}

	/**
	 * A price as the shop writes it, without markup.
	 *
	 * @param float  $price    Amount.
	 * @param string $currency ISO 4217; empty for the shop's own.
	 */
	public static function money( float $price, string $currency = '' ): string {
		$html = wc_price( $price, '' === $currency ? array() : array( 'currency' => $currency ) );
		return trim( str_replace( "\u{a0}", ' ', html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) ) );
	}

	/**
	 * True when anyone may see it: administrators see no more here than others.
	 *
	 * @param WC_Product $product Any product.
	 */
	private static function is_public( WC_Product $product ): bool {
		$post = get_post( $product->get_id() );
		return $post instanceof \WP_Post
			&& 'product' === $post->post_type
			&& 'publish' === $post->post_status
			&& '' === $post->post_password
			&& 'hidden' !== $product->get_catalog_visibility();
	}

	/**
	 * The search words of a question, singular where English makes that easy.
	 *
	 * @param string $query The shopper's words.
	 * @return list<string>
	 */
	private static function words( string $query ): array {
		$words = preg_split( '/[^\p{L}\p{N}\-]+/u', mb_strtolower( $query ), -1, PREG_SPLIT_NO_EMPTY ) ?: array();
		$words = array_diff( $words, self::STOP_WORDS );
		$words = array_map( static fn( string $word ): string => trim( $word, '-' ), $words );
		$words = array_map( static fn( string $word ): string => mb_strlen( $word ) > 3 && ! str_ends_with( $word, 'ss' ) ? rtrim( $word, 's' ) : $word, $words );
		return array_slice( array_values( array_unique( array_filter( $words, static fn( string $word ): bool => mb_strlen( $word ) > 1 || ctype_digit( $word ) ) ) ), 0, self::MAX_WORDS );
	}

	/**
	 * True when the title has one of the words that is no number: the 3 of "a tent for 3" names no "3 × 3 m".
	 *
	 * @param WC_Product   $product The product.
	 * @param list<string> $words   The search words.
	 */
	private static function is_named_without_numbers( WC_Product $product, array $words ): bool {
		foreach ( $words as $word ) {
			if ( ! ctype_digit( $word ) && self::is_named( $product, $word ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * True when the word stands in the title. A number must be one there: the 2 of "Tarn 2", not that of "22 l".
	 *
	 * @param WC_Product $product The product.
	 * @param string     $word    One word.
	 */
	private static function is_named( WC_Product $product, string $word ): bool {
		$title = mb_strtolower( $product->get_name() );
		return ctype_digit( $word ) ? 1 === preg_match( "/(?<![\\p{L}\\p{N}])$word(?![\\p{L}\\p{N}])/u", $title ) : str_contains( $title, $word );
	}

	/**
	 * Products that hold a word, or have it as their number.
	 *
	 * @param string $word One word.
	 * @return list<WC_Product>
	 */
	private static function candidates( string $word ): array {
		$by_sku = wc_get_product( wc_get_product_id_by_sku( $word ) );
		return array_merge( self::read( array( 's' => $word ) ), $by_sku instanceof WC_Product ? array( $by_sku ) : array() );
	}

	/**
	 * Products of the categories that a word names: coffee has no "coffee" in its title.
	 *
	 * @param string $word One word.
	 * @return list<WC_Product>
	 */
	private static function of_category( string $word ): array {
		$slugs = get_terms(
			array(
				'taxonomy'   => 'product_cat',
				'name__like' => $word,
				'fields'     => 'slugs',
				'number'     => self::MAX_CATEGORIES,
			)
		);
		return is_array( $slugs ) && $slugs ? self::read( array( 'category' => $slugs ) ) : array();
	}

	/**
	 * Products that a visitor's search may show.
	 *
	 * @param array<string, mixed> $query Which of them.
	 * @return list<WC_Product>
	 */
	private static function read( array $query ): array {
		$found = wc_get_products(
			$query + array(
				'status'     => 'publish',
				'visibility' => 'search',
				'limit'      => self::MAX_CANDIDATES,
			)
		);
		return array_values( array_filter( is_array( $found ) ? $found : array(), static fn( mixed $product ): bool => $product instanceof WC_Product ) );
	}

	/**
	 * The price, or the range of the variations' prices.
	 *
	 * @param WC_Product $product The product.
	 */
	private static function price_text( WC_Product $product ): string {
		if ( '' === $product->get_price() ) {
			return '';
		}
		if ( $product instanceof \WC_Product_Variable ) {
			$low  = (float) $product->get_variation_price( 'min', true );
			$high = (float) $product->get_variation_price( 'max', true );
			return $low < $high ? self::money( $low ) . ' – ' . self::money( $high ) : self::money( $low );
		}
		return self::money( (float) wc_get_price_to_display( $product ) );
	}

	/**
	 * What the shop says about stock.
	 *
	 * @param WC_Product $product The product.
	 */
	public static function stock_text( WC_Product $product ): string {
		$text = wp_strip_all_tags( (string) ( $product->get_availability()['availability'] ?? '' ) );
		if ( '' !== $text ) {
			return $text;
		}
		return $product->is_in_stock() ? __( 'In stock', 'deskhand' ) : __( 'Out of stock', 'deskhand' );
	}
}
