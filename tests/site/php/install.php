<?php
/**
 * Installs WordPress into its empty database: wp_install() without a browser or WP-CLI.
 *
 * Arguments: docroot.
 */

declare(strict_types=1);

define( 'WP_INSTALLING', true );
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Tarn & Thistle', 'admin', 'admin@tarnandthistle.example', true, '', 'password', 'en_US' );

foreach (
	array(
		'blogdescription'     => 'Kit and coffee for long days out',
		'permalink_structure' => '/%postname%/',
		'timezone_string'     => 'Europe/Dublin',
		'start_of_week'       => 1,
		'template'            => 'twentytwentyfive',
		'stylesheet'          => 'twentytwentyfive',
	) as $name => $value
) {
	update_option( $name, $value );
}
foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any', 'numberposts' => -1 ) ) as $sample ) {
	wp_delete_post( $sample->ID, true );
}
flush_rewrite_rules();
