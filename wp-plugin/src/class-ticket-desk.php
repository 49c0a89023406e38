<?php
/**
 * Work recorded for a person.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Opens tickets in the sidecar and changes where they stand.
 */
final class Ticket_Desk {

	/** With a body of 4,000 characters of four bytes, what fits into the 16 kB that a tool's arguments may have. */
	private const MAX_SUBJECT_CHARS = 80;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * Opens a ticket; the same request id gives the same ticket.
	 *
	 * @param Caller       $caller     In whose name.
	 * @param string       $request_id Idempotency key.
	 * @param string       $subject    One line.
	 * @param string       $body       What it is about.
	 * @param Wire\Contact $contact    How to reach the shopper.
	 * @return array{ticket_id: string, subject: string}
	 * @throws Sidecar_Error When the sidecar can't be reached or refuses.
	 * @throws Refused When the tool refuses.
	 */
	public function open( Caller $caller, string $request_id, string $subject, string $body, Wire\Contact $contact ): array {
		$arguments = array(
			'subject' => $subject,
			'body'    => $body,
		);
		$answer    = $this->sidecar->unary(
			'sidecar.v1.Agent/ToolCall',
			new Wire\Tool_Call_Request(
				request_id: $request_id,
				thread_id: $caller->thread_id,
				name: 'create_ticket',
				arguments_json: (string) wp_json_encode( $arguments, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ),
				contact: $contact,
			),
			Wire\Tool_Call_Response::class,
			$caller
		);
		$result    = json_decode( $answer->result_json ?? '', true );
		if ( ! is_array( $result ) || ! is_string( $result['ticket_id'] ?? null ) ) {
			throw new Refused(
				match ( $answer->error?->code ) {
					'INVALID_ARGUMENT' => 'message_invalid',
					'RATE_LIMIT' => 'rate_limited',
					default => 'sidecar_down',
				}
			);
		}
		return array(
			'ticket_id' => $result['ticket_id'],
			'subject'   => is_string( $result['subject'] ?? null ) ? $result['subject'] : $subject,
		);
	}

	/**
	 * Changes a ticket.
	 *
	 * @param string        $ticket_id The ticket.
	 * @param int           $status    Of `Wire\Ticket_Status`; 0 leaves it.
	 * @param string        $priority  `low`, `normal` or `high`; empty leaves it.
	 * @param \WP_User|null $assignee  Who works on it, with the id 0 for nobody; null leaves it.
	 * @throws Sidecar_Error When there is no such ticket, or the sidecar can't be reached.
	 */
	public function change( string $ticket_id, int $status = 0, string $priority = '', ?\WP_User $assignee = null ): void {
		if ( 0 === $status && '' === $priority && null === $assignee ) {
			return;
		}
		$change = new Wire\Update_Ticket_Request(
			request_id: bin2hex( random_bytes( 16 ) ),
			ticket_id: $ticket_id,
			status: $status,
			priority: $priority,
			set_assignee: null !== $assignee,
			assignee_id: $assignee->ID ?? 0,
			assignee_name: null !== $assignee && $assignee->ID > 0 ? Thread_Desk::name( $assignee ) : '',
		);
		$this->sidecar->unary( 'sidecar.v1.Desk/UpdateTicket', $change, Wire\Update_Ticket_Response::class, Caller::staff() );
	}

	/**
	 * The subject of a ticket that nobody gave one: the first line of what they wrote.
	 *
	 * @param string $body Not empty.
	 */
	public static function subject_of( string $body ): string {
		return mb_substr( (string) strtok( $body, "\n" ), 0, self::MAX_SUBJECT_CHARS );
	}
}
