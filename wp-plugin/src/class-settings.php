<?php
/**
 * What the owner decided.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The owner's settings. An instance that exists has been validated: every figure is in range.
 */
final class Settings {

	public const OPTION = 'deskhand_settings';

	/** Smallest and largest value of each figure; the default is the property's. */
	private const RANGES = array(
		'messages_per_minute'         => array( 1, 600 ),
		'messages_per_minute_ip'      => array( 1, 6000 ),
		'messages_per_subject_minute' => array( 0, 6000 ),
		'messages_per_site_minute'    => array( 0, 100_000 ),
		'tickets_per_hour'            => array( 1, 1000 ),
		'contacts_per_hour'           => array( 1, 1000 ),
		'php_workers'                 => array( 1, 1000 ),
		'retention_days'              => array( 1, 3650 ),
		'thread_tokens'               => array( 20_000, 10_000_000 ), // Fewer than one answer may need.
		'monthly_budget_micros'       => array( 0, Money::MAX_MICROS ),
		'escalate_after_minutes'      => array( 1, 10_080 ),
		'reply_hours_high'            => array( 0, 1000 ),
		'reply_hours_normal'          => array( 0, 1000 ),
		'reply_hours_low'             => array( 0, 1000 ),
	);

	/**
	 * Only assigns; use `from_values()` for anything that came from outside.
	 *
	 * @param string       $sidecar_address             `unix:/path` or `host:port`.
	 * @param bool         $published                   True when shoppers see the widget; before that only admins do.
	 * @param bool         $streaming                   False makes every widget poll.
	 * @param int          $messages_per_minute         Shopper messages per thread.
	 * @param int          $messages_per_minute_ip      Shopper messages per network address.
	 * @param int          $messages_per_subject_minute Shopper messages per person; 0 for what the sidecar allows.
	 * @param int          $messages_per_site_minute    Shopper messages of the whole site; 0 as above.
	 * @param int          $tickets_per_hour            Tickets per thread.
	 * @param int          $contacts_per_hour           Contact forms per network address.
	 * @param int          $php_workers                 PHP workers of this host; chat holds at most 40 % of them.
	 * @param list<string> $trusted_proxies             Addresses or CIDR ranges whose X-Forwarded-For counts.
	 * @param string       $hours                       When people answer, in the owner's words.
	 * @param string       $greeting                    First line of the widget; empty for the built-in one.
	 * @param int          $privacy_page                Page id; 0 means WordPress's own privacy page.
	 * @param list<string> $post_types                  What the agent reads.
	 * @param list<int>    $policy_pages                Pages that count as policies besides those found by name.
	 * @param int          $retention_days              Days that transcripts are kept.
	 * @param string       $staff_email                 Where mail for staff goes; empty for the site's admin address.
	 * @param int          $monthly_budget_micros       What models may cost in a month, in millionths; 0 for no limit.
	 * @param int          $thread_tokens               Tokens that models may use for one thread.
	 * @param list<array>  $flags                       Which threads another version answers, as `Flags` has them.
	 * @param list<string> $plugin_abilities            Abilities of other plugins that shoppers may use.
	 * @param Refund_Rules $refunds                     What may be refunded.
	 * @param list<array>  $opening_times               When people are in, as `Opening_Hours` has it; empty when nothing is known.
	 * @param list<string> $holidays                    Days on which nobody is in, such as `2026-12-25`.
	 * @param string       $away_text                   What shoppers read while nobody is in; empty for the built-in one.
	 * @param int          $escalate_after_minutes      Minutes of opening time after which staff is asked again.
	 * @param int          $reply_hours_high            Hours of opening time in which a ticket is to be answered; 0 for no such time.
	 * @param int          $reply_hours_normal          As above.
	 * @param int          $reply_hours_low             As above.
	 */
	public function __construct(
		public readonly string $sidecar_address = 'unix:/run/deskhand/deskhand.sock',
		public readonly bool $published = false,
		public readonly bool $streaming = true,
		public readonly int $messages_per_minute = 20,
		public readonly int $messages_per_minute_ip = 60,
		public readonly int $messages_per_subject_minute = 0,
		public readonly int $messages_per_site_minute = 0,
		public readonly int $tickets_per_hour = 5,
		public readonly int $contacts_per_hour = 5,
		public readonly int $php_workers = 5,
		public readonly array $trusted_proxies = array(),
		public readonly string $hours = '',
		public readonly string $greeting = '',
		public readonly int $privacy_page = 0,
		public readonly array $post_types = array( 'page', 'post', 'product' ),
		public readonly array $policy_pages = array(),
		public readonly int $retention_days = 30,
		public readonly string $staff_email = '',
		public readonly int $monthly_budget_micros = 0,
		public readonly int $thread_tokens = 50_000,
		public readonly array $flags = array(),
		public readonly array $plugin_abilities = array(),
		public readonly Refund_Rules $refunds = new Refund_Rules(),
		public readonly array $opening_times = array(),
		public readonly array $holidays = array(),
		public readonly string $away_text = '',
		public readonly int $escalate_after_minutes = 30,
		public readonly int $reply_hours_high = 4,
		public readonly int $reply_hours_normal = 16,
		public readonly int $reply_hours_low = 40,
	) {}

	/**
	 * The stored settings. The constant `DESKHAND_ADDRESS` wins over the stored address.
	 */
	public static function load(): self {
		$values = get_option( self::OPTION, array() );
		$values = is_array( $values ) ? $values : array();
		if ( defined( 'DESKHAND_ADDRESS' ) ) {
			$values['sidecar_address'] = constant( 'DESKHAND_ADDRESS' );
		}
		return self::from_values( $values );
	}

	/**
	 * Shows the widget to shoppers, or hides it again.
	 *
	 * @param bool $published True shows it.
	 */
	public static function publish( bool $published ): void {
		update_option( self::OPTION, array( 'published' => $published ) + (array) get_option( self::OPTION, array() ) );
	}

	/**
	 * Makes settings of anything; what is missing or unusable becomes the default, what is out of range the nearest bound.
	 *
	 * @param array<mixed> $values Property name => value, as stored or as posted by a form.
	 */
	public static function from_values( array $values ): self {
		$default = new self();
		$text    = static fn( string $name ): string => isset( $values[ $name ] ) && is_string( $values[ $name ] )
			? sanitize_text_field( $values[ $name ] ) : $default->$name;
		$switch  = static fn( string $name ): bool => isset( $values[ $name ] )
			? (bool) filter_var( $values[ $name ], FILTER_VALIDATE_BOOLEAN ) : $default->$name;
		$count   = static fn( string $name ): int => isset( $values[ $name ] ) && is_numeric( $values[ $name ] )
			? (int) max( self::RANGES[ $name ][0], min( self::RANGES[ $name ][1], (int) $values[ $name ] ) ) : $default->$name;
		$rows    = static fn( string $name ): array => match ( true ) {
			! isset( $values[ $name ] ) => $default->$name,
			is_string( $values[ $name ] ) => preg_split( '/[\s,]+/', $values[ $name ], -1, PREG_SPLIT_NO_EMPTY ) ?: array(),
			is_array( $values[ $name ] ) => array_filter( $values[ $name ], is_scalar( ... ) ),
			default => array(),
		};

		$address = $text( 'sidecar_address' );
		return new self(
			sidecar_address: Sidecar_Client::is_address( $address ) ? $address : $default->sidecar_address,
			published: $switch( 'published' ),
			streaming: $switch( 'streaming' ),
			messages_per_minute: $count( 'messages_per_minute' ),
			messages_per_minute_ip: $count( 'messages_per_minute_ip' ),
			messages_per_subject_minute: $count( 'messages_per_subject_minute' ),
			messages_per_site_minute: $count( 'messages_per_site_minute' ),
			tickets_per_hour: $count( 'tickets_per_hour' ),
			contacts_per_hour: $count( 'contacts_per_hour' ),
			php_workers: $count( 'php_workers' ),
			trusted_proxies: array_values( array_filter( array_map( strval( ... ), $rows( 'trusted_proxies' ) ), Client_Address::is_range( ... ) ) ),
			hours: mb_substr( $text( 'hours' ), 0, 200 ),
			greeting: mb_substr( $text( 'greeting' ), 0, 300 ),
			privacy_page: isset( $values['privacy_page'] ) && is_numeric( $values['privacy_page'] ) ? absint( $values['privacy_page'] ) : 0,
			post_types: array_values( array_unique( array_filter( array_map( sanitize_key( ... ), array_map( strval( ... ), $rows( 'post_types' ) ) ) ) ) ),
			policy_pages: array_values( array_unique( array_filter( array_map( absint( ... ), $rows( 'policy_pages' ) ) ) ) ),
			retention_days: $count( 'retention_days' ),
			staff_email: sanitize_email( $text( 'staff_email' ) ),
			monthly_budget_micros: $count( 'monthly_budget_micros' ),
			thread_tokens: $count( 'thread_tokens' ),
			flags: Flags::from_values( $values['flags'] ?? array() ),
			plugin_abilities: Plugin_Abilities::from_values( $values['plugin_abilities'] ?? array() ),
			refunds: Refund_Rules::from_values( $values['refunds'] ?? array() ),
			opening_times: Opening_Hours::from_values( $values['opening_times'] ?? array() ),
			holidays: Opening_Hours::holidays( $rows( 'holidays' ) ),
			away_text: mb_substr( $text( 'away_text' ), 0, 300 ),
			escalate_after_minutes: $count( 'escalate_after_minutes' ),
			reply_hours_high: $count( 'reply_hours_high' ),
			reply_hours_normal: $count( 'reply_hours_normal' ),
			reply_hours_low: $count( 'reply_hours_low' ),
		);
	}

	/**
	 * Every setting by name, as it is stored.
	 *
	 * @return array<string, mixed>
	 */
	public function values(): array {
		return array( 'refunds' => $this->refunds->values() ) + get_object_vars( $this );
	}

	/**
	 * Smallest and largest value of a figure.
	 *
	 * @param string $name A setting that is a figure.
	 * @return array{int, int}
	 */
	public static function range( string $name ): array {
		return self::RANGES[ $name ];
	}
}
