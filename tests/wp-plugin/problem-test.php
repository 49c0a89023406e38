<?php
/**
 * The table of problems.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Diagnosis;
use Deskhand\Problem;
use Deskhand\Refused;
use Deskhand\Sidecar_Error;

/**
 * Everything that can go wrong has a code, a status and a sentence, and tells nothing of its cause.
 */
final class Problem_Test extends Shop_Test_Case {

	/** Codes that the widget knows (interfaces) and those beside them. */
	private const CODES = array( 'origin_forbidden', 'session_invalid', 'message_invalid', 'message_too_long', 'message_conflict', 'not_found', 'approval_closed', 'approval_busy', 'rate_limited', 'busy', 'sidecar_down', 'internal' );

	public function test_every_code_has_a_status_and_a_sentence_of_its_own(): void {
		$sentences = array();
		foreach ( self::CODES as $code ) {
			$error = Problem::of( $code );
			self::assertSame( $code, $error->get_error_code() );
			self::assertGreaterThanOrEqual( 400, $error->get_error_data()['status'] );
			$sentences[] = $error->get_error_message();
		}
		self::assertSame( $sentences, array_unique( $sentences ) );
	}

	/** @dataProvider statuses */
	public function test_every_grpc_status_has_its_code( int $status, string $code ): void {
		$error = Problem::from( new Sidecar_Error( $status, 'SOMETHING_NEW', 'secret cause' ) );
		self::assertSame( $code, $error->get_error_code() );
		self::assertStringNotContainsString( 'secret', (string) wp_json_encode( array( $error->get_error_message(), $error->get_error_data() ) ) );
	}

	/**
	 * All statuses of gRPC but OK, and one that does not exist.
	 *
	 * @return array<int, array{int, string}>
	 */
	public function statuses(): array {
		$rows = array( 3 => 'message_invalid', 5 => 'not_found', 6 => 'message_conflict', 8 => 'rate_limited' );
		foreach ( range( 1, 17 ) as $status ) {
			$rows[ $status ] ??= 'sidecar_down';
		}
		return array_map( static fn( int $status, string $code ): array => array( $status, $code ), array_keys( $rows ), $rows );
	}

	public function test_a_reason_counts_before_the_status(): void {
		self::assertSame( 'sidecar_down', Problem::from( new Sidecar_Error( Sidecar_Error::RESOURCE_EXHAUSTED, 'DISK_FULL', '' ) )->get_error_code() );
		self::assertSame( 'message_too_long', Problem::from( new Sidecar_Error( Sidecar_Error::INVALID_ARGUMENT, 'MESSAGE_TOO_LONG', '' ) )->get_error_code() );
	}

	public function test_a_wait_is_told(): void {
		self::assertSame( 7, Problem::from( new Refused( 'rate_limited', 7 ) )->get_error_data()['retry_after'] );
		self::assertSame( 9, Problem::from( new Sidecar_Error( Sidecar_Error::RESOURCE_EXHAUSTED, 'RATE_LIMITED', '', null, 9 ) )->get_error_data()['retry_after'] );
		self::assertArrayNotHasKey( 'retry_after', Problem::of( 'not_found' )->get_error_data() );
	}

	public function test_anything_else_is_internal_and_only_logged(): void {
		$log    = tempnam( get_temp_dir(), 'log' );
		$before = ini_set( 'error_log', $log );
		$error  = Problem::guard( static fn() => throw new \LogicException( 'password=hunter2' ) );
		ini_set( 'error_log', (string) $before );
		self::assertSame( 'internal', $error->get_error_code() );
		self::assertStringContainsString( 'LogicException', (string) file_get_contents( $log ) );
		self::assertStringNotContainsString( 'hunter2', file_get_contents( $log ) . $error->get_error_message() );
	}

	public function test_a_guarded_callback_survives_what_other_plugins_hand_on(): void {
		$before  = ini_set( 'error_log', '/dev/null' );
		$guarded = Problem::guarded( static fn( int $post_id ): int => $post_id );
		$given   = array( $guarded( 7, 'more' ), $guarded( new \stdClass() ), $guarded() );
		ini_set( 'error_log', (string) $before );
		self::assertSame( 7, $given[0] );
		self::assertContainsOnlyInstancesOf( \WP_Error::class, array_slice( $given, 1 ) );
	}

	/** A snippet that forgets to return what it was given must not end the shop's REST requests. */
	public function test_our_filters_hand_on_whatever_others_left(): void {
		self::assertNull( apply_filters( 'rest_pre_serve_request', null, new \WP_REST_Response(), new \WP_REST_Request( 'POST', '/wc/store/v1/cart' ), rest_get_server() ) );
	}

	public function test_the_owner_reads_a_sentence_for_every_reason_and_status(): void {
		$source  = (string) file_get_contents( dirname( \Deskhand\PLUGIN_FILE ) . '/src/class-diagnosis.php' );
		$default = Diagnosis::of( new Sidecar_Error( Sidecar_Error::INTERNAL, 'INTERNAL', '' ) );
		preg_match_all( "/'([A-Z_]{5,})'/", $source, $reasons );
		self::assertGreaterThan( 15, count( $reasons[1] ) );
		foreach ( $reasons[1] as $reason ) {
			self::assertNotSame( $default, Diagnosis::of( new Sidecar_Error( Sidecar_Error::INTERNAL, $reason, '' ) ), $reason );
		}
		foreach ( range( 1, 16 ) as $status ) {
			self::assertNotSame( '', Diagnosis::of( new Sidecar_Error( $status, 'SOMETHING_NEW', '' ) ) );
		}
	}
}
