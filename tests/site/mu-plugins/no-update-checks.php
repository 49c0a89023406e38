<?php
/**
 * Plugin Name: No update checks
 * Description: Nothing goes out from the test site, so WordPress need not ask for updates either.
 */

declare(strict_types=1);

foreach ( array( 'core', 'plugins', 'themes' ) as $kind ) {
	add_filter(
		"pre_site_transient_update_$kind",
		static fn(): object => (object) array(
			'last_checked'    => time(),
			'version_checked' => get_bloginfo( 'version' ),
			'updates'         => array(),
			'response'        => array(),
			'translations'    => array(),
		)
	);
}
