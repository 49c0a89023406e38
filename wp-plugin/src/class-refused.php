<?php
/**
 * A request that is not carried out.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Thrown where a request is found wanting; `Problem` turns it into a `WP_Error` at the edge.
 */
final class Refused extends \RuntimeException {

	/**
	 * Only assigns.
	 *
	 * @param string $problem       A code of `Problem`.
	 * @param int    $retry_after_s Seconds after which it may work; 0 for the code's own.
	 */
	public function __construct( public readonly string $problem, public readonly int $retry_after_s = 0 ) {
		parent::__construct( $problem );
	}
}
