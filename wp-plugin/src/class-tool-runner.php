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
		'rate_limited'                => array( 'RATE_LIMIT', 'Too many tries; it may be tried again in an hour.' ),
		'order_unproven'              => array( 'UNAUTHORIZED', self::UNPROVEN ),
		'refund_unproven'             => array( 'UNAUTHORIZED', self::UNPROVEN ),
		'write_unknown'               => array( 'UPSTREAM_5XX', 'It may or may not have been done, and is not done again. Say so, and offer a person.' ),
		'refund_refused'              => array( 'INVALID_ARGUMENT', 'The policy does not allow this refund. Call check_refund_policy for the reasons and the limit.' ),
	);

	private const BAD_ARGUMENTS = 'The arguments do not fit the schema of this tool.';

	private const NOT_OFFERED = 'This tool is not available to this shopper.';

	private const UNPROVEN = 'The shopper must first prove with the mailed code that the order is theirs: verify_identity.';

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
			deferred: is_string( $outcome ) ? Chatting::take_deferred() : array(),
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
		try {
			return Chatting::with( $this->shopper, fn(): string|Wire\Tool_Error|Wire\Sealed_Action => $this->run_as_shopper( $tool, $json, $call_id ), $call_id );
		} catch ( \Throwable $thrown ) {
			Problem::from( $thrown );
			return new Wire\Tool_Error( code: 'UPSTREAM_5XX', message: self::BROKEN );
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
		$name    = Abilities::offered( $this->shopper )[ $tool ] ?? '';
		$ability = '' === $name ? null : wp_get_ability( $name );
		if ( null === $ability ) {
			return new Wire\Tool_Error( code: 'UNAUTHORIZED', message: self::NOT_OFFERED );
		}
		$arguments = Tool_Arguments::read( $json, Abilities::input_schema( $ability, $this->shopper ) );
		if ( null === $arguments ) {
			return new Wire\Tool_Error( code: 'INVALID_ARGUMENT', message: self::BAD_ARGUMENTS );
		}
		$arguments = Abilities::is_ours( $name ) ? $arguments : $this->with_own_order( $arguments );
		if ( $arguments instanceof WP_Error ) {
			return self::error( $arguments );
		}
		if ( Abilities::is_destructive( $ability ) ) {
			return $this->seal( $tool, $ability, $arguments, $call_id );
		}
		$result = Abilities::is_ours( $name ) ? self::encoded( $ability->execute( $arguments ) ) : $this->run_of_plugin( $ability, $arguments, $call_id );
		return $result instanceof WP_Error ? self::error( $result ) : $result;
	}

	/**
	 * Arguments of another plugin's ability with the id of the order that they name, which must be proven to be the shopper's.
	 *
	 * @param array<string, mixed> $arguments What fits its schema.
	 * @return array<string, mixed>|WP_Error
	 */
	private function with_own_order( array $arguments ): array|WP_Error {
		if ( ! isset( $arguments['order_id'] ) ) {
			return $arguments;
		}
		$order = Own_Orders::of( $this->shopper )->proven( is_int( $arguments['order_id'] ) ? $arguments['order_id'] : 0 );
		return $order instanceof WP_Error ? $order : array( 'order_id' => $order->get_id() ) + $arguments;
	}

	/**
	 * Runs an ability of another plugin; one that changes something at most once a call.
	 *
	 * @param WP_Ability           $ability   The ability.
	 * @param array<string, mixed> $arguments What fits its schema.
	 * @param string               $call_id   The call.
	 */
	private function run_of_plugin( WP_Ability $ability, array $arguments, string $call_id ): string|WP_Error {
		$plugin = new Plugin_Ability( $ability );
		$step   = static fn(): string|WP_Error => self::encoded( self::as_object( $ability->execute( $plugin->input( $arguments ) ) ) );
		return match ( true ) {
			$plugin->is_read_only() => $step(),
			'' === $call_id => new WP_Error( 'ability_invalid_input' ),
			default => parts()->plugin_write()->once( Proposal::key( $this->shopper->thread_id, $call_id ), $step ),
		};
	}

	/**
	 * What an ability of another plugin gave, as an object.
	 *
	 * @param mixed $result Anything.
	 * @return array<mixed>|WP_Error
	 */
	private static function as_object( mixed $result ): array|WP_Error {
		return match ( true ) {
			$result instanceof WP_Error => $result,
			is_array( $result ) && ! array_is_list( $result ) => $result,
			$result instanceof \stdClass => (array) $result,
			default => array( 'result' => $result ),
		};
	}

	/**
	 * A result as JSON; `result_too_large` when it is that, or no JSON.
	 *
	 * @param mixed $result What an ability gave.
	 */
	private static function encoded( mixed $result ): string|WP_Error {
		if ( $result instanceof WP_Error ) {
			return $result;
		}
		$encoded = wp_json_encode( $result, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
		return is_string( $encoded ) && strlen( $encoded ) <= self::MAX_RESULT_BYTES ? $encoded : new WP_Error( 'result_too_large' );
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
		if ( true !== $ability->check_permissions( Plugin_Ability::input_of( $ability, $arguments ) ) ) {
			return new Wire\Tool_Error( code: 'UNAUTHORIZED', message: self::NOT_OFFERED );
		}
		$proposal = Abilities::ISSUE_REFUND === $tool
			? parts()->refund_desk()->propose( $this->shopper, Own_Orders::of( $this->shopper ), $arguments, $call_id )
			: Proposal::of_ability( $this->shopper, $tool, $ability, $arguments, $call_id, time() );
		if ( $proposal instanceof WP_Error ) {
			return self::error( $proposal );
		}
		$action = $proposal->to_wire( parts()->seal() );
		return '' !== $call_id && strlen( $action->sealed ) <= self::MAX_SEALED_BYTES ? $action : new Wire\Tool_Error( code: 'INVALID_ARGUMENT', message: self::BAD_ARGUMENTS );
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
