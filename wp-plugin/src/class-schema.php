<?php
/**
 * Schemas of abilities.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * JSON Schemas that are closed: what they do not name is refused on the way in and never leaves on the way out.
 */
final class Schema {

	public const TEXT = array( 'type' => 'string' );

	public const TEXTS = array(
		'type'  => 'array',
		'items' => self::TEXT,
	);

	public const COUNT = array( 'type' => 'integer' );

	public const FLAG = array( 'type' => 'boolean' );

	/**
	 * The schema of an object with these properties and no others.
	 *
	 * @param array<string, array<string, mixed>> $properties Schemas by name.
	 * @param list<string>                        $required   Names that must be there.
	 * @return array<string, mixed>
	 */
	public static function closed( array $properties, array $required = array() ): array {
		return array(
			'type'                 => 'object',
			'additionalProperties' => false,
		) + array_filter( // An empty list is no JSON object.
			array(
				'properties' => $properties,
				'required'   => $required,
			)
		);
	}

	/**
	 * The schema of an object that has all of these properties and no others.
	 *
	 * @param array<string, array<string, mixed>> $properties Schemas by name.
	 * @return array<string, mixed>
	 */
	public static function whole( array $properties ): array {
		return self::closed( $properties, array_keys( $properties ) );
	}

	/**
	 * The schema of a list of such objects.
	 *
	 * @param array<string, array<string, mixed>> $properties Schemas by name.
	 * @return array<string, mixed>
	 */
	public static function rows( array $properties ): array {
		return array(
			'type'  => 'array',
			'items' => self::whole( $properties ),
		);
	}

	/**
	 * The schema of text that must be there.
	 *
	 * @param int    $max_chars   Most characters.
	 * @param string $description For a model.
	 * @return array<string, mixed>
	 */
	public static function text( int $max_chars, string $description ): array {
		return array(
			'type'        => 'string',
			'minLength'   => 1,
			'maxLength'   => $max_chars,
			'description' => $description,
		);
	}

	/**
	 * The same schema for many properties.
	 *
	 * @param string ...$names Their names.
	 * @return array<string, array<string, mixed>>
	 */
	public static function texts( string ...$names ): array {
		return array_fill_keys( $names, self::TEXT );
	}
}
