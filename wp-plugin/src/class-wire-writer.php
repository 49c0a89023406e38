<?php
/**
 * Wire classes become protobuf bytes.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Encodes one message by the table that its class gives.
 *
 * The bytes equal those of the official runtime's deterministic serialisation, so that the hash
 * of a request in its token means the same on both sides.
 *
 * @phpstan-import-type Field from Wire_Message
 */
final class Wire_Writer {
	/** Wire type of each scalar; messages and packed fields have a length (2). */
	private const SCALARS = array(
		'int32'  => 0,
		'int64'  => 0,
		'bool'   => 0,
		'double' => 1,
		'string' => 2,
		'bytes'  => 2,
	);

	/**
	 * Gives the canonical bytes of a message: fields in ascending order, defaults left out.
	 *
	 * @param Wire_Message $message The message.
	 * @throws Wire_Error When a string is not UTF-8, an int32 is out of range, or two members of
	 *                    a oneof are set.
	 */
	public static function encode( Wire_Message $message ): string {
		$bytes = '';
		$set   = array();
		foreach ( $message::fields() as $number => $field ) {
			$value = $message->{$field['name']};
			if ( null === $value ) {
				continue;
			}
			if ( isset( $field['oneof'] ) ) {
				if ( isset( $set[ $field['oneof'] ] ) ) {
					throw new Wire_Error( 'Two members of a oneof are set.' );
				}
				$set[ $field['oneof'] ] = true;
			}
			$type = $field['type'];
			if ( isset( $field['repeated'] ) ) {
				$bytes .= self::repeated( $number, $type, $value );
			} elseif ( ! isset( self::SCALARS[ $type ] ) ) {
				$bytes .= self::delimited( $number, self::encode( $value ) );
			} elseif ( isset( $field['oneof'] ) || ! self::is_default( $value ) ) {
				$bytes .= self::tag( $number, self::SCALARS[ $type ] ) . self::scalar( $type, $value );
			}
		}
		return $bytes;
	}

	/**
	 * Encodes a repeated field; numbers are packed.
	 *
	 * @param int                                          $number Field number.
	 * @param string                                       $type   Type of an element.
	 * @param list<int|float|bool|string>|list<Wire_Message> $values The elements.
	 * @throws Wire_Error As encode().
	 */
	private static function repeated( int $number, string $type, array $values ): string {
		$wire_type = self::SCALARS[ $type ] ?? null;
		$bytes     = '';
		foreach ( $values as $value ) {
			$bytes .= match ( $wire_type ) {
				null    => self::delimited( $number, self::encode( $value ) ),
				2       => self::tag( $number, 2 ) . self::scalar( $type, $value ),
				default => self::scalar( $type, $value ),
			};
		}
		return null === $wire_type || 2 === $wire_type || ! $values ? $bytes : self::delimited( $number, $bytes );
	}

	/**
	 * Encodes one scalar without its tag.
	 *
	 * @param string                $type  A key of SCALARS.
	 * @param int|float|bool|string $value The value.
	 * @throws Wire_Error When it does not fit the type.
	 */
	private static function scalar( string $type, int|float|bool|string $value ): string {
		switch ( $type ) {
			case 'string':
				if ( 1 !== preg_match( '//u', $value ) ) {
					throw new Wire_Error( 'A string is not valid UTF-8.' );
				}
				return self::varint( strlen( $value ) ) . $value;
			case 'int32':
				if ( $value < -0x80000000 || $value > 0x7fffffff ) {
					throw new Wire_Error( 'A number does not fit an int32.' );
				}
				return self::varint( $value );
			case 'int64':
				return self::varint( $value );
			case 'bool':
				return $value ? "\x01" : "\x00";
			case 'double':
				return pack( 'e', $value );
			default:
				return self::varint( strlen( $value ) ) . $value;
		}
	}

	/**
	 * True for the value that proto3 leaves out; -0.0 is not it.
	 *
	 * @param int|float|bool|string $value The value.
	 */
	private static function is_default( int|float|bool|string $value ): bool {
		return is_float( $value )
			? "\0\0\0\0\0\0\0\0" === pack( 'e', $value )
			: 0 === $value || '' === $value || false === $value;
	}

	/**
	 * Encodes a field that has a length.
	 *
	 * @param int    $number Field number.
	 * @param string $bytes  Its content.
	 */
	private static function delimited( int $number, string $bytes ): string {
		return self::tag( $number, 2 ) . self::varint( strlen( $bytes ) ) . $bytes;
	}

	/**
	 * Encodes a tag.
	 *
	 * @param int $number    Field number.
	 * @param int $wire_type Wire type.
	 */
	private static function tag( int $number, int $wire_type ): string {
		return self::varint( $number << 3 | $wire_type );
	}

	/**
	 * Encodes a varint; a negative number takes ten bytes.
	 *
	 * @param int $value The number.
	 */
	private static function varint( int $value ): string {
		$bytes = '';
		while ( $value < 0 || $value > 0x7f ) {
			$bytes .= chr( $value & 0x7f | 0x80 );
			$value  = $value >> 7 & 0x01ffffffffffffff;
		}
		return $bytes . chr( $value );
	}
}
