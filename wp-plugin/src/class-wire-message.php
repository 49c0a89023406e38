<?php
/**
 * What every generated wire class offers.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A protobuf message as a readonly value; `src/wire/` holds one class for each.
 *
 * A singular message field and every member of a oneof is null when absent; any other field has
 * its proto3 default (0, '', false, array()). At most one member of a oneof is set.
 *
 * @phpstan-type Field array{name: string, type: string, repeated?: true, oneof?: string}
 */
interface Wire_Message {
	/**
	 * Gives the fields by number, in ascending order, for Wire_Reader and Wire_Writer.
	 *
	 * A `type` is `int32`, `int64`, `bool`, `double`, `string`, `bytes`, or the name of a wire
	 * class. An enum is an `int32`.
	 *
	 * @return array<int, Field>
	 */
	public static function fields(): array;

	/**
	 * Gives the canonical bytes: fields in ascending order, defaults left out.
	 *
	 * @throws Wire_Error When a string is not UTF-8, an int32 is out of range, or two members of
	 *                    a oneof are set.
	 */
	public function encode(): string;

	/**
	 * Reads a message by the rules of proto3; unknown fields are dropped.
	 *
	 * @param string $bytes The whole message.
	 * @throws Wire_Error When the bytes are no such message.
	 */
	public static function decode( string $bytes ): self;
}
