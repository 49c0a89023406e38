<?php
/**
 * What the owner allows to be refunded.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The owner's rules on refunds. An instance that exists has been validated. Amounts are millionths of the shop's
 * currency.
 */
final class Refund_Rules {

	/** Smallest and largest value of each figure; the default is the property's. */
	private const RANGES = array(
		'window_days'          => array( 1, 3650 ),
		'limit_micros'         => array( 0, Money::MAX_MICROS ),
		'customer_count'       => array( 0, 1000 ),
		'customer_micros'      => array( 0, Money::MAX_MICROS ),
		'confirm_limit_micros' => array( 0, Money::MAX_MICROS ),
	);

	/**
	 * Only assigns; use `from_values()` for anything that came from outside.
	 *
	 * @param bool         $enable_refunds       True when the assistant may prepare refunds.
	 * @param int          $window_days          Days after an order was completed, or else paid.
	 * @param list<string> $statuses             States of an order, without prefix.
	 * @param list<int>    $excluded_categories  Product categories.
	 * @param list<int>    $excluded_products    Products.
	 * @param bool         $sale_items           True when what was on sale may come back.
	 * @param int          $limit_micros         Most that one refund may be; 0 for no limit.
	 * @param int          $customer_count       Refunds of one customer in 30 days; 0 for no limit.
	 * @param int          $customer_micros      What they may be together; 0 for no limit.
	 * @param bool         $by_shopper           True when the shopper's own word is enough for small ones.
	 * @param int          $confirm_limit_micros Up to which it is; 0 when staff always decide.
	 * @param bool         $restock              True to put pieces back on the shelf.
	 * @param bool         $gateway              True to pay back through the payment service where it can.
	 */
	public function __construct(
		public readonly bool $enable_refunds = false,
		public readonly int $window_days = 30,
		public readonly array $statuses = array( 'processing', 'completed' ),
		public readonly array $excluded_categories = array(),
		public readonly array $excluded_products = array(),
		public readonly bool $sale_items = true,
		public readonly int $limit_micros = 0,
		public readonly int $customer_count = 3,
		public readonly int $customer_micros = 0,
		public readonly bool $by_shopper = false,
		public readonly int $confirm_limit_micros = 50_000_000,
		public readonly bool $restock = true,
		public readonly bool $gateway = true,
	) {}

	/**
	 * Makes rules of anything; what is missing or unusable becomes the default, what is out of range the nearest bound.
	 *
	 * @param mixed $values Property name => value, as stored or as posted by a form.
	 */
	public static function from_values( mixed $values ): self {
		$values  = is_array( $values ) ? $values : array();
		$default = new self();
		$switch  = static fn( string $name ): bool => isset( $values[ $name ] )
			? (bool) filter_var( $values[ $name ], FILTER_VALIDATE_BOOLEAN ) : $default->$name;
		$figure  = static fn( string $name ): int => isset( $values[ $name ] ) && is_numeric( $values[ $name ] )
			? (int) max( self::RANGES[ $name ][0], min( self::RANGES[ $name ][1], (int) $values[ $name ] ) ) : $default->$name;
		$words   = static fn( string $name ): array => is_string( $values[ $name ] ?? null )
			? (array) preg_split( '/[\s,]+/', $values[ $name ], -1, PREG_SPLIT_NO_EMPTY )
			: array_filter( is_array( $values[ $name ] ?? null ) ? $values[ $name ] : $default->$name, is_scalar( ... ) );
		$ids     = static fn( string $name ): array => array_values( array_unique( array_filter( array_map( absint( ... ), $words( $name ) ) ) ) );
		return new self(
			enable_refunds: $switch( 'enable_refunds' ),
			window_days: $figure( 'window_days' ),
			statuses: array_values( array_unique( array_filter( array_map( static fn( mixed $status ): string => sanitize_key( (string) preg_replace( '/^wc-/', '', (string) $status ) ), $words( 'statuses' ) ) ) ) ),
			excluded_categories: $ids( 'excluded_categories' ),
			excluded_products: $ids( 'excluded_products' ),
			sale_items: $switch( 'sale_items' ),
			limit_micros: $figure( 'limit_micros' ),
			customer_count: $figure( 'customer_count' ),
			customer_micros: $figure( 'customer_micros' ),
			by_shopper: $switch( 'by_shopper' ),
			confirm_limit_micros: $figure( 'confirm_limit_micros' ),
			restock: $switch( 'restock' ),
			gateway: $switch( 'gateway' ),
		);
	}

	/**
	 * Every rule by name, as it is stored.
	 *
	 * @return array<string, mixed>
	 */
	public function values(): array {
		return get_object_vars( $this );
	}

	/**
	 * Smallest and largest value of a figure.
	 *
	 * @param string $name A rule that is a figure.
	 * @return array{int, int}
	 */
	public static function range( string $name ): array {
		return self::RANGES[ $name ];
	}
}
