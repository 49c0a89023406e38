<?php
/**
 * Why a call to the sidecar gave no answer.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A failed call: the canonical gRPC status, a stable reason, and a sentence for the log.
 *
 * The reason is the sidecar's own (trailer `deskhand-reason`) or, where it gave none, the name of
 * the status. What goes wrong on this side has a reason of its own:
 * `UNREACHABLE` (nobody listens), `CONNECTION_LOST` (an answer broke off), `BAD_RESPONSE` (it is
 * not gRPC, or not the expected message), `BAD_REQUEST` (the request cannot be encoded),
 * `ADDRESS_INVALID`, `PHP_UNSUPPORTED` and `SALTS_MISSING` (the owner has to act).
 */
final class Sidecar_Error extends \RuntimeException {
	public const UNKNOWN             = 2;
	public const INVALID_ARGUMENT    = 3;
	public const DEADLINE_EXCEEDED   = 4;
	public const NOT_FOUND           = 5;
	public const ALREADY_EXISTS      = 6;
	public const PERMISSION_DENIED   = 7;
	public const RESOURCE_EXHAUSTED  = 8;
	public const FAILED_PRECONDITION = 9;
	public const ABORTED             = 10;
	public const UNIMPLEMENTED       = 12;
	public const INTERNAL            = 13;
	public const UNAVAILABLE         = 14;
	public const UNAUTHENTICATED     = 16;

	/** Names of the statuses 0 to 16 (grpc.io/docs/guides/status-codes). */
	private const NAMES = array(
		'OK',
		'CANCELLED',
		'UNKNOWN',
		'INVALID_ARGUMENT',
		'DEADLINE_EXCEEDED',
		'NOT_FOUND',
		'ALREADY_EXISTS',
		'PERMISSION_DENIED',
		'RESOURCE_EXHAUSTED',
		'FAILED_PRECONDITION',
		'ABORTED',
		'OUT_OF_RANGE',
		'UNIMPLEMENTED',
		'INTERNAL',
		'UNAVAILABLE',
		'DATA_LOSS',
		'UNAUTHENTICATED',
	);

	/**
	 * Holds the values.
	 *
	 * @param int             $grpc_status   One of the constants, or another gRPC status.
	 * @param string          $reason        UPPER_SNAKE.
	 * @param string          $text          One sentence for the log; no personal data.
	 * @param \Throwable|null $previous      What caused it.
	 * @param int             $retry_after_s Seconds after which to try again; 0 when not known.
	 */
	public function __construct(
		public readonly int $grpc_status,
		public readonly string $reason,
		string $text,
		?\Throwable $previous = null,
		public readonly int $retry_after_s = 0,
	) {
		parent::__construct( $text, $grpc_status, $previous );
	}

	/**
	 * Makes the error that the sidecar's last headers tell of.
	 *
	 * A status that gRPC does not have becomes UNKNOWN; a reason that is not UPPER_SNAKE becomes
	 * the name of the status; a text that is not UTF-8 is left out.
	 *
	 * @param array<string, string> $headers Headers by lower-case name: `grpc-status`,
	 *                                       `grpc-message` (percent-encoded), `deskhand-reason`,
	 *                                       `deskhand-retry-after-s`; any may be missing.
	 */
	public static function from_trailers( array $headers ): self {
		$status = $headers['grpc-status'] ?? '';
		$reason = $headers['deskhand-reason'] ?? '';
		$after  = $headers['deskhand-retry-after-s'] ?? '';
		$text   = rawurldecode( $headers['grpc-message'] ?? '' );
		$code   = 1 === preg_match( '/\A(?:[1-9]|1[0-6])\z/', $status ) ? (int) $status : self::UNKNOWN;
		return new self(
			$code,
			1 === preg_match( '/\A[A-Z][A-Z0-9_]{0,63}\z/', $reason ) ? $reason : self::NAMES[ $code ],
			'' !== $text && 1 === preg_match( '//u', $text ) ? $text : self::NAMES[ $code ],
			null,
			1 === preg_match( '/\A\d{1,6}(?:\.\d+)?\z/', $after ) ? (int) ceil( (float) $after ) : 0,
		);
	}
}
