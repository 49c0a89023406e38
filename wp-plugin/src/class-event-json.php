<?php
/**
 * A turn's events as the browser reads them.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Turns wire events into JSON objects: `seq`, `type`, and the fields of the event by their wire names.
 */
final class Event_Json {

	/** The word for each outcome. */
	private const OUTCOMES = array(
		Wire\Outcome::ANSWERED    => 'answered',
		Wire\Outcome::UNANSWERED  => 'unanswered',
		Wire\Outcome::HANDED_OFF  => 'handed_off',
		Wire\Outcome::TICKET      => 'ticket',
		Wire\Outcome::REFUSED     => 'refused',
		Wire\Outcome::STOPPED     => 'stopped',
		Wire\Outcome::WITH_PERSON => 'with_person',
	);

	/** Events that end a turn. */
	private const TERMINAL = array( 'done', 'failed' );

	/**
	 * The event for the browser; null for what it must not see: tool requests, traces, cards of what is not theirs, and
	 * events of a later version.
	 *
	 * @param Wire\Chat_Event $event   From the sidecar.
	 * @param Shopper         $shopper Who chats.
	 * @return array<string, mixed>|null
	 */
	public static function of( Wire\Chat_Event $event, Shopper $shopper ): ?array {
		$type   = self::type( $event );
		$fields = match ( $type ) {
			'', 'tool_request', 'trace' => null,
			'card' => Cards::build( $event->card->kind ?? '', $event->card->id ?? 0, $shopper ),
			'done' => array(
				'outcome'    => self::OUTCOMES[ $event->done->outcome ?? 0 ] ?? 'unanswered',
				'confidence' => $event->done->confidence ?? 0.0,
			),
			default => get_object_vars( $event->$type ),
		};
		return null === $fields ? null : array(
			'seq'  => $event->seq,
			'type' => $type,
		) + $fields;
	}

	/**
	 * True when nothing follows.
	 *
	 * @param Wire\Chat_Event $event From the sidecar.
	 */
	public static function is_terminal( Wire\Chat_Event $event ): bool {
		return in_array( self::type( $event ), self::TERMINAL, true );
	}

	/**
	 * Name of the member that is set; empty when none is known.
	 *
	 * @param Wire\Chat_Event $event From the sidecar.
	 */
	private static function type( Wire\Chat_Event $event ): string {
		foreach ( get_object_vars( $event ) as $name => $value ) {
			if ( is_object( $value ) ) {
				return $name;
			}
		}
		return '';
	}
}
