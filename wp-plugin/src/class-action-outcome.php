<?php
/**
 * What came of an action that somebody agreed to.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Done, or not and why.
 */
final class Action_Outcome {

	/**
	 * Only assigns.
	 *
	 * @param int    $state Of `Wire\Approval_State`: DONE, DECLINED or FAILED.
	 * @param string $text  For the shopper, in the shop's language.
	 * @param string $note  What staff should know besides; may be empty.
	 */
	public function __construct(
		public readonly int $state,
		public readonly string $text,
		public readonly string $note = '',
	) {}

	/**
	 * It was done.
	 *
	 * @param string $text For the shopper.
	 * @param string $note For staff.
	 */
	public static function done( string $text, string $note = '' ): self {
		return new self( Wire\Approval_State::DONE, $text, $note );
	}

	/**
	 * It will not be done.
	 *
	 * @param string $text For the shopper.
	 */
	public static function declined( string $text ): self {
		return new self( Wire\Approval_State::DECLINED, $text );
	}

	/**
	 * It was not, or nobody can tell.
	 *
	 * @param string $text For the shopper.
	 * @param string $note For staff.
	 */
	public static function failed( string $text, string $note = '' ): self {
		return new self( Wire\Approval_State::FAILED, $text, $note );
	}
}
