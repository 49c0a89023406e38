<?php
/**
 * Plugin Name: Mail to files
 * Description: Writes each mail as a JSON file into the test site's mail folder instead of sending it.
 */

declare(strict_types=1);

add_filter(
	'pre_wp_mail',
	static function ( $sent, array $mail ) {
		$name = sprintf( '%020d-%s.json', hrtime( true ), bin2hex( random_bytes( 4 ) ) );
		$mail = wp_json_encode(
			array(
				'to'      => array_values( (array) $mail['to'] ),
				'subject' => $mail['subject'],
				'message' => $mail['message'],
				'headers' => array_values( array_filter( (array) $mail['headers'] ) ),
			)
		);
		file_put_contents( DESKHAND_TEST_MAIL . '/.' . $name, $mail );
		return rename( DESKHAND_TEST_MAIL . '/.' . $name, DESKHAND_TEST_MAIL . '/' . $name );
	},
	10,
	2
);
