<?php
/**
 * A response that is written while it is made.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_REST_Response;

/**
 * Stands for a stream until the REST server has sent its headers; then `serve()` writes it.
 */
final class Stream_Response extends WP_REST_Response {

	/**
	 * Only assigns.
	 *
	 * @param \Closure $write Writes the whole stream.
	 */
	public function __construct( private readonly \Closure $write ) {
		parent::__construct();
	}

	/**
	 * Filter `rest_pre_serve_request`: writes the response if it is a stream.
	 *
	 * @param mixed $served Whether it was already printed, as others say.
	 * @param mixed $result The response.
	 */
	public static function serve( mixed $served, mixed $result ): mixed {
		if ( $served || ! $result instanceof self ) {
			return $served;
		}
		( $result->write )();
		return true;
	}
}
