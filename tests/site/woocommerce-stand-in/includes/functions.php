<?php
/**
 * WooCommerce's plain functions.
 */

declare(strict_types=1);

function WC(): WooCommerce { // phpcs:ignore WordPress.NamingConventions.ValidFunctionName
	static $shop = null;
	return $shop ??= new WooCommerce();
}

function get_woocommerce_currency(): string {
	return (string) get_option( 'woocommerce_currency', 'USD' );
}

function get_woocommerce_currency_symbol( string $currency = '' ): string {
	$currency = '' === $currency ? get_woocommerce_currency() : $currency;
	return array(
		'EUR' => '&euro;',
		'USD' => '&#36;',
		'GBP' => '&pound;',
	)[ $currency ] ?? $currency;
}

function wc_get_price_decimals(): int {
	return (int) get_option( 'woocommerce_price_num_decimals', 2 );
}

function wc_transaction_query( string $step = 'start' ): void {
	global $wpdb;
	if ( ! defined( 'WC_USE_TRANSACTIONS' ) || WC_USE_TRANSACTIONS ) {
		$wpdb->query( array( 'commit' => 'COMMIT', 'rollback' => 'ROLLBACK' )[ $step ] ?? 'START TRANSACTION' );
	}
}

function wc_get_price_to_display( WC_Product $product, array $options = array() ): float|string {
	$price = $options['price'] ?? $product->get_price();
	return '' === $price ? '' : (float) $price;
}

/** The id in what a shopper typed as an order's number. */
function wc_sanitize_order_id( mixed $order_id ): int {
	return (int) filter_var( $order_id, FILTER_SANITIZE_NUMBER_INT );
}
add_filter( 'woocommerce_shortcode_order_tracking_order_id', 'wc_sanitize_order_id' );

function wc_format_decimal( mixed $number, mixed $decimals = false ): string {
	return false === $decimals ? (string) (float) $number : number_format( (float) $number, (int) $decimals, '.', '' );
}

function wc_price( mixed $price, array $options = array() ): string {
	$symbol = '<span class="woocommerce-Price-currencySymbol">' . get_woocommerce_currency_symbol( $options['currency'] ?? '' ) . '</span>';
	return '<span class="woocommerce-Price-amount amount"><bdi>' . $symbol . number_format( (float) $price, wc_get_price_decimals() ) . '</bdi></span>';
}

function wc_get_order_statuses(): array {
	$statuses = array(
		'wc-pending'        => 'Pending payment',
		'wc-processing'     => 'Processing',
		'wc-on-hold'        => 'On hold',
		'wc-completed'      => 'Completed',
		'wc-cancelled'      => 'Cancelled',
		'wc-refunded'       => 'Refunded',
		'wc-failed'         => 'Failed',
		'wc-checkout-draft' => 'Draft',
	);
	return apply_filters( 'wc_order_statuses', $statuses );
}

function wc_get_order_status_name( string $status ): string {
	return wc_get_order_statuses()[ 'wc-' . preg_replace( '/^wc-/', '', $status ) ] ?? $status;
}

function wc_string_to_datetime( mixed $time ): ?WC_DateTime {
	if ( null === $time || '' === $time ) {
		return null;
	}
	$moment = new WC_DateTime( is_numeric( $time ) ? "@$time" : (string) $time, wp_timezone() );
	return $moment->setTimezone( wp_timezone() );
}

function wc_format_datetime( ?WC_DateTime $date, string $format = '' ): string {
	return $date ? $date->date_i18n( '' === $format ? (string) get_option( 'date_format' ) : $format ) : '';
}

function wc_get_page_id( string $page ): int {
	return (int) get_option( "woocommerce_{$page}_page_id", -1 );
}

function wc_get_page_permalink( string $page ): string {
	$id = wc_get_page_id( $page );
	return $id > 0 ? (string) get_permalink( $id ) : home_url( '/' );
}

function wc_get_endpoint_url( string $endpoint, string $value = '', string $permalink = '' ): string {
	return user_trailingslashit( trailingslashit( $permalink ) . $endpoint . ( '' === $value ? '' : "/$value" ) );
}

function wc_get_account_endpoint_url( string $endpoint ): string {
	return wc_get_endpoint_url( $endpoint, '', wc_get_page_permalink( 'myaccount' ) );
}

function wc_format_weight( mixed $weight ): string {
	return "$weight kg";
}

function wc_format_dimensions( array $dimensions ): string {
	return implode( ' &times; ', array_filter( $dimensions ) ) . ' cm';
}

function wc_attribute_label( string $name ): string {
	return $name;
}

function wc_get_product_terms( int $product_id, string $taxonomy, array $options = array() ): array {
	$terms = wp_get_post_terms( $product_id, $taxonomy, $options );
	return is_array( $terms ) ? $terms : array();
}

function wc_clean( mixed $value ): mixed {
	return is_array( $value ) ? array_map( 'wc_clean', $value ) : ( is_scalar( $value ) ? sanitize_text_field( (string) $value ) : $value );
}

function wc_placeholder_img_src(): string {
	return includes_url( 'images/media/default.png' );
}

function is_product(): bool {
	return is_singular( 'product' );
}

function is_shop(): bool {
	return is_post_type_archive( 'product' ) || is_page( wc_get_page_id( 'shop' ) );
}

function is_woocommerce(): bool {
	return is_product() || is_shop() || is_tax( 'product_cat' );
}

function is_cart(): bool {
	return is_page( wc_get_page_id( 'cart' ) );
}

function is_checkout(): bool {
	return is_page( wc_get_page_id( 'checkout' ) );
}

function is_account_page(): bool {
	return is_page( wc_get_page_id( 'myaccount' ) );
}
