<?php
/**
 * Generated from proto/sidecar/v1/agent.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** One message of a transcript. */
final class Message implements Wire_Message {
	public function __construct(
		/** The turn's message id; shopper and agent share it. */
		public readonly string $message_id = '',
		/**
		 * Who wrote it.
		 *
		 * One of the constants of Author.
		 */
		public readonly int $author = 0,
		/** What was written. */
		public readonly string $text = '',
		/** When. */
		public readonly int $at_unix_ms = 0,
		/**
		 * Sources of an agent's message.
		 *
		 * @var list<Citation>
		 */
		public readonly array $citations = array(),
		/**
		 * Cards of an agent's message.
		 *
		 * @var list<Card>
		 */
		public readonly array $cards = array(),
		/**
		 * The shopper's rating of an agent's message.
		 *
		 * One of the constants of Rating.
		 */
		public readonly int $rating = 0,
		/** First name of the person who wrote it; empty unless staff did. */
		public readonly string $author_name = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'message_id', 'type' => 'string' ),
			2 => array( 'name' => 'author', 'type' => 'int32' ),
			3 => array( 'name' => 'text', 'type' => 'string' ),
			4 => array( 'name' => 'at_unix_ms', 'type' => 'int64' ),
			5 => array( 'name' => 'citations', 'type' => Citation::class, 'repeated' => true ),
			6 => array( 'name' => 'cards', 'type' => Card::class, 'repeated' => true ),
			7 => array( 'name' => 'rating', 'type' => 'int32' ),
			8 => array( 'name' => 'author_name', 'type' => 'string' ),
		);
	}
}
