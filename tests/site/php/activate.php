<?php
/**
 * Activates plugins, as the Plugins screen does.
 *
 * @param string[] $plugins Plugin files such as `woocommerce/woocommerce.php`.
 */

declare(strict_types=1);

return static function ( array $plugins ): void {
	require_once ABSPATH . 'wp-admin/includes/plugin.php';

	foreach ( $plugins as $plugin ) {
		$failure = activate_plugin( $plugin );
		if ( is_wp_error( $failure ) ) {
			throw new RuntimeException( $plugin . ': ' . $failure->get_error_message() );
		}
	}
	flush_rewrite_rules();
};
