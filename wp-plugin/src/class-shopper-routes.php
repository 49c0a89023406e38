<?php
/**
 * The routes that the widget calls.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

/**
 * `POST deskhand/v1/…` for shoppers. Each callback checks who it is and how often, then acts, then shapes. Exceptions
 * inside, `WP_Error` at the edge.
 */
final class Shopper_Routes {

	private const MAX_MESSAGE_CHARS = 4_000;

	/** Set when nobody answered for a while: for some seconds nobody waits for the sidecar any more. */
	private const STALLED = 'deskhand_stalled';

	private const STALLED_S = 10;

	private const SLOW_NS = 800_000_000;

	private const CALL_TIMEOUT_MS = 2_000;

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts Made when a route is called: the shop's other REST requests pay for none.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Registers the routes. They are public: the gate, the thread token and the limits stand before each.
	 */
	public function register(): void {
		$routes = array(
			'session'  => $this->session( ... ),
			'chat'     => $this->chat( ... ),
			'thread'   => $this->thread( ... ),
			'stop'     => $this->stop( ... ),
			'feedback' => $this->feedback( ... ),
			'ticket'   => $this->ticket( ... ),
			'contact'  => $this->contact( ... ),
		);
		foreach ( $routes as $name => $step ) {
			register_rest_route(
				Gate::REST_NAMESPACE,
				"/$name",
				array(
					'methods'             => 'POST',
					'callback'            => static function ( WP_REST_Request $request ) use ( $step ): WP_REST_Response|WP_Error {
						nocache_headers();
						return Problem::guard( static fn(): WP_REST_Response => rest_ensure_response( $step( $request ) ) );
					},
					'permission_callback' => fn( WP_REST_Request $request ): bool|WP_Error => $this->parts->gate()->is_own( $request ),
				)
			);
		}
	}

	/**
	 * Who is here, their thread, and what the widget needs. The log-in cookie counts here without a nonce, because the
	 * nonce is what this call gives; the gate keeps other sites out.
	 *
	 * @param WP_REST_Request $request `{thread?, page?}`.
	 * @return array<string, mixed>
	 */
	private function session( WP_REST_Request $request ): array {
		$this->count( 'session' );
		$user_id = (int) wp_validate_auth_cookie( '', 'logged_in' );
		wp_set_current_user( $user_id );
		$this->check_open();
		$sent    = $request->get_param( 'thread' );
		$session = $this->parts->session();
		$shopper = $session->open( $user_id, is_string( $sent ) ? $sent : '' );
		$token   = $session->token( $shopper );
		return array(
			'thread'             => $token,
			'nonce'              => $user_id > 0 ? wp_create_nonce( 'wp_rest' ) : null,
			'logged_in'          => $user_id > 0,
			'running_message_id' => $token === $sent ? $this->running_message_id( $shopper ) : '',
			'config'             => $this->parts->widget()->config( Field::page( $request ), $user_id ),
		);
	}

	/**
	 * Sends a message or attaches to its turn.
	 *
	 * @param WP_REST_Request $request `{thread, message_id, text, after_seq, page, mode}`.
	 * @return array{events: list<array<string, mixed>>, ended: bool}|Stream_Response
	 */
	private function chat( WP_REST_Request $request ): array|Stream_Response {
		$shopper = $this->shopper( $request );
		$text    = Field::text( $request, 'text', self::MAX_MESSAGE_CHARS );
		if ( '' === $text && '' !== ( $request->get_param( 'text' ) ?? '' ) ) {
			throw new Refused( 'message_invalid' );
		}
		$turn = new Chat_Turn(
			$this->parts->sidecar(),
			$shopper,
			Field::id( $request, 'message_id' ),
			$text,
			Field::count( $request, 'after_seq' ),
			Field::page( $request ),
			return_address: $this->parts->return_address()->of( $shopper )
		);
		$this->count( '' === $text ? 'attach' : 'message', $shopper );
		$this->check_stall();
		$this->parts->bulkhead()->enter();
		$see_to_jobs = fn() => $turn->has_ended() ? $this->parts->after_response()->add( 'jobs' ) : null;
		if ( 'poll' === $request->get_param( 'mode' ) ) {
			$answer = $turn->poll();
			$see_to_jobs();
			return $answer;
		}
		return new Stream_Response(
			static function () use ( $turn, $see_to_jobs ): void {
				$turn->stream( Event_Stream::to_browser() );
				$see_to_jobs();
			}
		);
	}

	/**
	 * The thread so far, or what came since a moment. Whoever says to look at it is not written to besides.
	 *
	 * @param WP_REST_Request $request `{thread, present?: bool, since?: Unix milliseconds}`.
	 * @return array<string, mixed>
	 */
	private function thread( WP_REST_Request $request ): array {
		$shopper = $this->shopper( $request );
		$since   = Field::count( $request, 'since' );
		$this->count( 'look', $shopper );
		$look = new Wire\Get_Thread_Request( thread_id: $shopper->thread_id, is_present: true === $request->get_param( 'present' ) );
		return Thread_Json::thread( $this->call( 'GetThread', $look, Wire\Get_Thread_Response::class, $shopper ), $since, $shopper );
	}

	/**
	 * Ends a running turn.
	 *
	 * @param WP_REST_Request $request `{thread, message_id}`.
	 * @return array{stopped: true}
	 */
	private function stop( WP_REST_Request $request ): array {
		$shopper = $this->shopper( $request );
		$this->count( 'call' );
		$stop = new Wire\Stop_Turn_Request( thread_id: $shopper->thread_id, message_id: Field::id( $request, 'message_id' ) );
		$this->call( 'StopTurn', $stop, Wire\Stop_Turn_Response::class, $shopper );
		return array( 'stopped' => true );
	}

	/**
	 * What the shopper thought of an answer.
	 *
	 * @param WP_REST_Request $request `{thread, message_id, rating, reason}`.
	 * @return array{received: true}
	 */
	private function feedback( WP_REST_Request $request ): array {
		$shopper = $this->shopper( $request );
		$rating  = new Wire\Rate_Turn_Request(
			thread_id: $shopper->thread_id,
			message_id: Field::id( $request, 'message_id' ),
			rating: match ( $request->get_param( 'rating' ) ) {
				'up' => Wire\Rating::UP,
				'down' => Wire\Rating::DOWN,
				default => throw new Refused( 'message_invalid' ),
			},
			reason: Field::text( $request, 'reason', 500 ),
		);
		$this->count( 'call' );
		$this->call( 'RateTurn', $rating, Wire\Rate_Turn_Response::class, $shopper );
		return array( 'received' => true );
	}

	/**
	 * Opens the ticket that the shopper clicked for. A logged-in shopper is reached where WordPress knows them to be,
	 * never where the body says.
	 *
	 * @param WP_REST_Request $request `{thread, request_id, subject, body, email?, name?}`.
	 * @return array{ticket_id: string, subject: string}
	 */
	private function ticket( WP_REST_Request $request ): array {
		$shopper = $this->shopper( $request );
		$call_id = Field::id( $request, 'request_id' );
		$subject = Field::line( $request, 'subject', 200 );
		$body    = Field::required_text( $request, 'body', self::MAX_MESSAGE_CHARS );
		$user    = $shopper->user_id > 0 ? wp_get_current_user() : null;
		$contact = new Wire\Contact(
			name: $user ? mb_substr( $user->display_name, 0, 100 ) : Field::line( $request, 'name', 100 ),
			email: $user ? $user->user_email : Field::email( $request, 'email' ),
		);
		$this->count( 'ticket', $shopper );
		$this->parts->after_response()->add( 'jobs' );
		return $this->parts->ticket_desk()->open( Caller::shopper( $shopper ), $call_id, '' !== $subject ? $subject : Ticket_Desk::subject_of( $body ), $body, $contact );
	}

	/**
	 * Keeps a message for the shop. Works without the sidecar.
	 *
	 * @param WP_REST_Request $request `{request_id, name, email, message}`.
	 * @return array{received: true}
	 */
	private function contact( WP_REST_Request $request ): array {
		$call_id = Field::id( $request, 'request_id' );
		$name    = Field::line( $request, 'name', 100 );
		$email   = Field::email( $request, 'email' );
		$message = Field::required_text( $request, 'message', self::MAX_MESSAGE_CHARS );
		if ( '' === $email ) {
			throw new Refused( 'message_invalid' );
		}
		$this->count( 'contact' );
		$this->check_open();
		$this->parts->contact_form()->keep( $call_id, $name, $email, $message );
		$this->parts->after_response()->add( 'deliveries' );
		return array( 'received' => true );
	}

	/**
	 * The shopper behind a request; the user is who WordPress authenticated it as.
	 *
	 * @param WP_REST_Request $request With `thread`.
	 */
	private function shopper( WP_REST_Request $request ): Shopper {
		$token = $request->get_param( 'thread' );
		$this->check_open();
		return $this->parts->session()->shopper( get_current_user_id(), is_string( $token ) ? $token : '' );
	}

	/**
	 * Whoever may not see the widget has no routes either; an owner who takes it back closes open chats too.
	 *
	 * @throws Refused `not_found`.
	 */
	private function check_open(): void {
		if ( ! $this->parts->widget()->is_visible() ) {
			throw new Refused( 'not_found' );
		}
	}

	/**
	 * While the sidecar stalls, nobody waits for it.
	 *
	 * @throws Refused `sidecar_down`.
	 */
	private function check_stall(): void {
		if ( false !== get_transient( self::STALLED ) ) {
			throw new Refused( 'sidecar_down' );
		}
	}

	/**
	 * Counts a request against the limits.
	 *
	 * @param string       $action  A row of their table.
	 * @param Shopper|null $shopper Whose thread counts too.
	 * @throws Refused `rate_limited`.
	 */
	private function count( string $action, ?Shopper $shopper = null ): void {
		$this->parts->rate_limit()->count( $action, $shopper->thread_id ?? '' );
	}

	/**
	 * The turn that still runs in a thread; empty when none does or nobody can say.
	 *
	 * @param Shopper $shopper Whose thread.
	 */
	private function running_message_id( Shopper $shopper ): string {
		try {
			$request = new Wire\Get_Thread_Request( thread_id: $shopper->thread_id, limit: 1 );
			return $this->call( 'GetThread', $request, Wire\Get_Thread_Response::class, $shopper )->running_message_id;
		} catch ( Sidecar_Error | Refused ) {
			return '';
		}
	}

	/**
	 * One call to the agent. These calls stand outside the bulkhead because they take milliseconds; when one does not,
	 * the next ones are refused at once, so that a stalled sidecar holds no workers.
	 *
	 * @template T of object
	 * @param string          $method   Of `sidecar.v1.Agent`.
	 * @param object          $request  Its request.
	 * @param class-string<T> $response Class of its response.
	 * @param Shopper         $shopper  In whose name.
	 * @return T
	 */
	private function call( string $method, object $request, string $response, Shopper $shopper ): object {
		$this->check_stall();
		$began_ns = hrtime( true );
		try {
			return $this->parts->sidecar()->unary( "sidecar.v1.Agent/$method", $request, $response, Caller::shopper( $shopper, self::CALL_TIMEOUT_MS ) );
		} catch ( Sidecar_Error $error ) {
			$is_silent = in_array( $error->grpc_status, array( Sidecar_Error::DEADLINE_EXCEEDED, Sidecar_Error::UNAVAILABLE ), true );
			if ( $is_silent && hrtime( true ) - $began_ns > self::SLOW_NS ) {
				set_transient( self::STALLED, 1, self::STALLED_S );
			}
			throw $error;
		}
	}
}
