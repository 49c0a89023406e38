<?php
/**
 * A transcript as the browser reads it.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Turns stored messages into JSON objects, with cards built anew from live data.
 */
final class Thread_Json {

	private const AUTHORS = array(
		Wire\Author::SHOPPER => 'shopper',
		Wire\Author::AGENT   => 'agent',
		Wire\Author::STAFF   => 'staff',
	);

	private const RATINGS = array(
		Wire\Rating::UP   => 'up',
		Wire\Rating::DOWN => 'down',
	);

	/**
	 * One message.
	 *
	 * @param Wire\Message $message From the sidecar.
	 * @param Shopper      $shopper Who chats.
	 * @return array<string, mixed>
	 */
	public static function of( Wire\Message $message, Shopper $shopper ): array {
		return array(
			'message_id' => $message->message_id,
			'author'     => self::AUTHORS[ $message->author ] ?? 'agent',
			'text'       => $message->text,
			'at_unix_ms' => $message->at_unix_ms,
			'citations'  => array_map(
				static fn( Wire\Citation $citation ): array => array(
					'title'   => $citation->title,
					'url'     => $citation->url,
					'section' => $citation->section,
				),
				$message->citations
			),
			'cards'      => array_values(
				array_filter( array_map( static fn( Wire\Card $card ): ?array => Cards::build( $card->kind, $card->id, $shopper ), $message->cards ) )
			),
			'rating'     => self::RATINGS[ $message->rating ] ?? '',
		);
	}
}
