<?php
/**
 * Protobuf bytes become wire classes.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Decodes one message by the table that its class gives.
 *
 * Accepts and refuses what the official runtime (upb, as in Python) accepts and refuses; a
 * property test holds the two together. Values collect in plain arrays first, because a singular
 * message field may come in several pieces that have to be merged, and become readonly objects at
 * the end. Time and memory are linear in the input: no length is believed before it is checked
 * against the bytes at hand.
 *
 * @phpstan-import-type Field from Wire_Message
 */
final class Wire_Reader {
	/** Messages and groups may nest this deep below the outermost message, as in upb. */
	private const MAX_DEPTH = 100;

	/** Wire types (protobuf.dev/programming-guides/encoding). */
	private const VARINT      = 0;
	private const FIXED64     = 1;
	private const LENGTH      = 2;
	private const START_GROUP = 3;
	private const END_GROUP   = 4;
	private const FIXED32     = 5;

	/** Wire type of each scalar; anything else is a message and has a length. */
	private const SCALARS = array(
		'int32'  => self::VARINT,
		'int64'  => self::VARINT,
		'bool'   => self::VARINT,
		'double' => self::FIXED64,
		'string' => self::LENGTH,
		'bytes'  => self::LENGTH,
	);

	/**
	 * Offset of the next byte.
	 *
	 * @var int
	 */
	private int $at = 0;

	/**
	 * Holds the bytes; `$end` is the offset behind the message or packed field being read.
	 *
	 * @param string $bytes The outermost message.
	 * @param int    $end   Its length.
	 */
	private function __construct( private readonly string $bytes, private int $end ) {
	}

	/**
	 * Reads a whole message by the rules of proto3; unknown fields are dropped.
	 *
	 * @template T of Wire_Message
	 * @param class-string<T> $message_class What the bytes should be.
	 * @param string          $bytes         The bytes.
	 * @return T
	 * @throws Wire_Error When they are something else.
	 */
	public static function decode( string $message_class, string $bytes ): Wire_Message {
		$reader = new self( $bytes, strlen( $bytes ) );
		$values = array();
		$reader->read_fields( $message_class::fields(), $values, self::MAX_DEPTH );
		return self::build( $message_class, $values );
	}

	/**
	 * Reads fields up to the end of the current message into `$values`, by name.
	 *
	 * @param array<int, Field>    $fields The fields of the message.
	 * @param array<string, mixed> $values What earlier pieces of the same message gave.
	 * @param int                  $depth  How much deeper messages may nest.
	 * @throws Wire_Error When the bytes are malformed.
	 */
	private function read_fields( array $fields, array &$values, int $depth ): void {
		while ( $this->at < $this->end ) {
			$tag = $this->read_tag();
			if ( $tag < 8 && $fields ) { // upb lets it pass where a message has no field at all.
				throw new Wire_Error( 'A field has the number 0.' );
			}
			$field = $fields[ $tag >> 3 ] ?? null;
			if ( null === $field ) {
				$this->skip( $tag, $depth );
				continue;
			}
			$wire_type = $tag & 7;
			$type      = $field['type'];
			$name      = $field['name'];
			$expected  = self::SCALARS[ $type ] ?? self::LENGTH;
			if ( $wire_type !== $expected ) {
				if ( self::LENGTH === $wire_type && isset( $field['repeated'] ) ) {
					$this->read_packed( $type, $values[ $name ] );
				} else {
					$this->skip( $tag, $depth );
				}
				continue;
			}
			if ( isset( $field['oneof'] ) ) {
				foreach ( $fields as $other ) {
					if ( ( $other['oneof'] ?? '' ) === $field['oneof'] && $other['name'] !== $name ) {
						unset( $values[ $other['name'] ] );
					}
				}
			}
			if ( isset( self::SCALARS[ $type ] ) ) {
				if ( isset( $field['repeated'] ) ) {
					$values[ $name ][] = $this->read_scalar( $type );
				} else {
					$values[ $name ] = $this->read_scalar( $type );
				}
			} elseif ( isset( $field['repeated'] ) ) {
				$element = array();
				$this->read_message( $type, $element, $depth );
				$values[ $name ][] = self::build( $type, $element );
			} else {
				$values[ $name ] ??= array();
				$this->read_message( $type, $values[ $name ], $depth );
			}
		}
	}

	/**
	 * Reads a message with its length in front.
	 *
	 * @param class-string<Wire_Message> $message_class Its class.
	 * @param array<string, mixed>       $values        Its values so far.
	 * @param int                        $depth         How much deeper messages may nest.
	 * @throws Wire_Error When it is malformed or too deep.
	 */
	private function read_message( string $message_class, array &$values, int $depth ): void {
		if ( $depth < 1 ) {
			throw new Wire_Error( 'Messages nest too deep.' );
		}
		$outer     = $this->end;
		$this->end = $this->read_length() + $this->at;
		$this->read_fields( $message_class::fields(), $values, $depth - 1 );
		$this->end = $outer;
	}

	/**
	 * Reads a packed repeated field and appends its elements.
	 *
	 * @param string                   $type   Type of an element.
	 * @param list<int|float|bool>|null $values Elements so far.
	 * @throws Wire_Error When it is malformed.
	 */
	private function read_packed( string $type, ?array &$values ): void {
		$outer     = $this->end;
		$this->end = $this->read_length() + $this->at;
		$values  ??= array();
		while ( $this->at < $this->end ) {
			$values[] = $this->read_scalar( $type );
		}
		$this->end = $outer;
	}

	/**
	 * Reads one scalar.
	 *
	 * @param string $type A key of SCALARS.
	 * @throws Wire_Error When it is malformed.
	 */
	private function read_scalar( string $type ): int|float|bool|string {
		switch ( $type ) {
			case 'string':
				$text = $this->take( $this->read_length() );
				if ( 1 !== preg_match( '//u', $text ) ) {
					throw new Wire_Error( 'A string is not valid UTF-8.' );
				}
				return $text;
			case 'int64':
				return $this->read_varint();
			case 'int32':
				return $this->read_varint() << 32 >> 32;
			case 'bool':
				return 0 !== $this->read_varint();
			case 'double':
				return unpack( 'e', $this->take( 8 ) )[1];
			default:
				return $this->take( $this->read_length() );
		}
	}

	/**
	 * Steps over the value of an unknown field, a group with all that is in it.
	 *
	 * Like upb, minds the numbers of fields inside a group only to pair its ends.
	 *
	 * @param int $tag   Its tag, already read.
	 * @param int $depth How deep groups may nest.
	 * @throws Wire_Error When it is malformed.
	 */
	private function skip( int $tag, int $depth ): void {
		$open = array();
		do {
			switch ( $tag & 7 ) {
				case self::VARINT:
					$this->read_varint();
					break;
				case self::FIXED64:
					$this->take( 8 );
					break;
				case self::LENGTH:
					$this->take( $this->read_length() );
					break;
				case self::FIXED32:
					$this->take( 4 );
					break;
				case self::START_GROUP:
					if ( count( $open ) >= $depth ) {
						throw new Wire_Error( 'Groups nest too deep.' );
					}
					$open[] = $tag >> 3;
					break;
				case self::END_GROUP:
					if ( array_pop( $open ) !== $tag >> 3 ) {
						throw new Wire_Error( 'A group ends that did not begin.' );
					}
					break;
				default:
					throw new Wire_Error( 'A field has an unknown wire type.' );
			}
			if ( $open ) {
				$tag = $this->read_tag();
			}
		} while ( $open );
	}

	/**
	 * Reads a tag: at most 5 bytes and 32 bits.
	 *
	 * @throws Wire_Error When it is anything else.
	 */
	private function read_tag(): int {
		$tag = $this->read_varint( 5 );
		if ( $tag > 0xffffffff ) {
			throw new Wire_Error( 'A tag is out of range.' );
		}
		return $tag;
	}

	/**
	 * Reads a length of at most 5 bytes and makes sure that so much is there.
	 *
	 * @throws Wire_Error When it is not.
	 */
	private function read_length(): int {
		$length = $this->read_varint( 5 );
		if ( $length > $this->end - $this->at ) {
			throw new Wire_Error( 'A length points beyond the end.' );
		}
		return $length;
	}

	/**
	 * Reads a varint, 64 bits wide; what is beyond them is dropped.
	 *
	 * @param int $max_bytes Most bytes it may take.
	 * @throws Wire_Error When it takes more or is cut off.
	 */
	private function read_varint( int $max_bytes = 10 ): int {
		$value = 0;
		for ( $i = 0; $i < $max_bytes; $i++ ) {
			if ( $this->at >= $this->end ) {
				throw new Wire_Error( 'The message ends in the middle of a field.' );
			}
			$byte   = ord( $this->bytes[ $this->at++ ] );
			$value |= ( $byte & 0x7f ) << ( 7 * $i );
			if ( $byte < 0x80 ) {
				return $value;
			}
		}
		throw new Wire_Error( 'A number takes too many bytes.' );
	}

	/**
	 * Takes bytes.
	 *
	 * @param int $count How many.
	 * @throws Wire_Error When fewer are left.
	 */
	private function take( int $count ): string {
		if ( $count > $this->end - $this->at ) {
			throw new Wire_Error( 'The message ends in the middle of a field.' );
		}
		$bytes     = substr( $this->bytes, $this->at, $count );
		$this->at += $count;
		return $bytes;
	}

	/**
	 * Makes the object, and those of its singular message fields, from collected values.
	 *
	 * @template T of Wire_Message
	 * @param class-string<T>      $message_class Its class.
	 * @param array<string, mixed> $values        Values by name; what is missing has its default.
	 * @return T
	 */
	private static function build( string $message_class, array $values ): Wire_Message {
		foreach ( $message_class::fields() as $field ) {
			$name = $field['name'];
			if ( isset( $values[ $name ] ) && ! isset( $field['repeated'] ) && ! isset( self::SCALARS[ $field['type'] ] ) ) {
				$values[ $name ] = self::build( $field['type'], $values[ $name ] );
			}
		}
		return new $message_class( ...$values );
	}
}
