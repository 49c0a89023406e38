<?php
/**
 * A post as the sidecar reads it.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Post;

/**
 * Renders public posts as anyone would see them: as a visitor who is not logged in, without comments, reviews, prices
 * or stock, which are read live when asked.
 */
final class Publication {

	private const MAX_BODY_BYTES = 200_000;

	private const MAX_TITLE_CHARS = 500;

	private const MAX_TAGS = 50;

	/** Blocks and shortcodes that show what others wrote, what changes by the minute, or ourselves. */
	private const LEFT_OUT_BLOCKS = '#^(core/(comment|latest-comments|post-comments|loginout)|woocommerce/([a-z-]*review|product-(price|stock|rating|sale)|cart|checkout|mini-cart|customer-account)|deskhand/)#';

	private const LEFT_OUT_SHORTCODES = array( 'deskhand', 'woocommerce_cart', 'woocommerce_checkout', 'woocommerce_my_account', 'woocommerce_order_tracking' );

	/**
	 * Only assigns.
	 *
	 * @param Catalogue $catalogue Kinds and hashes.
	 */
	public function __construct( private readonly Catalogue $catalogue ) {}

	/**
	 * The document without its body: it announces the hash.
	 *
	 * @param WP_Post $post A public post.
	 */
	public function announcement( WP_Post $post ): Wire\Document {
		return $this->document( $post, '' );
	}

	/**
	 * The documents with their bodies.
	 *
	 * @param list<WP_Post> $posts Public posts.
	 * @return list<Wire\Document>
	 */
	public function whole( array $posts ): array {
		return self::as_visitor( fn(): array => array_map( fn( WP_Post $post ): Wire\Document => $this->document( $post, self::body( $post ) ), $posts ) );
	}

	/**
	 * The document.
	 *
	 * @param WP_Post $post A public post.
	 * @param string  $body Its rendered content.
	 */
	private function document( WP_Post $post, string $body ): Wire\Document {
		$title = trim( html_entity_decode( wp_strip_all_tags( get_the_title( $post ) ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) );
		return new Wire\Document(
			doc_id: Catalogue::doc_id( $post->ID ),
			kind: $this->catalogue->kind( $post ),
			url: (string) get_permalink( $post ),
			title: mb_substr( '' !== $title ? $title : $post->post_name, 0, self::MAX_TITLE_CHARS ),
			body_html: mb_strcut( wp_check_invalid_utf8( $body, true ), 0, self::MAX_BODY_BYTES, 'UTF-8' ),
			content_hash: $this->catalogue->content_hash( $post ),
			updated_unix_ms: 1000 * (int) get_post_modified_time( 'U', true, $post ),
			product_id: 'product' === $post->post_type ? $post->ID : 0,
			tags: array_slice( Catalogue::terms( $post ), 0, self::MAX_TAGS ),
		);
	}

	/**
	 * Rendered content; never empty, so that it is not taken for an announcement.
	 *
	 * @param WP_Post $post A public post.
	 */
	private static function body( WP_Post $post ): string {
		$html = self::rendered( $post, $post->post_content );
		if ( 'product' === $post->post_type && function_exists( 'wc_get_product' ) ) {
			$html = self::rendered( $post, $post->post_excerpt ) . $html . self::attributes( $post->ID );
		}
		return '' !== trim( $html ) ? $html : '<p>' . esc_html( get_the_title( $post ) ) . '</p>';
	}

	/**
	 * A product's attributes and what they may be, as a list.
	 *
	 * @param int $product_id The product.
	 */
	private static function attributes( int $product_id ): string {
		$product = wc_get_product( $product_id );
		$lines   = array();
		foreach ( $product instanceof \WC_Product ? $product->get_attributes() : array() as $attribute ) {
			if ( ! $attribute instanceof \WC_Product_Attribute || ( ! $attribute->get_visible() && ! $attribute->get_variation() ) ) {
				continue;
			}
			$values  = $attribute->is_taxonomy()
				? wc_get_product_terms( $product_id, $attribute->get_name(), array( 'fields' => 'names' ) )
				: $attribute->get_options();
			$lines[] = '<li>' . esc_html( wc_attribute_label( $attribute->get_name() ) . ': ' . implode( ', ', array_map( strval( ... ), $values ) ) ) . '</li>';
		}
		return $lines ? '<ul>' . implode( '', $lines ) . '</ul>' : '';
	}

	/**
	 * Content through WordPress's own filters. Where a shortcode of some plugin breaks outside its page, the text
	 * without shortcodes.
	 *
	 * @param WP_Post $of_post The post it belongs to.
	 * @param string  $content Its text.
	 */
	private static function rendered( WP_Post $of_post, string $content ): string {
		if ( '' === trim( $content ) ) {
			return '';
		}
		global $post;
		$before = $post;
		$level  = ob_get_level();
		ob_start();
		try {
			$post = $of_post; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- shortcodes read it; restored below.
			setup_postdata( $post );
			return (string) apply_filters( 'the_content', $content );
		} catch ( \Throwable $thrown ) {
			Problem::from( $thrown );
			return wpautop( wp_kses_post( strip_shortcodes( excerpt_remove_blocks( $content ) ) ) );
		} finally {
			while ( ob_get_level() > $level ) {
				ob_end_clean();
			}
			$post = $before; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- as above.
			if ( $post instanceof WP_Post ) {
				setup_postdata( $post );
			}
		}
	}

	/**
	 * Runs a step as a visitor without an account, with live and foreign parts of pages left out.
	 *
	 * @template T
	 * @param callable(): T $step What to run.
	 * @return T
	 */
	private static function as_visitor( callable $step ): mixed {
		$user_id   = get_current_user_id();
		$no_block  = static fn( mixed $given, array $block ): mixed => preg_match( self::LEFT_OUT_BLOCKS, (string) ( $block['blockName'] ?? '' ) ) ? '' : $given;
		$no_tag    = static fn( mixed $given, string $tag ): mixed => in_array( $tag, self::LEFT_OUT_SHORTCODES, true ) ? '' : $given;
		$live_html = array( 'woocommerce_get_price_html', 'woocommerce_get_stock_html', 'woocommerce_sale_flash' );
		wp_set_current_user( 0 );
		add_filter( 'pre_render_block', $no_block, PHP_INT_MAX, 2 );
		add_filter( 'pre_do_shortcode_tag', $no_tag, PHP_INT_MAX, 2 );
		foreach ( $live_html as $hook ) {
			add_filter( $hook, '__return_empty_string', PHP_INT_MAX );
		}
		try {
			return $step();
		} finally {
			remove_filter( 'pre_render_block', $no_block, PHP_INT_MAX );
			remove_filter( 'pre_do_shortcode_tag', $no_tag, PHP_INT_MAX );
			foreach ( $live_html as $hook ) {
				remove_filter( $hook, '__return_empty_string', PHP_INT_MAX );
			}
			wp_set_current_user( $user_id );
		}
	}
}
