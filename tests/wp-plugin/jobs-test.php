<?php
/**
 * Work that the sidecar leaves for WordPress.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Jobs;

/**
 * What is noted of jobs; that they are done is `test_mail_jobs.py`.
 */
final class Jobs_Test extends Shop_Test_Case {

	public function test_all_old_notes_are_forgotten_and_young_ones_kept(): void {
		global $wpdb;
		$now  = 1_800_000_000;
		$rows = array();
		for ( $n = 0; $n < 1_200; $n++ ) {
			$rows[] = sprintf( "('deskhand_job_%04d', '%d', 'off')", $n, 0 === $n % 2 ? $now - 11 * DAY_IN_SECONDS : $now - 9 * DAY_IN_SECONDS );
		}
		$wpdb->query( "INSERT INTO $wpdb->options (option_name, option_value, autoload) VALUES " . implode( ',', $rows ) );
		Jobs::forget_old( $now );
		$kept = $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE 'deskhand\\_job\\_%' ORDER BY option_name" );
		self::assertCount( 600, $kept );
		self::assertSame( 'deskhand_job_0001', $kept[0] );
	}
}
