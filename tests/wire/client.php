<?php
/**
 * Makes one call with the plugin's client and prints what happens, one JSON object a line.
 *
 * Usage: php client.php SRC_FOLDER COMMAND, where COMMAND is a JSON object: `op` (`unary`,
 * `stream`, `keys`, `curl`), `salts`, `address`, `timeout_ms`, `text` (base64), and for a stream
 * `repeat` (of the text), `stop_after` (messages), `stop_at_tick`, `throw_after` (messages).
 */

declare(strict_types=1);

use Deskhand\Caller;
use Deskhand\Keypair;
use Deskhand\Sidecar_Client;
use Deskhand\Sidecar_Error;
use Deskhand\Wire\Chat_Event;
use Deskhand\Wire\Chat_Request;
use Deskhand\Wire\Get_Thread_Request;
use Deskhand\Wire\Get_Thread_Response;
use Deskhand\Wire\Return_Tool_Result_Request;
use Deskhand\Wire\Return_Tool_Result_Response;

[ , $src, $json ] = $argv;
$command          = json_decode( $json, true, 16, JSON_THROW_ON_ERROR );

spl_autoload_register(
	static function ( string $name ) use ( $src ): void {
		$file = 'class-' . strtolower( str_replace( '_', '-', preg_replace( '/^.*\\\\/', '', $name ) ) ) . '.php';
		require $src . ( str_starts_with( $name, 'Deskhand\\Wire\\' ) ? '/wire/' : '/' ) . $file;
	}
);

/** Prints one line at once. */
function say( array $line ): void {
	fwrite( STDOUT, json_encode( $line, JSON_THROW_ON_ERROR ) . "\n" );
}

/** Stands for WordPress's own, which is not here. */
function __( string $text, string $domain ): string {
	return $text;
}

foreach ( $command['salts'] as $name => $salt ) {
	define( $name, $salt );
}

try {
	if ( 'curl' === $command['op'] ) {
		say( array( 'obstacle' => Sidecar_Client::curl_obstacle( $command['version'], $command['has_http2'] ) ) );
		exit;
	}
	$keypair = Keypair::from_salts();
	say(
		array(
			'public_key' => bin2hex( $keypair->public_key ),
			'kid'        => $keypair->kid,
			'derived'    => array_map( static fn( string $label ): string => bin2hex( $keypair->derive( $label ) ), $command['labels'] ?? array() ),
		)
	);
	if ( 'keys' === $command['op'] ) {
		exit;
	}
	$client = new Sidecar_Client( $command['address'], $keypair, 'https://shop.example' );
	$call   = new Caller( 'u_' . str_repeat( '0a', 16 ), 'thread-1', array( 'support.read_kb', 'orders.read_own' ), $command['timeout_ms'] );
	if ( 'unary' === $command['op'] ) {
		$request = new Get_Thread_Request( base64_decode( $command['text'] ), 7 );
		$answer  = $client->unary( 'sidecar.v1.Agent/GetThread', $request, Get_Thread_Response::class, $call );
		say( array( 'messages' => array_column( $answer->messages, 'text' ) ) );
		exit;
	}
	$message_count = 0;
	$tick_count    = 0;
	$on_message    = static function ( Chat_Event $event ) use ( $client, $call, $command, &$message_count ): bool {
		++$message_count;
		say(
			array(
				'seq'        => $event->seq,
				'text_bytes' => strlen( $event->delta->text ?? '' ),
			)
		);
		if ( null !== $event->tool_request ) {
			$result = new Return_Tool_Result_Request( 'thread-1', 'm', $event->tool_request->call_id, '{}' );
			$answer = $client->unary( 'sidecar.v1.Agent/ReturnToolResult', $result, Return_Tool_Result_Response::class, $call );
			say( array( 'accepted' => $answer->accepted ) );
		}
		if ( $message_count === ( $command['throw_after'] ?? 0 ) ) {
			throw new DomainException( 'from the callback' );
		}
		return $message_count !== ( $command['stop_after'] ?? 0 );
	};
	$on_tick       = static function () use ( $command, &$tick_count ): bool {
		say( array( 'tick' => ++$tick_count ) );
		return $tick_count !== ( $command['stop_at_tick'] ?? 0 );
	};
	$request       = new Chat_Request( 'thread-1', 'm', str_repeat( base64_decode( $command['text'] ), $command['repeat'] ?? 1 ) );
	$client->stream( 'sidecar.v1.Agent/Chat', $request, Chat_Event::class, $call, $on_message, $on_tick );
	say( array( 'ended' => true ) );
	fgets( STDIN );
} catch ( Sidecar_Error $error ) {
	say(
		array(
			'status'        => $error->grpc_status,
			'reason'        => $error->reason,
			'text'          => $error->getMessage(),
			'retry_after_s' => $error->retry_after_s,
		)
	);
} catch ( DomainException $error ) {
	say( array( 'thrown' => $error->getMessage() ) );
	fgets( STDIN );
}
