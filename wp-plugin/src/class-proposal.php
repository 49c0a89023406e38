<?php
/**
 * An action that waits for somebody's word.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * What would be done, for whom and why: the content of a sealed action. Only what opens as one is ever done.
 */
final class Proposal {

	private const PURPOSE = 'approval';

	/** What was agreed to and is being carried out: it is finished, however late. */
	private const BEGUN = 'begun';

	/** How long it may be decided. */
	public const LIFE_S = 7 * DAY_IN_SECONDS;

	private const MAX_SUMMARY_CHARS = 300;

	/**
	 * Only assigns.
	 *
	 * @param string               $key         Names the action; the same for every run of the same call.
	 * @param string               $tool        The tool.
	 * @param string               $ability     The ability that it is.
	 * @param array<string, mixed> $arguments   Its arguments, checked against its schema.
	 * @param string               $thread_id   The thread it came from.
	 * @param string               $subject     The shopper, as the sidecar knows them.
	 * @param int                  $user_id     The shopper's user; 0 for a guest.
	 * @param int                  $order_id    The order it concerns; 0 for none.
	 * @param int                  $customer_id Whose order that was; 0 for a guest's.
	 * @param string               $summary     What would be done, in one line without personal data.
	 * @param bool                 $by_shopper  True when the shopper's own word is enough.
	 * @param int                  $asked_at    Unix seconds.
	 */
	public function __construct(
		public readonly string $key,
		public readonly string $tool,
		public readonly string $ability,
		public readonly array $arguments,
		public readonly string $thread_id,
		public readonly string $subject,
		public readonly int $user_id,
		public readonly int $order_id,
		public readonly int $customer_id,
		public readonly string $summary,
		public readonly bool $by_shopper,
		public readonly int $asked_at,
	) {}

	/**
	 * The key of a call's action.
	 *
	 * @param string $thread_id The thread.
	 * @param string $call_id   The call.
	 */
	public static function key( string $thread_id, string $call_id ): string {
		return hash( 'sha256', "$thread_id|$call_id" );
	}

	/**
	 * What another plugin offers; staff decide on it.
	 *
	 * @param Shopper              $shopper   Who asks.
	 * @param string               $tool      The tool.
	 * @param \WP_Ability          $ability   What it is.
	 * @param array<string, mixed> $arguments Checked against its schema.
	 * @param string               $call_id   The call.
	 * @param int                  $now       Unix seconds.
	 */
	public static function of_ability( Shopper $shopper, string $tool, \WP_Ability $ability, array $arguments, string $call_id, int $now ): self {
		return new self(
			key: self::key( $shopper->thread_id, $call_id ),
			tool: $tool,
			ability: $ability->get_name(),
			arguments: $arguments,
			thread_id: $shopper->thread_id,
			subject: $shopper->subject,
			user_id: $shopper->user_id,
			order_id: 0,
			customer_id: 0,
			summary: $ability->get_label(),
			by_shopper: false,
			asked_at: $now,
		);
	}

	/**
	 * The proposal as the sidecar keeps it.
	 *
	 * @param Seal $seal This site's.
	 */
	public function to_wire( Seal $seal ): Wire\Sealed_Action {
		return new Wire\Sealed_Action(
			sealed: $seal->close( self::PURPOSE, get_object_vars( $this ), $this->expires_at() ),
			summary: mb_substr( $this->summary, 0, self::MAX_SUMMARY_CHARS ),
			by_shopper: $this->by_shopper,
			expires_unix_ms: $this->expires_at() * 1000,
		);
	}

	/**
	 * The proposal as this site keeps it while it is carried out. This seal has no end.
	 *
	 * @param Seal $seal This site's.
	 */
	public function keep( Seal $seal ): string {
		return $seal->close( self::BEGUN, get_object_vars( $this ), PHP_INT_MAX );
	}

	/**
	 * What this site kept, or null when its keys have changed.
	 *
	 * @param Seal   $seal This site's.
	 * @param string $kept By `keep()`.
	 */
	public static function reopen( Seal $seal, string $kept ): ?self {
		return self::of_values( $seal->open( self::BEGUN, $kept ) );
	}

	/**
	 * What this site sealed, or null when it did not, or too long ago.
	 *
	 * @param Seal   $seal   This site's.
	 * @param string $sealed From the sidecar.
	 */
	public static function open( Seal $seal, string $sealed ): ?self {
		return self::of_values( $seal->open( self::PURPOSE, $sealed ) );
	}

	/**
	 * What a seal held, or null when it was no proposal.
	 *
	 * @param array<string, mixed>|null $values Its content.
	 */
	private static function of_values( ?array $values ): ?self {
		try {
			return null === $values ? null : new self( ...$values );
		} catch ( \Error ) {
			return null; // Sealed by another version of the plugin.
		}
	}

	/** Until when it may be decided, Unix seconds. */
	public function expires_at(): int {
		return $this->asked_at + self::LIFE_S;
	}
}
