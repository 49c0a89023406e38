<?php
/**
 * Takes everything of the plugin out of WordPress. The sidecar's data is the owner's to keep or delete.
 *
 * @package Deskhand
 */

declare(strict_types=1);

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

( static function (): void {
	$clean = static function (): void {
		global $wpdb;
		foreach ( array( 'deskhand_settings', 'deskhand_pairing', 'deskhand_pending', 'deskhand_reindex', 'deskhand_reading' ) as $option ) {
			delete_option( $option );
		}
		foreach ( array( 'deskhand_job_', 'deskhand_action_', 'deskhand_lock_', '_transient_deskhand_', '_transient_timeout_deskhand_' ) as $prefix ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- options have no query by prefix.
			foreach ( $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( $prefix ) . '%' ) ) as $option ) {
				delete_option( $option );
			}
		}
		array_map( delete_post_meta_by_key( ... ), array( 'deskhand_excluded', '_deskhand_left_out', '_deskhand_group' ) );
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- the post type is not registered any more.
		foreach ( $wpdb->get_col( "SELECT ID FROM $wpdb->posts WHERE post_type = 'deskhand_message'" ) as $post_id ) {
			wp_delete_post( (int) $post_id, true );
		}
		foreach ( array( 'deskhand_jobs', 'deskhand_reconcile', 'deskhand_reindex_step', 'deskhand_push' ) as $event ) {
			wp_clear_scheduled_hook( $event );
		}
	};
	if ( ! is_multisite() ) {
		$clean();
		return;
	}
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site_id ) {
		switch_to_blog( $site_id );
		$clean();
		restore_current_blog();
	}
} )();
