<?php
/**
 * Runs what the sidecar asks WordPress to run.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Ability;
use WP_Error;

/**
 * Runs one shop tool as the chatting shopper: known name, schema, permission, run, schema, size. What may destroy or
 * move money is not run: it becomes a sealed action that waits for somebody's word. Never throws; every failure is a
 * value that the model may read.
 */
final class Tool_Runner {

	private const MAX_RESULT_BYTES = 65_536;

	private const MAX_SEALED_BYTES = 8_192;

	/** Error of an ability => code and text for the model; anything else is `UPSTREAM_5XX`. */
	private const ERRORS = array(
		'not_found'                   => array( 'NOT_FOUND', 'No such order for this shopper.' ),
		'ability_invalid_input'       => array( 'INVALID_ARGUMENT', self::BAD_ARGUMENTS ),
		'ability_invalid_permissions' => array( 'UNAUTHORIZED', self::NOT_OFFERED ),
		'refund_refused'              => array( 'INVALID_ARGUMENT', 'The policy does not allow this refund. Call check_refund_policy for the reasons and the limit.' ),
	);

	private const BAD_ARGUMENTS = 'The arguments do not fit the schema of this tool.';

	private const NOT_OFFERED = 'This tool is not available to this shopper.';

	private const BROKEN = 'The shop could not answer.';

	/**
	 * Only assigns.
	 *
	 * @param Shopper $shopper Who chats.
	 */
	public function __construct( private readonly Shopper $shopper ) {}

	/**
	 * Runs the tool and gives what goes back to the sidecar.
	 *
	 * @param Wire\Tool_Request $request    What to run.
	 * @param string            $message_id The message whose turn asks.
	 */
	public function answer( Wire\Tool_Request $request, string $message_id ): Wire\Return_Tool_Result_Request {
		$outcome = $this->run( $request->name, $request->arguments_json, $request->call_id );
		return new Wire\Return_Tool_Result_Request(
			thread_id: $this->shopper->thread_id,
			message_id: $message_id,
			call_id: $request->call_id,
			result_json: is_string( $outcome ) ? $outcome : null,
			error: $outcome instanceof Wire\Tool_Error ? $outcome : null,
			action: $outcome instanceof Wire\Sealed_Action ? $outcome : null,
		);
	}

	/**
	 * Runs a tool.
	 *
	 * @param string $tool    Name of an offered tool.
	 * @param string $json    Arguments, a JSON object.
	 * @param string $call_id The call, the key of its effect.
	 * @return string|Wire\Tool_Error|Wire\Sealed_Action The result as a JSON object, why there is none, or what waits.
	 */
	public function run( string $tool, string $json, string $call_id = '' ): string|Wire\Tool_Error|Wire\Sealed_Action {
		$before = get_current_user_id();
		try {
			wp_set_current_user( $this->shopper->user_id );
			return $this->run_as_shopper( $tool, $json, $call_id );
		} catch ( \Throwable $thrown ) {
			Problem::from( $thrown );
			return new Wire\Tool_Error( code: 'UPSTREAM_5XX', message: self::BROKEN );
		} finally {
			wp_set_current_user( $before );
		}
	}

	/**
	 * The gates in their order.
	 *
	 * @param string $tool    Name of a tool.
	 * @param string $json    Arguments.
	 * @param string $call_id The call.
	 */
	private function run_as_shopper( string $tool, string $json, string $call_id ): string|Wire\Tool_Error|Wire\Sealed_Action {
		$name    = Abilities::offered( $this->shopper->user_id )[ $tool ] ?? '';
		$ability = '' === $name ? null : wp_get_ability( $name );
		if ( null === $ability ) {
			return new Wire\Tool_Error( code: 'UNAUTHORIZED', message: self::NOT_OFFERED );
		}
		$arguments = Tool_Arguments::read( $json, $ability->get_input_schema() );
		if ( null === $arguments ) {
			return new Wire\Tool_Error( code: 'INVALID_ARGUMENT', message: self::BAD_ARGUMENTS );
		}
		if ( Abilities::is_destructive( $ability ) ) {
			return $this->seal( $tool, $ability, $arguments, $call_id );
		}
		$result = $ability->execute( $arguments );
		if ( $result instanceof WP_Error ) {
			return self::error( $result );
		}
		$encoded = wp_json_encode( $result, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
		return is_string( $encoded ) && strlen( $encoded ) <= self::MAX_RESULT_BYTES
			? $encoded
			: new Wire\Tool_Error( code: 'UPSTREAM_5XX', message: self::BROKEN );
	}

	/**
	 * What the tool would do, sealed.
	 *
	 * @param string               $tool      Its name.
	 * @param WP_Ability           $ability   The tool.
	 * @param array<string, mixed> $arguments Checked against its schema.
	 * @param string               $call_id   The call.
	 */
	private function seal( string $tool, WP_Ability $ability, array $arguments, string $call_id ): Wire\Sealed_Action|Wire\Tool_Error {
		if ( true !== $ability->check_permissions( $arguments ) || '' === $call_id ) {
			return new Wire\Tool_Error( code: 'UNAUTHORIZED', message: self::NOT_OFFERED );
		}
		$proposal = Abilities::ISSUE_REFUND === $tool
			? parts()->refund_desk()->propose( $this->shopper, new Own_Orders( $this->shopper->user_id ), $arguments, $call_id )
			: Proposal::of_ability( $this->shopper, $tool, $ability, $arguments, $call_id, time() );
		if ( $proposal instanceof WP_Error ) {
			return self::error( $proposal );
		}
		$action = $proposal->to_wire( parts()->seal() );
		return strlen( $action->sealed ) <= self::MAX_SEALED_BYTES ? $action : new Wire\Tool_Error( code: 'INVALID_ARGUMENT', message: self::BAD_ARGUMENTS );
	}

	/**
	 * An ability's error as the model reads it.
	 *
	 * @param WP_Error $error The ability's.
	 */
	private static function error( WP_Error $error ): Wire\Tool_Error {
		[ $code, $text ] = self::ERRORS[ $error->get_error_code() ] ?? array( 'UPSTREAM_5XX', self::BROKEN );
		return new Wire\Tool_Error( code: $code, message: $text );
	}
}
