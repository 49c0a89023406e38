<?php
/**
 * What is wrong with bytes or values on the wire.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Bytes that are not the message they should be, or a value that no message can carry.
 *
 * The text names the rule that was broken and never holds any of the data.
 */
final class Wire_Error extends \RuntimeException {
}
