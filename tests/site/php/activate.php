<?php
/**
 * Activates plugins, as the Plugins screen does.
 *
 * Arguments: docroot, then plugin files such as `woocommerce/woocommerce.php`.
 */

declare(strict_types=1);

require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

wp_set_current_user( 1 );
foreach ( array_slice( $argv, 2 ) as $plugin ) {
	$failure = activate_plugin( $plugin );
	if ( is_wp_error( $failure ) ) {
		fwrite( STDERR, $plugin . ': ' . $failure->get_error_message() . "\n" );
		exit( 1 );
	}
}
flush_rewrite_rules();
