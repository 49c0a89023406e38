<?php
/**
 * What a model wrote as arguments.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Reads a JSON object against a schema without any of the leniency of WordPress's own validation: `"12"` and `12.0`
 * are no integers, a property twice is no object.
 */
final class Tool_Arguments {

	private const MAX_BYTES = 16_384;

	private const MAX_DEPTH = 8;

	/** A JSON string, and the colon that makes it a key. */
	private const STRING_OR_KEY = '/"(?:[^"\\\\]++|\\\\.)*+"\s*+(:?)/s';

	/**
	 * The arguments, or null when they do not fit.
	 *
	 * @param string               $json   What the model wrote.
	 * @param array<string, mixed> $schema Schema of the object.
	 * @return array<string, mixed>|null
	 */
	public static function read( string $json, array $schema ): ?array {
		if ( strlen( $json ) > self::MAX_BYTES ) {
			return null;
		}
		$value = json_decode( $json, false, self::MAX_DEPTH );
		if ( ! $value instanceof \stdClass || self::has_double_keys( $json, $value ) || ! self::fits_type( $value, $schema ) ) {
			return null;
		}
		$arguments = json_decode( $json, true, self::MAX_DEPTH );
		return is_array( $arguments ) && true === rest_validate_value_from_schema( $arguments, $schema, 'arguments' ) ? $arguments : null;
	}

	/**
	 * True when a key stands twice in one object: the text then holds more keys than the value.
	 *
	 * @param string $json  Valid JSON.
	 * @param mixed  $value What it decodes to.
	 */
	private static function has_double_keys( string $json, mixed $value ): bool {
		preg_match_all( self::STRING_OR_KEY, $json, $found );
		return count( array_filter( $found[1] ) ) !== self::key_count( $value );
	}

	/**
	 * Keys of all objects within a value.
	 *
	 * @param mixed $value Decoded JSON with objects as `stdClass`.
	 */
	private static function key_count( mixed $value ): int {
		$children = $value instanceof \stdClass ? get_object_vars( $value ) : ( is_array( $value ) ? $value : array() );
		return array_sum( array_map( self::key_count( ... ), $children ) ) + ( $value instanceof \stdClass ? count( $children ) : 0 );
	}

	/**
	 * True when each value has the very type that its schema names; what no schema names is left to WordPress.
	 *
	 * @param mixed                $value  Decoded JSON with objects as `stdClass`.
	 * @param array<string, mixed> $schema Its schema.
	 */
	private static function fits_type( mixed $value, array $schema ): bool {
		$fits = match ( $schema['type'] ?? null ) {
			'integer' => is_int( $value ),
			'number'  => is_int( $value ) || is_float( $value ),
			'string'  => is_string( $value ),
			'boolean' => is_bool( $value ),
			'array'   => is_array( $value ),
			'object'  => $value instanceof \stdClass,
			default   => true,
		};
		if ( ! $fits ) {
			return false;
		}
		$children = $value instanceof \stdClass ? get_object_vars( $value ) : ( is_array( $value ) ? $value : array() );
		foreach ( $children as $key => $child ) {
			$of_child = $value instanceof \stdClass ? ( $schema['properties'][ $key ] ?? array() ) : ( $schema['items'] ?? array() );
			if ( ! self::fits_type( $child, $of_child ) ) {
				return false;
			}
		}
		return true;
	}
}
