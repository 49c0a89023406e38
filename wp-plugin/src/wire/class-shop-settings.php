<?php
/**
 * Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** What the owner decided; kept by WordPress, mirrored here. */
final class Shop_Settings implements Wire_Message {
	public function __construct(
		/** Name of the shop. */
		public readonly string $shop_name = '',
		/** Default BCP 47 language tag. */
		public readonly string $locale = '',
		/**
		 * Hosts that links in answers may lead to.
		 *
		 * @var list<string>
		 */
		public readonly array $hosts = array(),
		/** When people answer, as the owner wrote it. */
		public readonly string $hours = '',
		/** Days that transcripts are kept, 1 to 3,650; 0 means 30. */
		public readonly int $retention_days = 0,
		/** Shopper messages per thread and minute, 1 to 600; 0 means 20. */
		public readonly int $messages_per_minute = 0,
		/** ISO 4217 code of the shop's currency; empty without WooCommerce. */
		public readonly string $currency = '',
		/**
		 * Model tokens, in and out, that one thread may use, 0 to 10,000,000; 0
		 * means 50,000. Beyond it the shop's pages answer without a model.
		 */
		public readonly int $thread_tokens = 0,
		/**
		 * What models may cost in a calendar month (UTC), in millionths of the
		 * price list's currency; 0 means no limit.
		 */
		public readonly int $monthly_budget_micros = 0,
		/**
		 * Which threads another version of the Brain answers; the first that fits
		 * decides. At most 16.
		 *
		 * @var list<Flag>
		 */
		public readonly array $flags = array(),
		/**
		 * When people are in, at most 28; empty means that nothing is known of it.
		 *
		 * @var list<Opening_Time>
		 */
		public readonly array $opening_times = array(),
		/**
		 * Days on which nobody is in, `2026-12-25`, at most 100.
		 *
		 * @var list<string>
		 */
		public readonly array $holidays = array(),
		/**
		 * The shop's time zone, such as `Europe/Dublin` or `+02:00`; empty means
		 * UTC.
		 */
		public readonly string $time_zone = '',
		/** What shoppers read while nobody is in, at most 300 characters. */
		public readonly string $away_text = '',
		/**
		 * Minutes of opening time after which a person who was asked for is asked
		 * again, 0 to 10,080; 0 means 30.
		 */
		public readonly int $escalate_after_minutes = 0,
		/**
		 * How soon tickets are to be answered.
		 *
		 * @var list<Reply_Time>
		 */
		public readonly array $reply_times = array(),
		/**
		 * Shopper messages per person and minute, 0 to 6,000. 0 means what the
		 * sidecar's own setting allows, which is also the most that counts.
		 */
		public readonly int $messages_per_subject_minute = 0,
		/** Shopper messages of the whole site per minute, 0 to 100,000; as above. */
		public readonly int $messages_per_site_minute = 0,
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1  => array( 'name' => 'shop_name', 'type' => 'string' ),
			2  => array( 'name' => 'locale', 'type' => 'string' ),
			3  => array( 'name' => 'hosts', 'type' => 'string', 'repeated' => true ),
			4  => array( 'name' => 'hours', 'type' => 'string' ),
			5  => array( 'name' => 'retention_days', 'type' => 'int32' ),
			6  => array( 'name' => 'messages_per_minute', 'type' => 'int32' ),
			7  => array( 'name' => 'currency', 'type' => 'string' ),
			8  => array( 'name' => 'thread_tokens', 'type' => 'int32' ),
			9  => array( 'name' => 'monthly_budget_micros', 'type' => 'int64' ),
			10 => array( 'name' => 'flags', 'type' => Flag::class, 'repeated' => true ),
			11 => array( 'name' => 'opening_times', 'type' => Opening_Time::class, 'repeated' => true ),
			12 => array( 'name' => 'holidays', 'type' => 'string', 'repeated' => true ),
			13 => array( 'name' => 'time_zone', 'type' => 'string' ),
			14 => array( 'name' => 'away_text', 'type' => 'string' ),
			15 => array( 'name' => 'escalate_after_minutes', 'type' => 'int32' ),
			16 => array( 'name' => 'reply_times', 'type' => Reply_Time::class, 'repeated' => true ),
			17 => array( 'name' => 'messages_per_subject_minute', 'type' => 'int32' ),
			18 => array( 'name' => 'messages_per_site_minute', 'type' => 'int32' ),
		);
	}
}
