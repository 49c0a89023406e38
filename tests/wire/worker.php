<?php
/**
 * Runs wire classes for the tests: reads framed requests from stdin, answers on stdout.
 *
 * A frame is a 4-byte little-endian length and that many bytes of JSON. Requests are
 * `{op, class, bytes (base64) | values}`; answers `{ok: true, bytes, values}` or
 * `{ok: false, error}`. Values travel as text with a type in front, because JSON has neither
 * bytes nor exact doubles.
 *
 * Usage: php worker.php SRC_FOLDER WIRE_FOLDER
 */

declare(strict_types=1);

use Deskhand\Wire_Error;
use Deskhand\Wire_Reader;
use Deskhand\Wire_Writer;

[ , $src, $wire ] = $argv;

spl_autoload_register(
	static function ( string $name ) use ( $src, $wire ): void {
		$file = 'class-' . strtolower( str_replace( '_', '-', preg_replace( '/^.*\\\\/', '', $name ) ) ) . '.php';
		require ( str_starts_with( $name, 'Deskhand\\Wire\\' ) ? $wire : $src ) . '/' . $file;
	}
);
set_error_handler(
	static function ( int $level, string $text ): never {
		throw new ErrorException( $text );
	}
);

/** Names the type of a value in front of its text. */
function plain( mixed $value ): mixed {
	return match ( true ) {
		is_string( $value ) => 's' . base64_encode( $value ),
		is_int( $value )    => "i$value",
		is_float( $value )  => 'd' . bin2hex( pack( 'e', $value ) ),
		is_bool( $value )   => 'b' . (int) $value,
		is_array( $value )  => array_map( 'plain', $value ),
		is_object( $value ) => (object) array_map( 'plain', get_object_vars( $value ) ),
		default             => null,
	};
}

/** The opposite of plain(), into an instance of `$class`. */
function build( string $class, array $values ): object {
	foreach ( $class::fields() as $field ) {
		$of   = str_contains( $field['type'], '\\' ) ? $field['type'] : null;
		$name = $field['name'];
		if ( ! isset( $values[ $name ] ) ) {
			continue;
		}
		$each            = static fn( mixed $value ): mixed => $of ? build( $of, $value ) : scalar( $value );
		$values[ $name ] = isset( $field['repeated'] ) ? array_map( $each, $values[ $name ] ) : $each( $values[ $name ] );
	}
	return new $class( ...$values );
}

/** The opposite of plain() for one scalar. */
function scalar( string $text ): mixed {
	$rest = substr( $text, 1 );
	return match ( $text[0] ) {
		's' => base64_decode( $rest ),
		'i' => (int) $rest,
		'd' => unpack( 'e', hex2bin( $rest ) )[1],
		'b' => '1' === $rest,
	};
}

while ( true ) {
	$head = fread( STDIN, 4 );
	if ( false === $head || strlen( $head ) < 4 ) {
		exit( 0 );
	}
	$length = unpack( 'V', $head )[1];
	$frame  = '';
	while ( strlen( $frame ) < $length ) {
		$frame .= fread( STDIN, $length - strlen( $frame ) );
	}
	$request = json_decode( $frame, true, 512, JSON_THROW_ON_ERROR );
	$class   = 'Deskhand\\Wire\\' . $request['class'];
	try {
		if ( isset( $request['bytes'] ) ) {
			$message = Wire_Reader::decode( $class, base64_decode( $request['bytes'] ) );
		} else {
			$message = build( $class, $request['values'] );
		}
		$answer = array(
			'ok'     => true,
			'bytes'  => base64_encode( Wire_Writer::encode( $message ) ),
			'values' => plain( $message ),
		);
	} catch ( Wire_Error $error ) {
		$answer = array(
			'ok'    => false,
			'error' => $error->getMessage(),
		);
	}
	$frame = json_encode( $answer, JSON_THROW_ON_ERROR, 1024 );
	fwrite( STDOUT, pack( 'V', strlen( $frame ) ) . $frame );
}
