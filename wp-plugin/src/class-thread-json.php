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
	 * A thread.
	 *
	 * @param Wire\Get_Thread_Response $thread  From the sidecar.
	 * @param int                      $since   Unix milliseconds; messages before it are known. 0 for all.
	 * @param Shopper                  $shopper Who chats.
	 * @return array{messages: list<array<string, mixed>>, running_message_id: string, waits_for_person: bool, with_person: bool, person_name: string}
	 */
	public static function thread( Wire\Get_Thread_Response $thread, int $since, Shopper $shopper ): array {
		$fresh = array_filter( $thread->messages, static fn( Wire\Message $message ): bool => $message->at_unix_ms >= $since );
		return array(
			'messages'           => array_map( static fn( Wire\Message $message ): array => self::of( $message, $shopper ), array_values( $fresh ) ),
			'running_message_id' => $thread->running_message_id,
			'waits_for_person'   => $thread->waits_for_person,
			'with_person'        => $thread->with_person,
			'person_name'        => $thread->person_name,
		);
	}

	/**
	 * One message.
	 *
	 * @param Wire\Message $message From the sidecar.
	 * @param Shopper      $shopper Who chats.
	 * @return array<string, mixed>
	 */
	public static function of( Wire\Message $message, Shopper $shopper ): array {
		return array(
			'message_id'  => $message->message_id,
			'author'      => self::AUTHORS[ $message->author ] ?? 'agent',
			'author_name' => $message->author_name,
			'text'        => $message->text,
			'at_unix_ms'  => $message->at_unix_ms,
			'citations'   => array_map(
				static fn( Wire\Citation $citation ): array => array(
					'title'   => $citation->title,
					'url'     => $citation->url,
					'section' => $citation->section,
				),
				$message->citations
			),
			'cards'       => array_values(
				array_filter( array_map( static fn( Wire\Card $card ): ?array => Cards::build( $card->kind, $card->id, $shopper ), $message->cards ) )
			),
			'rating'      => self::RATINGS[ $message->rating ] ?? '',
		);
	}
}
