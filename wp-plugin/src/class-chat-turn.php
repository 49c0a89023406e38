<?php
/**
 * One shopper message and all that answers it.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Follows a turn in the sidecar and runs the shop tools it asks for, while the stream stays open.
 */
final class Chat_Turn {

	private const CHAT = 'sidecar.v1.Agent/Chat';

	private const RETURN_RESULT = 'sidecar.v1.Agent/ReturnToolResult';

	/** Longest that one request follows a turn; after it the browser attaches again. */
	private const STREAM_TIMEOUT_MS = 30_000;

	/** A turn's first event comes within milliseconds; a sidecar that takes longer than this has stalled. */
	private const FIRST_EVENT_S = 5.0;

	/** Longest that a polling request waits for an event. */
	private const POLL_WAIT_MS = 8_000;

	/** How much longer than its wait a polling request may take. */
	private const POLL_GRACE_MS = 4_000;

	/** A polling request that has something to show goes back after this. */
	private const POLL_PAUSE_S = 0.7;

	/** True once the turn's last event came. */
	private bool $has_ended = false;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar    The sidecar.
	 * @param Shopper        $shopper    Who chats.
	 * @param string         $message_id The turn.
	 * @param string         $text       What the shopper wrote; empty only attaches.
	 * @param int            $after_seq  Events up to this are known.
	 * @param Wire\Page      $page       Where the shopper is.
	 * @param bool           $is_trial   True for staff who try out what a shopper would be told, and see each step.
	 * @param string         $return_address Where the shopper may be written to, sealed; empty where nothing is proven.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Shopper $shopper,
		private readonly string $message_id,
		private readonly string $text,
		private readonly int $after_seq,
		private readonly Wire\Page $page,
		private readonly bool $is_trial = false,
		private readonly string $return_address = '',
	) {}

	/**
	 * True once the turn's last event came.
	 */
	public function has_ended(): bool {
		return $this->has_ended;
	}

	/**
	 * Passes events on as they come, until the turn ends, the browser leaves or the time is up.
	 *
	 * @param Event_Stream $stream To the browser.
	 */
	public function stream( Event_Stream $stream ): void {
		try {
			$this->follow( 0, $this->shown( $stream->send( ... ) ), $stream->beat( ... ) );
		} catch ( \Throwable $thrown ) {
			$stream->refuse( Problem::from( $thrown ) );
		}
	}

	/**
	 * Gathers events: all there are, or the first that come within the wait.
	 *
	 * @return array{events: list<array<string, mixed>>, ended: bool}
	 * @throws Sidecar_Error When there is none to gather.
	 */
	public function poll(): array {
		$events = array();
		$until  = microtime( true ) + self::POLL_PAUSE_S;
		$more   = static function () use ( &$events, $until ): bool {
			return array() === $events || microtime( true ) < $until;
		};
		try {
			$this->follow(
				self::POLL_WAIT_MS,
				$this->shown(
					static function ( array $event ) use ( &$events, $more ): bool {
						$events[] = $event;
						return $more();
					}
				),
				$more
			);
		} catch ( Sidecar_Error $error ) {
			if ( array() === $events ) {
				throw $error;
			}
		}
		return array(
			'events' => $events,
			'ended'  => $this->has_ended,
		);
	}

	/**
	 * Passes the sidecar's own events on until the turn ends, for a reader that does not leave.
	 *
	 * @param callable( Wire\Chat_Event ): void $read Gets each event.
	 * @throws Sidecar_Error When the sidecar refuses or breaks off.
	 */
	public function follow_to_end( callable $read ): void {
		$this->follow(
			0,
			static function ( Wire\Chat_Event $event ) use ( $read ): bool {
				$read( $event );
				return true;
			},
			static fn(): bool => true
		);
	}

	/**
	 * What passes an event on as the browser may see it.
	 *
	 * @param callable $emit Gets each; false leaves.
	 */
	private function shown( callable $emit ): \Closure {
		return function ( Wire\Chat_Event $event ) use ( $emit ): bool {
			$json = Event_Json::of( $event, $this->shopper );
			return null === $json || $emit( $json );
		};
	}

	/**
	 * Opens the stream.
	 *
	 * @param int      $wait_ms 0 follows to the end.
	 * @param callable $emit    Gets each event but requests for tools; false leaves.
	 * @param callable $tick    Called at least once a second; false leaves.
	 * @throws Sidecar_Error When the sidecar refuses, breaks off or does not even begin.
	 */
	private function follow( int $wait_ms, callable $emit, callable $tick ): void {
		$request = new Wire\Chat_Request(
			thread_id: $this->shopper->thread_id,
			message_id: $this->message_id,
			text: $this->text,
			after_seq: $this->after_seq,
			wait_ms: $wait_ms,
			page: $this->page,
			tools: Abilities::specs( $this->shopper ),
			known_fields: $this->shopper->known_fields(),
			trace: $this->is_trial,
			return_address: $this->return_address,
		);
		$timeout_ms = $wait_ms > 0 ? $wait_ms + self::POLL_GRACE_MS : self::STREAM_TIMEOUT_MS;
		$waits = 0 === $this->after_seq;
		$until = microtime( true ) + self::FIRST_EVENT_S;
		$this->sidecar->stream(
			self::CHAT,
			$request,
			Wire\Chat_Event::class,
			$this->is_trial ? Caller::trial( $this->shopper, $timeout_ms ) : Caller::shopper( $this->shopper, $timeout_ms ),
			function ( Wire\Chat_Event $event ) use ( $emit, &$waits ): bool {
				$waits           = false;
				$this->has_ended = $this->has_ended || Event_Json::is_terminal( $event );
				if ( null !== $event->tool_request ) {
					$this->run_tool( $event->tool_request );
					return true;
				}
				return $emit( $event );
			},
			static function () use ( $tick, $until, &$waits ): bool {
				if ( $waits && microtime( true ) > $until ) {
					throw new Sidecar_Error( Sidecar_Error::DEADLINE_EXCEEDED, 'DEADLINE_EXCEEDED', 'The sidecar did not begin in time.' );
				}
				return $tick();
			}
		);
	}

	/**
	 * Runs what the turn asks for and hands the result back.
	 *
	 * @param Wire\Tool_Request $request The tool and its arguments.
	 */
	private function run_tool( Wire\Tool_Request $request ): void {
		if ( $request->deadline_unix_ms < (int) ( microtime( true ) * 1000 ) ) {
			return;
		}
		try {
			$this->sidecar->unary(
				self::RETURN_RESULT,
				( new Tool_Runner( $this->shopper ) )->answer( $request, $this->message_id ),
				Wire\Return_Tool_Result_Response::class,
				Caller::shopper( $this->shopper )
			);
		} catch ( Sidecar_Error ) {
			return; // The turn goes on without the result, and tells by its own events how.
		}
	}
}
