<?php
/**
 * Calls the sidecar: gRPC over ext-curl.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

// phpcs:disable WordPress.WP.AlternativeFunctions -- The only file that uses curl directly. gRPC needs
// HTTP/2 without TLS, trailers and a unix socket; the WordPress HTTP API offers none of them.

/**
 * Makes unary and streaming gRPC calls to the sidecar.
 *
 * Each call has a multi handle, and so a connection, of its own. libcurl before 8.0 can't use one
 * twice for cleartext HTTP/2, a new one costs about 0.2 ms, and closing it is what tells the
 * sidecar within a millisecond that nobody listens any more. For the same reason a call may be
 * made while another one streams. Nothing is retried here.
 */
final class Sidecar_Client {
	private const CONNECT_TIMEOUT_MS = 1_000;

	/** Half a second, so that a tick comes at least once a second on a busy machine too. */
	private const TICK_NS = 500_000_000;

	/**
	 * Holds the values; connects to nothing.
	 *
	 * @param string  $address `unix:/path/of/socket` or `host:port`.
	 * @param Keypair $keypair Signs the tokens.
	 * @param string  $site    The site's address as paired.
	 */
	public function __construct(
		private readonly string $address,
		private readonly Keypair $keypair,
		private readonly string $site,
	) {
	}

	/**
	 * Says in one sentence what keeps this PHP from calling a sidecar; null when nothing does.
	 */
	public static function obstacle(): ?string {
		if ( PHP_INT_SIZE < 8 ) {
			return __( 'Deskhand needs a 64-bit PHP.', 'deskhand' );
		}
		if ( ! function_exists( 'curl_multi_init' ) ) {
			return __( 'Deskhand needs the PHP extension curl.', 'deskhand' );
		}
		$curl = curl_version();
		return self::curl_obstacle( $curl['version'], 0 !== ( $curl['features'] & CURL_VERSION_HTTP2 ) );
	}

	/**
	 * Says what is wrong with a libcurl; null when nothing is.
	 *
	 * @param string $version   Its version.
	 * @param bool   $has_http2 Whether it was built with HTTP/2.
	 */
	public static function curl_obstacle( string $version, bool $has_http2 ): ?string {
		if ( ! $has_http2 ) {
			return __( 'Deskhand needs a libcurl with HTTP/2.', 'deskhand' );
		}
		if ( version_compare( $version, '8.12.0', '>=' ) && version_compare( $version, '8.13.0', '<=' ) ) {
			return __( 'libcurl 8.12.0 to 8.13.0 can\'t make gRPC calls (they drop the header "te: trailers"). Please update it.', 'deskhand' );
		}
		return null;
	}

	/**
	 * True for `unix:/path` and `host:port`.
	 *
	 * @param string $address An address.
	 */
	public static function is_address( string $address ): bool {
		return 1 === preg_match( '#\A(?:unix:/[^\0\s]{1,100}|(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,39}\]):\d{1,5})\z#', $address );
	}

	/**
	 * Makes a call that has one answer.
	 *
	 * @template T of Wire_Message
	 * @param string          $method         Full name, such as `sidecar.v1.Agent/GetThread`.
	 * @param Wire_Message    $request        The request.
	 * @param class-string<T> $response_class Class of the answer.
	 * @param Caller          $caller         Who calls, and the deadline.
	 * @return T
	 * @throws Sidecar_Error When there is no answer.
	 */
	public function unary( string $method, Wire_Message $request, string $response_class, Caller $caller ): Wire_Message {
		$answers = array();
		$this->stream(
			$method,
			$request,
			$response_class,
			$caller,
			static function ( Wire_Message $answer ) use ( &$answers ): bool {
				$answers[] = $answer;
				return true;
			}
		);
		if ( 1 !== count( $answers ) ) {
			throw new Sidecar_Error( Sidecar_Error::INTERNAL, 'BAD_RESPONSE', 'The sidecar did not send exactly one message.' );
		}
		return $answers[0];
	}

	/**
	 * Makes a call whose answers stream in, and returns when they have ended or were cancelled.
	 *
	 * Whatever a callback throws cancels the call and is passed on. Calls may be made inside one.
	 *
	 * @template T of Wire_Message
	 * @param string                  $method         Full name, such as `sidecar.v1.Agent/Chat`.
	 * @param Wire_Message            $request        The request.
	 * @param class-string<T>         $response_class Class of an answer.
	 * @param Caller                  $caller         Who calls, and the deadline of the whole stream.
	 * @param callable( T ): bool     $on_message     Gets each answer; false cancels the call.
	 * @param (callable(): bool)|null $on_tick        Called at least once a second, answers or not;
	 *                                                false cancels the call.
	 * @throws Sidecar_Error When the call fails before the stream or in its midst.
	 */
	public function stream( string $method, Wire_Message $request, string $response_class, Caller $caller, callable $on_message, ?callable $on_tick = null ): void {
		$response  = new Grpc_Response();
		$handle    = $this->open( $method, $request, $caller, $response );
		$multi     = curl_multi_init();
		$next_tick = hrtime( true ) + self::TICK_NS;
		curl_multi_add_handle( $multi, $handle );
		try {
			do {
				curl_multi_exec( $multi, $running );
				foreach ( $response->take_messages() as $bytes ) {
					if ( ! $on_message( self::decode( $response_class, $bytes ) ) ) {
						return;
					}
				}
				if ( hrtime( true ) >= $next_tick ) {
					$next_tick = hrtime( true ) + self::TICK_NS;
					if ( null !== $on_tick && ! $on_tick() ) {
						return;
					}
				}
				if ( $running ) {
					curl_multi_select( $multi, max( 0, $next_tick - hrtime( true ) ) / 1e9 );
				}
			} while ( $running );
			$failure = self::failure( $handle, curl_multi_info_read( $multi )['result'] ?? CURLE_OK, $response );
		} finally {
			curl_multi_remove_handle( $multi, $handle );
			curl_multi_close( $multi );
		}
		if ( null !== $failure ) {
			throw $failure;
		}
	}

	/**
	 * Makes a handle that is ready to go.
	 *
	 * @param string        $method   Full name of the method.
	 * @param Wire_Message  $request  The request.
	 * @param Caller        $caller   Who calls, and the deadline.
	 * @param Grpc_Response $response Gets what arrives.
	 * @throws Sidecar_Error When this PHP, the address or the request is unfit.
	 */
	private function open( string $method, Wire_Message $request, Caller $caller, Grpc_Response $response ): \CurlHandle {
		if ( null !== self::obstacle() ) {
			throw new Sidecar_Error( Sidecar_Error::UNAVAILABLE, 'PHP_UNSUPPORTED', 'This PHP can\'t call the sidecar; see Site Health.' );
		}
		if ( ! self::is_address( $this->address ) ) {
			throw new Sidecar_Error( Sidecar_Error::UNAVAILABLE, 'ADDRESS_INVALID', 'The sidecar\'s address is neither unix:/path nor host:port.' );
		}
		try {
			$body = Wire_Writer::encode( $request );
		} catch ( Wire_Error $error ) {
			throw new Sidecar_Error( Sidecar_Error::INVALID_ARGUMENT, 'BAD_REQUEST', 'The request cannot be encoded.', $error );
		}
		$path    = str_starts_with( $this->address, 'unix:' ) ? substr( $this->address, strlen( 'unix:' ) ) : '';
		$handle  = curl_init();
		$options = array(
			CURLOPT_URL               => 'http://' . ( '' === $path ? $this->address : 'sidecar' ) . "/$method",
			CURLOPT_PROTOCOLS         => CURLPROTO_HTTP,
			CURLOPT_HTTP_VERSION      => CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE,
			CURLOPT_NOPROXY           => '*',
			CURLOPT_NOSIGNAL          => true,
			CURLOPT_CONNECTTIMEOUT_MS => self::CONNECT_TIMEOUT_MS,
			CURLOPT_TIMEOUT_MS        => $caller->timeout_ms,
			CURLOPT_POSTFIELDS        => pack( 'CN', 0, strlen( $body ) ) . $body,
			CURLOPT_HTTPHEADER        => array(
				'content-type: application/grpc',
				'te: trailers',
				"grpc-timeout: {$caller->timeout_ms}m",
				'authorization: Bearer ' . Token::issue( $this->keypair, $this->site, $caller, $body, time() ),
				'expect:',
				'accept:',
			),
			CURLOPT_HEADERFUNCTION    => static function ( \CurlHandle $handle, string $line ) use ( $response ): int {
				$response->add_header( $line );
				return strlen( $line );
			},
			CURLOPT_WRITEFUNCTION     => static fn( \CurlHandle $handle, string $bytes ): int => $response->add_body( $bytes ) ? strlen( $bytes ) : 0,
		);
		if ( '' !== $path ) {
			$options[ CURLOPT_UNIX_SOCKET_PATH ] = $path;
		}
		curl_setopt_array( $handle, $options );
		return $handle;
	}

	/**
	 * Judges a call that has ended; the sidecar's own word counts before curl's.
	 *
	 * @param \CurlHandle   $handle   The call.
	 * @param int           $errno    What curl says.
	 * @param Grpc_Response $response What arrived.
	 */
	private static function failure( \CurlHandle $handle, int $errno, Grpc_Response $response ): ?Sidecar_Error {
		$outcome = $response->outcome();
		if ( null === $outcome || 'CONNECTION_LOST' !== $outcome->reason ) {
			return $outcome;
		}
		if ( 0 === curl_getinfo( $handle, CURLINFO_CONNECT_TIME_T ) ) {
			return new Sidecar_Error( Sidecar_Error::UNAVAILABLE, 'UNREACHABLE', 'Nobody answers at the sidecar\'s address.' );
		}
		if ( CURLE_OPERATION_TIMEDOUT === $errno ) {
			return new Sidecar_Error( Sidecar_Error::DEADLINE_EXCEEDED, 'DEADLINE_EXCEEDED', 'The sidecar did not answer in time.' );
		}
		return $outcome;
	}

	/**
	 * Reads an answer.
	 *
	 * @template T of Wire_Message
	 * @param class-string<T> $response_class What it should be.
	 * @param string          $bytes          Its bytes.
	 * @return T
	 * @throws Sidecar_Error When it is something else.
	 */
	private static function decode( string $response_class, string $bytes ): Wire_Message {
		try {
			return Wire_Reader::decode( $response_class, $bytes );
		} catch ( Wire_Error $error ) {
			throw new Sidecar_Error( Sidecar_Error::INTERNAL, 'BAD_RESPONSE', 'The sidecar sent a message that can\'t be read.', $error );
		}
	}
}
