<?php
/**
 * What arrives on one gRPC call.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Takes header lines and pieces of the body as they come, and gives messages and the outcome.
 *
 * A message comes as a frame: a flag (0, not compressed), its length in 4 bytes, big-endian, and
 * its bytes. Frames begin and end anywhere in the pieces. The status comes in the trailers, or in
 * the headers when the call fails at once (grpc/doc/PROTOCOL-HTTP2.md).
 */
final class Grpc_Response {
	/** Longest message taken; grpc's own default. */
	private const MAX_MESSAGE_BYTES = 4_194_304;

	/** What a proxy's or another server's HTTP status means (grpc/doc/http-grpc-status-mapping.md). */
	private const HTTP_STATUSES = array(
		400 => Sidecar_Error::INTERNAL,
		401 => Sidecar_Error::UNAUTHENTICATED,
		403 => Sidecar_Error::PERMISSION_DENIED,
		404 => Sidecar_Error::UNIMPLEMENTED,
		429 => Sidecar_Error::UNAVAILABLE,
		502 => Sidecar_Error::UNAVAILABLE,
		503 => Sidecar_Error::UNAVAILABLE,
		504 => Sidecar_Error::UNAVAILABLE,
	);

	/**
	 * HTTP status; 0 until the headers come.
	 *
	 * @var int
	 */
	private int $http_status = 0;

	/**
	 * Headers and trailers by lower-case name; the last of a name counts.
	 *
	 * @var array<string, string>
	 */
	private array $headers = array();

	/**
	 * Bytes of a frame that is not complete.
	 *
	 * @var string
	 */
	private string $pending = '';

	/**
	 * Complete messages that nobody has taken.
	 *
	 * @var list<string>
	 */
	private array $messages = array();

	/**
	 * What is wrong with the bytes that came.
	 *
	 * @var Sidecar_Error|null
	 */
	private ?Sidecar_Error $fault = null;

	/**
	 * Takes one line of the headers or the trailers.
	 *
	 * @param string $line The line with its end.
	 */
	public function add_header( string $line ): void {
		if ( 1 === preg_match( '#\AHTTP/\S+ (\d{3})#', $line, $match ) ) {
			$this->http_status = (int) $match[1];
		} elseif ( str_contains( $line, ':' ) ) {
			[ $name, $value ]                              = explode( ':', $line, 2 );
			$this->headers[ strtolower( trim( $name ) ) ] = trim( $value );
		}
	}

	/**
	 * Takes a piece of the body.
	 *
	 * @param string $bytes The piece.
	 * @return bool False when the answer can't be read on; outcome() says why.
	 */
	public function add_body( string $bytes ): bool {
		if ( ! $this->is_grpc() ) {
			return false;
		}
		$this->pending .= $bytes;
		$at             = 0;
		while ( null === $this->fault && strlen( $this->pending ) - $at >= 5 ) {
			$length = unpack( 'N', $this->pending, $at + 1 )[1];
			if ( "\0" !== $this->pending[ $at ] ) {
				$this->fault = new Sidecar_Error( Sidecar_Error::INTERNAL, 'BAD_RESPONSE', 'The sidecar sent a compressed message.' );
			} elseif ( $length > self::MAX_MESSAGE_BYTES ) {
				$this->fault = new Sidecar_Error( Sidecar_Error::RESOURCE_EXHAUSTED, 'BAD_RESPONSE', 'The sidecar sent too long a message.' );
			} elseif ( strlen( $this->pending ) - $at - 5 < $length ) {
				break;
			} else {
				$this->messages[] = substr( $this->pending, $at + 5, $length );
				$at              += 5 + $length;
			}
		}
		$this->pending = substr( $this->pending, $at );
		return null === $this->fault;
	}

	/**
	 * Gives the messages that have come since the last call, oldest first.
	 *
	 * @return list<string>
	 */
	public function take_messages(): array {
		$messages       = $this->messages;
		$this->messages = array();
		return $messages;
	}

	/**
	 * Judges the call once its connection has nothing more to give.
	 *
	 * @return Sidecar_Error|null Null when it ended well. CONNECTION_LOST when it broke off.
	 */
	public function outcome(): ?Sidecar_Error {
		$status = $this->headers['grpc-status'] ?? null;
		if ( null !== $this->fault ) {
			return $this->fault;
		}
		if ( null !== $status && '0' !== $status ) {
			return Sidecar_Error::from_trailers( $this->headers );
		}
		if ( 0 !== $this->http_status && ! $this->is_grpc() ) {
			$code = self::HTTP_STATUSES[ $this->http_status ] ?? Sidecar_Error::UNKNOWN;
			return new Sidecar_Error( $code, 'BAD_RESPONSE', 'What answers at the sidecar\'s address does not speak gRPC.' );
		}
		if ( null === $status || '' !== $this->pending ) {
			return new Sidecar_Error( Sidecar_Error::UNAVAILABLE, 'CONNECTION_LOST', 'The connection to the sidecar broke off.' );
		}
		return null;
	}

	/**
	 * True when the headers are those of a gRPC answer.
	 */
	private function is_grpc(): bool {
		return 200 === $this->http_status && str_starts_with( $this->headers['content-type'] ?? '', 'application/grpc' );
	}
}
