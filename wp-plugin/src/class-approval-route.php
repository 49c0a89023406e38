<?php
/**
 * The route by which shoppers confirm.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

/**
 * `POST deskhand/v1/approval`: the shopper's word on an action of their own thread, where it is theirs to give.
 */
final class Approval_Route {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts Made when the route is called.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Registers the route. It is public: the gate, the thread token and the limits stand before it.
	 */
	public function register(): void {
		register_rest_route(
			Gate::REST_NAMESPACE,
			'/approval',
			array(
				'methods'             => 'POST',
				'callback'            => function ( WP_REST_Request $request ): WP_REST_Response|WP_Error {
					nocache_headers();
					return Problem::guard( fn(): WP_REST_Response => rest_ensure_response( $this->decide( $request ) ) );
				},
				'permission_callback' => fn( WP_REST_Request $request ): bool|WP_Error => $this->parts->gate()->is_own( $request ),
			)
		);
	}

	/**
	 * Has it done, or turns it down.
	 *
	 * @param WP_REST_Request $request `{thread, approval_id, agree}`.
	 * @return array{state: string, text: string}
	 */
	private function decide( WP_REST_Request $request ): array {
		$token = $request->get_param( 'thread' );
		$agree = $request->get_param( 'agree' );
		if ( ! $this->parts->widget()->is_visible() ) {
			throw new Refused( 'not_found' );
		}
		$shopper = $this->parts->session()->shopper( get_current_user_id(), is_string( $token ) ? $token : '' );
		$id      = Field::id( $request, 'approval_id' );
		if ( ! is_bool( $agree ) ) {
			throw new Refused( 'message_invalid' );
		}
		$this->parts->rate_limit()->count( 'approve', $shopper->thread_id );
		$this->parts->bulkhead()->enter(); // A payment service may take seconds.
		$this->parts->after_response()->add( 'jobs' );
		return $this->parts->approval_desk()->decide_as_shopper( $shopper, $id, $agree );
	}
}
