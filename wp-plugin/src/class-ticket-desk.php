<?php
/**
 * Work recorded for a person.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Opens tickets in the sidecar.
 */
final class Ticket_Desk {

	/**
	 * Opens a ticket; the same request id gives the same ticket.
	 *
	 * @param Sidecar_Client $sidecar    The sidecar.
	 * @param Grpc_Call      $caller     In whose name.
	 * @param string         $request_id Idempotency key.
	 * @param string         $subject    One line; empty for the first line of the body.
	 * @param string         $body       What it is about.
	 * @param Wire\Contact   $contact    How to reach the shopper.
	 * @return array{ticket_id: string, subject: string}
	 * @throws Sidecar_Error When the sidecar can't be reached or refuses.
	 * @throws Refused When the tool refuses.
	 */
	public static function open( Sidecar_Client $sidecar, Grpc_Call $caller, string $request_id, string $subject, string $body, Wire\Contact $contact ): array {
		$subject = '' !== $subject ? $subject : mb_substr( strtok( $body, "\n" ) ?: $body, 0, 120 );
		$answer  = $sidecar->unary(
			'sidecar.v1.Agent/ToolCall',
			new Wire\Tool_Call_Request(
				request_id: $request_id,
				thread_id: $caller->thread_id,
				name: 'create_ticket',
				arguments_json: (string) wp_json_encode(
					array(
						'subject' => $subject,
						'body'    => $body,
					)
				),
				contact: $contact,
			),
			Wire\Tool_Call_Response::class,
			$caller
		);
		$result  = json_decode( $answer->result_json ?? '', true );
		if ( ! is_array( $result ) || ! is_string( $result['ticket_id'] ?? null ) ) {
			throw new Refused( 'RATE_LIMIT' === $answer->error?->code ? 'rate_limited' : ( 'INVALID_ARGUMENT' === $answer->error?->code ? 'message_invalid' : 'sidecar_down' ) );
		}
		return array(
			'ticket_id' => $result['ticket_id'],
			'subject'   => is_string( $result['subject'] ?? null ) ? $result['subject'] : $subject,
		);
	}
}
