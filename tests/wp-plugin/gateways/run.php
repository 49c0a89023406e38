<?php
/**
 * Runs PHP that a test sends, within a request: a worker that is up already answers sooner than one of the command line.
 *
 * `{code, data, user}` arrives as JSON under the header `X-Deskhand-Run`; what the code returns goes back as JSON.
 *
 * @package Deskhand
 */

declare(strict_types=1);

if ( isset( $_SERVER['HTTP_X_DESKHAND_RUN'] ) ) {
	add_action(
		'wp_loaded',
		static function (): void {
			$input = json_decode( (string) file_get_contents( 'php://input' ), true );
			$data  = $input['data'];
			wp_set_current_user( $input['user'] );
			$code  = $input['code'];
			wp_send_json( ( static function () use ( $code, $data ): mixed { return eval( $code ); } )() );
		},
		PHP_INT_MAX
	);
}
