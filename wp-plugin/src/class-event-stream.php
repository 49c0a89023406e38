<?php
/**
 * Server-sent events.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * Writes events to the browser as they come. The response starts with the first event or heartbeat, so that a refusal
 * before it is still a plain HTTP error.
 */
final class Event_Stream {

	/** True once headers are out. */
	private bool $started = false;

	/**
	 * Only assigns.
	 *
	 * @param \Closure $start Takes the response over: headers, output buffers.
	 * @param \Closure $write Writes and flushes a string; false when the browser is gone.
	 */
	public function __construct( private readonly \Closure $start, private readonly \Closure $write ) {}

	/**
	 * The stream to the browser of this request.
	 */
	public static function to_browser(): self {
		return new self(
			static function (): void {
				// The browser's leaving is found by `connection_aborted()`, so that the call to the sidecar is closed in order.
				ignore_user_abort( true );
				if ( PHP_SESSION_ACTIVE === session_status() ) {
					session_write_close();
				}
				if ( function_exists( 'apache_setenv' ) ) {
					apache_setenv( 'no-gzip', '1' );
				}
				while ( ob_get_level() > 0 && ob_end_clean() ) {
					continue;
				}
				header_remove( 'Content-Length' );
				header( 'Content-Type: text/event-stream; charset=utf-8' );
				header( 'Cache-Control: no-cache, no-transform, private' );
				header( 'X-Accel-Buffering: no' );
			},
			static function ( string $frame ): bool {
				echo $frame; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- JSON in an event stream, not HTML.
				flush();
				return 0 === connection_aborted();
			}
		);
	}

	/**
	 * Sends one event.
	 *
	 * @param array<string, mixed> $event With `type`; `seq` becomes the frame's id.
	 * @return bool False when the browser is gone.
	 */
	public function send( array $event ): bool {
		$id = isset( $event['seq'] ) ? "id: {$event['seq']}\n" : '';
		return $this->frame( $id . 'data: ' . wp_json_encode( $event, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE ) . "\n\n" );
	}

	/**
	 * Sends a heartbeat: PHP learns of a gone browser only when it writes.
	 *
	 * @return bool False when the browser is gone.
	 */
	public function beat(): bool {
		return $this->frame( ": hb\n\n" );
	}

	/**
	 * Says that the answer can't go on: as an HTTP error when nothing was sent yet, else as a last frame.
	 *
	 * @param WP_Error $error From `Problem`.
	 */
	public function refuse( WP_Error $error ): void {
		$data = (array) $error->get_error_data();
		if ( $this->started ) {
			$this->send(
				array(
					'type'    => 'error',
					'code'    => $error->get_error_code(),
					'message' => $error->get_error_message(),
				) + array_diff_key( $data, array( 'status' => 0 ) )
			);
			return;
		}
		if ( ! headers_sent() ) {
			status_header( (int) $data['status'] );
			if ( isset( $data['retry_after'] ) ) {
				header( 'Retry-After: ' . (int) $data['retry_after'] );
			}
		}
		( $this->write )(
			(string) wp_json_encode(
				array(
					'code'    => $error->get_error_code(),
					'message' => $error->get_error_message(),
					'data'    => $data,
				)
			)
		);
	}

	/**
	 * Writes one frame, and the headers before the first.
	 *
	 * @param string $frame Ends with an empty line.
	 */
	private function frame( string $frame ): bool {
		if ( ! $this->started ) {
			$this->started = true;
			( $this->start )();
		}
		return ( $this->write )( $frame );
	}
}
