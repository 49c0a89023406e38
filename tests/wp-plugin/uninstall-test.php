<?php
/**
 * Taking the plugin out.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

/**
 * After uninstalling nothing of the plugin is left.
 */
final class Uninstall_Test extends Shop_Test_Case {

	public function test_nothing_is_left(): void {
		global $wpdb;
		self::set( array( 'published' => true ) );
		self::pretend_pairing();
		update_option( \Deskhand\Reindex::OPTION, array( 'stage' => 'done' ) );
		update_option( \Deskhand\Sync::PENDING_OPTION, array( 1 ) );
		update_option( \Deskhand\Publication::ATTEMPTS_OPTION, array( '1:x' => 1 ) );
		update_post_meta( self::post()->ID, \Deskhand\Exclusions::CHOSEN, '1' );
		\Deskhand\Exclusions::note( self::post()->ID, 'empty' );
		add_option( 'deskhand_job_x', array( 'at' => 1 ) );
		\Deskhand\Action_Record::read( 'x', \Deskhand\Lock::take( 'x', 1 ) )->reach( \Deskhand\Action_Record::OPENED );
		set_transient( 'deskhand_rate_x', 1, 60 );
		\Deskhand\Cron::schedule();
		\Deskhand\parts()->contact_form()->keep( 'request-1', 'Ann', 'ann@example.com', 'Hello' );
		$count = static fn(): int => (int) $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE '%deskhand%'" )
			+ (int) $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->posts WHERE post_type LIKE 'deskhand%'" )
			+ (int) $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->postmeta WHERE meta_key LIKE '%deskhand%'" );
		self::assertGreaterThan( 8, $count() );
		defined( 'WP_UNINSTALL_PLUGIN' ) || define( 'WP_UNINSTALL_PLUGIN', 'deskhand/deskhand.php' );
		require dirname( \Deskhand\PLUGIN_FILE ) . '/uninstall.php';
		self::assertSame( 0, $count() );
		self::assertStringNotContainsString( 'deskhand_', (string) wp_json_encode( get_option( 'cron' ) ) );
	}
}
