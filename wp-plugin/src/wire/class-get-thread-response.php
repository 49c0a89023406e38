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

/** A thread as its shopper sees it. */
final class Get_Thread_Response implements Wire_Message {
	public function __construct(
		/**
		 * Messages, oldest first.
		 *
		 * @var list<Message>
		 */
		public readonly array $messages = array(),
		/** The message whose turn still runs; empty when none does. */
		public readonly string $running_message_id = '',
		/** True while the shopper waits for a person. */
		public readonly bool $waits_for_person = false,
		/** True while a person has the thread and the agent is silent. */
		public readonly bool $with_person = false,
		/** First name of that person; empty when nobody has it. */
		public readonly string $person_name = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'messages', 'type' => Message::class, 'repeated' => true ),
			2 => array( 'name' => 'running_message_id', 'type' => 'string' ),
			3 => array( 'name' => 'waits_for_person', 'type' => 'bool' ),
			4 => array( 'name' => 'with_person', 'type' => 'bool' ),
			5 => array( 'name' => 'person_name', 'type' => 'string' ),
		);
	}
}
