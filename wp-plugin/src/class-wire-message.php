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
}
