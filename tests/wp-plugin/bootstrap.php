<?php
/**
 * Loads the real WordPress that the tests run in.
 *
 * `DESKHAND_TEST_DOCROOT` names its folder; the plugin and WooCommerce (or the stand-in) are active in it. Every test
 * runs in a transaction that is rolled back, so the site's content stays as it was.
 *
 * @package Deskhand
 */

declare(strict_types=1);

$deskhand_docroot = getenv( 'DESKHAND_TEST_DOCROOT' );
if ( ! is_string( $deskhand_docroot ) || ! is_file( "$deskhand_docroot/wp-load.php" ) ) {
	fwrite( STDERR, "DESKHAND_TEST_DOCROOT must name the folder of a WordPress with the plugin active.\n" );
	exit( 1 );
}
// PHPUnit includes this file within a function; what WordPress makes at the top of a file must be global all the same.
global $shortcode_tags;
$_SERVER['REQUEST_METHOD'] = 'POST';
define( 'WC_USE_TRANSACTIONS', false ); // Every test is one transaction; they do not nest.
require "$deskhand_docroot/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/plugin.php';
require __DIR__ . '/shop-test-case.php';
require __DIR__ . '/refund-test-case.php';
require __DIR__ . '/gateways/gateways.php';
if ( method_exists( WC()->payment_gateways(), 'init' ) ) {
	WC()->payment_gateways()->init();
}

add_filter( 'pre_wp_mail', '__return_true', PHP_INT_MAX );
fwrite(
	STDERR,
	sprintf(
		"WordPress %s, WooCommerce %s\n",
		get_bloginfo( 'version' ),
		Deskhand\Tests\Shop_Test_Case::has_real_woocommerce() ? WC_VERSION : '(the stand-in)'
	)
);
