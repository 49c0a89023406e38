<?php
/**
 * Generated from proto/sidecar/v1/agent.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** How a turn ended. */
final class Outcome {
	/** Not set; never sent. */
	public const UNSPECIFIED = 0;

	/** Answered from knowledge or from a tool. */
	public const ANSWERED = 1;

	/** Nothing proven could be said; a ticket was offered. */
	public const UNANSWERED = 2;

	/** A person was asked to take over. */
	public const HANDED_OFF = 3;

	/** A ticket was opened. */
	public const TICKET = 4;

	/** The request is outside what the agent may do, and it said so. */
	public const REFUSED = 5;

	/** The shopper stopped the turn. */
	public const STOPPED = 6;

	/**
	 * A person has the thread: the message was passed on and the agent is
	 * silent.
	 */
	public const WITH_PERSON = 7;
}
