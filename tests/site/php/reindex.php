<?php
/**
 * Sends all public content to the sidecar and waits for the index, as "Index now" does.
 *
 * Arguments: docroot. Fails unless every document was taken.
 */

declare(strict_types=1);

require $argv[1] . '/wp-load.php';

$reindex = Deskhand\parts()->reindex();
$reindex->begin();
$state = $reindex->advance( 300.0 );
if ( 'done' !== $state['stage'] || array() !== $state['refused'] ) {
	fwrite( STDERR, (string) wp_json_encode( $state ) );
	exit( 1 );
}
