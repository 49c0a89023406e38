<?php
/**
 * Sends all public content to the sidecar and waits for the index, as "Index now" does.
 *
 * Fails unless every document was taken.
 */

declare(strict_types=1);

return static function (): void {
	$reindex = Deskhand\parts()->reindex();
	$reindex->begin();
	$state = $reindex->advance( 300.0 );
	if ( 'done' !== $state['stage'] || array() !== $state['refused'] ) {
		throw new RuntimeException( (string) wp_json_encode( $state ) );
	}
};
