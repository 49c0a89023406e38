<?php
/**
 * Kills this PHP worker at one step, once: `wp-content/die.txt` names it.
 *
 * `query:<pattern>[:<nth>]` before a statement that fits, `action:<hook>[:<priority>]` in a hook, `gateway:<moment>`
 * within a payment service; `desk:…` lets the far end of the line to the sidecar say when.
 *
 * With `minutes_later` in its address a request comes when the lock of a killed worker holds no more.
 *
 * @package Deskhand
 */

declare(strict_types=1);

if ( isset( $_GET['minutes_later'] ) ) {
	global $wpdb;
	$wpdb->query( "UPDATE $wpdb->options SET option_value = CONCAT( '1|', option_name ) WHERE option_name LIKE 'deskhand\\_lock\\_%'" );
}
$deskhand_rule = is_file( WP_CONTENT_DIR . '/die.txt' ) && 'cli' !== PHP_SAPI ? (string) file_get_contents( WP_CONTENT_DIR . '/die.txt' ) : '';
$deskhand_die  = static function (): void {
	unlink( WP_CONTENT_DIR . '/die.txt' );
	posix_kill( getmypid(), 9 );
};
if ( 1 === preg_match( '/^query:(.+?)(?::(\d))?$/D', $deskhand_rule, $deskhand_found ) && str_contains( $_SERVER['REQUEST_URI'] ?? '', 'admin-post' ) ) {
	$deskhand_left = (int) ( $deskhand_found[2] ?? 1 );
	add_filter(
		'query',
		static function ( $query ) use ( $deskhand_die, $deskhand_found, &$deskhand_left ) {
			if ( 1 === preg_match( '/' . $deskhand_found[1] . '/s', $query ) && 0 === --$deskhand_left ) {
				$deskhand_die();
			}
			return $query;
		}
	);
} elseif ( 1 === preg_match( '/^action:(\w+)(?::(-?\d+))?$/D', $deskhand_rule, $deskhand_found ) ) {
	add_action( $deskhand_found[1], $deskhand_die, (int) ( $deskhand_found[2] ?? 10 ) );
} elseif ( str_starts_with( $deskhand_rule, 'gateway:' ) ) {
	add_action( 'deskhand_test_gateway', static fn( string $moment ) => "gateway:$moment" === $deskhand_rule ? $deskhand_die() : null );
} elseif ( str_starts_with( $deskhand_rule, 'desk:' ) && str_contains( $_SERVER['REQUEST_URI'] ?? '', 'admin-post' ) ) {
	file_put_contents( WP_CONTENT_DIR . '/worker.txt', (string) getmypid() );
}
unset( $deskhand_rule, $deskhand_die, $deskhand_found );
