<?php
/**
 * Runs PHP that a test sends, within a request: a worker that is up already answers sooner than the command line.
 *
 * `{code, data, user, lock}` arrives as JSON; what the code returns goes back as JSON, and what it throws as text with
 * the status 500. The file `lock` is locked until all is done, what the plugin leaves for after the response included. A
 * test site has this under a name that nobody can guess.
 */

declare(strict_types=1);

define( 'WP_DISABLE_FATAL_ERROR_HANDLER', true );
set_time_limit( 0 );
try {
	$input = json_decode( (string) file_get_contents( 'php://input' ), true, 512, JSON_THROW_ON_ERROR );
	$lock  = fopen( $input['lock'], 'c' );
	flock( $lock, LOCK_EX );
	require __DIR__ . '/wp-load.php';
	wp_set_current_user( $input['user'] );
	$answer = ( static function ( string $code, mixed $data ): mixed {
		return eval( $code );
	} )( $input['code'], $input['data'] );
	echo json_encode( $answer, JSON_THROW_ON_ERROR );
} catch ( Throwable $thrown ) {
	http_response_code( 500 );
	echo $thrown;
}
