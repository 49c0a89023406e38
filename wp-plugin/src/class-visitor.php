<?php
/**
 * Content as a visitor reads it.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Post;

/**
 * Renders content through WordPress's own filters as someone without an account, a cookie or a cart: without comments,
 * reviews, prices or stock, without navigation and lists of other pages. What a plugin echoes is dropped, and where one
 * throws, redirects or dies, only its page suffers.
 */
final class Visitor {

	/** Blocks that show what others wrote, what changes by the minute, the way around the site, or ourselves. */
	private const LEFT_OUT_BLOCKS = '#^(core/(comment|latest-comments|post-comments|login|navigation|page-list|home-link|template-part|search|site-|social-link|latest-posts|query|rss|archives|calendar|categories|tag-cloud|post-navigation-link|post-terms|avatar)'
		. '|woocommerce/([a-z-]*review|product-(price|stock|rating|sale)|cart|checkout|mini-cart|customer-account|order-confirmation|page-content-wrapper|store-notices|breadcrumbs|catalog-sorting|product-results-count|.*filter)|deskhand/)#';

	/** `product_page` shows reviews, the others what is a visitor's own. */
	private const LEFT_OUT_SHORTCODES = array( 'deskhand', 'woocommerce_cart', 'woocommerce_checkout', 'woocommerce_my_account', 'woocommerce_order_tracking', 'shop_messages', 'product_page' );

	/** Filters whose value is nothing here. */
	private const NO_TEXT = array( 'woocommerce_get_price_html', 'wc_price', 'woocommerce_get_stock_html', 'woocommerce_get_availability_text', 'woocommerce_sale_flash', 'woocommerce_product_get_rating_html' );

	private const DIE_HANDLERS = array( 'wp_die_handler', 'wp_die_ajax_handler', 'wp_die_json_handler', 'wp_die_jsonp_handler', 'wp_die_xmlrpc_handler', 'wp_die_xml_handler' );

	/**
	 * Runs a step as a visitor.
	 *
	 * @template T
	 * @param callable(): T $step What to run.
	 * @return T
	 */
	public static function run( callable $step ): mixed {
		$filters = self::filters();
		$user_id = get_current_user_id();
		// phpcs:disable WordPress.Security.NonceVerification -- put away unread, put back below.
		$request                               = array( $_GET, $_POST, $_REQUEST, $_COOKIE );
		[ $_GET, $_POST, $_REQUEST, $_COOKIE ] = array( array(), array(), array(), array() );
		wp_set_current_user( 0 );
		foreach ( $filters as [ $hook, $filter, $count ] ) {
			add_filter( $hook, $filter, PHP_INT_MAX, $count );
		}
		try {
			return $step();
		} finally {
			foreach ( $filters as [ $hook, $filter ] ) {
				remove_filter( $hook, $filter, PHP_INT_MAX );
			}
			[ $_GET, $_POST, $_REQUEST, $_COOKIE ] = $request;
			// phpcs:enable
			wp_set_current_user( $user_id );
		}
	}

	/**
	 * Content as HTML. Where a shortcode or block fails outside its page, the text without shortcodes and live blocks.
	 *
	 * @param WP_Post $of_post  The post it belongs to.
	 * @param string  $content  Its text.
	 * @param bool    $is_whole Set to false where something failed.
	 */
	public static function html( WP_Post $of_post, string $content, bool &$is_whole ): string {
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
			$is_whole = false;
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
	 * What stands between a page and what is not for everyone.
	 *
	 * @return list<array{string, \Closure, int}> Hook, filter, arguments it takes.
	 */
	private static function filters(): array {
		$stop    = static fn(): never => throw new \RuntimeException( 'A plugin ended the request.' );
		$nothing = static fn(): string => '';
		return array(
			array( 'pre_render_block', static fn( mixed $given, mixed $block ): mixed => preg_match( self::LEFT_OUT_BLOCKS, (string) ( $block['blockName'] ?? '' ) ) ? '' : $given, 2 ),
			array( 'pre_do_shortcode_tag', static fn( mixed $given, mixed $tag ): mixed => in_array( $tag, self::LEFT_OUT_SHORTCODES, true ) ? '' : $given, 2 ),
			// Every query for comments, reviews included, whoever asks.
			array( 'comments_pre_query', static fn( mixed $given, \WP_Comment_Query $query ): array|int => $query->query_vars['count'] ? 0 : array(), 2 ),
			array( 'wp_redirect', $stop, 1 ),
			...array_map( static fn( string $hook ): array => array( $hook, static fn(): \Closure => $stop, 1 ), self::DIE_HANDLERS ),
			...array_map( static fn( string $hook ): array => array( $hook, $nothing, 1 ), self::NO_TEXT ),
		);
	}
}
