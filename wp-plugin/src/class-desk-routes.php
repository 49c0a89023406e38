<?php
/**
 * The routes that the conversation screen calls.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

/**
 * `POST deskhand/v1/desk/…` for staff: how a conversation is now, and what a person writes in it.
 */
final class Desk_Routes {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts Made when a route is called.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Registers the routes.
	 */
	public function register(): void {
		$routes = array(
			'thread' => $this->thread( ... ),
			'reply'  => $this->reply( ... ),
		);
		foreach ( $routes as $name => $step ) {
			register_rest_route(
				Gate::REST_NAMESPACE,
				"/desk/$name",
				array(
					'methods'             => 'POST',
					'callback'            => static fn( WP_REST_Request $request ): WP_REST_Response|WP_Error => Owner_Routes::answer( static fn(): array => $step( $request ) ),
					'permission_callback' => static fn(): bool => current_user_can( Screens::staff_capability() ),
				)
			);
		}
	}

	/**
	 * A conversation as it is now.
	 *
	 * @param WP_REST_Request $request `{thread}`.
	 * @return array<string, mixed>
	 */
	private function thread( WP_REST_Request $request ): array {
		return ( new Thread_View( $this->parts->thread_desk()->read( Field::id( $request, 'thread' ) ), get_current_user_id() ) )->shown();
	}

	/**
	 * Writes to the shopper, and gives the conversation with it.
	 *
	 * @param WP_REST_Request $request `{thread, request_id, text}`.
	 * @return array<string, mixed>
	 */
	private function reply( WP_REST_Request $request ): array {
		$thread = Field::id( $request, 'thread' );
		$text   = Field::required_text( $request, 'text', Thread_Desk::MAX_TEXT_CHARS );
		$this->parts->thread_desk()->reply( $thread, wp_get_current_user(), $text, Field::id( $request, 'request_id' ) );
		return array( 'request_id' => Thread_Desk::new_id() ) + $this->thread( $request );
	}
}
